using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;
using TfNet.Keras.Tests.Text;
using static Tensorflow.KerasApi;
using static TfNet.Keras.Tests.Training.TrainCase;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Training;

public class TrainBasicTests
{
    private static readonly Dictionary<string, Action<TrainCase>> s_cases = new()
    {
        ["plain_sgd"] = c =>
        {
            Model m = c.Filled(Mlp());
            m.compile(new SGD(LR), "categorical_crossentropy", metrics: ["accuracy"]);
            c.CheckRun(m, m.fit(X6(), OneHot(), BS, EP, 0, c.Recorder(), shuffle: false));
            c.CheckEvaluation(() => m.evaluate(X6(), OneHot(), verbose: 0));
            Assert.Equal(c.Golden.GetProperty("metrics_names").EnumerateArray().Select(e => e.Text()), m.metrics_names);
            c.CheckMatrix("predict", c.Golden.GetProperty("predict"), m.predict(X6(5, "xv")));
        },
        ["plain_nesterov"] = c =>
        {
            Model m = c.Filled(Mlp());
            m.compile(new SGD(LR, 0.9f, nesterov: true), "sparse_categorical_crossentropy",
                new object[] { "acc", new SparseTopKCategoricalAccuracy(2, "top2") });
            c.CheckRun(m, m.fit(X6(), Labels(), BS, EP, 0, c.Recorder(), shuffle: false));
            c.CheckEvaluation(() => m.evaluate(X6(), Labels(), verbose: 0));
        },
        ["plain_adam"] = c =>
        {
            Model m = c.Filled(Mlp());
            m.compile(new Adam(0.01f), "sparse_categorical_crossentropy", metrics: ["accuracy"]);
            c.CheckRun(m, m.fit(X6(), Labels().reshape(N, 1), BS, EP, 0, c.Recorder(), shuffle: false));
            c.CheckEvaluation(() => m.evaluate(X6(), Labels().reshape(N, 1), verbose: 0));
        },
        ["logits"] = c =>
        {
            Model m = c.Filled(Mlp(null));
            m.compile(new Adam(0.01f), new Tensorflow.Keras.Losses.SparseCategoricalCrossentropy(from_logits: true), metrics: ["accuracy"]);
            c.CheckRun(m, m.fit(X6(), Labels(), BS, EP, 0, c.Recorder(), shuffle: false));
        },
        ["softmax_layer"] = c =>
        {
            Tensors x = keras.Input(6, name: "x");
            Tensors y = keras.layers.Dense(3, activation: (string?)null, name: "d2").Apply(
                keras.layers.Dense(8, "relu", name: "d1").Apply(x));
            Model m = c.Filled(keras.Model(x, keras.layers.Softmax(-1, "sm").Apply(y)));
            m.compile(new SGD(LR), new Tensorflow.Keras.Losses.CategoricalCrossentropy(from_logits: false, label_smoothing: 0.1f),
                metrics: ["accuracy", "categorical_crossentropy"]);
            c.CheckRun(m, m.fit(X6(), OneHot(), BS, EP, 0, c.Recorder(), shuffle: false));
        },
        ["regression"] = c =>
        {
            Model m = c.Filled(Mlp(null, 1));
            m.compile(new SGD(0.05f), "mse", new object[] { "mae", "mse", new RootMeanSquaredError() });
            NDArray y = Array("yr", N, 1);
            c.CheckRun(m, m.fit(X6(), y, BS, EP, 0, c.Recorder(), shuffle: false));
            c.CheckEvaluation(() => m.evaluate(X6(), y, verbose: 0));
        },
        ["binary"] = c =>
        {
            Model m = c.Filled(Mlp("sigmoid", 1));
            m.compile(new SGD(LR), "binary_crossentropy",
                new object[] { "accuracy", new AUC(name: "auc"), new Precision(name: "prec"), new Recall(name: "rec") });
            c.CheckRun(m, m.fit(X6(), Labels(N, 2), BS, EP, 0, c.Recorder(), shuffle: false));
            c.CheckEvaluation(() => m.evaluate(X6(), Labels(N, 2), verbose: 0));
        },
        ["plain_cnn"] = c =>
        {
            Model m = c.Filled(Cnn());
            m.compile(new Adam(0.005f), "categorical_crossentropy", metrics: ["accuracy"]);
            c.CheckRun(m, m.fit(Img(12), OneHot(12), 5, EP, 0, c.Recorder(), shuffle: false));
            c.CheckEvaluation(() => m.evaluate(Img(12), OneHot(12), verbose: 0));
        },
        ["plain_bn"] = c =>
        {
            Model m = c.Filled(Bn());
            m.compile(new SGD(0.05f), "categorical_crossentropy", metrics: ["accuracy"]);
            c.CheckRun(m, m.fit(Img(12), OneHot(12), 5, EP, 0, c.Recorder(), validation_data: (Img(6, "imgv"), OneHot(6)), shuffle: false));
            c.CheckEvaluation(() => m.evaluate(Img(12), OneHot(12), verbose: 0));
        },
        ["bn_training_calls"] = c =>
        {
            Model m = c.Filled(Bn(0.5f));
            m.compile(new Adam(0.01f), "sparse_categorical_crossentropy");
            for (int i = 0; i < 3; i++)
                c.CheckNumbers($"outputs_row0 {i}", c.Golden.GetProperty("outputs_row0")[i],
                    GoldenValues.Values(m.Apply(Img(6, "imgv"), training: true)).Take(3));
            c.CheckNumbers("moving mean", c.Golden.GetProperty("stats_after_calls")[0], GoldenValues.Values(m.Weights[3].AsTensor()));
            c.CheckNumbers("moving variance", c.Golden.GetProperty("stats_after_calls")[1], GoldenValues.Values(m.Weights[4].AsTensor()));
            c.CheckNumbers("inference", c.Golden.GetProperty("inference_row0"),
                GoldenValues.Values(m.Apply(Img(6, "imgv"), training: false)).Take(3));
            c.CheckRun(m, m.fit(Img(12), Labels(12), 4, 2, 0, c.Recorder(), shuffle: false));
        },
        ["val_data"] = c =>
            Validated(c, m => m.fit(X6(), OneHot(), BS, EP, 0, c.Recorder(), validation_data: (X6(10, "xv"), OneHot(10)), shuffle: false)),
        ["val_split"] = c => Validated(c, m => m.fit(X6(), OneHot(), BS, EP, 0, c.Recorder(), validation_split: 0.3f, shuffle: false)),
        ["val_freq_int"] = c => Validated(c, m => m.fit(
            X6(), OneHot(), BS, 5, 0, c.Recorder(), validation_data: (X6(10, "xv"), OneHot(10)), shuffle: false, validation_freq: 2)),
        ["val_freq_list"] = c => Validated(c, m => m.fit(
            X6(), OneHot(), BS, 4, 0, c.Recorder(), validation_data: (X6(10, "xv"), OneHot(10)), shuffle: false,
            validation_freq: new[] { 1, 3 })),
        ["val_steps"] = c => Validated(c, m => m.fit(
            X6(), OneHot(), BS, EP, 0, c.Recorder(), validation_data: (X6(10, "xv"), OneHot(10)), shuffle: false, validation_steps: 2,
            validation_batch_size: 4)),
        ["initial_epoch"] = c =>
        {
            Model m = c.Filled(Mlp());
            m.compile(new SGD(LR), "categorical_crossentropy", metrics: []);
            c.CheckRun(m, m.fit(X6(), OneHot(), BS, 4, 0, c.Recorder(), shuffle: false, initial_epoch: 2));
        },
        ["fit_twice"] = c =>
        {
            Model m = Mlp();
            Fill(m, "fit/mlp");
            m.compile(new Adam(0.01f), "sparse_categorical_crossentropy");
            c.CheckNumbers("first", c.Golden.GetProperty("first").GetProperty("loss"),
                Losses(m.fit(X6(), Labels(), BS, 2, 0, shuffle: false)));
            c.CheckNumbers("second", c.Golden.GetProperty("second").GetProperty("loss"),
                Losses(m.fit(X6(), Labels(), BS, 1, 0, shuffle: false)));
            c.CheckWeights("weights", c.Golden.GetProperty("weights"), m);
            Assert.Equal(c.Golden.GetProperty("iterations").GetInt64(), (long)m.Optimizer.iterations.AsTensor());
        },
        ["accuracy_resolution"] = AccuracyResolution,
    };

