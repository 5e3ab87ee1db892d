using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Text;
using TfNet.Goldens;
using static Tensorflow.Binding;
using static TfNet.Keras.Tests.Training.TrainCase;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Training;

/// <summary>What fit, evaluate and predict print, byte by byte, under a clock that only the first callback moves.</summary>
public class FitTextTests
{
    private static readonly Dictionary<string, Action<Script>> s_scripts = new()
    {
        ["fit_v1_clock0"] = s => s.Fit(0, 1, 3, N, 8),
        ["fit_v1_20ms"] = s => s.Fit(0.02, 1, 2, 40, 4),
        ["fit_v1_val_60ms"] = s => s.Fit(0.06, 1, 2, 40, 4, (X6(20), OneHot(20))),
        ["fit_v1_first3s"] = s => s.Fit(0.5, 1, 1, 40, 4, first: 3),
        ["fit_v1_75s"] = s => s.Fit(75, 1, 1, 20, 4),
        ["fit_v1_2000s"] = s => s.Fit(2000, 1, 1, 20, 4),
        ["fit_v1_100us"] = s => s.Fit(0.0001, 1, 2, 20, 8),
        ["fit_v2_clock0"] = s => s.Fit(0, 2, 2, 20, 8),
        ["fit_v2_val_400ms"] = s => s.Fit(0.4, 2, 2, 20, 8, (X6(20), OneHot(20))),
        ["fit_v2_2ms"] = s => s.Fit(0.002, 2, 1, 20, 8),
        ["fit_v0"] = s => s.Fit(0, 0, 2, 20, 8),
        ["evaluate_v1"] = s => s.Model.evaluate((ArrayData)X6()!, OneHot(), 4, 1, callbacks: s.Callbacks(0.06)),
        ["evaluate_v2"] = s => s.Model.evaluate((ArrayData)X6()!, OneHot(), 4, 2, callbacks: s.Callbacks(0.06)),
        ["predict_v1"] = s => s.Model.predict((ArrayData)X6()!, 4, 1, callbacks: s.Callbacks(0.06)),
        ["predict_v2"] = s => s.Model.predict((ArrayData)X6()!, 4, 2, callbacks: s.Callbacks(0.06)),
        ["fit_v1_unknown"] = s => s.Model.fit(Unknown(), 2, 1, s.Callbacks(0.06)),
        ["fit_v2_unknown"] = s => s.Model.fit(Unknown(), 2, 2, s.Callbacks(0.06)),
        ["fit_v1_dry"] = s =>
        {
            using Tensorflow.Keras.Warnings.Capture warnings = Tensorflow.Keras.Warnings.Listen();
            s.Model.fit(tf.data.Dataset.from_tensor_slices(X6(), OneHot()).batch(8), 3, 1, s.Callbacks(0.06), steps_per_epoch: 2);
        },
        ["fit_auto"] = s => s.Fit(0.1, 1, 1, 20, 8),
        ["fit_v1_multi"] = s =>
        {
            Model m = Multi();
            Fill(m, "fit/multi");
            m.compile(new SGD(0.05f), new[] { "categorical_crossentropy", "mse" }, new[] { new[] { "accuracy" }, ["mae"] });
            m.fit(
                (ArrayData)new[] { Array("a", N, 5), Array("b", N, 4) }, new[] { OneHot(), Array("yr", N, 1) }, 8, 2, 1, s.Callbacks(0.06),
                validation_split: 0.25, shuffle: false);
        },
        ["fit_v1_callbacks"] = s => s.WithCallbacks(1),
        ["fit_v2_callbacks"] = s => s.WithCallbacks(2),
        ["fit_v1_stop"] = s => s.Steered(1, (X6(10, "xv"), OneHot(10)),
            new ModelCheckpoint("best.h5", "val_accuracy", verbose: 1, save_best_only: true, save_weights_only: true),
            new ReduceLROnPlateau(factor: 0.5, patience: 1, verbose: 1),
            new EarlyStopping(patience: 3, restore_best_weights: true, verbose: 1)),
    };

