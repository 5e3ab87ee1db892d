using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Text;
using TfNet.Goldens;

namespace TfNet.Keras.Tests.Text;

public class CallbackTextTests
{
    [Fact]
    public void Csv_files_have_the_golden_text()
    {
        int runs = 0;
        foreach (JsonElement run in GoldenJson.Fit("cb_csv_logger").GetProperty("runs").EnumerateArray())
        {
            if (run.Find("trainings") is not { } trainings)
                continue;
            string separator = run.GetProperty("args").Find("separator")?.Text() ?? ",";
            bool append = run.GetProperty("args").Find("append")?.GetBoolean() ?? false;
            string file = run.Find("file_before")?.Text() ?? "";
            bool numpy = run.GetProperty("what").Text().Contains("numpy scalars", StringComparison.Ordinal);
            foreach (JsonElement training in trainings.EnumerateArray())
                file = Write(append ? file : "", training, separator, numpy);
            GoldenJson.Same(run.GetProperty("what").Text(), run.GetProperty("text").Text(), file);
            runs++;
        }
        Assert.Equal(9, runs);
        Assert.Throws<ValueError>(() => CsvText.Header(["a"], "::"));
    }

    [Fact]
    public void Csv_file_of_a_training_has_the_golden_layout()
    {
        JsonElement run = GoldenJson.Fit("cb_csv_logger").GetProperty("runs").EnumerateArray().Last();
        string[] golden = run.GetProperty("text").Text().Split("\r\n");
        IReadOnlyList<string> columns = CsvText.Columns(["loss", "accuracy", "lr"]);
        Assert.Equal(golden[0] + "\r\n", CsvText.Header(columns));
        // The scheduler's rate is a float32 and prints as one, the other logs are doubles made from float32.
        Dictionary<string, object?> logs = new() { ["loss"] = (double)1.0210569f, ["accuracy"] = (double).5f, ["lr"] = .1f / 3 };
        Assert.Equal(golden[3] + "\r\n", CsvText.Row(2, columns, logs));
    }

    [Fact]
    public void Checkpoint_texts_are_golden()
    {
        JsonElement golden = GoldenJson.Fit("cb_model_checkpoint");
        JsonElement[] logs = [.. golden.GetProperty("logs").EnumerateArray()];
        int messages = 0;
        foreach (JsonElement run in golden.GetProperty("runs").EnumerateArray().Where(r => r.GetProperty("stdout").Text().Length > 0))
        {
            JsonElement args = run.GetProperty("args");
            string monitor = args.Find("monitor")?.Text() ?? "val_loss";
            bool bestOnly = args.Find("save_best_only")?.GetBoolean() ?? false;
            bool max = args.Find("mode")?.Text() != "min"
                && (monitor.Contains("acc", StringComparison.Ordinal) || monitor.StartsWith("fmeasure", StringComparison.Ordinal));
            double best = args.Find("initial_value_threshold")?.GetDouble() ?? (max ? double.NegativeInfinity : double.PositiveInfinity);
            string text = "";
            foreach (JsonElement row in run.GetProperty("epochs").EnumerateArray())
            {
                int epoch = row.GetProperty("epoch").GetInt32();
                bool written = row.GetProperty("written").GetArrayLength() > 0;
                string path = CallbackText.CheckpointPath(run.GetProperty("filepath").Text(), epoch, null, Logs(logs[epoch]));
                if (written)
                    Assert.Contains(row.GetProperty("written").EnumerateArray(), w => w.Text().StartsWith(path, StringComparison.Ordinal));
                double now = row.GetProperty("best").Number();
                text += !bestOnly ? (written ? CallbackText.CheckpointSaving(epoch, path) : "")
                    : written ? CallbackText.CheckpointImproved(epoch, monitor, best, now, path)
                    : CallbackText.CheckpointNotImproved(epoch, monitor, best);
                best = now;
                messages++;
            }
            Assert.Equal(run.GetProperty("stdout").Text(), text);
        }
        Assert.True(messages >= 60);
    }

    [Fact]
    public void Checkpoint_paths_of_batches_and_errors_are_golden()
    {
        JsonElement golden = GoldenJson.Fit("cb_model_checkpoint");
        foreach (JsonElement run in golden.GetProperty("save_freq_runs").EnumerateArray())
        {
            string text = "";
            foreach (JsonElement row in run.GetProperty("written").EnumerateArray())
            {
                int epoch = row.GetProperty("epoch").GetInt32(), batch = row.GetProperty("batch").GetInt32();
                Dictionary<string, object?> logs = new() { ["loss"] = 1.0 / (1 + 10 * epoch + batch) };
                string path = CallbackText.CheckpointPath(run.GetProperty("filepath").Text(), epoch, batch, logs);
                Assert.Equal(row.GetProperty("file").Text(), path);
                text += CallbackText.CheckpointSaving(epoch, path);
            }
            Assert.Equal(run.GetProperty("stdout").Text(), text);
        }
        JsonElement nope = golden.GetProperty("runs").EnumerateArray().Single(r => r.Find("error") != null);
        string template = nope.GetProperty("filepath").Text();
        Exception e = Assert.Throws<KeyError>(() => CallbackText.CheckpointPath(template, 0, null, new Dictionary<string, object?>()));
        // Python prints the text of a KeyError as its repr.
        Assert.Equal(nope.GetProperty("error").Text(), "KeyError: " + PythonText.Repr(e.Message));
        Assert.Contains("WARNING: " + CallbackText.CheckpointMonitorMissing("f1"), Warnings(golden));
        Assert.Contains("WARNING: " + CallbackText.CheckpointPeriodDeprecated, Warnings(golden));
    }

