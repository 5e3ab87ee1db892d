using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using TfNet.Goldens;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Layers;

/// <summary>Facts of single layers: adapted statistics, masks, noise, sharing.</summary>
public sealed class LayerFactTests
{
    private static readonly Lazy<Npz> s_arrays = new(() => Npz.Load(GoldenFolder.Path("ops", "layers.npz")));

    [Fact]
    public void NormalizationLearnsMeanAndVariance()
    {
        Tensor data = Tensor("normalization_adapt/x", 50, 3);
        Normalization layer = keras.layers.Normalization();
        layer.adapt(Tensor("other", 7, 3));
        layer.adapt(data);
        Assert.Equal(3, layer.Weights.Count);
        Close("normalization_adapt/mean", layer.Weights[0].AsTensor());
        Close("normalization_adapt/variance", layer.Weights[1].AsTensor());
        Assert.Equal(TF_DataType.TF_INT64, layer.Weights[2].dtype);
        Assert.Equal(50, layer.Weights[2].AsTensor().ToArray<long>()[0]);
        Close("normalization_adapt/y", layer.Apply(tf.slice(data, [0, 0], [4, 3])).Single);
        Assert.Empty(layer.TrainableWeights);
    }

    [Fact]
    public void AttentionMasks()
    {
        (Tensor q, Tensor v) = (Tensor("mha_mask/q", 2, 4, 6), Tensor("mha_mask/v", 2, 5, 6));
        var layer = (Layer)keras.layers.MultiHeadAttention(2, 3, name: "multi_head_attention");
        layer.Apply((q, v));
        for (int k = 0; k < layer.Weights.Count; k++)
        {
            IVariableV1 w = layer.Weights[k];
            w.assign(new Tensor(Recipe.Fill($"mha_mask/{k}", w.Name, w.shape.dims), w.shape), read_value: false);
        }
        float[] row0 = [1, 1, 0, 1, 0], row1 = [1, 0, 1, 1, 1];
        var mask = new Tensor([.. Repeat(row0, 4), .. Repeat(row1, 4)], (2, 4, 5));
        Tensors masked = layer.Apply((q, v), optional_args: new AttentionArgs { attention_mask = mask, return_attention_scores = true });
        Close("mha_mask/y", masked[0]);
        Close("mha_mask/scores", masked[1]);
        Close("mha_mask/y", layer.Apply(new Tensors(q, v, v, mask)).Single);
        Tensors causal = layer.Apply((q, q), optional_args: new AttentionArgs { use_causal_mask = true, return_attention_scores = true });
        Close("mha_mask/y_causal", causal[0]);
        Close("mha_mask/scores_causal", causal[1]);
    }

    private static IEnumerable<float> Repeat(float[] row, int times) => Enumerable.Repeat(row, times).SelectMany(r => r);

    [Fact]
    public void AMaskInAModelIsAnInput()
    {
        Tensors x = keras.Input((3, 4)), mask = keras.Input((3, 3));
        ILayer layer = keras.layers.MultiHeadAttention(2, 2);
        var model = new Functional(new Tensors(x.Single, mask.Single), layer.Apply(new Tensors(x.Single, x.Single, x.Single, mask.Single)));
        Model again = keras.models.model_from_json(model.to_json());
        Assert.Equal(model.to_json(), again.to_json());
        again.set_weights(model.get_weights());
        (Tensor a, Tensor m) = (Tensor("a", 2, 3, 4),
            new Tensor(new float[] { 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1 }, (2, 3, 3)));
        Assert.Equal(model.Apply((a, m)).ToArray<float>(), again.Apply((a, m)).ToArray<float>());
    }

    [Fact]
    public void SoftmaxWithAMask() => Close("softmax_mask/y", keras.layers.Softmax().Apply((
        Tensor("softmax_mask/x", 2, 4), new Tensor(new float[] { 1, 0, 1, 1, 1, 1, 0, 0 }, (2, 4)))).Single);

