using System.IO.Compression;
using System.Text.Json;
using TfNet.Goldens;

namespace TfNet.Formats.Tests.Hdf5;

/// <summary>A golden HDF5 file with the part of a json file that describes its groups and arrays.</summary>
public sealed record GoldenH5(string Label, byte[] Bytes, JsonElement Description);

/// <summary>Finds the described HDF5 files below files/h5, files/model and files/keras: plain, gzip-packed, or inside a .keras
/// archive.</summary>
public static class GoldenH5Files
{
    public static string Folder => GoldenFolder.Path("files");

    public static IEnumerable<string> Descriptions() => new[] { "h5", "h5/writers", "h5/variants", "model", "keras" }
        .Select(f => Path.Combine(Folder, f))
        .Where(Directory.Exists)
        .SelectMany(f => Directory.EnumerateFiles(f, "*.json"))
        .Select(f => Path.GetRelativePath(Folder, f))
        .Order(StringComparer.Ordinal);

    /// <summary>The files of one json that lie in the golden folder; some jsons describe files that are not copied.</summary>
    public static IEnumerable<GoldenH5> Load(string description)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, description)));
        JsonElement root = json.RootElement.Clone();
        if (root.TryGetProperty("groups", out _))
        {
            foreach (GoldenH5 g in Open(description, root))
                yield return g;
        }
        else if (root.TryGetProperty("files", out JsonElement files))
        {
            foreach (JsonProperty file in files.EnumerateObject())
            {
                if (file.Value.ValueKind != JsonValueKind.Object)
                    continue;
                foreach (GoldenH5 g in Open(description, file.Value))
                    yield return g;
            }
        }
    }

    public static byte[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
            return bytes;
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
            gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static IEnumerable<GoldenH5> Open(string description, JsonElement part)
    {
        if (!part.TryGetProperty("file", out JsonElement file) || Find(description, file.GetString()!) is not { } path)
            yield break;
        byte[] bytes = Read(path);
        if (part.TryGetProperty("groups", out _))
            yield return new GoldenH5(Path.GetFileName(path), bytes, part);
        else if (part.TryGetProperty("model.weights.h5", out JsonElement inside))
            yield return new GoldenH5(Path.GetFileName(path) + "!", FromArchive(bytes), inside);
    }

    private static byte[] FromArchive(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        using Stream entry = zip.GetEntry("model.weights.h5")!.Open();
        using var copy = new MemoryStream();
        entry.CopyTo(copy);
        return copy.ToArray();
    }

    private static string? Find(string description, string file)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Folder, description))!;
        string[] places = [folder, Path.Combine(Folder, "model"), Path.Combine(Folder, "keras")];
        return places.SelectMany(p => new[] { Path.Combine(p, file), Path.Combine(p, file + ".gz") }).FirstOrDefault(File.Exists);
    }
}

/// <summary>zlib's crc32, with which the goldens describe bytes.</summary>
public static class Crc32
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(i =>
        Enumerable.Range(0, 8).Aggregate((uint)i, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    public static string Hex(ReadOnlySpan<byte> data)
    {
        uint c = 0xFFFFFFFF;
        foreach (byte b in data)
            c = s_table[(c ^ b) & 255] ^ (c >> 8);
        return (c ^ 0xFFFFFFFF).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
