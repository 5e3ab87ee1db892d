using System.Text.Json;
using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
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

/// <summary>Single batches, own steps, penalties and metrics of layers, tape loops.</summary>
public class TrainLoopTests
{
    private static readonly Dictionary<string, Action<TrainCase>> s_cases = new()
    {
        ["on_batch"] = OnBatch,
        ["result_forms"] = ResultForms,
        ["custom_train_step"] = c => Own(c, new HalfGradients()),
        ["custom_train_step_own_metrics"] = c => Own(c, new OwnMetrics()),
        ["add_loss_metric"] = c => Watched(
            c, (h, watcher) => watcher.Add(Reductions.Sum(UnaryOps.Abs(h)) * 0.01, Reductions.Mean(h), "act"), "categorical_crossentropy"),
        ["add_loss_only"] = AddLossOnly,
        ["layer_add_loss"] = c => Watched(c, (h, watcher) =>
            watcher.Add(Reductions.Mean(UnaryOps.Square(h)) * 0.1, Reductions.Mean(h), "lm"), "categorical_crossentropy"),
        ["tape_loop"] = c => TapeLoop(c),
        ["tape_loop_eager"] = c => TapeLoop(c),
        ["tape_loop_mymodel"] = MyModelLoop,
    };

    public static TheoryData<string> Names => [.. NamesIn("train_loops")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Trains_as_Keras(string name) => s_cases[name](new TrainCase("train_loops", name));

    private static NDArray Rows(NDArray a, int start, int stop) => a[$"{start}:{stop}"];

    private static void OnBatch(TrainCase c)
    {
        Model m = c.Filled(Mlp());
        m.compile(new SGD(LR), "categorical_crossentropy", metrics: ["accuracy"]);
        NDArray x = X6(), y = OneHot();
        JsonElement g = c.Golden;
        for (int i = 0; i < 3; i++)
            c.CheckNumbers($"train {i}", g.GetProperty("train")[i],
                Values(m.train_on_batch(Rows(x, 4 * i, 4 * i + 4), Rows(y, 4 * i, 4 * i + 4))));
        for (int i = 0; i < 2; i++)
            c.CheckNumbers($"train_keep {i}", g.GetProperty("train_keep")[i], Values(
                m.train_on_batch(Rows(x, 12 + 4 * i, 16 + 4 * i), Rows(y, 12 + 4 * i, 16 + 4 * i), reset_metrics: false)));
        c.CheckNumbers("test", g.GetProperty("test"), Values(m.test_on_batch(x, y)));
        c.CheckDictionary("test_dict", g.GetProperty("test_dict"), m.test_on_batch(x, y));
    }

    private static IEnumerable<double> Values(MetricValues values) => values.ToArray().Select(v => (double)v);

    private static void ResultForms(TrainCase c)
    {
        Model m = Mlp();
        Fill(m, "fit/mlp");
        m.compile(new SGD(LR), "categorical_crossentropy");
        NDArray x = X6(), y = OneHot();
        Loss("evaluate, loss only", m.evaluate(x, y, BS, 0));
        Loss("test_on_batch, loss only", m.test_on_batch(x, y));
        Loss("evaluate(dataset, steps=2)", m.evaluate(tf.data.Dataset.from_tensor_slices(x, y).batch(BS), verbose: 0, steps: 2));
        Output("predict(array), batch BS", m.predict(x, BS));
        Output("predict(array, steps=1), batch BS", m.predict(x, BS, steps: 1));
        Output("predict(dataset of (x, y))", m.predict(tf.data.Dataset.from_tensor_slices(x, y).batch(BS)));
        Output("predict(dataset of x, steps=1)", m.predict(tf.data.Dataset.from_tensor_slices(x).batch(BS), steps: 1));
        Output("predict(generator yielding x)", m.predict(Of(Rows(x, 0, BS))));
        Output("predict(one sample of shape (1,6))", m.predict(Rows(x, 0, 1)));
        Output("predict_on_batch", m.predict_on_batch(x));
        Output("model(x) is a tensor", m.Apply(new Tensor(Rows(x, 0, 2))));
        Multi2();
        Loss("train_on_batch, loss only", m.train_on_batch(x, y));

        void Loss(string key, float got) => c.CheckNumber(key, c.Golden.GetProperty(key).GetProperty("sum").Number(), got);

        void Output(string key, Tensor got) => Shape(key, c.Golden.GetProperty(key), got);

        void Shape(string key, JsonElement expected, Tensor got)
        {
            Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()), got.shape.dims);
            c.CheckNumber(key, expected.GetProperty("sum").Number(), GoldenValues.Values(got).Sum());
        }

