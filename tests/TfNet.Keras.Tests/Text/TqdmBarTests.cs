using System.Text;
using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Text;

namespace TfNet.Keras.Tests.Text;

public class TqdmBarTests
{
    private static readonly JsonElement s_golden = GoldenJson.Fit("tqdm");

    [Fact]
    public void Every_meter_has_the_golden_text()
    {
        int count = 0;
        foreach (JsonElement row in s_golden.GetProperty("meter").EnumerateArray())
        {
            JsonElement a = row.GetProperty("args");
            TqdmStyle style = Style(a) with
            {
                Unit = a.Find("unit")?.Text() ?? "it",
                UnitScale = a.Find("unit_scale")?.GetBoolean() ?? false,
                Postfix = a.Find("postfix")?.Text() ?? "",
            };
            int n = a.GetProperty("n").GetInt32();
            int? total = a.Find("total")?.GetInt32();
            double elapsed = a.GetProperty("elapsed").GetDouble();
            string got = TqdmBar.Meter(n, total, elapsed, a.Find("prefix")?.Text() ?? "", a.Find("rate")?.GetDouble(), style);
            GoldenJson.Same(a.ToString(), row.GetProperty("text").Text(), got);
            count++;
        }
        Assert.True(count >= 50);
    }

    [Fact]
    public void Every_loop_writes_the_golden_text()
    {
        foreach (JsonElement run in s_golden.GetProperty("bars").EnumerateArray())
        {
            GoldenJson.Same(run.GetProperty("what").Text(), run.GetProperty("text").Text(), Replay(run, ProgressDisplay.Redraw));
        }
    }

    [Fact]
    public void Without_a_terminal_only_the_finished_bar_is_printed()
    {
        foreach (JsonElement run in s_golden.GetProperty("bars").EnumerateArray())
        {
            // A bar that does not stay ends with a blank line's return, so nothing is left of it.
            string golden = run.GetProperty("text").Text();
            Assert.Equal(golden[(golden.LastIndexOf('\r') + 1)..], Replay(run, ProgressDisplay.FinalLine));
        }
    }

    [Fact]
    public void Items_of_any_sequence_are_counted_and_the_bar_ends_when_the_loop_breaks()
    {
        var text = new StringWriter();
        double now = 0;
        var bar = new TqdmBar(null, "load", null, new ProgressOutput(text, ProgressDisplay.FinalLine, () => now += .5));
        foreach (string item in bar.Wrap(["a", "b", "c"]))
        {
            if (item == "c")
                break;
        }
        Assert.Equal((2, true), (bar.Count, text.ToString().StartsWith("load: 2it [00:0", StringComparison.Ordinal)));
        Assert.Throws<ValueError>(() => new TqdmBar(null).GetEnumerator());
    }

    [Fact]
    public void A_bar_that_was_still_for_long_draws_at_its_next_step()
    {
        var text = new StringWriter();
        double now = 0;
        var bar = new TqdmBar(1000, output: new ProgressOutput(text, ProgressDisplay.Redraw, () => now));
        now = .1;
        bar.Update(100);
        now = 5;
        bar.Update(1);
        Assert.Equal(2, text.ToString().Count(c => c == '\r'));
        now = 10.2;
        bar.Update(1);
        Assert.Equal(3, text.ToString().Count(c => c == '\r'));
    }

    [Fact]
    public void Star_bar_has_the_notes_text()
    {
        Assert.Equal("\rtrain loss:  5 %[**->...............................................]1.500", StarBar.Line(.05, 1.5));
        Assert.Equal("\rtrain loss: 50 %[" + new string('*', 25) + "->" + new string('.', 25) + "]0.123", StarBar.Line(.5, .12345));
        Assert.Equal("\rtrain loss: 100%[" + new string('*', 50) + "->]2.000", StarBar.Line(1, 2));
        int full = Enumerable.Range(1, 104).Count(step => StarBar.Line(step / 104.0, 1).Count(c => c is '*' or '.') - 1 == 49);
        Assert.Equal(102, full);
        Assert.Throws<ValueError>(() => StarBar.Line(1.5, 1));
    }

    private static TqdmStyle Style(JsonElement a) => new() { Columns = a.Find("ncols")?.GetInt32(), Ascii = a.Find("ascii")?.GetBoolean() };

    private static string Replay(JsonElement run, ProgressDisplay display)
    {
        bool unicode = !run.GetProperty("what").Text().Contains("no encoding", StringComparison.Ordinal);
        JsonElement a = run.GetProperty("args");
        TqdmStyle style = Style(a) with
        {
            Leave = a.Find("leave")?.GetBoolean() ?? true,
            MinInterval = a.Find("mininterval")?.GetDouble() ?? .1,
            Disable = a.Find("disable")?.GetBoolean() ?? false,
        };
        using TextWriter text = unicode ? new StringWriter() : new AsciiWriter();
        double now = 1000;
        var output = new ProgressOutput(text, display, () => now);
        var bar = new TqdmBar(run.GetProperty("total").GetInt32(), a.Find("desc")?.Text() ?? "", style, output);
        foreach (int i in bar)
        {
            now += run.GetProperty("seconds_per_step").GetDouble();
            if (run.Find("desc")?.Text() is { } template)
                bar.Description = PythonFormat.Template(template, new Dictionary<string, object?> { ["0"] = i + 1 });
        }
        return text.ToString()!;
    }

    private sealed class AsciiWriter : StringWriter
    {
        public override Encoding Encoding => Encoding.ASCII;
    }
}