    public static TheoryData<string> Names => [.. s_scripts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Prints_as_Keras(string name)
    {
        string expected = File.ReadAllText(GoldenFolder.Path("fit", "text", name + ".txt"));
        var script = new Script();
        using var folder = new Callbacks.ScratchFolder();
        TextWriter? before = tf_output_redirect;
        try
        {
            tf_output_redirect = script.Writer;
            folder.Inside(() => s_scripts[name](script));
        }
        finally
        {
            tf_output_redirect = before;
        }
        Assert.Equal(Rounded(expected), Rounded(script.Text));
    }

    [Fact]
    public void Silent_means_silent() => Assert.Equal("", ConsoleText.Of(() =>
    {
        Model m = new Script().Model;
        m.fit(X6(), OneHot(), verbose: 0, validation_split: 0.2f);
        m.evaluate(X6(), OneHot(), verbose: 0);
        m.predict(X6());
    }));

    [Fact]
    public void Without_a_terminal_each_epoch_is_one_plain_line()
    {
        string text = ConsoleText.Of(() => new Script().Model.fit(X6(), OneHot(), epochs: 2, batch_size: 8));
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Equal("Epoch 1/2", lines[0]);
        Assert.StartsWith("3/3 [==============================] - ", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\b', text);
    }

    /// <summary>The last printed digit may differ: numbers with four digits after the point are compared to within 1e-4.</summary>
    private static string Rounded(string text) => System.Text.RegularExpressions.Regex.Replace(
        text, @"\d+\.\d{4}", m => double.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture).ToString(
            "F3", System.Globalization.CultureInfo.InvariantCulture));

    private static IDatasetV2 Unknown() => tf.data.Dataset.from_tensor_slices(X6(), OneHot()).batch(4).filter((Tensor _) => true);

    private sealed class Script
    {
        private readonly StringWriter _text = new();
        private double _now = 1000;

        internal Script()
        {
            Model = Mlp();
            Fill(Model, "fit/mlp");
            Model.compile(new SGD(LR), "categorical_crossentropy", metrics: ["accuracy"]);
        }

        internal Model Model { get; }

        internal TextWriter Writer => _text;

        internal string Text => _text.ToString();

        internal void WithCallbacks(int verbose) => Steered(
            verbose, (X6()["0:7"], OneHot()["0:7"]),
            new LearningRateScheduler(e => 2.0 / (e + 1), 1),
            new ModelCheckpoint("w-{epoch:02d}-{val_loss:.2f}.h5", verbose: 1, save_best_only: true, save_weights_only: true),
            new ReduceLROnPlateau(factor: 0.5, patience: 1, verbose: 1),
            new EarlyStopping(patience: 2, restore_best_weights: true, verbose: 1));

        internal void Steered(int verbose, (NDArray, NDArray) validation, params ICallback[] steering)
        {
            Model.compile(new SGD(2.0f), "categorical_crossentropy", metrics: ["accuracy"]);
            List<ICallback> callbacks = Callbacks(0.06);
            callbacks.InsertRange(1, steering);
            Model.fit(X6(), OneHot(), 8, 6, verbose, callbacks, validation_data: validation, shuffle: false);
        }

        internal void Fit(double step, int verbose, int epochs, int n, int batch, (NDArray, NDArray)? validation = null,
            double? first = null) => Model.fit(
            X6(n), OneHot(n), batch, epochs, verbose, Callbacks(step, first, verbose != 0),
            validation_data: validation is { } v ? v : default(Tensorflow.Util.ValidationDataPack), shuffle: false);

        internal List<ICallback> Callbacks(double step, double? first = null, bool bar = true)
        {
            var clock = new Clock(this, step, first);
            return bar ? [clock, new ProgbarLogger(new ProgressOutput(_text, ProgressDisplay.Redraw, () => _now))] : [clock];
        }

        private sealed class Clock(Script script, double step, double? first) : Callback
        {
            private double? _first = first;

            public override void on_train_batch_end(long end_step, Dictionary<string, float> logs) => Move();

            public override void on_test_batch_end(long end_step, Dictionary<string, float> logs) => Move();

            public override void on_predict_batch_end(long end_step, Dictionary<string, Tensors> logs) => Move();

            private void Move()
            {
                script._now += _first ?? step;
                _first = null;
            }
        }
    }
}
