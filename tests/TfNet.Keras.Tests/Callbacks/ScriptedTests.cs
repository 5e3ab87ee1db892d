using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using TfNet.Keras.Tests.Text;
using TfNet.Keras.Tests.Training;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Callbacks;

/// <summary>Callbacks driven by the scripted logs of the golden files.</summary>
public class ScriptedTests
{
    private static readonly System.Text.RegularExpressions.Regex s_noFloats = new("list, text|numpy scalars|float64");

    [Fact]
    public void EarlyStopping_stops_where_Keras_stops() => Replay("cb_early_stopping", 22, (run, model) =>
    {
        JsonElement a = run.GetProperty("args");
        var c = new EarlyStopping(
            Str(a, "monitor", "val_loss"), (float)Num(a, "min_delta", 0), (int)Num(a, "patience", 0), (int)Num(a, "verbose", 0),
            Str(a, "mode", "auto"),
            a.Find("baseline") is { } b ? (float)b.GetDouble() : null, a.Find("restore_best_weights")?.GetBoolean() ?? false,
            (int)Num(a, "start_from_epoch", 0));
        return (c, (row, _) =>
        {
            Assert.Equal(row.GetProperty("wait").GetInt32(), c.wait);
            Same(row.GetProperty("best").Number(), c.best);
            Assert.Equal(row.GetProperty("stopped_epoch").GetInt32(), c.stopped_epoch);
            Assert.Equal(row.GetProperty("best_epoch").GetInt32(), c.best_epoch);
            Assert.Equal(row.GetProperty("weight").GetDouble(), (double)model.Weights[0].AsTensor());
        }
        );
    });

    [Fact]
    public void ReduceLROnPlateau_reduces_where_Keras_reduces() => Replay("cb_reduce_lr", 13, (run, model) =>
    {
        JsonElement a = run.GetProperty("args");
        var c = new ReduceLROnPlateau(
            Str(a, "monitor", "val_loss"), Num(a, "factor", 0.1), (int)Num(a, "patience", 10), (int)Num(a, "verbose", 0),
            Str(a, "mode", "auto"),
            Num(a, "min_delta", 1e-4), (int)Num(a, "cooldown", 0), Num(a, "min_lr", 0));
        return (c, (row, logs) =>
        {
            Assert.Equal(row.GetProperty("wait").GetInt32(), c.wait);
            Same(row.GetProperty("best").Number(), c.best);
            Assert.Equal(row.GetProperty("cooldown_counter").GetInt32(), c.cooldown_counter);
            Assert.Equal(row.GetProperty("logs_lr").GetDouble(), logs["lr"]);
        }
        );
    });

    [Fact]
    public void LearningRateScheduler_sets_the_rates_of_Keras()
    {
        var schedules = new Dictionary<string, Func<LearningRateScheduler>>
        {
            ["lambda epoch: 0.1 * 0.5 ** epoch"] = () => new(e => 0.1 * Math.Pow(0.5, e), 1),
            ["lambda epoch, lr: lr * 0.9"] = () => new((_, lr) => lr * 0.9, 1),
            ["lambda epoch, lr: lr if epoch < 2 else lr * math.exp(-0.1)"] = () => new((e, lr) => e < 2 ? lr : lr * Math.Exp(-0.1), 1),
        };
        int seen = 0;
        foreach (JsonElement run in GoldenJson.Fit("cb_lr_scheduler").GetProperty("runs").EnumerateArray())
        {
            if (!schedules.TryGetValue(run.GetProperty("schedule").Text(), out Func<LearningRateScheduler>? make))
                continue;
            seen++;
            Model model = OneWeight();
            LearningRateScheduler c = make();
            c.Attach(model, new CallbackParams());
            string text = ConsoleText.Of(() =>
            {
                foreach (JsonElement row in run.GetProperty("rows").EnumerateArray())
                {
                    int epoch = row.GetProperty("epoch").GetInt32();
                    var logs = new Dictionary<string, float>();
                    c.on_epoch_begin(epoch);
                    Assert.Equal(row.GetProperty("lr_during").GetDouble(), (float)model.Optimizer.learning_rate);
                    c.on_epoch_end(epoch, logs);
                    Assert.Equal(row.GetProperty("logs_lr").GetDouble(), logs["lr"]);
                }
            });
            Assert.Equal(run.GetProperty("stdout").Text(), text);
        }
        Assert.Equal(schedules.Count, seen);
    }

