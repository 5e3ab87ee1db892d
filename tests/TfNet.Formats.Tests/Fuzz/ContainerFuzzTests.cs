using System.Formats.Tar;
using TfNet.Formats.Archives;
using TfNet.Formats.Cifar;
using TfNet.Formats.Idx;
using TfNet.Formats.Onnx;
using TfNet.Formats.Tests.Archives;
using TfNet.Formats.Tests.Idx;
using TfNet.Formats.Tests.Onnx;

namespace TfNet.Formats.Tests.Fuzz;

public class ContainerFuzzTests
{
    private const long AllocationLimit = 64 << 20;

    private static readonly Limits s_limits = new() { MaxTotalBytes = 16 << 20 };

    [Fact]
    public void DamagedIdxFilesAreRefusedOrRead()
    {
        byte[] data = [.. Enumerable.Range(0, 60).Select(i => (byte)i)];
        byte[][] corpus = [IdxFileTests.Make(data, 60), IdxFileTests.Make(data, 5, 4, 3),
            IdxFileTests.Gzip(IdxFileTests.Make(data, 5, 12))];
        var mutator = new Mutator(corpus, [[0, 0, 8, 3], [0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0, 1, 0, 0]]);
        int read = 0;
        for (int seed = 0; seed < Mutator.Count; seed++)
        {
            byte[] mutant = mutator.Make(seed);
            read += Accepted<IdxException>(seed, () =>
            {
                IdxArray array = IdxFile.Read(new MemoryStream(mutant), s_limits);
                Assert.Equal(array.Data.Length, array.Shape.Aggregate(1, (a, b) => a * b));
            });
        }
        Assert.InRange(read, 1, Mutator.Count - 1);
    }

    [Fact]
    public void DamagedCifarFilesAreRefusedOrRead()
    {
        var mutator = new Mutator([new byte[3073], new byte[2 * 3073]], [[10], [9]]);
        int read = 0;
        for (int seed = 0; seed < Mutator.Count; seed++)
        {
            byte[] mutant = mutator.Make(seed);
            read += Accepted<CifarException>(
                seed, () => Assert.All(CifarFile.Read(new MemoryStream(mutant)).Labels, l => Assert.InRange(l, 0, 9)));
        }
        Assert.InRange(read, 1, Mutator.Count - 1);
    }

    [Fact]
    public void DamagedArchivesAreRefusedOrUnpackedInTheirPlace()
    {
        (string, string)[] tree = [("d/", ""), ("d/one", "1"), ("d/e/two", new string('x', 900)), (new string('n', 130), "long")];
        byte[] tar = TestArchives.Tar(TarEntryFormat.Gnu, tree), pax = TestArchives.Tar(TarEntryFormat.Pax, tree);
        byte[][] corpus = [TestArchives.Zip([.. tree.Where(t => t.Item1 != "d/")]), tar, pax,
            TestArchives.Tar(TarEntryFormat.Ustar, tree[..3]), IdxFileTests.Gzip(tar)];
        byte[][] tokens =
        [
            [.. "../"u8], [.. "/"u8],
                [.. "\\"u8], [.. "d/one"u8], [.. "PK\x01\x02"u8], [.. "PK\x03\x04"u8], [.. "PK\x05\x06"u8], [.. "ustar"u8],
            [(byte)'1'], [(byte)'2'], [(byte)'x'], [(byte)'L'], [(byte)'5'], [.. "77777777777"u8], [.. "00000000000"u8],
                [0x80, 0, 0, 0, 0xFF], [.. " path=../x\n"u8],
        ];
        var mutator = new Mutator(corpus, tokens);
        using var folder = new TempFolder();
        string archive = folder["a"], output = folder["out"];
        int read = 0;
        for (int seed = 0; seed < Mutator.Count; seed++)
        {
            byte[] mutant = mutator.Make(seed);
            if (seed % 3 != 0)
                FixTarChecksums(mutant);
            File.WriteAllBytes(archive, mutant);
            int ok = Accepted<ArchiveException>(seed, () => SafeArchive.Extract(archive, output, s_limits));
            read += ok;
            Assert.Equal(1 + ok, Directory.GetFileSystemEntries(folder.Path).Length);
            if (ok == 1)
                Directory.Delete(output, recursive: true);
        }
        Assert.InRange(read, 1, Mutator.Count - 1);
    }

    [Fact]
    public void DamagedOnnxFilesAreRefusedOrRead()
    {
        byte[] data = [.. Enumerable.Range(0, 48).Select(i => (byte)i)];
        byte[][] corpus =
        [
            OnnxBytes.Model(OnnxBytes.Tensor("weight", 1, [3, 4], o => OnnxBytes.Bytes(o, 9, data)), OnnxBytes.Tensor("b", 10, [24], o => OnnxBytes.Bytes(o, 9, data))),
            OnnxBytes.Model(OnnxBytes.Tensor("w", 1, [2, 2, 3], o => OnnxBytes.Bytes(o, 4, data)), OnnxBytes.Tensor("s", 7, [48], o => OnnxBytes.Bytes(o, 7, data))),
            OnnxBytes.Model(OnnxBytes.Tensor("w", 3, [48], o => OnnxBytes.Bytes(o, 5, data)), OnnxBytes.Tensor("u", 12, [1], o => OnnxBytes.Varint(o, 11, 300))),
        ];
        byte[][] tokens = [[0x3A], [0x2A], [0x0A, 10, 255, 255, 255, 255, 255, 255, 255, 255, 127, 1], [0x4A, 255, 255, 255, 255, 7], [0x22, 255, 255, 255, 255, 15],
            [0x70, 1], [0x6A, 0], [0x0B], [0x0C], [0x10, 7], [0x10, 1]];
        var mutator = new Mutator(corpus, tokens);
        int read = 0;
        for (int seed = 0; seed < Mutator.Count; seed++)
        {
            byte[] mutant = mutator.Make(seed);
            read += Accepted<OnnxException>(seed, () => Assert.All(
                OnnxFile.ReadInitializers(new MemoryStream(mutant), s_limits),
                t => Assert.Equal(t.Data.Length, t.Shape.Aggregate((long)OnnxTensor.Size(t.Type), (a, b) => a * b))));
        }
        Assert.InRange(read, 1, Mutator.Count - 1);
    }

    private static int Accepted<TException>(int seed, Action read)
        where TException : Exception
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        int accepted = 1;
        try
        {
            read();
        }
        catch (TException)
        {
            accepted = 0;
        }
        catch (Exception e)
        {
            Assert.Fail($"mutant {seed}: {e}");
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < AllocationLimit, $"mutant {seed}: {allocated} bytes allocated");
        return accepted;
    }

    private static void FixTarChecksums(byte[] data)
    {
        for (int at = 0; at + 512 <= data.Length; at += 512)
        {
            Span<byte> header = data.AsSpan(at, 512);
            if (!header.Slice(257, 5).SequenceEqual("ustar"u8))
                continue;
            header.Slice(148, 8).Fill((byte)' ');
            int sum = 0;
            foreach (byte b in header)
                sum += b;
            for (int i = 5; i >= 0; i--, sum >>= 3)
                header[148 + i] = (byte)('0' + (sum & 7));
            header[154] = 0;
        }
    }
}
