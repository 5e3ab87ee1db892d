using System.Globalization;
using System.Text.Json;
using TfNet.Goldens;

namespace TfNet.Keras.Tests.Text;

/// <summary>The scripted golden files of the group "fit"; "NaN" and "Infinity" stand for numbers there.</summary>
internal static class GoldenJson
{
    public static JsonElement Fit(string name) =>
        JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("fit", name + ".json"))).RootElement;

    public static double Number(this JsonElement e) => e.ValueKind == JsonValueKind.Number
        ? e.GetDouble()
        : e.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var s => double.Parse(s!, CultureInfo.InvariantCulture),
        };

    /// <summary>Equality that names the case of a golden file when it fails.</summary>
    public static void Same(string what, string expected, string got) => Assert.Equal(what + "\n" + expected, what + "\n" + got);

    public static string Text(this JsonElement e) => e.GetString()!;

    public static JsonElement? Find(this JsonElement e, string name) =>
        e.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? found : null;
}