    [Fact]
    public void NoiseHasItsMoments()
    {
        tf.random.set_seed(7);
        Tensor ones = tf.ones(new Shape(200, 200));
        Moments(keras.layers.GaussianNoise(0.5).Apply(ones, training: true).Single, 1, 0.5);
        Moments(keras.layers.GaussianDropout(0.2).Apply(ones, training: true).Single, 1, 0.5);
        Moments(keras.layers.Dropout(0.2).Apply(ones, training: true).Single, 1, 0.5);
        Tensor normal = tf.random.normal(new Shape(400, 400));
        Moments(keras.layers.AlphaDropout(0.3).Apply(normal, training: true).Single, 0, 1);
    }

    private static void Moments(Tensor y, double mean, double deviation)
    {
        double[] v = GoldenValues.Values(y);
        double m = v.Average();
        Assert.Equal(mean, m, 0.01);
        Assert.Equal(deviation, Math.Sqrt(v.Average(x => (x - m) * (x - m))), 0.01);
    }

    [Fact]
    public void SpatialDropoutDropsWholeMaps()
    {
        float[] y = keras.layers.SpatialDropout2D(0.5).Apply(tf.ones(new Shape(4, 3, 3, 8)), training: true).ToArray<float>();
        var seen = new HashSet<float>();
        for (int n = 0; n < 4; n++)
            for (int c = 0; c < 8; c++)
            {
                float first = y[n * 72 + c];
                seen.Add(first);
                for (int k = 1; k < 9; k++)
                    Assert.Equal(first, y[n * 72 + k * 8 + c]);
            }
        Assert.Equal([0f, 2f], seen.Order());
    }

    [Fact]
    public void AFrozenRegularizedLayerKeepsItsPenalty()
    {
        var layer = (Layer)keras.layers.Conv1D(2, 3, kernel_regularizer: "l2", name: "c");
        layer.Apply(Tensor("c", 1, 5, 2));
        layer.Trainable = false;
        Assert.Single(layer.losses);
        Assert.True(layer.losses[0].ToArray<float>()[0] > 0);
    }

    [Fact]
    public void ALayerWithItsOwnDtypeEndsAMixedModel()
    {
        DTypePolicy.SetGlobal("mixed_bfloat16");
        try
        {
            Tensors x = keras.Input(4);
            Tensors y = keras.layers.Activation("softmax", TF_DataType.TF_FLOAT).Apply(keras.layers.Dense(3).Apply(x));
            var model = new Functional(x, y);
            Assert.Equal(TF_DataType.TF_FLOAT, model.Apply(Tensor("m", 2, 4)).dtype);
            string json = model.to_json();
            Assert.Contains("\"dtype\": {\"module\": \"keras.mixed_precision\", \"class_name\": \"Policy\", \"config\": {\"name\": "
                + "\"mixed_bfloat16\"}, \"registered_name\": null}", json, StringComparison.Ordinal);
            DTypePolicy.SetGlobal("float32");
            Assert.Equal(json, keras.models.model_from_json(json).to_json());
        }
        finally
        {
            DTypePolicy.SetGlobal("float32");
        }
    }

    [Fact]
    public void ConvolutionsTakeMoreBatchAxes()
    {
        var layer = (Layer)keras.layers.Conv2D(2, 3, padding: "same");
        Tensor x = Tensor("b", 2, 3, 5, 4, 2);
        Tensor y = layer.Apply(x).Single;
        Assert.Equal(new Shape(2, 3, 5, 4, 2), y.shape);
        Assert.Equal(layer.Apply(tf.reshape(x, new Shape(6, 5, 4, 2))).ToArray<float>(), y.ToArray<float>());
    }

    private static Tensor Tensor(string key, params long[] shape) =>
        new(Recipe.U(key, shape.Aggregate(1L, (a, b) => a * b)), new Shape(shape));

    private static void Close(string key, Tensor actual)
    {
        double[] expected = s_arrays.Value[key].ToDouble();
        GoldenValues.Close(key, expected, GoldenValues.Values(actual), 0, 2e-6 * Math.Max(1, expected.Max(Math.Abs)));
    }
}