    [Fact]
    public void CSVLogger_writes_the_files_of_Keras()
    {
        using var folder = new ScratchFolder();
        int runs = 0;
        foreach (JsonElement run in GoldenJson.Fit("cb_csv_logger").GetProperty("runs").EnumerateArray())
        {
            // TensorFlow.NET's logs are float32: runs with texts, lists, float64 and numpy scalars are held by CsvText's own tests.
            if (run.Find("trainings") is not { } trainings || s_noFloats.IsMatch(run.GetProperty("what").Text()))
                continue;
            runs++;
            string path = Path.Combine(folder.Path, $"{runs}.csv");
            if (run.Find("file_before") is { } before)
                File.WriteAllText(path, before.Text());
            JsonElement a = run.GetProperty("args");
            var c = new CSVLogger(path, Str(a, "separator", ","), a.Find("append")?.GetBoolean() ?? false);
            c.Attach(OneWeight(), new CallbackParams());
            foreach (JsonElement training in run.GetProperty("trainings").EnumerateArray())
            {
                c.on_train_begin();
                foreach (JsonElement row in training.EnumerateArray())
                    c.on_epoch_end(row[0].GetInt32(), row[1].EnumerateObject().ToDictionary(p => p.Name, p => (float)p.Value.Number()));
                c.on_train_end();
            }
            string expected = run.GetProperty("text").Text();
            // 1e-07 and 1e+20 are no float32 numbers: as float32 they print as the doubles next to them.
            if (expected.Contains("1e-07", StringComparison.Ordinal))
                expected = expected.Replace("1e-07;1e+20", "1.0000000116860974e-07;1.0000000200408773e+20", StringComparison.Ordinal);
            GoldenJson.Same(run.GetProperty("what").Text(), expected, File.ReadAllText(path));
        }
        Assert.Equal(6, runs);
    }

