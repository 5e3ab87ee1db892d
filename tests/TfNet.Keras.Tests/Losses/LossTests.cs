using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Losses;
using TfNet.LibTorch;
using TfNet.Tests;
using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Losses;

public class LossTests
{
    private static readonly LossesApi s_losses = new();

    private static JsonElement Facts => GoldenValues.Json("losses_metrics", "metrics").RootElement.GetProperty("facts");

    [Fact]
    public void Strings_find_what_keras_finds()
    {
        foreach (JsonProperty p in Facts.GetProperty("losses.get strings").EnumerateObject())
        {
            string expected = p.Value.GetString()!;
            if (expected.StartsWith("ValueError", StringComparison.Ordinal))
                Assert.Contains("Unknown loss function: 'foo'", Assert.Throws<ValueError>(() => s_losses.get(p.Name)).Message);
            else if (expected.StartsWith("object of class ", StringComparison.Ordinal))
                Assert.Equal(expected["object of class ".Length..], s_losses.get(p.Name).GetType().Name);
            else
                Assert.Equal(expected, s_losses.get(p.Name).Name);
        }
    }

    [Fact]
    public void Default_names_and_configs_are_keras()
    {
        foreach (JsonProperty p in Facts.GetProperty("default names of loss objects").EnumerateObject())
            Assert.Equal(p.Value.GetString(), s_losses.get(p.Name).Name);
        int compared = 0;
        foreach (JsonProperty p in GoldenValues.Json("defaults", "training").RootElement.GetProperty("losses").EnumerateObject())
        {
            if (!p.Value.Has("get_config", out JsonElement config) || p.Name == "Loss")
                continue;
            Assert.Equal(GoldenValues.Normal(config), GoldenValues.Text(((Loss)s_losses.get(p.Name)).get_config()));
            compared++;
        }
        Assert.Equal(17, compared);
    }

    [Fact]
    public void Configs_make_the_same_loss_again()
    {
        var loss = new CategoricalCrossentropy(true, 0.25, 1, "sum", "mine");
        var again = (Loss)s_losses.get((object)loss.Serialize());
        Assert.Equal(GoldenValues.Text(loss.get_config()), GoldenValues.Text(again.get_config()));
    }

    [Fact]
    public void Errors_are_keras_kinds()
    {
        using IDisposable processor = tf.device("/CPU:0"); // A GPU does not wait to look at values.
        var e1 = Assert.Throws<InvalidArgumentError>(() => s_losses.sparse_categorical_crossentropy(new Tensor([5L]),
            new Tensor([0.2f, 0.3f, 0.5f], (1, 3))));
        Assert.Contains("5", e1.Message);
        Assert.Throws<InvalidArgumentError>(() => s_losses.sparse_categorical_crossentropy(new Tensor([-1L]),
            new Tensor([0.2f, 0.3f, 0.5f], (1, 3))));
        var e2 = Assert.Throws<ValueError>(() => s_losses.categorical_crossentropy(new Tensor(new float[6], (2, 3)),
            new Tensor(new float[4], (2, 2))));
        Assert.Equal("Shapes (2, 3) and (2, 2) are incompatible", e2.Message);
        Assert.Throws<InvalidArgumentError>(() => s_losses.mean_squared_error(new Tensor(new float[4]), new Tensor(new float[12], (4, 3))));
        var e3 = Assert.Throws<ValueError>(() => new MeanSquaredError("foo"));
        Assert.Contains("Invalid Reduction Key: foo", e3.Message);
        var e4 = Assert.Throws<ValueError>(() => s_losses.sparse_categorical_crossentropy(new Tensor([1L, 2L]),
            new Tensor(new float[3], (1, 3))));
        Assert.Contains("expected one label for each row of y_pred (1, 3); received shape (2,)", e4.Message);
    }