    public static TheoryData<string> Names => [.. NamesIn("train_basic")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Trains_as_Keras(string name) => s_cases[name](new TrainCase("train_basic", name));

    internal static IEnumerable<double> Losses(History history) => history.history["loss"].Select(v => (double)v);

    private static void Validated(TrainCase c, Func<Model, History> fit)
    {
        Model m = c.Filled(Mlp());
        m.compile(new SGD(LR), "categorical_crossentropy", metrics: ["accuracy"]);
        c.CheckRun(m, fit(m));
    }

    /// <summary>The model hands its input on: what "accuracy" means is decided by the shapes of targets and predictions.</summary>
    private static void AccuracyResolution(TrainCase c)
    {
        const int n = 6;
        foreach (JsonProperty p in c.Golden.EnumerateObject().Where(p => p.Name.StartsWith("pred", StringComparison.Ordinal)))
        {
            int columns = p.Name[8] - '0';
            float[] predictions = [.. Goldens.Recipe.U("fit/acc", n * columns).Select(v => (v + 1) / 2)];
            NDArray y = p.Name.Contains("multi-hot", StringComparison.Ordinal) ? MultiHot(n, columns)
                : p.Name.Contains("one-hot", StringComparison.Ordinal) ? OneHot(n, columns)
                : p.Name.Contains("y (N,1)", StringComparison.Ordinal) ? Labels(n, Math.Max(columns, 2)).reshape(n, 1)
                : Labels(n, Math.Max(columns, 2));
            string metric = p.Value.GetProperty("name").Text();
            string loss = p.Name[(p.Name.LastIndexOf(' ') + 1)..];
            Tensors x = keras.Input(columns);
            Model m = keras.Model(x, keras.layers.Flatten().Apply(x));
            m.compile(new SGD(LR), loss, metrics: [metric]);
            MetricValues got = m.evaluate(new NDArray(predictions).reshape(n, columns), y, verbose: 0);
            Assert.Equal(["loss", metric], got.Keys);
            c.CheckNumbers(p.Name, p.Value.GetProperty("values"), got.ToArray().Select(v => (double)v));
        }
    }

    private static NDArray MultiHot(int n, int columns)
    {
        var y = new float[n * columns];
        for (int i = 0; i < y.Length; i++)
            y[i] = (i / columns + i % columns) % 2;
        return new NDArray(y).reshape(n, columns);
    }
}