    [Fact]
    public void CSVLogger_in_fit_writes_the_layout_of_Keras()
    {
        JsonElement run = GoldenJson.Fit("cb_csv_logger").GetProperty("runs").EnumerateArray().Single(r => r.Find("trainings") is null);
        using var folder = new ScratchFolder();
        string path = Path.Combine(folder.Path, "fit.csv");
        Model m = TrainCase.Mlp();
        TrainCase.Fill(m, "fit/mlp");
        m.compile(new SGD(0.1f), "categorical_crossentropy", metrics: ["accuracy"]);
        m.fit(
            TrainCase.X6(), TrainCase.OneHot(), 8, 3, 0,
            new ICallback[] { new LearningRateScheduler(e => 0.1 / (e + 1)), new CSVLogger(path) },
            validation_data: (TrainCase.X6(10), TrainCase.OneHot(10)), shuffle: false, validation_freq: 2);
        string[][] expected = Cells(run.GetProperty("text").Text()), got = Cells(File.ReadAllText(path));
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
            for (int k = 0; k < expected[i].Length; k++)
                if (double.TryParse(expected[i][k], System.Globalization.CultureInfo.InvariantCulture, out double number))
                    Assert.Equal(number, double.Parse(got[i][k], System.Globalization.CultureInfo.InvariantCulture), 2e-6);
                else
                    Assert.Equal(expected[i][k], got[i][k]);
        Assert.Equal(expected.Select(r => r[3]), got.Select(r => r[3]));

        static string[][] Cells(string text) => [.. text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(','))];
    }

    [Fact]
    public void ModelCheckpoint_writes_the_files_of_Keras()
    {
        JsonElement golden = GoldenJson.Fit("cb_model_checkpoint");
        int runs = 0;
        foreach (JsonElement run in golden.GetProperty("runs").EnumerateArray())
        {
            JsonElement a = run.GetProperty("args");
            bool weightsOnly = a.Find("save_weights_only")?.GetBoolean() ?? false;
            // The layout that Keras 2.15 keeps under .weights.h5 is not written: such a name is an error at once, and .h5 takes its place.
            if (run.GetProperty("filepath").Text().EndsWith(".weights.h5", StringComparison.Ordinal))
                Assert.Throws<ValueError>(() => new ModelCheckpoint("w.weights.h5", save_weights_only: true));
            string Named(string text) => text.Replace(".weights.h5", ".h5", StringComparison.Ordinal);
            string file = Named(run.GetProperty("filepath").Text());
            if (!weightsOnly)
            {
                Assert.Throws<ValueError>(() => new ModelCheckpoint(file));
                continue;
            }
            if (file.EndsWith(".ckpt", StringComparison.Ordinal))
            {
                Assert.Contains("TensorFlow checkpoints are not written", Assert.Throws<ValueError>(() => new ModelCheckpoint(file, save_weights_only: true)).Message,
                    StringComparison.Ordinal);
                continue;
            }
            using var folder = new ScratchFolder();
            using Warnings.Capture warnings = Warnings.Listen();
            runs++;
            string text = ConsoleText.Of(() => folder.Inside(() =>
            {
                var c = new ModelCheckpoint(
                    file, Str(a, "monitor", "val_loss"), (int)Num(a, "verbose", 0), a.Find("save_best_only")?.GetBoolean() ?? false, true,
                    Str(a, "mode", "auto"),
                    initial_value_threshold: a.Find("initial_value_threshold")?.GetDouble(), period: (int)Num(a, "period", 1));
                c.Attach(OneWeight(), new CallbackParams());
                if (run.Find("error") is { } error)
                {
                    KeyError e = Assert.Throws<KeyError>(() => Epoch(c, golden.GetProperty("logs"), 0));
                    Assert.Contains("Failed to format this callback filepath: \"{nope}.h5\". Reason: 'nope'", e.Message,
                        StringComparison.Ordinal);
                    return;
                }
                foreach (JsonElement row in run.GetProperty("epochs").EnumerateArray())
                {
                    foreach (string old in folder.Files())
                        File.Delete(old);
                    Epoch(c, golden.GetProperty("logs"), row.GetProperty("epoch").GetInt32());
                    Same(row.GetProperty("best").Number(), c.best);
                    Assert.Equal(row.GetProperty("written").EnumerateArray().Select(w => Named(w.Text())).Order(), folder.Files().Order());
                }
            }));
            Assert.Equal(Named(run.GetProperty("stdout").Text()), text);
            Assert.Equal(run.GetProperty("log_messages").EnumerateArray().Select(m => m.Text()),
                warnings.Messages.Select(m => "WARNING: " + m));
        }
        Assert.Equal(10, runs);
    }

    [Fact]
    public void ModelCheckpoint_counts_batches_over_epochs()
    {
        foreach (JsonElement run in GoldenJson.Fit("cb_model_checkpoint").GetProperty("save_freq_runs").EnumerateArray())
        {
            using var folder = new ScratchFolder();
            var written = new List<(int, int, string)>();
            string text = ConsoleText.Of(() => folder.Inside(() =>
            {
                var c = new ModelCheckpoint(run.GetProperty("filepath").Text(), save_weights_only: true, verbose: 1,
                    save_freq: run.GetProperty("save_freq").GetInt32());
                c.Attach(OneWeight(), new CallbackParams());
                int epoch = 0;
                foreach (JsonElement batches in run.GetProperty("batches_per_epoch").EnumerateArray())
                {
                    c.on_epoch_begin(epoch);
                    for (int b = 0; b < batches.GetInt32(); b++)
                    {
                        c.on_train_batch_end(b, new Dictionary<string, float> { ["loss"] = 1f / (1 + 10 * epoch + b) });
                        foreach (string f in folder.Files())
                        {
                            written.Add((epoch, b, f));
                            File.Delete(f);
                        }
                    }
                    c.on_epoch_end(epoch++, []);
                }
            }));
            Assert.Equal(
                run.GetProperty("written").EnumerateArray()
                    .Select(w => (w.GetProperty("epoch").GetInt32(), w.GetProperty("batch").GetInt32(), w.GetProperty("file").Text())),
                written);
            Assert.Equal(run.GetProperty("stdout").Text(), text);
        }
        Assert.Equal(
            "Unrecognized save_freq: x. Expected save_freq are \"epoch\" or integer",
            Assert.Throws<ValueError>(() => new ModelCheckpoint("a", save_weights_only: true, save_freq: "x")).Message);
    }

    private static void Epoch(ModelCheckpoint c, JsonElement logs, int epoch)
    {
        var values = logs[epoch].EnumerateObject().ToDictionary(p => p.Name, p => (float)p.Value.Number());
        values["fmeasure_x"] = values["val_accuracy"];
        values["acc_loss"] = values["val_loss"];
        values["nanv"] = epoch == 2 ? 1 : float.NaN;
        c.on_epoch_begin(epoch);
        c.on_epoch_end(epoch, values);
    }

    private static void Replay(
        string file, int count, Func<JsonElement, Model, (Callback, Action<JsonElement, Dictionary<string, float>>)> make)
    {
        int runs = 0;
        // The message of a constructor stands in the list of the run before it: all messages are compared in their order.
        var expectedMessages = new List<string>();
        using Warnings.Capture warnings = Warnings.Listen();
        foreach (JsonElement run in GoldenJson.Fit(file).GetProperty("runs").EnumerateArray())
        {
            Model model = OneWeight();
            (Callback c, Action<JsonElement, Dictionary<string, float>> check) = make(run, model);
            c.Attach(model, new CallbackParams());
            string text = ConsoleText.Of(() =>
            {
                c.on_train_begin();
                foreach (JsonElement row in run.GetProperty("rows").EnumerateArray())
                {
                    int epoch = row.GetProperty("epoch").GetInt32();
                    var value = (float)run.GetProperty("values")[epoch].Number();
                    // .7001 is .7 and min_delta, to the last bit of a double: float32 logs cannot say that, so it gets a bit less.
                    if (value == 0.7001f)
                        value = 0.70009f;
                    var logs = new Dictionary<string, float> { ["loss"] = value + 0.1f, [run.GetProperty("logs_key").Text()] = value };
                    model.Weights[0].assign(new Tensor([epoch + 1f], (1, 1)), read_value: false);
                    Assert.Equal(row.GetProperty("lr_during").GetDouble(), (float)model.Optimizer.learning_rate);
                    c.on_epoch_end(epoch, logs);
                    Assert.Equal(row.GetProperty("stop").GetBoolean(), model.stop_training);
                    Assert.Equal(row.GetProperty("lr_after").GetDouble(), (float)model.Optimizer.learning_rate);
                    check(row, logs);
                }
                c.on_train_end([]);
            });
            GoldenJson.Same($"{file} {runs}", run.GetProperty("stdout").Text(), text);
            expectedMessages.AddRange(run.GetProperty("log_messages").EnumerateArray().Select(m => m.Text()));
            if (run.Find("weight_after_train_end") is { } weight)
                Assert.Equal(weight.GetDouble(), (double)model.Weights[0].AsTensor());
            runs++;
        }
        Assert.Equal(count, runs);
        Assert.Equal(expectedMessages, warnings.Messages.Select(m => "WARNING: " + m));
    }

    internal static Model OneWeight()
    {
        Model model = keras.Sequential(keras.layers.Dense(1, use_bias: false, input_shape: 1));
        model.compile(new SGD(0.1f), "mse");
        return model;
    }

    /// <summary>Values of logs are float32 here and doubles in the scripts.</summary>
    private static void Same(double expected, double got) =>
        Assert.True(expected.Equals(got) || Math.Abs(expected - got) <= 1e-6 * Math.Abs(expected),
            $"expected {expected:R}, received {got:R}");

    private static double Num(JsonElement a, string key, double otherwise) => a.Find(key)?.GetDouble() ?? otherwise;

    private static string Str(JsonElement a, string key, string otherwise) => a.Find(key)?.GetString() ?? otherwise;
}
