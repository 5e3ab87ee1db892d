using System.Buffers.Binary;
using TfNet.Goldens;

namespace TfNet.Formats.Tests.Fuzz;

/// <summary>
/// Damaged images: mutants of the corpus, two of three PNG with their checksums made right again so that it passes the first checks.
/// </summary>
internal sealed class ImageMutants
{
    private static readonly byte[][] s_tokens =
    [
        [0xFF, 0xD8], [0xFF, 0xD9], [0xFF, 0xC0, 0, 17], [0xFF, 0xC2, 0, 17], [0xFF, 0xC4], [0xFF, 0xDA], [0xFF, 0xDB], [0xFF, 0xDD, 0, 4],
            [0xFF, 0xD0], [0xFF, 0xFF],
        [.. "IHDR"u8], [.. "PLTE"u8], [.. "tRNS"u8], [.. "IDAT"u8], [.. "IEND"u8], [.. "acTL"u8], [0, 0, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF],
            [0xFF, 0xFF, 0xFF, 0xFF],
        [0x21, 0xF9, 4], [0x2C, 0, 0, 0, 0], [0x3B], [40, 0, 0, 0], [124, 0, 0, 0],
    ];

    private readonly Mutator _mutator;

    public ImageMutants()
    {
        // The small files of the four accepted formats; big ones only slow the search down.
        string[] endings = [".jpg", ".png", ".bmp", ".gif"];
        byte[][] corpus = [.. Directory.EnumerateFiles(GoldenFolder.Path("images", "corpus"))
            .Where(f => endings.Contains(Path.GetExtension(f)) && new FileInfo(f).Length is > 0 and < 8000)
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        Assert.True(corpus.Length > 100, $"only {corpus.Length} files");
        _mutator = new Mutator(corpus, s_tokens);
    }

    public byte[] Make(int seed)
    {
        byte[] data = _mutator.Make(seed);
        if (seed % 3 != 0)
            FixChecksums(data);
        return data;
    }

    private static void FixChecksums(byte[] data)
    {
        if (data.Length < 8 || data[0] != 0x89)
            return;
        int at = 8;
        while (data.Length - at >= 12)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));
            if (length > data.Length - at - 12)
                return;
            uint crc = Crc32.Of(data.AsSpan(at + 4, 4), data.AsSpan(at + 8, (int)length));
            BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(at + 8 + (int)length), crc);
            at += 12 + (int)length;
        }
    }
}
