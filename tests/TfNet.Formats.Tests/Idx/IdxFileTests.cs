using System.Buffers.Binary;
using System.IO.Compression;
using TfNet.Formats.Idx;

namespace TfNet.Formats.Tests.Idx;

public class IdxFileTests
{
    public static byte[] Make(byte[] data, params int[] shape)
    {
        byte[] file = new byte[4 + 4 * shape.Length + data.Length];
        (file[2], file[3]) = (8, (byte)shape.Length);
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);
        data.CopyTo(file, 4 + 4 * shape.Length);
        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(content);
        return packed.ToArray();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PlainAndCompressedFilesGiveShapeAndBytes(bool compressed)
    {
        using var folder = new TempFolder();
        byte[] data = [.. Enumerable.Range(0, 2 * 3 * 5).Select(i => (byte)(i * 7))];
        byte[] file = Make(data, 2, 3, 5);
        IdxArray array = IdxFile.Read(folder.Write("x", compressed ? Gzip(file) : file));
        Assert.Equal([2, 3, 5], array.Shape);
        Assert.Equal(data, array.Data);
        Assert.Equal([0], IdxFile.Read(folder.Write("empty", compressed ? Gzip(Make([], 0)) : Make([], 0))).Shape);
    }

    public static TheoryData<string, byte[], string> BadFiles => new()
    {
        { "nothing", [], "truncated inside the header" },
        { "cut in the shape", Make([], 5)[..6], "truncated inside the header" },
        { "cut in the data", Make(new byte[6], 7), "needs 7 bytes; the file has 6" },
        { "too much data", Make(new byte[8], 7), "needs 7 bytes; the file has 8" },
        { "cut in the data, gzip", Gzip(Make(new byte[6], 7)), "needs 7 bytes; the file has 6" },
        { "too much data, gzip", Gzip(Make(new byte[8], 7)), "bytes follow the 7" },
        { "float values", [0, 0, 0x0D, 1, 0, 0, 0, 0], "expected values of type 08" },
        { "no dimension", [0, 0, 8, 0], "expected 1 to 32 dimensions; received 0" },
        { "33 dimensions", [0, 0, 8, 33], "expected 1 to 32 dimensions; received 33" },
        { "other magic", [1, 0, 8, 1, 0, 0, 0, 0], "expected two zero bytes" },
        { "negative dimension", [0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF], "expected a dimension below 2^31; received 4294967295" },
        { "product of 2^62", [0, 0, 8, 2, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF], "expected at most" },
        { "bomb", Gzip([0, 0, 8, 1, 0x40, 0, 0, 0]), "more than 1000 times" },
        { "wrong checksum, gzip", [.. Gzip(Make(new byte[200], 200))[..^8], 1, 2, 3, 4, 208, 0, 0, 0], "damaged gzip data" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void DamagedFilesAreRefused(string what, byte[] file, string reason)
    {
        using var folder = new TempFolder();
        string path = folder.Write("bad", file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        IdxException e = Assert.Throws<IdxException>(() => IdxFile.Read(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, what);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }
}
