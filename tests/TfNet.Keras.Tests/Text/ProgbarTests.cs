using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tensorflow;
using Tensorflow.Keras.Text;
using TfNet.Goldens;

namespace TfNet.Keras.Tests.Text;

public partial class ProgbarTests
{
    [Fact]
    public void Bar_alone_prints_the_golden_text()
    {
        int runs = 0;
        foreach (JsonElement run in GoldenJson.Fit("progbar").GetProperty("runs").EnumerateArray())
        {
            GoldenJson.Same(run.GetProperty("what").Text(), run.GetProperty("text").Text(), Replay(run, ProgressDisplay.Redraw));
            runs++;
        }
        Assert.True(runs >= 36);
    }

    [Fact]
    public void Without_a_terminal_only_the_finished_bar_is_printed_on_a_plain_line()
    {
        foreach (JsonElement run in GoldenJson.Fit("progbar").GetProperty("runs").EnumerateArray())
        {
            string dynamic = run.GetProperty("text").Text();
            string expected = dynamic.EndsWith('\n') ? dynamic[(dynamic.LastIndexOf('\r') + 1)..].TrimEnd(' ', '\n') + "\n" : "";
            Assert.Equal(expected, Replay(run, ProgressDisplay.FinalLine));
            Assert.Equal(expected, Replay(run, ProgressDisplay.Auto));
        }
    }

    [Fact]
    public void A_display_that_cannot_go_back_takes_a_line_for_each_drawing()
    {
        JsonElement run = GoldenJson.Fit("progbar").GetProperty("runs")[1];
        string dynamic = Backspaces().Replace(run.GetProperty("text").Text(), "");
        Assert.Equal(dynamic.Replace('\r', '\n'), Replay(run, ProgressDisplay.NewLine));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        string message = Assert.Throws<ValueError>(() => new Progbar(0)).Message;
        Assert.Equal("Progbar: argument target: expected at least 1, or null for unknown; received 0", message);
        Assert.Throws<ValueError>(() => new Progbar(1, width: 0));
        Assert.Throws<ValueError>(() => new Progbar(1, verbose: 3));
    }

    [Fact]
    public void Add_goes_on_from_the_last_step()
    {
        var text = new StringWriter();
        var bar = new Progbar(4, output: new ProgressOutput(text, ProgressDisplay.FinalLine, () => 5));
        bar.add(3);
        bar.add(1, [("loss", 2)]);
        Assert.Equal((4, "4/4 [==============================] - 0s 0s/step - loss: 2.0000\n"), (bar.seen_so_far, text.ToString()));
    }

    /// <summary>What was run for each text of fit/text (its index.json says it in words).</summary>
    public static TheoryData<string, int, int, int, double, int, double> Texts => new()
    {
        // file, verbose, epochs, batches, seconds a batch, validation batches, seconds of the first batch
        { "fit_v1_clock0", 1, 3, 3, 0, 0, 0 },
        { "fit_v1_20ms", 1, 2, 10, .02, 0, .02 },
        { "fit_v1_val_60ms", 1, 2, 10, .06, 5, .06 },
        { "fit_v1_first3s", 1, 1, 10, .5, 0, 3 },
        { "fit_v1_75s", 1, 1, 5, 75, 0, 75 },
        { "fit_v1_2000s", 1, 1, 5, 2000, 0, 2000 },
        { "fit_v1_100us", 1, 2, 3, .0001, 0, .0001 },
        { "fit_v2_clock0", 2, 2, 3, 0, 0, 0 },
        { "fit_v2_val_400ms", 2, 2, 3, .4, 3, .4 },
        { "fit_v2_2ms", 2, 1, 3, .002, 0, .002 },
        { "fit_v0", 0, 2, 3, .1, 0, .1 },
        { "fit_auto", 1, 1, 3, .1, 0, .1 },
        { "evaluate_v1", 1, 1, 5, .06, 0, .06 },
        { "predict_v1", 1, 1, 5, .06, 0, .06 },
        { "evaluate_v2", 2, 1, 5, .06, 0, .06 },
        { "predict_v2", 2, 1, 5, .06, 0, .06 },
        { "fit_v1_unknown", 1, 2, -5, .06, 0, .06 },
        { "fit_v2_unknown", 2, 2, -5, .06, 0, .06 },
        { "fit_v1_multi", 1, 2, 2, .06, 1, .06 },
        { "fit_v1_tiny_loss", 1, 1, 3, .06, 0, .06 },
        { "fit_v1_callbacks", 1, 6, 3, .06, 1, .06 },
        { "fit_v1_stop", 1, 6, 3, .06, 2, .06 },
        { "fit_v2_callbacks", 2, 6, 3, .06, 1, .06 },
    };

