using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;
using TfNet.Keras.Tests.Text;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using static TfNet.Keras.Tests.Training.TrainCase;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Training;

/// <summary>Class and sample weights, and several inputs and outputs.</summary>
public class TrainMoreTests
{
    private static readonly Dictionary<int, float> s_classes = new() { [0] = 1, [1] = 2.5f, [2] = 0.5f };

    private static readonly Dictionary<string, Action<TrainCase>> s_weighting = new()
    {
        ["class_weight_sparse"] = c =>
        {
            Model m = Compiled("sparse_categorical_crossentropy", ["accuracy"]);
            c.CheckRun(m, m.fit(
                X6(), Labels(), BS, EP, 0, c.Recorder(), validation_data: (X6(10, "xv"), Labels(10)), shuffle: false,
                class_weight: s_classes));
        },
        ["class_weight_onehot"] = c =>
        {
            Model m = Compiled("categorical_crossentropy", null, new[] { "accuracy" });
            c.CheckRun(m, m.fit(X6(), OneHot(), BS, EP, 0, c.Recorder(), shuffle: false, class_weight: s_classes));
        },
        ["sample_weight"] = c =>
        {
            Model m = Compiled("categorical_crossentropy", ["accuracy"], new[] { "accuracy", "mse" });
            c.CheckRun(m, m.fit(
                X6(), OneHot(), BS, EP, 0, c.Recorder(), validation_data: (X6(10, "xv"), OneHot(10), Weights(10)), shuffle: false,
                sample_weight: Weights()));
            c.CheckNumbers("evaluate_weighted", c.Golden.GetProperty("evaluate_weighted"),
                m.evaluate(X6(), OneHot(), verbose: 0, sample_weight: Weights()).ToArray().Select(v => (double)v));
            Assert.Equal(c.Golden.GetProperty("metrics_names").EnumerateArray().Select(e => e.Text()), m.metrics_names);
        },
        ["sample_and_class_weight"] = c =>
        {
            Model m = Compiled("sparse_categorical_crossentropy", null);
            IDatasetV2 data = tf.data.Dataset.from_tensor_slices((Tensor)X6(), (Tensor)Labels(), (Tensor)Weights()).batch(
                5, drop_remainder: true);
            c.CheckRun(m, m.fit(data, EP, 0, c.Recorder(), class_weight: s_classes));
        },
        ["dataset_sample_weight"] = c =>
        {
            Model m = Compiled("categorical_crossentropy", ["accuracy"]);
            c.CheckRun(m, m.fit(
                tf.data.Dataset.from_tensor_slices((Tensor)X6(), (Tensor)OneHot(), (Tensor)Weights()).batch(BS), EP, 0, c.Recorder()));
        },
    };

    private static readonly Dictionary<string, Action<TrainCase>> s_multi = new()
    {
        ["multi_lists"] = c =>
        {
            Model m = c.Filled(Multi());
            m.compile(new SGD(0.05f), new[] { "categorical_crossentropy", "mse" }, new[] { new[] { "accuracy" }, ["mae", "mse"] },
                new[] { 1.0, 0.3 });
            ArrayData x = AB()!, y = new[] { OneHot(), Array("yr", N, 1) }!;
            c.CheckRun(m, m.fit(x, y, BS, EP, 0, c.Recorder(), shuffle: false, validation_split: 0.25));
            c.CheckEvaluation(() => m.evaluate(x, y, verbose: 0));
        },
        ["multi_dicts"] = c =>
        {
            Model m = c.Filled(Multi());
            m.compile(
                new SGD(0.05f), new Dictionary<string, string> { ["cls"] = "categorical_crossentropy", ["reg"] = "mse" },
                new Dictionary<string, string> { ["cls"] = "accuracy" }, new Dictionary<string, float> { ["reg"] = 0.3f });
            ArrayData x = new Dictionary<string, NDArray> { ["b"] = Array("b", N, 4), ["a"] = Array("a", N, 5) }!;
            ArrayData y = new Dictionary<string, NDArray> { ["reg"] = Array("yr", N, 1), ["cls"] = OneHot() }!;
            c.CheckRun(m, m.fit(
                x, y, BS, EP, 0, c.Recorder(), shuffle: false, sample_weight: new Dictionary<string, NDArray> { ["cls"] = Weights() }));
            c.CheckEvaluation(() => m.evaluate(x, y, verbose: 0));
        },
        ["multi_one_loss"] = c => MultiRun(c, "mse", new[] { "mae" }),
        ["multi_partial_loss"] = c => MultiRun(
            c, new Dictionary<string, string> { ["cls"] = "categorical_crossentropy" },
                new Dictionary<string, string> { ["cls"] = "accuracy", ["reg"] = "mae" }),
        ["multi_metric_names"] = MetricNames,
        ["subclass_two_outputs"] = c =>
        {
            var m = new TwoOutputs();
            m.Apply(new Tensor(X6(2)));
            c.Filled(m);
            m.compile(new SGD(0.05f), new[] { "categorical_crossentropy", "mse" }, new[] { new[] { "accuracy" }, ["mae"] });
            c.CheckRun(m, m.fit((ArrayData)X6()!, new[] { OneHot(), Array("yr", N, 1) }, BS, EP, 0, c.Recorder(), shuffle: false));
        },
    };

