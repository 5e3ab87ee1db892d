using System.Text;
using System.Text.Json;
using Tensorflow;
using TfNetZoo.Data;
using TfNetZoo.Inference;
using TfNetZoo.Tests.Data;

namespace TfNetZoo.Tests.Inference;

/// <summary>The three formats, read back by readers that are not ours; and the files of class names.</summary>
public class PredictionWriterTests
{
    private static readonly string[] s_names = ["tench", "a \"b\", c", "größe\n花", "d"];

    private static readonly PhotoPrediction[] s_predictions =
    [
        new("dir/a, \"1\".jpg", [0.125f, 0.5f, 0.3f, 0.075f], s_names),
        new("bad.jpg", [], [], "no image: \"x\""),
        new("b\n2.png", [1e-9f, 0f, 1f, 0f], s_names),
    ];

    [Fact]
    public void Json_reads_back_with_every_character()
    {
        using JsonDocument json = JsonDocument.Parse(Write(PredictionFormat.Json, 2));
        JsonElement[] items = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(3, items.Length);
        Assert.Equal(s_predictions.Select(p => p.Photo), items.Select(i => i.GetProperty("image").GetString()!));
        Assert.Equal("a \"b\", c", items[0].GetProperty("class").GetString());
        Assert.Equal((1, 0.5f), (items[0].GetProperty("index").GetInt32(), items[0].GetProperty("probability").GetSingle()));
        JsonElement[] top = [.. items[0].GetProperty("top").EnumerateArray()];
        Assert.Equal([1, 2], top.Select(t => t.GetProperty("index").GetInt32()));
        Assert.Equal(0.3f, top[1].GetProperty("probability").GetSingle());
        Assert.Equal("no image: \"x\"", items[1].GetProperty("error").GetString());
        Assert.False(items[1].TryGetProperty("class", out _));
        Assert.Equal("größe\n花", items[2].GetProperty("class").GetString());
        Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(Write(PredictionFormat.Json, 2, [])).RootElement.ValueKind);
    }

    [Fact]
    public void Csv_reads_back_with_every_character()
    {
        List<string[]> rows = ReadCsv(Write(PredictionFormat.Csv, 2));
        Assert.Equal(["image", "rank", "index", "class", "probability"], rows[0]);
        Assert.Equal(["dir/a, \"1\".jpg", "1", "1", "a \"b\", c", "0.5"], rows[1]);
        Assert.Equal(["dir/a, \"1\".jpg", "2", "2", "größe\n花", "0.3"], rows[2]);
        Assert.Equal(["b\n2.png", "1", "2", "größe\n花", "1"], rows[3]);
        Assert.Equal(["b\n2.png", "2", "0", "tench", "1E-09"], rows[4]);
        Assert.Equal(5, rows.Count);
    }

    [Fact]
    public void Text_has_the_lines_of_the_notes()
    {
        PhotoPrediction p = new("tulip.jpg", [0.0253f, 0.94184f, 0.03286f], ["daisy", "tulips", "roses"]);
        Assert.Equal("image: tulip.jpg  class: tulips   prob: 0.942\n", Write(PredictionFormat.Text, 1, [p]));
        Assert.Equal(
            "class: tulips   prob: 0.942\nclass: tulips       prob: 0.942\nclass: roses        prob: 0.0329\n",
            Write(PredictionFormat.Text, 2, [p], single: true));
        Assert.Equal("", Write(PredictionFormat.Text, 1, [s_predictions[1]]));
        Assert.Throws<ValueError>(() => PredictionWriter.Of(PredictionFormat.Text, TextWriter.Null, 0));
    }

    [Fact]
    public void Class_names_are_read_from_json_and_from_lines()
    {
        using var temp = new TemporaryFolder();
        temp.Write("imagenet.json", "{\"0\": [\"n01440764\", \"tench\"], \"1\": [\"n01443537\", \"goldfish\"]}");
        temp.Write("names.txt", "  daisy\r\nblack rose\r\n花\r\n\r\n");
        temp.Write("gap.txt", "a\n\nb\n");
        temp.Write("empty.txt", "\n");
        ClassIndices.Write(temp["class_indices.json"], ["x", "y"]);
        Assert.Equal(["tench", "goldfish"], ClassNames.Read(temp["imagenet.json"]));
        Assert.Equal(["daisy", "black rose", "花"], ClassNames.Read(temp["names.txt"]));
        Assert.Contains("line 2", Assert.Throws<ClassIndicesException>(() => ClassNames.Read(temp["gap.txt"])).Message, StringComparison.Ordinal);
        Assert.Throws<ClassIndicesException>(() => ClassNames.Read(temp["empty.txt"]));
        Assert.Throws<AssertionError>(() => ClassNames.Read(temp["nope.txt"]));
        Assert.Equal(["x", "y"], ClassNames.Beside(temp["w.h5"])!);
        Assert.Null(ClassNames.Beside(temp["other/w.h5"]));
    }

    private static string Write(PredictionFormat format, int top, PhotoPrediction[]? predictions = null, bool single = false)
    {
        using var text = new StringWriter { NewLine = "\n" };
        PredictionWriter writer = PredictionWriter.Of(format, text, top, single);
        foreach (PhotoPrediction p in predictions ?? s_predictions)
            writer.Write(p);
        writer.End();
        return text.ToString();
    }

    /// <summary>RFC 4180 by its grammar, character by character.</summary>
    private static List<string[]> ReadCsv(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        for (int i = 0; i < text.Length; i++)
        {
            var cell = new StringBuilder();
            if (text[i] == '"')
            {
                for (i++; text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"'); i++)
                {
                    i += text[i] == '"' ? 1 : 0;
                    cell.Append(text[i]);
                }
                i++;
            }
            else
            {
                for (; text[i] is not (',' or '\r'); i++)
                    cell.Append(text[i]);
            }
            row.Add(cell.ToString());
            if (text[i] == ',')
                continue;
            Assert.Equal("\r\n", text.Substring(i++, 2));
            rows.Add([.. row]);
            row.Clear();
        }
        return rows;
    }
}
