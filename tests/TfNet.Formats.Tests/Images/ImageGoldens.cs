using System.Security.Cryptography;
using System.Text.Json;
using TfNet.Goldens;

namespace TfNet.Formats.Tests.Images;

/// <summary>The corpus of small image files and what Pillow made of each.</summary>
internal static class ImageGoldens
{
    public static readonly string[] Groups = ["decode_jpeg", "decode_png", "decode_other"];

    public static string CorpusPath(string file) => GoldenFolder.Path("images", "corpus", file);

    public static byte[] Corpus(string file) => File.ReadAllBytes(CorpusPath(file));

    /// <summary>File name and Pillow's record of every file of a group.</summary>
    public static Dictionary<string, JsonElement> Pillow(string group)
    {
        using JsonDocument json = Json(group);
        return json.RootElement.GetProperty("files").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetProperty("pillow").Clone());
    }

    public static JsonDocument Json(string name) => JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.Path("images", name + ".json")));

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