    [Fact]
    public void Early_stopping_texts_are_golden()
    {
        JsonElement golden = GoldenJson.Fit("cb_early_stopping");
        int stopped = 0;
        foreach (JsonElement run in golden.GetProperty("runs").EnumerateArray().Where(r => r.GetProperty("args").Find("verbose") != null))
        {
            JsonElement last = run.GetProperty("rows").EnumerateArray().Last();
            bool restores = run.GetProperty("args").Find("restore_best_weights")?.GetBoolean() ?? false;
            string text = !last.GetProperty("stop").GetBoolean() ? ""
                : (restores ? CallbackText.EarlyStoppingRestoring(last.GetProperty("best_epoch").GetInt32()) : "")
                    + CallbackText.EarlyStopping(last.GetProperty("stopped_epoch").GetInt32());
            Assert.Equal(run.GetProperty("stdout").Text(), text);
            stopped += text.Length > 0 ? 1 : 0;
        }
        Assert.True(stopped >= 5);
        Assert.Contains("WARNING: " + CallbackText.EarlyStoppingMonitorMissing("val_loss", ["loss", "other"]), Warnings(golden));
        Assert.Contains("WARNING: " + CallbackText.EarlyStoppingModeUnknown("bad"), Warnings(golden));
    }

    [Fact]
    public void Learning_rate_texts_are_golden()
    {
        JsonElement golden = GoldenJson.Fit("cb_reduce_lr");
        foreach (JsonElement run in golden.GetProperty("runs").EnumerateArray().Where(r => r.GetProperty("args").Find("verbose") != null))
        {
            double factor = run.GetProperty("args").Find("factor")?.GetDouble() ?? .1;
            double least = run.GetProperty("args").Find("min_lr")?.GetDouble() ?? 0;
            string text = string.Concat(
                from row in run.GetProperty("rows").EnumerateArray()
                let rate = row.GetProperty("lr_during").GetDouble()
                where row.GetProperty("lr_after").GetDouble() != rate
                select CallbackText.ReducingLearningRate(row.GetProperty("epoch").GetInt32(), Math.Max(least, rate * factor)));
            Assert.Equal(run.GetProperty("stdout").Text(), text);
        }
        Assert.Contains("WARNING: " + CallbackText.ReduceMonitorMissing("val_loss", ["loss", "other", "lr"]), Warnings(golden));
        Assert.Contains("WARNING: " + CallbackText.ReduceModeUnknown("bad"), Warnings(golden));

        JsonElement[] schedules = [.. GoldenJson.Fit("cb_lr_scheduler").GetProperty("runs").EnumerateArray()];
        string halves = string.Concat(Enumerable.Range(0, 4).Select(e => CallbackText.SettingLearningRate(e, .1 * Math.Pow(.5, e))));
        Assert.Equal(schedules[0].GetProperty("stdout").Text(), halves);
        string small = string.Concat(Enumerable.Range(0, 4).Select(e => CallbackText.SettingLearningRate(e, 1e-5 / (e + 1))));
        Assert.Equal(schedules[6].GetProperty("stdout").Text(), small);
        Assert.Equal(schedules[5].GetProperty("error").Text(), "ValueError: " + CallbackText.ScheduleNotFloat(1));
    }

    [Fact]
    public void Training_texts_are_golden()
    {
        string index = File.ReadAllText(GoldenFolder.Path("fit", "text", "index.json"));
        Assert.Contains(CallbackText.RanOutOfData(6), index, StringComparison.Ordinal);
        Assert.Equal("Batch 3: Invalid loss, terminating training\n", CallbackText.InvalidLoss(3));
    }

    private static string Write(string file, JsonElement training, string separator, bool numpy)
    {
        IReadOnlyList<string>? columns = null;
        foreach (JsonElement epoch in training.EnumerateArray())
        {
            Dictionary<string, object?> logs = epoch[1].EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value, numpy));
            columns ??= CsvText.Columns(logs.Keys);
            if (file.Length == 0)
                file = CsvText.Header(columns, separator);
            file += CsvText.Row(epoch[0].GetInt32(), columns, logs, separator);
        }
        return file;
    }

    private static object? Value(JsonElement e, bool numpy) => e.ValueKind switch
    {
        JsonValueKind.Array => e.EnumerateArray().Select(v => v.Number()).ToArray(),
        JsonValueKind.String when numpy => (float)e.Number(),
        JsonValueKind.String when e.Text() is "NaN" or "Infinity" => e.Number(),
        JsonValueKind.String => e.Text(),
        _ => e.GetDouble(),
    };

    private static Dictionary<string, object?> Logs(JsonElement logs) =>
        logs.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value.GetDouble());

    private static IEnumerable<string> Warnings(JsonElement golden) =>
        golden.GetProperty("runs").EnumerateArray().SelectMany(r => r.Find("log_messages")?.EnumerateArray().Select(m => m.Text()) ?? []);
}
