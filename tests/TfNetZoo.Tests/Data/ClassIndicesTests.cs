using System.Text;
using Tensorflow;
using TfNetZoo.Data;

namespace TfNetZoo.Tests.Data;

public class ClassIndicesTests
{
    [Fact]
    public void Text_is_that_of_json_dumps()
    {
        Assert.Equal(
            "{\n    \"0\": \"daisy\",\n    \"1\": \"dandelion\",\n    \"2\": \"roses\",\n    \"3\": \"sunflowers\",\n    \"4\": " +
            "\"tulips\"\n}",
            ClassIndices.ToText(["daisy", "dandelion", "roses", "sunflowers", "tulips"]));
        Assert.Equal("{\n    \"0\": \"zo\\u00eb\",\n    \"1\": \"\\u82b1\\ud83d\\ude00\",\n    \"2\": \"a\\\"\\\\\\n\\u0001\\u007f/\"\n}",
            ClassIndices.ToText(["zoë", "花😀", "a\"\\\n\u0001\u007f/"]));
        Assert.Equal("{}", ClassIndices.ToText([]));
    }

    [Fact]
    public void Names_survive_writing_and_reading()
    {
        using var temp = new TemporaryFolder();
        string[] names = ["Bees", "zoë", "花😀", "a\"\\\n\u0001\u007f"];
        ClassIndices.Write(temp["c.json"], names);
        Assert.Equal(names, ClassIndices.Read(temp["c.json"]));
        ClassIndices.Write(temp["c.json"], new Dictionary<string, int> { ["b"] = 1, ["a"] = 0 });
        Assert.Equal(["a", "b"], ClassIndices.Read(temp["c.json"]));
        temp.Write("i.json", "{\"1\": [\"n01443537\", \"goldfish\"], \"0\": [\"n01440764\", \"tench\"]}\n");
        Assert.Equal(["tench", "goldfish"], ClassIndices.Read(temp["i.json"]));
        Assert.Throws<ValueError>(() => ClassIndices.Write(temp["c.json"], new Dictionary<string, int> { ["b"] = 2, ["a"] = 0 }));
    }

    [Theory]
    [InlineData("", "expected JSON text")]
    [InlineData("[]", "expected an object")]
    [InlineData("{\"0\": \"a\"", "expected JSON text")]
    [InlineData("{\"0\": 1}", "expected a class name; received Number")]
    [InlineData("{\"0\": {\"0\": \"a\"}}", "expected a class name; received StartObject")]
    [InlineData("{\"daisy\": \"a\"}", "received \"daisy\"")]
    [InlineData("{\"-1\": \"a\"}", "as key")]
    [InlineData("{\"99999999999\": \"a\"}", "as key")]
    [InlineData("{\"1000000\": \"a\"}", "as key")]
    [InlineData("{\"0\": \"a\", \"0\": \"b\"}", "the index 0 occurs twice")]
    [InlineData("{\"0\": \"a\", \"00\": \"b\"}", "the index 0 occurs twice")]
    [InlineData("{\"0\": \"a\", \"2\": \"b\"}", "1 is missing")]
    [InlineData("{\"0\": \"a\"} x", "expected JSON text")]
    [InlineData("{\"0\": [\"a\"]}", "expected [id, name]")]
    [InlineData("{\"0\": [\"a\", \"b\", \"c\"]}", "expected [id, name]")]
    [InlineData("{\"0\": \"\\ud800\"}", "expected JSON text")]
    public void Damaged_files_are_refused(string text, string reason)
    {
        using var temp = new TemporaryFolder();
        temp.Write("c.json", text);
        Assert.Contains(reason, Assert.Throws<ClassIndicesException>(() => ClassIndices.Read(temp["c.json"]))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_keeps_the_notes_text() =>
        Assert.Equal("file: './class_indices.json' dose not exist.",
            Assert.Throws<AssertionError>(() => ClassIndices.Read("./class_indices.json")).Message);

    [Fact]
    public void A_huge_file_is_refused_before_it_is_read()
    {
        using var temp = new TemporaryFolder();
        using (FileStream f = File.Create(temp["c.json"]))
            f.SetLength((16 << 20) + 1);
        Assert.Contains("at most", Assert.Throws<ClassIndicesException>(() => ClassIndices.Read(temp["c.json"]))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_give_names_or_our_error()
    {
        using var temp = new TemporaryFolder();
        byte[] good = Encoding.UTF8.GetBytes(ClassIndices.ToText(["daisy", "zoë", "roses"]));
        int count = Environment.GetEnvironmentVariable("TFNETZOO_FUZZ") is { Length: > 0 } n
            ? int.Parse(n, System.Globalization.CultureInfo.InvariantCulture) : 1000;
        var random = new System.Random(1);
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = [.. good];
            for (int k = random.Next(1, 5); k > 0; k--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(temp["c.json"], random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
            try
            {
                Assert.True(ClassIndices.Read(temp["c.json"]).Length <= 3);
            }
            catch (ClassIndicesException)
            {
                // The only failure that is allowed.
            }
        }
    }
}