    public static TheoryData<string> Weighting => [.. NamesIn("train_weighting")];

    public static TheoryData<string> Several => [.. NamesIn("train_multi")];

    [Theory]
    [MemberData(nameof(Weighting))]
    public void Weights_samples_as_Keras(string name) => s_weighting[name](new TrainCase("train_weighting", name));

    [Theory]
    [MemberData(nameof(Several))]
    public void Trains_several_outputs_as_Keras(string name) => s_multi[name](new TrainCase("train_multi", name));

    [Fact]
    public void Sample_and_class_weights_on_arrays_multiply()
    {
        // Keras 2.15.0 raises here, a defect; the weights are those of the data set case.
        var golden = new TrainCase("train_weighting", "sample_and_class_weight");
        Model m = Compiled("sparse_categorical_crossentropy", null);
        golden.CheckRun(m, m.fit(
            X6(), Labels(), 5, EP, 0, golden.Recorder(), shuffle: false, class_weight: s_classes, sample_weight: Weights()));
    }

    private static Model Compiled(string loss, string[]? metrics, string[]? weighted = null)
    {
        Model m = Mlp();
        Fill(m, "fit/mlp");
        m.compile(new SGD(LR), loss, metrics, weighted_metrics: weighted);
        return m;
    }

    private static NDArray[] AB() => [Array("a", N, 5), Array("b", N, 4)];

    private static void MultiRun(TrainCase c, object loss, object metrics)
    {
        Model m = c.Filled(Multi());
        m.compile(new SGD(0.05f), loss, metrics);
        ArrayData x = AB()!, y = new[] { OneHot(), Array("yr", N, 1) }!;
        c.CheckRun(m, m.fit(x, y, BS, EP, 0, c.Recorder(), shuffle: false));
        c.CheckEvaluation(() => m.evaluate(x, y, verbose: 0));
    }

    private static void MetricNames(TrainCase c)
    {
        string[] both = ["categorical_crossentropy", "mse"];
        var forms = new Dictionary<string, Action<Model>>
        {
            ["two outputs, metrics=['accuracy','acc']"] = m =>
                m.compile(new SGD(), "mse", new[] { "accuracy", "acc" }, weighted_metrics: null),
            ["metrics={'cls':['accuracy', AUC()], 'reg':'mse'}"] = m => m.compile(
                new SGD(), both,
                    new Dictionary<string, object> { ["cls"] = new object[] { "accuracy", new AUC(name: "auc") }, ["reg"] = "mse" }),
            ["metrics=[None, MeanSquaredError(name='m')]"] = m =>
                m.compile(new SGD(), both, new object?[] { null, new Tensorflow.Keras.Metrics.MeanSquaredError(name: "m") }),
            ["loss=[None,'mse']"] = m => m.compile(new SGD(), new[] { null, "mse" }, new object?[] { null, "mae" }),
            ["loss objects, weighted_metrics"] = m => m.compile(
                new SGD(), new ILossFunc[] { new Tensorflow.Keras.Losses.CategoricalCrossentropy(), new Huber() },
                weighted_metrics: new[] { new[] { "accuracy" }, ["mae"] }),
            ["function metric"] = m => m.compile(
                new SGD(), both, new[] { new[] { (Func<Tensor, Tensor, Tensor>)categorical_accuracy }, [] }),
        };
        foreach ((string what, Action<Model> compile) in forms)
        {
            Model m = Multi();
            Fill(m, "fit/multi");
            compile(m);
            MetricValues got = m.evaluate(AB(), new[] { OneHot(), Array("yr", N, 1) }, verbose: 0);
            JsonElement expected = c.Golden.GetProperty(what);
            Assert.Equal(expected.GetProperty("names").EnumerateArray().Select(e => e.Text()), got.Keys);
            c.CheckNumbers(what, expected.GetProperty("values"), got.ToArray().Select(v => (double)v));
        }
    }

    private static Tensor categorical_accuracy(Tensor y, Tensor p) => new MetricsApi().categorical_accuracy(y, p);

    private sealed class TwoOutputs : Model
    {
        private readonly ILayer _a = keras.layers.Dense(3, "softmax"), _b = keras.layers.Dense(1);

        internal TwoOutputs()
            : base("m")
        {
        }

        protected override Tensors Call(
            Tensors inputs, Tensors? state = null, bool? training = null, Tensorflow.Common.Types.IOptionalArgs? optional_args = null) =>
            new(_a.Apply(inputs), _b.Apply(inputs));
    }
}
