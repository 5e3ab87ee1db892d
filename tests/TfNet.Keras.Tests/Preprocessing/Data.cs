using System.Text.Json;
using NumSharp;
using Tensorflow.Keras.Preprocessing;
using TfNet.Goldens;

namespace TfNet.Keras.Tests.Preprocessing;

/// <summary>Golden data and comparisons of the preprocessing tests.</summary>
internal static class Data
{
    public static string Tree => GoldenFolder.Path("data", "tree");

    public static JsonElement Json(string name) =>
        JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("data", name + ".json"))).RootElement;

    public static Npz Arrays(string name) => Npz.Load(GoldenFolder.Path("data", name + ".npz"));

    /// <summary>The deterministic values of the goldens as an array: u * scale + shift, in float32 as NumPy computes it.</summary>
    public static NDArray Recipe(string key, float scale, float shift, params int[] shape)
    {
        float[] values = TfNet.Goldens.Recipe.U(key, shape.Aggregate(1, (a, b) => a * b));
        for (int i = 0; i < values.Length; i++)
            values[i] = (values[i] * scale) + shift;
        return new NDArray(values, new Shape(shape));
    }

    public static void Close(GoldenArray want, NDArray got, double tolerance, string what = "")
    {
        Assert.Equal(want.Shape, got.shape);
        double[] expected = want.ToDouble(), actual = got.astype(NPTypeCode.Double).ToArray<double>();
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
                Assert.Fail($"{what}: value {i}: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }

    public static NDArray Zeros(params int[] shape) => new(new float[shape.Aggregate(1, (a, b) => a * b)], new Shape(shape));

    public static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(e => (int)e.GetDouble())];

    public static int[] Ints(NDArray array) => [.. array.astype(NPTypeCode.Double).ToArray<double>().Select(v => (int)v)];

    public static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetString()!)];

    /// <summary>Runs with captured output and warnings.</summary>
    public static (T Result, string Output, string[] Warnings) Capture<T>(Func<T> run)
    {
        using var output = new StringWriter();
        using var warnings = new StringWriter { NewLine = "\n" };
        (DataMessages.Output, DataMessages.Warnings) = (output, warnings);
        try
        {
            T result = run();
            string[] lines = warnings.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return (result, output.ToString(), [.. lines.Select(l => l["UserWarning: ".Length..])]);
        }
        finally
        {
            (DataMessages.Output, DataMessages.Warnings) = (null, null);
        }
    }

    public static DirectoryIterator Folder(ImageDataGenerator generator, int batchSize = 64, bool shuffle = false, long? seed = null,
        string? classMode = "categorical") =>
        Capture(() => generator.flow_from_directory(Tree, target_size: (12, 10), batch_size: batchSize, shuffle: shuffle, seed: seed,
            class_mode: classMode)).Result;
}