    [Fact]
    public void Factories_take_tensorflow_net_and_keras_forms()
    {
        ILossFunc[] all =
        [
            s_losses.SparseCategoricalCrossentropy(from_logits: true), s_losses.SparseCategoricalCrossentropy(true, ignore_class: 2),
            s_losses.CategoricalCrossentropy(), s_losses.CategoricalCrossentropy(from_logits: true),
                s_losses.CategoricalCrossentropy(label_smoothing: 0.1),
            s_losses.CategoricalCrossentropy(from_logits: true, label_smoothing: 0.1), s_losses.BinaryCrossentropy(label_smoothing: 0.1f),
                s_losses.Huber(),
            s_losses.Huber(delta: 0.5), s_losses.CosineSimilarity(axis: 1), s_losses.MeanSquaredError("sum", "m"),
                s_losses.SigmoidFocalCrossEntropy(),
            new CategoricalCrossentropy(true), new SparseCategoricalCrossentropy(true), new CategoricalCrossentropy(label_smoothing: 0.1f),
                new Huber(),
        ];
        Assert.All(all, l => Assert.NotNull(l.Name));
        Assert.Equal("none", s_losses.SigmoidFocalCrossEntropy().Reduction);
        Assert.Equal("auto", s_losses.MeanSquaredError().Reduction);
    }

    [Fact]
    public void A_custom_loss_overrides_Apply()
    {
        var loss = new Twice();
        Assert.Equal(5f, (float)loss.Call(new Tensor([1f, 2f]), new Tensor([2f, 6f])));
        Assert.Equal(2.5f, (float)s_losses.get((Func<Tensor, Tensor, Tensor>)((y, p) => p - y)).Call(new Tensor([1f, 2f]),
            new Tensor([2f, 6f])));
    }

    [Fact]
    public void Sigmoid_focal_cross_entropy_is_alpha_t_times_the_focal_cross_entropy()
    {
        float[] y = [1, 0, 1, 0];
        float[] p = [0.9f, 0.2f, 0.3f, 0.6f];
        double expected = 0;
        for (int i = 0; i < 4; i++)
        {
            double right = y[i] == 1 ? p[i] : 1 - p[i];
            expected += (y[i] == 1 ? 0.25 : 0.75) * Math.Pow(1 - right, 2) * -Math.Log(right);
        }
        Assert.Equal(expected, (double)s_losses.SigmoidFocalCrossEntropy().Call(new Tensor(y, (1, 4)), new Tensor(p, (1, 4))), 5);
    }

    [Fact]
    public void Weighted_mean_divides_by_the_weights()
    {
        ILossFunc loss = s_losses.MeanAbsoluteError("weighted_mean");
        Tensor value = loss.Call(new Tensor([0f, 0f], (2, 1)), new Tensor([1f, 4f], (2, 1)), new Tensor([3f, 1f]));
        Assert.Equal(1.75f, (float)value);
    }

    [Fact]
    public void Half_predictions_give_half_losses()
    {
        Tensor p = tf.cast(new Tensor([0.25f, 0.75f], (1, 2)), tf.bfloat16);
        Tensor value = s_losses.SparseCategoricalCrossentropy().Call(new Tensor([1L]), p);
        Assert.Equal(TF_DataType.TF_BFLOAT16, value.dtype);
        Assert.Equal(0.2877f, (float)value, 2);
    }

    [Fact]
    public void A_call_inside_a_step_leaves_only_its_result()
    {
        long live = LiveTensors.Settled();
        var (y, p) = (new Tensor([1L, 0L]), new Tensor([0.2f, 0.8f, 0.6f, 0.4f], (2, 2)));
        Tensor value = s_losses.SparseCategoricalCrossentropy().Call(y, p, new Tensor([1f, 2f]));
        foreach (Tensor t in new[] { y, p, value })
            t.Dispose();
        Assert.True(TensorHandle.Live <= live + 1);
    }

    private sealed class Twice : Loss
    {
        public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) => (y_pred - y_true) * 2;
    }
}
