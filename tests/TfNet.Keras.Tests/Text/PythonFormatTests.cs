using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Text;

namespace TfNet.Keras.Tests.Text;

public class PythonFormatTests
{
    private static readonly JsonElement s_golden = GoldenJson.Fit("python_format");

    [Fact]
    public void Every_double_prints_as_in_Python()
    {
        string[] specs = [.. s_golden.GetProperty("specs").EnumerateArray().Select(s => s.Text())];
        int rows = 0;
        foreach (JsonElement row in s_golden.GetProperty("rows").EnumerateArray())
        {
            JsonElement[] cells = [.. row.EnumerateArray()];
            double value = cells[0].Number();
            Assert.Equal(cells[1].Text(), PythonFormat.Repr(value));
            for (int i = 0; i < specs.Length; i++)
                Assert.Equal((specs[i], cells[i + 2].Text()), (specs[i], PythonFormat.Format(value, specs[i])));
            rows++;
        }
        Assert.True(rows > 100);
    }

    [Fact]
    public void Every_float32_prints_as_in_numpy()
    {
        foreach (JsonElement row in s_golden.GetProperty("float32").EnumerateArray())
            Assert.Equal(row[1].Text(), PythonFormat.Repr((float)row[0].Number()));
    }

    [Fact]
    public void Integers_and_texts_print_as_in_Python()
    {
        foreach (JsonElement row in s_golden.GetProperty("ints").EnumerateArray())
        {
            long n = row[0].GetInt64();
            string[] got =
            [
                PythonFormat.Percent("%5d", n), PythonFormat.Percent("%d", n),
                Named("{v:,}", n), Named("{v:10}", n), Named("{v:03d}", n), Named("{v:02d}", n),
            ];
            Assert.Equal(row.EnumerateArray().Skip(1).Select(c => c.Text()), got);
        }
        foreach (JsonElement row in s_golden.GetProperty("texts").EnumerateArray())
        {
            string s = row[0].Text();
            string[] got =
            [
                Named("{v:10}", s), Named("{v:>10}", s), Named("{v:^10}", s),
                PythonFormat.Percent("%5s", s), PythonText.Repr(s), PythonText.Json(s),
            ];
            Assert.Equal(row.EnumerateArray().Skip(1).Select(c => c.Text()), got);
        }
    }

    [Fact]
    public void Lists_and_json_print_as_in_Python()
    {
        object?[] list = [1.0, 2.5, "a", null, true];
        Dictionary<string, object> dictionary = new() { ["a"] = 1, ["b"] = new[] { 1.5 } };
        object[] values = [list, dictionary, ValueTuple.Create(1), Array.Empty<int>()];
        Assert.Equal(s_golden.GetProperty("list").EnumerateArray().Select(c => c.Text()), values.Select(PythonText.Repr));
        Dictionary<string, string> names = new() { ["0"] = "daisy", ["1"] = "zo\u00eb", ["10"] = "a\"b" };
        Assert.Equal(s_golden.GetProperty("json.dumps(indent=4)").Text(), PythonText.Json(names));
        Assert.Equal("{}", PythonText.Json(new Dictionary<string, string>()));
    }

    // Expected texts: CPython 3.11.
    [Theory]
    [InlineData(2.5, ".0f", "2")]
    [InlineData(.125, ".2f", "0.12")]
    [InlineData(1234.5, "010,.2f", "001,234.50")]
    [InlineData(1234, "08,", "01,234.0")]
    [InlineData(double.PositiveInfinity, "010.2f", "0000000inf")]
    [InlineData(-1.5, "=+10.2f", "-     1.50")]
    [InlineData(1.5, "*^9.1f", "***1.5***")]
    [InlineData(100.0, ".3", "1e+02")]
    [InlineData(12.0, ".3", "12.0")]
    [InlineData(0.0, "#.3g", "0.00")]
    [InlineData(1e22, "G", "1E+22")]
    [InlineData(.5, "#.0f", "0.")]
    [InlineData(1e-7, "_f", "0.000000")]
    [InlineData(9.9996, ".4g", "10")]
    [InlineData(1e-304, ".17g", "9.9999999999999997e-305")]
    public void Corners_of_format_specifications(double value, string spec, string expected) =>
        Assert.Equal(expected, PythonFormat.Format(value, spec));

    // Powers of two, whose neighbours are not equally far. Expected texts: CPython 3.11 and numpy 1.24.
    [Theory]
    [InlineData(2.9802322387695312e-08, "2.9802322387695312e-08")]
    [InlineData(4.1045368012983762e-289, "4.1045368012983762e-289")]
    [InlineData(7.1202363472230444e-307, "7.120236347223045e-307")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.2621775e-29f, "1.2621775e-29")]
    [InlineData(1.2379401e+27f, "1.2379401e+27")]
    public void Shortest_text_beside_powers_of_two(object value, string expected) => Assert.Equal(expected, PythonText.Repr(value));

    [Fact]
    public void Shortest_text_reads_back()
    {
        var random = new System.Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            double v = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(v))
                Assert.Equal(v, double.Parse(PythonFormat.Repr(v), System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Templates_fill_named_fields()
    {
        Dictionary<string, object?> fields = new() { ["epoch"] = 3, ["val_loss"] = .456f, ["w"] = 8, ["n"] = "x" };
        Assert.Equal("w-03-0.46.h5", PythonFormat.Template("w-{epoch:02d}-{val_loss:.2f}.h5", fields));
        Assert.Equal("{3}       3'x'", PythonFormat.Template("{{{epoch}}}{epoch:{w}}{n!r}", fields));
        Assert.Equal("'nope'", Assert.Throws<KeyError>(() => PythonFormat.Template("{nope}", fields)).Message);
        Assert.Equal("100% 5 of x", PythonFormat.Percent("100%% %d of %s", 5, "x"));
        Assert.Equal("007 +1.5 ab  | 3", PythonFormat.Percent("%03d %+.1f %-4s|%2d", 7, 1.5f, "ab", 3.9));
        Assert.Throws<TypeError>(() => PythonFormat.Percent("%d", "x"));
        Assert.Throws<ValueError>(() => PythonFormat.Percent("%d", double.NaN));
    }

    [Theory]
    [InlineData("{epoch")]
    [InlineData("epoch}")]
    [InlineData("{epoch:.2q}")]
    [InlineData("{epoch:.2}")]
    [InlineData("{epoch:999999d}")]
    [InlineData("{epoch!a}")]
    [InlineData("{epoch:{epoch:{epoch}}}")]
    public void Bad_templates_are_refused(string template) =>
        Assert.Throws<ValueError>(() => PythonFormat.Template(template, new Dictionary<string, object?> { ["epoch"] = 1 }));

    [Theory]
    [InlineData("%")]
    [InlineData("%5")]
    [InlineData("%d %d")]
    [InlineData("none")]
    [InlineData("%y")]
    public void Bad_percent_templates_are_refused(string template) =>
        Assert.Throws<ValueError>(() => PythonFormat.Percent(template, 1));

    private static string Named(string template, object value) =>
        PythonFormat.Template(template, new Dictionary<string, object?> { ["v"] = value });
}
