using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using TfNet.Formats.Hdf5;
using TfNet.Goldens;

namespace TfNet.Formats.Tests.Hdf5;

/// <summary>
/// Every damaged or hostile file of files/broken/h5 is loaded as Keras loads weights (names from the attributes, then the data sets, whose
/// shapes have to be those of a Dense(2) on 3 inputs). The manifest says which have to load and which have to be refused.
/// </summary>
public class BrokenFileTests
{
    private const long AllowedBytes = 4 << 20;

    /// <summary>What the message of a refusal has to name.</summary>
    private static readonly Dictionary<string, string> s_reasons = new(StringComparer.Ordinal)
    {
        ["empty"] = "empty",
        ["magic_only"] = "ends after its signature",
        ["wrong_magic"] = "not an HDF5 file",
        ["png"] = "not an HDF5 file",
        ["html"] = "not an HDF5 file",
        ["truncated_50"] = "truncated",
        ["truncated_97"] = "truncated: it has 97 bytes and says it has 6112",
        ["truncated_600"] = "truncated",
        ["truncated_2100"] = "truncated",
        ["truncated_6111"] = "truncated",
        ["latest_truncated_100"] = "truncated",
        ["latest_truncated_1040"] = "truncated",
        ["superblock_version_9"] = "superblock version 9",
        ["offset_size_0"] = "sizes of offsets 0",
        ["offset_size_4"] = "sizes of offsets 4",
        ["offset_size_255"] = "sizes of offsets 255",
        ["eof_huge"] = "truncated",
        ["root_out_of_file"] = "the file has 6112 bytes",
        ["root_at_0"] = "object header: version 137",
        ["btree_self_child"] = "group B-tree",
        ["btree_entries_65535"] = "65535 entries",
        ["btree_level_255"] = "level 255",
        ["btree_bad_signature"] = "signature 'TREE'",
        ["snod_count_65535"] = "65535 symbols",
        ["snod_name_offset"] = "local heap: a name at",
        ["snod_cycle_to_root"] = "no attribute 'weight_names'",
        ["heap_size_huge"] = "local heap data",
        ["heap_no_terminator"] = "past the end of the heap",
        ["continuation_self"] = "cycle",
        ["continuation_out"] = "object header block",
        ["header_size_huge"] = "object header block",
        ["soft_link_loop"] = "'/dense/dense' is a soft link",
        ["soft_link_chain_60"] = "soft link",
        ["external_link"] = "external links are not followed",
        ["external_link_absolute"] = "external links are not followed",
        ["external_storage"] = "external storage",
        ["dims_2e40_unallocated"] = "shape (1048576, 1048576)",
        ["dims_sparse_chunks"] = "shape (65536, 65536)",
        ["dims_overflow"] = "more than 2^63 elements",
        ["dims_more_than_layout"] = "shape (3, 400)",
        ["dims_zero"] = "shape (0, 2)",
        ["layout_address_out"] = "the file has 6112 bytes",
        ["layout_address_end"] = "the file has 6112 bytes",
        ["attr_dims_huge"] = "does not fit into its",
        ["string_not_utf8"] = "there is no object",
        ["string_size_huge"] = "does not fit into its",
        ["string_size_0"] = "datatype of 0 bytes",
        ["gcol_bad_signature"] = "signature 'GCOL'",
        ["gcol_size_huge"] = "global heap",
        ["gcol_object_size_huge"] = "global heap",
        ["vlen_length_huge"] = "variable-length text of 4294967280 bytes",
        ["vlen_index_missing"] = "object 60000",
        ["vlen_address_out"] = "global heap",
        ["layer_missing_group"] = "'/dense_1'",
        ["weight_missing"] = "'/dense/dense/scale:0'",
        ["weight_is_group"] = "is a group; a data set expected",
        ["weight_dotdot"] = "there is no object",
        ["weight_empty_name"] = "empty name",
        ["weight_is_text"] = "not a number type",
        ["weight_is_compound"] = "compound type",
        ["weight_is_reference"] = "reference type",
        ["dtype_class_15"] = "datatype class 15",
        ["dtype_version_7"] = "datatype version 7",
        ["dtype_size_0"] = "datatype of 0 bytes",
        ["dtype_size_7"] = "a float of 7 bytes",
        ["dtype_mantissa_200"] = "200 mantissa bits",
        ["dtype_vax_order"] = "VAX byte order",
        ["deflate_corrupt"] = "inflate",
        ["deflate_bad_adler"] = "deflate chunk",
        ["filter_unknown_999"] = "filter id 999",
        ["fletcher32_wrong"] = "checksum",
        ["deflate_bomb"] = "a chunk of 24 bytes takes",
        ["deflate_short"] = "8 bytes instead of 24",
        ["latest_superblock_checksum"] = "checksum",
        ["latest_header_checksum"] = "checksum",
    };

