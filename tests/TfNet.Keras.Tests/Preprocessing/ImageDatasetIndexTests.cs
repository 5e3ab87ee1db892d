using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Preprocessing;

namespace TfNet.Keras.Tests.Preprocessing;

[Collection(PreprocessingCollection.Name)]
public class ImageDatasetIndexTests
{
    private static readonly JsonElement s_runs = Data.Json("image_dataset").GetProperty("runs");

    // Errors of decoding, resizing and colours, which come later than the listing.
    private static readonly string[] s_beyond = ["grayscale", "rgba_nearest", "crop", "color_mode_error", "interpolation_error"];

    public static TheoryData<string> Runs => [.. s_runs.EnumerateObject().Select(p => p.Name).Where(n => !s_beyond.Contains(n))];

    [Fact]
    public void All_recorded_runs_are_tested() => Assert.Equal(41, s_runs.EnumerateObject().Count());

    [Theory]
    [MemberData(nameof(Runs))]
    public void Files_labels_and_texts_equal_Keras(string name)
    {
        JsonElement run = s_runs.GetProperty(name);
        if (run.TryGetProperty("error", out JsonElement error))
        {
            string want = error.GetString()!;
            Exception e = Assert.ThrowsAny<Exception>(() => Data.Capture(() => List(name, run)));
            Assert.IsType(want.StartsWith("NotFound", StringComparison.Ordinal)
                ? typeof(DirectoryNotFoundException) : typeof(ValueError), e);
            Assert.Equal(want[(want.IndexOf(": ", StringComparison.Ordinal) + 2)..].Replace(
                name == "missing_directory" ? "none" : "directory tree", "directory " + Data.Tree, StringComparison.Ordinal), e.Message);
            return;
        }
        (ImageDatasetIndex[] got, string output, _) = Data.Capture(() => List(name, run));
        Assert.Equal(run.GetProperty("stdout").GetString(), output);
        string[] keys = got.Length == 2 ? ["dataset0", "dataset1"] : ["dataset"];
        for (int i = 0; i < keys.Length; i++)
            Check(run.GetProperty(keys[i]), got[i]);
    }

    [Fact]
    public void Given_labels_go_with_the_sorted_files()
    {
        int[] labels = [.. Enumerable.Range(0, 29).Select(i => i % 4 * 10)];
        ImageDatasetIndex index = Data.Capture(() => ImageDatasetIndex.from_directory(Data.Tree, labels, shuffle: false)).Result;
        Assert.Equal(labels, index.labels);
        Assert.Equal(["0", "10", "20", "30"], index.class_names);
    }

    private static ImageDatasetIndex[] List(string name, JsonElement run)
    {
        JsonElement args = run.TryGetProperty("args", out JsonElement a) ? a : JsonDocument.Parse("{}").RootElement;
        JsonElement? Get(string key) => args.TryGetProperty(key, out JsonElement v) ? v : null;
        string folder = name switch
        {
            "missing_directory" => "tree/nope",
            "no_images" => Path.Combine(Data.Tree, "empty"),
            _ => Path.Combine(Data.Tree, (Get("directory")?.GetString() ?? "tree/")[5..]),
        };
        int[]? labels = Get("labels") is { ValueKind: JsonValueKind.Array } list ? Data.Ints(list) : null;
        string? mode = name == "no_images" || args.TryGetProperty("label_mode", out JsonElement m) && m.ValueKind == JsonValueKind.Null
            ? null : Get("label_mode")?.GetString() ?? "int";
        string[]? classes = Get("class_names") is JsonElement c ? Data.Strings(c) : null;
        bool shuffle = Get("shuffle")?.GetBoolean() ?? true;
        long? seed = Get("seed")?.GetInt64();
        double? split = Get("validation_split")?.GetDouble();
        string? subset = Get("subset")?.GetString();
        if (subset != "both")
            return [ImageDatasetIndex.from_directory(folder, labels, mode, classes, shuffle, seed, split, subset)];
        (ImageDatasetIndex training, ImageDatasetIndex validation) =
            ImageDatasetIndex.both_from_directory(folder, split!.Value, labels, mode, classes, shuffle, seed);
        return [training, validation];
    }

    private static void Check(JsonElement want, ImageDatasetIndex got)
    {
        Assert.Equal(Data.Strings(want.GetProperty("file_paths")), got.file_paths.Select(p => Path.GetRelativePath(Data.Tree, p)));
        Assert.Equal(Data.Strings(want.GetProperty("class_names")), got.class_names);
        Assert.Equal(got.file_paths.Count, got.labels.Count);
        if (got.has_labels)
            Assert.All(got.file_paths.Zip(got.labels), p =>
                Assert.Equal(Path.GetRelativePath(Data.Tree, p.First).Split('/')[0], got.class_names[p.Second]));
        if (want.TryGetProperty("labels", out JsonElement labels))
            Assert.Equal(labels.EnumerateArray().Select(Label), got.labels);
    }

    private static int Label(JsonElement label) => label.ValueKind == JsonValueKind.Array
        ? label.EnumerateArray().ToList().FindIndex(v => v.GetDouble() == 1)
        : label.GetInt32();
}