    /// <summary>The numbers shown are read from the golden text; layout, times and redraws are ours.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public void Epochs_print_the_golden_text(
        string file, int verbose, int epochs, int batches, double seconds, int validation, double first)
    {
        string golden = CallbackMessages().Replace(File.ReadAllText(GoldenFolder.Path("fit", "text", file + ".txt")), "");
        var text = new StringWriter();
        double now = 1000;
        var output = new ProgressOutput(text, ProgressDisplay.Redraw, () => now);
        var progress = new EpochProgress(verbose, epochs, batches < 0 ? null : batches, output);
        string[] parts = epochs > 1 ? EpochLine().Split(golden)[1..] : [golden];
        for (int epoch = 0; epoch < parts.Length && verbose > 0; epoch++)
        {
            string[] drawings = parts[epoch].Split('\r');
            progress.Begin(epoch);
            for (int step = 1; step <= Math.Abs(batches); step++)
            {
                now += step == 1 ? first : seconds;
                string head = FormattableString.Invariant($"{step}/");
                progress.Step(step, Values(drawings.FirstOrDefault(d => d.TrimStart().StartsWith(head, StringComparison.Ordinal)) ?? ""));
            }
            now += validation * seconds;
            progress.End(Values(drawings[^1]));
        }
        Assert.Equal(golden, text.ToString());
    }

    [Fact]
    public void An_epoch_that_runs_dry_ends_with_the_full_count()
    {
        var text = new StringWriter();
        double now = 1000;
        var progress = new EpochProgress(1, 3, 2, new ProgressOutput(text, ProgressDisplay.Redraw, () => now));
        for (int epoch = 0; epoch < 2; epoch++)
        {
            (string, double)[][] logs = epoch == 0
                ? [[("loss", .9793), ("accuracy", .375)], [("loss", 1.0482), ("accuracy", .5)]]
                : [[("loss", 1.1639), ("accuracy", .25)]];
            progress.Begin(epoch);
            for (int step = 0; step < logs.Length; step++)
            {
                now += .06;
                progress.Step(step + 1, logs[step]);
            }
            progress.End(logs[^1]);
        }
        Assert.Equal(File.ReadAllText(GoldenFolder.Path("fit", "text", "fit_v1_dry.txt")), text.ToString());
    }

    [Fact]
    public void Every_golden_text_has_a_case()
    {
        // fit_v2_real_times has its durations masked; the case of running dry has a test of its own.
        IEnumerable<string> covered = Texts.Select(row => (string)row[0]).Concat(["fit_v1_dry", "fit_v2_real_times"]);
        Assert.Equal(GoldenFolder.Cases(Path.Combine("fit", "text"), ".txt"), covered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Values_that_are_no_metrics_of_the_model_are_averaged()
    {
        var text = new StringWriter();
        var progress = new EpochProgress(1, 1, 2, new ProgressOutput(text, ProgressDisplay.FinalLine, () => 0), ["loss"]);
        progress.Begin(0);
        progress.Step(1, [("loss", 1), ("mine", 1)]);
        progress.Step(2, [("loss", 3), ("mine", 3)]);
        progress.End([("loss", 3)]);
        Assert.Equal("2/2 [==============================] - 0s 0s/step - loss: 3.0000 - mine: 2.0000\n", text.ToString());
    }

    private static string Replay(JsonElement run, ProgressDisplay display)
    {
        JsonElement args = run.GetProperty("args");
        var text = new StringWriter();
        double now = 1000;
        var bar = new Progbar(
            run.Find("target")?.GetInt32(),
            args.Find("width")?.GetInt32() ?? 30,
            args.Find("verbose")?.GetInt32() ?? 1,
            args.Find("interval")?.GetDouble() ?? .05,
            args.Find("stateful_metrics")?.EnumerateArray().Select(m => m.Text()),
            args.Find("unit_name")?.Text() ?? "step",
            new ProgressOutput(text, display, () => now));
        foreach (JsonElement update in run.GetProperty("updates").EnumerateArray())
        {
            now += update[0].GetDouble();
            bool? finalize = update[3].ValueKind == JsonValueKind.Null ? null : update[3].GetBoolean();
            bar.update(update[1].GetInt32(), update[2].EnumerateArray().Select(v => (v[0].Text(), v[1].Number())), finalize);
        }
        return text.ToString();
    }

    private static (string, double)[] Values(string drawing) =>
        [.. Value().Matches(drawing).Select(m => (m.Groups[1].Value, double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)))];

    [GeneratedRegex(@" - (\w+): (-?\d+\.\d+(?:e[-+]\d+)?)")]
    private static partial Regex Value();

    [GeneratedRegex(@"Epoch \d+/\d+\n")]
    private static partial Regex EpochLine();

    [GeneratedRegex(@"\nEpoch \d+: (?!early).*\n|Restoring model weights .*\n|Epoch \d+: early stopping\n")]
    private static partial Regex CallbackMessages();

    [GeneratedRegex("\b+")]
    private static partial Regex Backspaces();
}