    public static TheoryData<string, string> Files()
    {
        var data = new TheoryData<string, string>();
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.Path("files", "broken", "manifest.json")));
        foreach (JsonElement file in manifest.RootElement.GetProperty("files").EnumerateArray())
        {
            string name = file.GetProperty("file").GetString()!;
            if (name.StartsWith("h5/", StringComparison.Ordinal) && File.Exists(GoldenFolder.Path("files", "broken", name)))
                data.Add(name, file.GetProperty("must").GetString()!);
        }
        return data;
    }

    [Fact]
    public void All_are_there() => Assert.True(Files().Count >= 95);

    [Theory]
    [MemberData(nameof(Files))]
    public void Loads_or_is_refused_as_the_manifest_says(string file, string must)
    {
        string path = GoldenFolder.Path("files", "broken", file);
        string name = Path.GetFileNameWithoutExtension(file);
        var watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? e = Record.Exception(() => Load(path));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < AllowedBytes, $"{allocated} bytes allocated");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2));
        if (e is not null)
            Assert.True(e is Hdf5Exception, e.ToString());
        Assert.True(AllowedOutcome(name, must, loaded: e is null), $"{must}: {e?.Message ?? "loaded"}");
        if (e is not null && s_reasons.TryGetValue(name, out string? reason))
            Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        if (e is not null)
            Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_walk_over_everything_ends(string file, string must)
    {
        Assert.NotEmpty(must);
        string path = GoldenFolder.Path("files", "broken", file);
        Exception? e = Record.Exception(() =>
        {
            using Hdf5File h5 = Hdf5File.Open(path);
            return h5.Objects().Count();
        });
        Assert.True(e is null or Hdf5Exception, e?.ToString());
    }

    [Theory]
    [InlineData("dims_2e40_unallocated", "claims 4398046511104 bytes")]
    [InlineData("dims_sparse_chunks", "claims 17179869184 bytes")]
    [InlineData("dims_more_than_layout", "needs 4800 bytes, but 24 are stored")]
    public void A_shape_that_the_file_does_not_hold_is_refused_when_read(string name, string reason)
    {
        using Hdf5File file = Hdf5File.Open(GoldenFolder.Path("files", "broken", "h5", name + ".h5"));
        Hdf5Dataset kernel = file.Root.Dataset("dense/dense/kernel:0");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(reason, Assert.Throws<Hdf5Exception>(() => kernel.ReadBytes()).Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < AllowedBytes);
    }

    /// <summary>The manifest's words: files that load, files that may, and files whose trouble lies in the texts above this
    /// format.</summary>
    private static bool AllowedOutcome(string name, string must, bool loaded)
    {
        bool eitherWay = must.Contains(" or ", StringComparison.Ordinal)
            && (must.Contains("load", StringComparison.Ordinal) || must.Contains("text", StringComparison.Ordinal));
        if (name == "empty")
            return !loaded;
        if (eitherWay)
            return true;
        bool loads = must == "loads" || must.StartsWith("load_weights works", StringComparison.Ordinal)
            || must.StartsWith("load_model:", StringComparison.Ordinal)
            || name == "lambda_real";
        return loads == loaded;
    }

    private static void Load(string path)
    {
        using Hdf5File file = Hdf5File.Open(path);
        Hdf5Group root = file.Root.Contains("model_weights") ? file.Root.Group("model_weights") : file.Root;
        bool ownModel = file.Root.Attributes.ContainsKey("model_config");
        foreach (string layer in root.Attribute("layer_names").ReadStrings())
        {
            Hdf5Group group = root.Group(layer);
            foreach (string weight in group.Attribute("weight_names").ReadStrings())
            {
                Hdf5Dataset dataset = group.Dataset(weight);
                bool kernel = weight.EndsWith("kernel:0", StringComparison.Ordinal);
                long[] expected = kernel ? [3, 2] : [2];
                if (!ownModel && !expected.SequenceEqual(dataset.Shape))
                    throw new Hdf5Exception(path, -1, $"'{dataset.Path}' has shape ({string.Join(", ", dataset.Shape)})");
                byte[] bytes = dataset.ReadBytes();
                if (!ownModel)
                    Assert.Equal(Expected(path, kernel), bytes);
            }
        }
    }

    /// <summary>The base of the deflate files never wrote its bias.</summary>
    private static byte[] Expected(string path, bool kernel)
    {
        if (!kernel && Path.GetFileName(path) == "good_gzip.h5")
            return new byte[8];
        return MemoryMarshal.AsBytes<float>(Recipe.U(kernel ? "files/broken/k" : "files/broken/b", kernel ? 6 : 2)).ToArray();
    }
}
