using System.Text.Json;
using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using TfNet.Keras.Tests.Text;
using TfNet.LibTorch;
using TfNet.Tests;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using static TfNet.Keras.Tests.Training.TrainCase;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Training;

/// <summary>validation_split, user errors, repeatability, memory.</summary>
public class FitRulesTests
{
    private static readonly Dictionary<string, Action<Model, NDArray, NDArray>> s_errors = new()
    {
        ["fit_not_compiled"] = (_, x, y) => Mlp().fit(x, y, verbose: 0),
        ["evaluate_not_compiled"] = (_, x, y) => Mlp().evaluate(x, y, verbose: 0),
        ["data_cardinality"] = (m, x, y) => m.fit(x, y["0:3"], verbose: 0),
        ["y_missing"] = (m, x, _) => m.fit((ArrayData)x!, verbose: 0),
        ["x_wrong_features"] = (m, _, y) => m.fit(new NDArray(new float[20]).reshape(4, 5), y, verbose: 0),
        ["predict_wrong_features"] = (m, _, _) => m.predict(new NDArray(new float[20]).reshape(4, 5)),
        ["batch_size_zero"] = (m, x, y) => m.fit(x, y, 0, verbose: 0),
        ["infinite_dataset_no_steps"] = (m, x, y) => m.fit(tf.data.Dataset.from_tensor_slices(x, y).batch(2).repeat(), verbose: 0),
        ["validation_split_one"] = (m, x, y) => m.fit(x, y, verbose: 0, validation_split: 0.999999),
        ["validation_split_tiny"] = (m, x, y) => m.fit(x["0:1"], y["0:1"], verbose: 0, validation_split: 0.5f),
        ["class_weight_missing_class"] = (m, x, y) => m.fit(x, y, verbose: 0, class_weight: new() { [0] = 1, [2] = 1 }),
        ["class_weight_missing_high"] = (m, x, y) => m.fit(x, y, verbose: 0, shuffle: false, class_weight: new() { [0] = 1, [1] = 1 }),
        ["sample_weight_length"] = (m, x, y) => m.fit(x, y, verbose: 0, sample_weight: new NDArray(new float[3])),
        ["multi_loss_key"] = (_, _, _) => FitMulti(new Dictionary<string, string> { ["nope"] = "mse" }, null),
        ["multi_metric_key"] = (_, _, _) => FitMulti("mse", new Dictionary<string, string> { ["nope"] = "mse" }),
        ["multi_missing_input_key"] = (_, _, _) => CompiledMulti("mse", null).fit(
            (ArrayData)new Dictionary<string, NDArray> { ["a"] = Array("a", 4, 5) }!, new[] { OneHot(4), Array("yr", 4, 1) }, verbose: 0),
        ["class_weight_two_outputs"] = (_, _, _) => CompiledMulti("mse", null).fit(
            (ArrayData)new[] { Array("a", 4, 5), Array("b", 4, 4) }!, new[] { OneHot(4), Array("yr", 4, 1) }, verbose: 0,
            class_weight: new() { [0] = 1 }),
        ["evaluate_empty"] = (m, _, _) => m.evaluate(
            new NDArray(System.Array.Empty<float>()).reshape(0, 6), new NDArray(System.Array.Empty<float>()).reshape(0, 3), verbose: 0),
    };

    public static TheoryData<string> Errors => [.. s_errors.Keys];

    [Theory]
    [MemberData(nameof(Errors))]
    public void User_errors_read_as_in_Keras(string name)
    {
        JsonElement golden = GoldenJson.Fit("errors").GetProperty("table").EnumerateArray().Single(
            e => e.GetProperty("name").Text() == name);
        var x = new NDArray(new float[24]).reshape(4, 6);
        var y = new NDArray(new float[] { 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0 }).reshape(4, 3);
        Model m = Mlp();
        m.compile(new SGD(LR), "categorical_crossentropy", metrics: ["accuracy"]);
        if (golden.GetProperty("raises").ValueKind == JsonValueKind.Null)
        {
            s_errors[name](m, x, y);
            return;
        }
        Exception error = Assert.ThrowsAny<TensorflowException>(() => s_errors[name](m, x, y));
        Assert.Equal(golden.GetProperty("raises").Text(), error.GetType().Name);
        Assert.Equal(Comparable(name, golden.GetProperty("message").Text()), Comparable(name, error.Message));
    }

    /// <summary>Keras traces steps with an unknown batch and shows None where we see the number; two texts quote an argument of
    /// ours.</summary>
    private static string Comparable(string name, string text) => name switch
    {
        "x_wrong_features" or "predict_wrong_features" => text.Replace("found shape=(None,", "found shape=(4,", StringComparison.Ordinal),
        "validation_split_one" => text[..text.IndexOf('`', StringComparison.Ordinal)],
        "class_weight_missing_high" => text[text.IndexOf("indices", StringComparison.Ordinal)..],
        _ => text,
    };