        void Multi2()
        {
            Model multi = Multi();
            Fill(multi, "fit/multi");
            NDArray a = Array("a", N, 5), b = Array("b", N, 4);
            foreach ((string key, ArrayData data) in new (string, ArrayData)[]
            {
                ("multi predict([a, b])", new[] { a, b }!),
                ("multi predict({'a':a,'b':b})", new Dictionary<string, NDArray> { ["b"] = b, ["a"] = a }!),
            })
            {
                Tensors got = multi.predict(data);
                for (int i = 0; i < 2; i++)
                    Shape(key, c.Golden.GetProperty(key).GetProperty("list")[i], got[i]);
            }
        }

        static IEnumerable<NDArray> Of(NDArray one)
        {
            yield return one;
        }
    }

    private static void Own(TrainCase c, Model m)
    {
        m.Apply(new Tensor(X6(1)));
        c.Filled(m);
        m.compile(new SGD(LR), "categorical_crossentropy", metrics: ["accuracy"]);
        c.CheckRun(m, m.fit(X6(), OneHot(), BS, EP, 0, c.Recorder(), shuffle: false));
        c.CheckEvaluation(() => m.evaluate(X6(), OneHot(), BS, verbose: 0));
    }

    private static void Watched(TrainCase c, Action<Tensor, Watcher> watch, string loss)
    {
        Tensors x = keras.Input(6, name: "x");
        Tensors h = new Watcher(watch).Apply(keras.layers.Dense(8, "relu", name: "d1").Apply(x));
        Model m = c.Filled(keras.Model(x, keras.layers.Dense(3, "softmax", name: "d2").Apply(h)));
        m.compile(new SGD(LR), loss, metrics: ["accuracy"]);
        c.CheckRun(m, m.fit(X6(), OneHot(), BS, EP, 0, c.Recorder(), shuffle: false));
        c.CheckEvaluation(() => m.evaluate(X6(), OneHot(), BS, verbose: 0));
        Assert.Equal(c.Golden.GetProperty("metrics_names").EnumerateArray().Select(e => e.Text()), m.metrics_names);
    }

    private static void AddLossOnly(TrainCase c)
    {
        Tensors x = keras.Input(6, name: "x");
        Tensors y = keras.layers.Dense(3, "softmax", name: "d2").Apply(keras.layers.Dense(8, "relu", name: "d1").Apply(x));
        Model m = c.Filled(keras.Model(x, new Watcher((p, watcher) => watcher.Add(Reductions.Mean(UnaryOps.Square(p)))).Apply(y)));
        m.compile(new SGD(LR));
        c.CheckRun(m, m.fit((ArrayData)X6()!, batch_size: BS, epochs: EP, verbose: 0, callbacks: c.Recorder(), shuffle: false));
        c.CheckEvaluation(() => m.evaluate((ArrayData)X6()!, batch_size: BS, verbose: 0));
    }

    private static void TapeLoop(TrainCase c)
    {
        Tensors input = keras.Input(6, name: "x");
        Tensors y = keras.layers.Dense(3, activation: (string?)null, name: "d2").Apply(
            keras.layers.Dense(8, "relu", name: "d1").Apply(input));
        Model m = c.Filled(keras.Model(input, keras.layers.Softmax().Apply(y)));
        var loss = new Tensorflow.Keras.Losses.CategoricalCrossentropy();
        var optimizer = new Adam(0.01f);
        var losses = new List<double>();
        NDArray x = X6(), t = OneHot();
        for (int epoch = 0; epoch < EP; epoch++)
            for (int i = 0; i < N; i += BS)
            {
                using var tape = tf.GradientTape();
                Tensor value = loss.Call(
                    new Tensor(Rows(t, i, Math.Min(i + BS, N))), m.Apply(new Tensor(Rows(x, i, Math.Min(i + BS, N))), training: true));
                Tensor[] gradients = tape.gradient(value, m.TrainableVariables);
                optimizer.apply_gradients(gradients.Zip(m.TrainableVariables));
                losses.Add((float)value);
            }
        c.CheckNumbers("batch_losses", c.Golden.GetProperty("batch_losses"), losses);
        c.CheckWeights("weights", c.Golden.GetProperty("weights"), m);
    }

    private static void MyModelLoop(TrainCase c)
    {
        var m = new MyModel();
        m.Apply(new Tensor(Img(1)));
        c.Filled(m);
        m.compile(new Adam(), new Tensorflow.Keras.Losses.SparseCategoricalCrossentropy());
        var losses = new List<double>();
        for (int epoch = 0; epoch < EP; epoch++)
            for (int i = 0; i < 12; i += 4)
                losses.Add(m.train_on_batch(Rows(Img(12), i, i + 4), Rows(Labels(12), i, i + 4)));
        c.CheckNumbers("batch_losses", c.Golden.GetProperty("batch_losses"), losses);
        c.CheckWeights("weights", c.Golden.GetProperty("weights"), m);
    }

    /// <summary>Hands its input on and lets a function add penalties and metrics.</summary>
    private sealed class Watcher(Action<Tensor, Watcher> watch) : Layer
    {
        internal void Add(Tensor loss, Tensor? metric = null, string name = "")
        {
            if (loss.IsSymbolic)
                return;
            add_loss(loss);
            if (metric is not null)
                add_metric(metric, name);
        }

        protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
        {
            watch(inputs.Single, this);
            return inputs;
        }
    }

    private class Chain : Model
    {
        private readonly ILayer _d1 = keras.layers.Dense(8, "relu", name: "d1"), _d2 = keras.layers.Dense(3, "softmax", name: "d2");

        protected override Tensors Call(
            Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
            _d2.Apply(_d1.Apply(inputs));
    }

    private sealed class HalfGradients : Chain
    {
        public override Dictionary<string, Tensor> train_step(Tensors x, Tensors? y, Tensors? sample_weight)
        {
            using var tape = tf.GradientTape();
            Tensors p = Apply(x, training: true);
            Tensor loss = compiled_loss.Call(y, p, sample_weight, losses);
            Tensor[] gradients = tape.gradient(loss, TrainableVariables);
            Optimizer.apply_gradients(gradients.Select(g => g * 0.5).Zip(TrainableVariables));
            compiled_metrics.update_state(y, p, sample_weight);
            return metrics.ToDictionary(m => m.Name, m => m.result());
        }
    }

    private sealed class OwnMetrics : Chain
    {
        private readonly Mean _loss = new("my_loss");
        private readonly Tensorflow.Keras.Metrics.MeanAbsoluteError _mae = new(name: "mae");

        public override IEnumerable<IMetricFunc> metrics => [_loss, _mae];

        public override Dictionary<string, Tensor> train_step(Tensors x, Tensors? y, Tensors? sample_weight)
        {
            using var tape = tf.GradientTape();
            Tensor p = Apply(x, training: true);
            Tensor loss = Reductions.Mean(UnaryOps.Square(y!.Single - p));
            Tensor[] gradients = tape.gradient(loss, TrainableVariables);
            Optimizer.apply_gradients(gradients.Zip(TrainableVariables));
            _loss.update_state(loss);
            _mae.update_state(y.Single, p);
            return new Dictionary<string, Tensor> { ["my_loss"] = _loss.result(), ["mae"] = _mae.result() };
        }
    }

    private sealed class MyModel : Model
    {
        private readonly ILayer _c = keras.layers.Conv2D(3, 3, activation: "relu"), _f = keras.layers.Flatten();
        private readonly ILayer _d1 = keras.layers.Dense(5, "relu"), _d2 = keras.layers.Dense(3, "softmax");

        internal MyModel()
            : base("m")
        {
        }

        protected override Tensors Call(
            Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
            _d2.Apply(_d1.Apply(_f.Apply(_c.Apply(inputs))));
    }
}
