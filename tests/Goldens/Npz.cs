using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace TfNet.Goldens;

/// <summary>One array of a golden file: numpy's dtype code ("f4", "i8", "u1", "b1", ..), shape, and its row-major bytes.</summary>
public sealed record GoldenArray(string DType, long[] Shape, byte[] Bytes)
{
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    public double[] ToDouble() => DType switch
    {
        "f8" => MemoryMarshal.Cast<byte, double>(Bytes).ToArray(),
        "f4" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(Bytes).ToArray(), v => (double)v),
        "f2" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(Bytes).ToArray(), v => (double)v),
        "i8" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(Bytes).ToArray(), v => (double)v),
        "i4" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(Bytes).ToArray(), v => (double)v),
        "u1" or "b1" => Array.ConvertAll(Bytes, v => (double)v),
        "i1" => Array.ConvertAll(Bytes, v => (double)(sbyte)v),
        _ => throw new NotSupportedException($"golden dtype {DType}"),
    };

    public float[] ToFloat() => DType == "f4" ? MemoryMarshal.Cast<byte, float>(Bytes).ToArray() : Array.ConvertAll(ToDouble(), v => (float)v);
}

/// <summary>Reads the committed golden archives (zip of .npy, version 1.0, little endian, C order). Trusted input only.</summary>
public sealed class Npz
{
    private readonly Dictionary<string, GoldenArray> _arrays = [];

    private Npz()
    {
    }

    public IReadOnlyDictionary<string, GoldenArray> Arrays => _arrays;

    public GoldenArray this[string name] => _arrays.TryGetValue(name, out GoldenArray? a) ? a : throw new KeyNotFoundException($"no array '{name}' in the golden file");

    public bool Contains(string name) => _arrays.ContainsKey(name);

    public static Npz Load(string path)
    {
        var npz = new Npz();
        using ZipArchive zip = ZipFile.OpenRead(path);
        foreach (ZipArchiveEntry e in zip.Entries)
        {
            using var memory = new MemoryStream();
            using (Stream s = e.Open())
                s.CopyTo(memory);
            npz._arrays[e.FullName[..^".npy".Length]] = ReadNpy(memory.ToArray());
        }
        return npz;
    }

    private static GoldenArray ReadNpy(byte[] file)
    {
        int headerLength = BitConverter.ToUInt16(file, 8);
        string header = Encoding.ASCII.GetString(file, 10, headerLength);
        string descr = Between(header, "'descr': '", "'");
        string dims = Between(header, "'shape': (", ")");
        long[] shape = [.. dims.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => long.Parse(t, CultureInfo.InvariantCulture))];
        return new GoldenArray(descr[1..], shape, file[(10 + headerLength)..]);
    }

    private static string Between(string text, string start, string end)
    {
        int a = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[a..text.IndexOf(end, a, StringComparison.Ordinal)];
    }
}
