using System.Diagnostics;
using TfNet.Formats.Hdf5;
using TfNet.Formats.Tests.Fuzz;
using TfNet.Goldens;

namespace TfNet.Formats.Tests.Hdf5;

/// <summary>Mutated files give a result or an <see cref="Hdf5Exception"/>: no other exception, no hang, no large allocation.</summary>
public class FuzzTests
{
    private const long MaxAllocated = 200L << 20;

    private static readonly Limits s_limits =
        new() { ExpansionFloorBytes = 1 << 20, MaxExpansionRatio = 100, MaxTotalBytes = 16 << 20, MaxHeaderBytes = 8 << 20 };

    private static readonly string[] s_corpus =
    [
        "broken/h5/good", "broken/h5/good_latest", "broken/h5/good_gzip", "broken/h5/good_vlen", "h5/sequential", "h5/types_bf16",
        "h5/variants/extras", "h5/variants/compact", "h5/variants/big_endian", "h5/variants/userblock", "h5/variants/v108",
        "h5/variants/latest_order", "h5/variants/many_latest", "h5/variants/gzip_shuffle", "h5/variants/gzip_fletcher",
        "h5/variants/latest_chunk_single", "h5/variants/latest_chunk_implicit", "h5/variants/latest_chunk_fixed_array",
        "h5/variants/latest_chunk_extensible", "h5/variants/latest_chunk_btree2", "h5/variants/virtual_layout",
    ];

    private static readonly string[] s_tokens =
    [
        "TREE", "SNOD", "HEAP", "GCOL", "OHDR", "OCHK", "FRHP", "FHDB", "FHIB", "BTHD", "BTLF", "BTIN", "FAHD", "FADB", "EAHD", "EAIB",
        "EASB", "EADB", "\u0089HDF\r\n\u001a\n",
    ];

    [Fact]
    public void Mutants_are_read_or_refused()
    {
        byte[][] corpus = [.. s_corpus.Select(name => File.ReadAllBytes(GoldenFolder.Path("files", name + ".h5")))];
        var mutator = new Mutator(corpus, [.. s_tokens.Select(t => t.Select(c => (byte)c).ToArray())]);
        int accepted = 0;
        for (int seed = 0; seed < Mutator.Count; seed++)
        {
            byte[] mutant = mutator.Make(seed);
            // Half of the runs skip the checksums: otherwise most damage to the newer structures ends there.
            accepted += Run(mutant, ignoreChecksums: seed % 2 == 0, seed) ? 1 : 0;
        }
        Assert.InRange(accepted, Mutator.Count / 50, Mutator.Count);
    }

    private static bool Run(byte[] mutant, bool ignoreChecksums, int seed)
    {
        var watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool accepted = false;
        try
        {
            accepted = ReadAll(mutant, ignoreChecksums, rewrite: seed % 10 == 0);
        }
        catch (Hdf5Exception)
        {
            // The expected answer to damage.
            accepted = false;
        }
        catch (Exception e)
        {
            Assert.Fail($"mutant of seed {seed}: {e}");
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MaxAllocated, $"mutant of seed {seed}: {allocated} bytes allocated");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(Debugger.IsAttached ? 1000 : 2), $"mutant of seed {seed}: {watch.Elapsed}");
        return accepted;
    }

    /// <summary>True when everything could be read. Single objects that cannot be read do not stop the others.</summary>
    private static bool ReadAll(byte[] mutant, bool ignoreChecksums, bool rewrite)
    {
        using Hdf5File file = Hdf5File.Open(new MemoryStream(mutant), "mutant", s_limits, leaveOpen: false, ignoreChecksums);
        bool all = true;
        var writer = new Hdf5Writer();
        var written = new List<(string Path, byte[] Data)>();
        foreach (Hdf5Object o in file.Objects())
        {
            try
            {
                foreach (Hdf5Attribute a in o.Attributes.Values)
                    Touch(a);
                if (o is not Hdf5Dataset d)
                    continue;
                if (d.Type.IsText())
                {
                    _ = d.ReadStrings();
                    continue;
                }
                byte[] data = d.ReadBytes();
                if (rewrite)
                {
                    writer.Root.CreateDataset($"{written.Count}", d.Shape, d.Type, data);
                    written.Add(($"{written.Count}", data));
                }
            }
            catch (Hdf5Exception)
            {
                all = false;
            }
        }
        if (written.Count > 0)
            CheckRewritten(writer, written);
        return all;
    }

    private static void Touch(Hdf5Attribute a)
    {
        if (a.Type.IsText())
            _ = a.ReadStrings();
        else if (a.Type != Hdf5Type.Unsupported)
            _ = a.ReadDoubles();
    }

    private static void CheckRewritten(Hdf5Writer writer, List<(string Path, byte[] Data)> written)
    {
        var memory = new MemoryStream();
        writer.Save(memory);
        using Hdf5File copy = Hdf5File.Open(memory);
        foreach ((string path, byte[] data) in written)
            Assert.Equal(data, copy.Root.Dataset(path).ReadBytes());
    }
}