    [Fact]
    public void Splits_where_Keras_splits()
    {
        int rows = 0;
        foreach (JsonElement row in GoldenJson.Fit("val_split_table").GetProperty("rows").EnumerateArray())
        {
            ArrayData x = new NDArray(new float[row[0].GetInt32()])!;
            double share = row[1].GetDouble();
            if (row[2].ValueKind == JsonValueKind.String)
            {
                Assert.Throws<ValueError>(() => DataSources.Split(x, null, null, share));
            }
            else
            {
                var (train, validation) = DataSources.Split(x, null, null, share);
                Assert.Equal((row[2].GetInt64(), row[3].GetInt64()), (train.X.Given.First().Count, validation.X.Given.First().Count));
            }
            rows++;
        }
        Assert.True(rows > 50);
    }

    [Fact]
    public void Equal_seeds_give_bitwise_equal_runs()
    {
        Assert.Equal(Run(7), Run(7));
        Assert.NotEqual(Run(7), Run(8));

        static float[] Run(int seed)
        {
            tf.set_random_seed(seed);
            Model m = keras.Sequential(
                keras.layers.Dense(16, "relu", input_shape: 6), keras.layers.Dropout(0.3f), keras.layers.Dense(3, "softmax"));
            m.compile(new Adam(0.01f), "categorical_crossentropy");
            m.fit(X6(64), OneHot(64), 8, 3, 0);
            return [.. m.Weights.SelectMany(w => w.AsTensor().ToArray<float>())];
        }
    }

    [Fact]
    public void A_thousand_steps_leave_nothing_behind()
    {
        // One thread: the model is tiny, and waiting for a second one is most of the time on a busy machine.
        int threads = Engine.Threads;
        Engine.Threads = 1;
        try
        {
            Model m = Mlp();
            m.compile(new Adam(0.001f), "categorical_crossentropy", metrics: ["accuracy"]);
            NDArray x = X6(64), y = OneHot(64);
            m.fit(x, y, 8, 2, 0);
            // Prediction keeps its packed weights until the next training step.
            m.evaluate(x, y, verbose: 0);
            long before = LiveTensors.Settled();
            m.fit(x, y, 8, 125, 0, validation_split: 0.25f);
            m.evaluate(x, y, verbose: 0);
            Assert.Equal(before, TensorHandle.Live);
        }
        finally
        {
            Engine.Threads = threads;
        }
    }

    [Fact]
    public void A_step_that_throws_half_way_leaves_nothing_behind_and_changes_nothing()
    {
        var m = new Failing();
        m.compile(new SGD(LR), "mse");
        m.fit(X6(8), X6(8), 8, 1, 0);
        float[] weights = m.Weights[0].AsTensor().ToArray<float>();
        m.Fails = true;
        long before = LiveTensors.Settled();
        Assert.Throws<InvalidOperationException>(() => m.fit(X6(8), X6(8), 8, 1, 0));
        Assert.Equal(before, TensorHandle.Live);
        Assert.Equal(weights, m.Weights[0].AsTensor().ToArray<float>());
    }

    [Fact]
    public void Uint8_images_train_as_they_are()
    {
        Tensors x = keras.Input((2, 2, 1), dtype: TF_DataType.TF_UINT8);
        Model m = keras.Model(
            x, keras.layers.Dense(2, "softmax").Apply(keras.layers.Flatten().Apply(keras.layers.Rescaling(1 / 255f).Apply(x))));
        m.compile(new SGD(LR), "sparse_categorical_crossentropy");
        History h = m.fit(new NDArray(new byte[32]).reshape(8, 2, 2, 1), Labels(8, 2), 4, 1, 0);
        Assert.Single(h.history["loss"]);
    }

    private static Model CompiledMulti(object loss, object? metrics)
    {
        Model m = Multi();
        m.compile(new SGD(LR), loss, metrics);
        return m;
    }

    private static void FitMulti(object loss, object? metrics) => CompiledMulti(loss, metrics).fit(
        (ArrayData)new[] { Array("a", 4, 5), Array("b", 4, 4) }!, new[] { OneHot(4), Array("yr", 4, 1) }, verbose: 0);

    private sealed class Failing : Model
    {
        private readonly ILayer _a = keras.layers.Dense(6, "relu"), _b = keras.layers.Dense(6);

        internal bool Fails { get; set; }

        protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
        {
            Tensors h = _a.Apply(inputs);
            return Fails ? throw new InvalidOperationException("half-way") : _b.Apply(h);
        }
    }
}
