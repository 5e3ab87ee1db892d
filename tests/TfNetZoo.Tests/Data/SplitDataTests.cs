using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Preprocessing;
using TfNet.Goldens;
using TfNet.Random;
using TfNetZoo.Data;

namespace TfNetZoo.Tests.Data;

public class SplitDataTests
{
    public static TheoryData<string> Runs => [.. Golden().EnumerateObject().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Validation_files_are_those_that_Python_draws(string run)
    {
        JsonElement golden = Golden().GetProperty(run);
        var classes = golden.GetProperty("classes").EnumerateObject()
            .Select(c => (c.Name, (IReadOnlyList<string>)[.. Enumerable.Range(0, c.Value.GetProperty("n").GetInt32())
                .Select(i => $"{c.Name}_{i:0000}.jpg")]))
            .ToList();
        double rate = double.Parse(run[(run.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        var random = new PythonRandom(0);
        IReadOnlyList<ClassSplit> got = SplitData.Draw(classes, rate, random);
        Assert.Equal(classes.Count, got.Count);
        foreach (ClassSplit split in got)
            CheckClass(golden.GetProperty("classes").GetProperty(split.Name), split);
        Assert.Equal(golden.GetProperty("next_random").GetDouble(), random.random());
    }

    [Fact]
    public void All_recorded_runs_are_tested() => Assert.Equal(Golden().EnumerateObject().Count(), Runs.Count);

    [Fact]
    public void Run_copies_the_files_and_prints_the_notes_text()
    {
        using var temp = new TemporaryFolder();
        for (int i = 0; i < 10; i++)
        {
            temp.Write($"flower_photos/daisy/d{i}.jpg", "d" + i);
            temp.Write($"flower_photos/roses/r{i}.jpg", "r" + i);
        }
        temp.Write("flower_photos/LICENSE.txt", "licence");
        temp.Write("train/old/stale.jpg", "stale");
        using var text = new StringWriter { NewLine = "\n" };
        IReadOnlyList<ClassSplit> splits = SplitData.Run(temp["flower_photos"], rate: 0.2, output: text);
        Assert.Equal(["daisy", "roses"], splits.Select(s => s.Name));
        Assert.Equal(["d6.jpg", "d9.jpg"], splits[0].Validation);
        Assert.Equal(["d6.jpg", "d9.jpg"], FolderListing.Walk(temp["val/daisy"], false));
        Assert.Equal(16, FolderListing.Walk(temp["train"], false).Count);
        Assert.Equal("r0", File.ReadAllText(temp[splits[1].Validation.Contains("r0.jpg") ? "val/roses/r0.jpg" : "train/roses/r0.jpg"]));
        string Bar(string name) => string.Concat(Enumerable.Range(1, 10).Select(i => $"\r[{name}] processing [{i}/10]")) + "\n";
        Assert.Equal(Bar("daisy") + Bar("roses") + "processing done!\n", text.ToString());
    }

    [Fact]
    public void Existing_folders_are_kept_when_asked()
    {
        using var temp = new TemporaryFolder();
        temp.Write("photos/a/1.jpg", "1");
        temp.Write("train/a/old.jpg", "old");
        SplitData.Run(temp["photos"], keepExisting: true, output: TextWriter.Null);
        Assert.Equal(["1.jpg", "old.jpg"], FolderListing.Files(temp["train/a"]));
    }

    [Fact]
    public void Wrong_input_is_refused()
    {
        using var temp = new TemporaryFolder();
        temp.Write("photos/a/deep/1.jpg", "1");
        temp.Write("train/a/1.jpg", "1");
        string missing = temp["nope"];
        Assert.Equal($"path '{missing}' does not exist.", Assert.Throws<AssertionError>(() => SplitData.Run(missing)).Message);
        Assert.Contains("'deep'", Assert.Throws<ValueError>(() => SplitData.Run(temp["photos"])).Message, StringComparison.Ordinal);
        Assert.Contains("received 1.5", Assert.Throws<ValueError>(() => SplitData.Run(temp["photos"], rate: 1.5))
            .Message, StringComparison.Ordinal);
        Assert.Contains("outside", Assert.Throws<ValueError>(() => SplitData.Run(temp["train"], temp.Root))
            .Message, StringComparison.Ordinal);
        Assert.True(File.Exists(temp["train/a/1.jpg"]));
    }

    [Fact]
    public void List_split_takes_jpegs_only_and_writes_the_class_indices()
    {
        using var temp = new TemporaryFolder();
        for (int i = 0; i < 5; i++)
        {
            temp.Write($"p/a/{i}.jpg", "");
            temp.Write($"p/b/{i}.JPEG", "");
        }
        temp.Write("p/b/6.png", "");
        using var text = new StringWriter { NewLine = "\n" };
        ListSplit split = ListSplit.Read(temp["p"], 0.4, temp["class_indices.json"], text);
        Assert.Equal("10 images were found in the dataset.\n6 for training, 4 for validation\n", text.ToString());
        Assert.Equal([0, 0, 0, 1, 1, 1], split.TrainLabels);
        Assert.Equal([5, 5], split.CountPerClass);
        Assert.Equal(["a", "b"], ClassIndices.Read(temp["class_indices.json"]));
        string[] drawn = new PythonRandom(0).sample(Enumerable.Range(0, 5).Select(i => temp[$"p/a/{i}.jpg"]).ToArray(), 2);
        Assert.Equal(drawn.Order(StringComparer.Ordinal), split.ValidationPaths.Take(2));
    }

    private static void CheckClass(JsonElement want, ClassSplit got)
    {
        JsonElement validation = want.GetProperty("val");
        Assert.Equal(want.GetProperty("k").GetInt32(), got.Validation.Count);
        if (validation.ValueKind == JsonValueKind.Array)
        {
            Assert.Equal(Strings(validation), got.Validation);
            Assert.Equal(Strings(want.GetProperty("train")), got.Train);
            return;
        }
        Assert.Equal(Strings(validation.GetProperty("first5")), got.Validation.Take(5));
        Assert.Equal(validation.GetProperty("last").GetString(), got.Validation[^1]);
        Assert.Equal(validation.GetProperty("index_sum")
            .GetInt32(), got.Validation.Sum(f => int.Parse(f[^8..^4], System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static IEnumerable<string?> Strings(JsonElement list) => list.EnumerateArray().Select(e => e.GetString());

    private static JsonElement Golden() =>
        JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("data", "split_lists.json"))).RootElement.GetProperty("runs");
}
