using System.Text.Json;
using Tensorflow;
using TfNet.Goldens;

namespace TfNet.Keras.Tests;

/// <summary>Inputs described in golden files, and comparisons with their arrays.</summary>
internal static class GoldenValues
{
    private static readonly Dictionary<string, JsonDocument> s_parsed = [];

    internal static JsonDocument Json(string group, string file)
    {
        string path = GoldenFolder.Path(group, file + ".json");
        lock (s_parsed)
            return s_parsed.TryGetValue(path, out JsonDocument? known) ? known
                : s_parsed[path] = JsonDocument.Parse(File.ReadAllText(path));
    }

    internal static IEnumerable<JsonElement> Cases(string group, string file) =>
        Json(group, file).RootElement.GetProperty("cases").EnumerateArray();

    internal static JsonElement Case(string group, string file, string name) =>
        Cases(group, file).Single(c => c.GetProperty("case").GetString() == name);

    internal static TheoryData<string> CaseNames(string group, string file)
    {
        var data = new TheoryData<string>();
        foreach (JsonElement c in Cases(group, file))
            data.Add(c.GetProperty("case").GetString()!);
        return data;
    }

    internal static long[] ShapeOf(JsonElement e) => [.. e.EnumerateArray().Select(d => d.GetInt64())];

    internal static bool Has(this JsonElement e, string property, out JsonElement value) =>
        e.TryGetProperty(property, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The tensor of {name, shape, values | scale, shift, dtype} in a case.</summary>
    internal static Tensor Input(string caseName, JsonElement input, bool as64 = false)
    {
        long[] shape = ShapeOf(input.GetProperty("shape"));
        string dtype = input.Has("dtype", out JsonElement d) ? d.GetString()! : "float32";
        double[] values = input.Has("values", out JsonElement v)
            ? Flatten(v).ToArray()
            : Array.ConvertAll(
                Recipe.U($"{caseName}/{input.GetProperty("name").GetString()}", shape.Aggregate(1L, (a, b) => a * b),
                Number(input, "scale", 1), Number(input, "shift", 0)),
                x => (double)x);
        return dtype switch
        {
            "float32" when as64 => new Tensor(Array.ConvertAll(values, x => (double)(float)x), new Shape(shape)),
            "float32" => new Tensor(Array.ConvertAll(values, x => (float)x), new Shape(shape)),
            "float64" => new Tensor(values, new Shape(shape)),
            "int32" => new Tensor(Array.ConvertAll(values, x => (int)x), new Shape(shape)),
            "int64" => new Tensor(Array.ConvertAll(values, x => (long)x), new Shape(shape)),
            "uint8" => new Tensor(Array.ConvertAll(values, x => (byte)x), new Shape(shape)),
            "bool" => new Tensor(Array.ConvertAll(values, x => x != 0), new Shape(shape)),
            _ => throw new NotSupportedException(dtype),
        };
    }

    internal static double[] Values(Tensor t) => t.dtype switch
    {
        TF_DataType.TF_DOUBLE => t.ToArray<double>(),
        TF_DataType.TF_INT64 => Array.ConvertAll(t.ToArray<long>(), x => (double)x),
        TF_DataType.TF_INT32 => Array.ConvertAll(t.ToArray<int>(), x => (double)x),
        _ => Array.ConvertAll(t.ToArray<float>(), x => (double)x),
    };

    internal static void Close(string what, double[] expected, double[] actual, double relative, double absolute)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} values expected, {actual.Length} received");
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = double.IsNaN(expected[i]) ? double.IsNaN(actual[i])
                : expected[i] == actual[i] || Math.Abs(expected[i] - actual[i]) <= absolute + relative * Math.Abs(expected[i]);
            Assert.True(same, $"{what}[{i}]: expected {expected[i]:R}, received {actual[i]:R}, difference "
                + $"{Math.Abs(expected[i] - actual[i]):E2}");
        }
    }

    internal static IDictionary<string, object?> Config(JsonElement e) =>
        (IDictionary<string, object?>)Tensorflow.Keras.ConfigValues.Plain(e)!;

    /// <summary>A config as JSON text: what two configs are compared by, order included.</summary>
    internal static string Text(object? config) => Normal(JsonSerializer.SerializeToElement(config));

    internal static string Normal(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(", ", e.EnumerateObject().Select(p => $"{p.Name}: {Normal(p.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(", ", e.EnumerateArray().Select(Normal)) + "]",
        JsonValueKind.Number => e.GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        JsonValueKind.String => $"\"{e.GetString()}\"",
        _ => e.GetRawText(),
    };

    private static double Number(JsonElement e, string key, double otherwise) => e.Has(key, out JsonElement v) ? v.GetDouble() : otherwise;

    private static IEnumerable<double> Flatten(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Array => e.EnumerateArray().SelectMany(Flatten),
        JsonValueKind.True => [1],
        JsonValueKind.False => [0],
        JsonValueKind.String =>
            [double.Parse(e.GetString()!.Replace("inf", "Infinity", StringComparison.Ordinal),
            System.Globalization.CultureInfo.InvariantCulture)],
        _ => [e.GetDouble()],
    };
}
