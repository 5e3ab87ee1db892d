using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using PureHDF;
using TfNet.Formats.Hdf5;
using TfNet.Goldens;

namespace TfNet.Formats.Tests.Hdf5;

/// <summary>What the writer makes is read by the own reader, by PureHDF and, where it is installed, by h5py, with the same
/// values.</summary>
public sealed class WriterTests : IDisposable
{
    private static readonly Hdf5Type[] s_types =
    [
        Hdf5Type.Float16, Hdf5Type.BFloat16, Hdf5Type.Float32, Hdf5Type.Float64,
        Hdf5Type.Int8, Hdf5Type.UInt8, Hdf5Type.Int16, Hdf5Type.UInt16,
        Hdf5Type.Int32, Hdf5Type.UInt32, Hdf5Type.Int64, Hdf5Type.UInt64, Hdf5Type.Bool,
    ];

    private static readonly long[][] s_shapes = [[], [1], [7], [3, 5], [2, 0, 3], [2, 3, 4, 5]];

    private readonly string _folder = Directory.CreateTempSubdirectory("h5writer").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_type_and_shape_comes_back()
    {
        string path = SaveSample();
        using Hdf5File file = Hdf5File.Open(path);
        CheckSample(file);
        Assert.Equal(new FileInfo(path).Length, file.Source.Size);
    }

    [H5pyFact]
    public void H5py_reads_every_type_shape_and_attribute()
    {
        JsonElement dump = H5py.Dump(SaveSample());
        foreach (Hdf5Type type in s_types)
        {
            foreach (long[] shape in s_shapes)
            {
                JsonElement d = dump.GetProperty(NameOf(type, shape));
                Assert.Equal(type.ToString(), d.GetProperty("dtype").GetString(), ignoreCase: true);
                Assert.Equal(shape, d.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64()));
                Assert.Equal(Crc32.Hex(Sample(type, shape)), d.GetProperty("crc").GetString());
            }
        }
        JsonElement attributes = dump.GetProperty("/").GetProperty("attrs");
        Assert.Equal("tensorflow", attributes.GetProperty("backend").GetString());
        Assert.Equal(["a", "layer/ß", "", "longest name of all"],
            attributes.GetProperty("layer_names").EnumerateArray().Select(v => v.GetString()));
        Assert.Equal(0, attributes.GetProperty("empty").GetArrayLength());
        Assert.Equal(LongText, attributes.GetProperty("model_config").GetString());
        Assert.Equal("", attributes.GetProperty("no text").GetString());
        Assert.Equal("kurz ü", attributes.GetProperty("text").GetString());
        Assert.Equal(-5, attributes.GetProperty("count").GetInt64());
        Assert.Equal(0.25, attributes.GetProperty("rate").GetDouble());
    }

    [Fact]
    public void PureHdf_reads_values_and_attributes()
    {
        using var file = H5File.OpenRead(SaveSample());
        long[] shape = [2, 3, 4, 5];
        Assert.Equal(Sample(Hdf5Type.Float32, shape),
            MemoryMarshal.AsBytes<float>(file.Dataset(NameOf(Hdf5Type.Float32, shape)).Read<float[]>()).ToArray());
        Assert.Equal(Sample(Hdf5Type.Float64, shape),
            MemoryMarshal.AsBytes<double>(file.Dataset(NameOf(Hdf5Type.Float64, shape)).Read<double[]>()).ToArray());
        Assert.Equal(Sample(Hdf5Type.Int64, shape),
            MemoryMarshal.AsBytes<long>(file.Dataset(NameOf(Hdf5Type.Int64, shape)).Read<long[]>()).ToArray());
        Assert.Equal(Sample(Hdf5Type.Int32, shape),
            MemoryMarshal.AsBytes<int>(file.Dataset(NameOf(Hdf5Type.Int32, shape)).Read<int[]>()).ToArray());
        Assert.Equal(Sample(Hdf5Type.UInt8, shape), file.Dataset(NameOf(Hdf5Type.UInt8, shape)).Read<byte[]>());
        Assert.Equal(shape.Select(d => (ulong)d), file.Dataset(NameOf(Hdf5Type.Float32, shape)).Space.Dimensions);
        Assert.Equal(["a", "layer/ß", "", "longest name of all"], file.Attribute("layer_names").Read<string[]>());
        Assert.Equal("tensorflow", file.Attribute("backend").Read<string>());
        Assert.Equal(LongText, file.Attribute("model_config").Read<string>());
        Assert.Equal(-5, file.Attribute("count").Read<long>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(300)]
    [InlineData(8193)]
    public void Groups_of_any_size_keep_all_children(int children)
    {
        string path = SaveChildren(children);
        using Hdf5File file = Hdf5File.Open(path);
        Hdf5Group group = file.Root.Group("many");
        Assert.Equal(children, group.Names.Count);
        for (int i = 0; i < children; i++)
            Assert.Equal(i, BitConverter.ToInt32(group.Dataset(ChildName(i)).ReadBytes()));
        Assert.False(group.Contains("x"));
    }

    [H5pyFact]
    public void H5py_finds_every_child_by_name_in_bytewise_order()
    {
        int[] counts = [0, 9, 300, 8193];
        foreach ((int children, JsonElement dump) in counts.Zip(H5py.Dump([.. counts.Select(SaveChildren)])))
        {
            string[] names = [.. dump.GetProperty("/many").GetProperty("names").EnumerateArray().Select(v => v.GetString()!)];
            string[] expected = [.. Enumerable.Range(0, children).Select(ChildName)];
            Array.Sort(expected, (a, b) =>
                System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)));
            Assert.Equal(expected, names);
            for (int i = 0; i < children; i++)
                Assert.Equal(Crc32.Hex(BitConverter.GetBytes(i)), dump.GetProperty("/many/" + ChildName(i)).GetProperty("crc").GetString());
        }
    }

    [Theory]
    [InlineData(2000, 31, 1, 2000)]
    [InlineData(5000, 31, 3, 1667)]
    [InlineData(1500, 47, 2, 750)]
    [InlineData(172, 389, 2, 86)]
    [InlineData(3, 64_512, 3, 1)]
    public void Long_lists_are_split_as_keras_does(int count, int width, int parts, int firstPart)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(i =>
            i.ToString(CultureInfo.InvariantCulture).PadRight(i == 1 ? width : width - 3, 'x'))];
        var writer = new Hdf5Writer();
        Hdf5Attributes.WriteStringList(writer.Root, "weight_names", names);
        using Hdf5File file = Reopen(writer);
        Assert.Equal(parts, file.Root.Attributes.Count);
        Assert.Equal(firstPart, file.Root.Attribute(parts == 1 ? "weight_names" : "weight_names0").Count);
        Assert.True(Hdf5Attributes.HasStringList(file.Root, "weight_names"));
        Assert.Equal(names, Hdf5Attributes.ReadStringList(file.Root, "weight_names"));
    }

    [Fact]
    public void Split_lists_of_keras_are_joined()
    {
        using Hdf5File weights =
            Hdf5File.Open(new MemoryStream(GoldenH5Files.Read(GoldenFolder.Path("files", "h5", "split_weight_names.h5.gz"))));
        Hdf5Group many = weights.Root.Group("many");
        Assert.Equal(Enumerable.Range(0, 1500).Select(k => $"many/w{k:0000}_{new string('n', 34)}:0"),
            Hdf5Attributes.ReadStringList(many, "weight_names"));
        byte[] all = [.. Hdf5Attributes.ReadStringList(many, "weight_names").SelectMany(n => many.Dataset(n).ReadBytes())];
        Assert.Equal("fb27f6d8", Crc32.Hex(all));
        using Hdf5File layers =
            Hdf5File.Open(new MemoryStream(GoldenH5Files.Read(GoldenFolder.Path("files", "h5", "split_layer_names.h5.gz"))));
        Assert.Equal(["i", .. Enumerable.Range(0, 170).Select(k => $"layer{k:000}_{new string('x', 380)}"), "z_dense"],
            Hdf5Attributes.ReadStringList(layers.Root, "layer_names"));
        Assert.Empty(Hdf5Attributes.ReadStringList(layers.Root, "absent"));
        Assert.False(Hdf5Attributes.HasStringList(layers.Root, "absent"));
    }

    [Fact]
    public void Data_can_come_from_a_callback_which_must_keep_its_word()
    {
        var writer = new Hdf5Writer();
        writer.Root.CreateDataset("a/b/c", [3], Hdf5Type.UInt8, s => s.Write([7, 8, 9]));
        using (Hdf5File file = Reopen(writer))
            Assert.Equal(new byte[] { 7, 8, 9 }, file.Root.Dataset("/a/b/c").ReadBytes());
        foreach (int written in new[] { 2, 4 })
        {
            var wrong = new Hdf5Writer();
            wrong.Root.CreateDataset("d", [3], Hdf5Type.UInt8, s => s.Write(new byte[written]));
            Assert.Contains("expected 3 bytes", Assert.Throws<Hdf5Exception>(() => wrong.Save(new MemoryStream())).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_failed_save_keeps_the_old_file()
    {
        string path = Path.Combine(_folder, "kept.h5");
        File.WriteAllText(path, "old");
        var writer = new Hdf5Writer();
        writer.Root.CreateDataset("d", [3], Hdf5Type.UInt8, _ => throw new InvalidDataException("no data"));
        Assert.Contains("no data", Assert.Throws<IOException>(() => writer.Save(path)).Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void What_cannot_be_stored_is_refused()
    {
        Hdf5GroupWriter root = new Hdf5Writer().Root;
        root.CreateGroup("a/a");
        root.CreateDataset("d", [], Hdf5Type.UInt8, new byte[1]);
        Refused("name already exists", () => root.CreateGroup("a"));
        Refused("name already exists", () => root.CreateDataset("a/a", [1], Hdf5Type.UInt8, new byte[1]));
        Refused("is a data set", () => root.CreateGroup("d/e"));
        Refused("expected 4 bytes", () => root.CreateDataset("e", [1], Hdf5Type.Float32, new byte[3]));
        Refused("expected a name", () => root.CreateGroup("/"));
        Refused("zero character", () => root.SetAttribute("x", "a\0b"));
        Refused("at least 0", () => root.CreateDataset("f", [-1], Hdf5Type.Float32, new byte[3]));
        Refused("64 bits", () => root.CreateDataset("f", [1L << 40, 1L << 40], Hdf5Type.Float32, _ => { }));
        Refused("do not fit", () => root.SetAttribute("x", [new string('a', 40_000), "b"]));
        Refused("a name of 64513 bytes", () => Hdf5Attributes.WriteStringList(root, "x", [new string('a', 64_513)]));
        Refused("nested deeper", () => root.CreateGroup(string.Join('/', Enumerable.Repeat("g", 70))));
        static void Refused(string reason, Action action) =>
            Assert.Contains(reason, Assert.Throws<Hdf5Exception>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keras_files_survive_a_rewrite()
    {
        foreach (string name in new[] { "all_layers", "subclass_nested", "types_bf16", "split_weight_names" })
        {
            byte[] original = GoldenH5Files.Read(GoldenFolder.Path("files", "h5",
                name + (name.StartsWith("split", StringComparison.Ordinal) ? ".h5.gz" : ".h5")));
            using Hdf5File source = Hdf5File.Open(new MemoryStream(original));
            using Hdf5File copy = Reopen(Copy(source));
            Assert.Equal(source.Objects().Select(o => o.Path), copy.Objects().Select(o => o.Path));
            foreach (Hdf5Object o in source.Objects())
            {
                Hdf5Object c = copy.Root.Open(o.Path);
                foreach (Hdf5Attribute a in o.Attributes.Values)
                    Assert.Equal(a.ReadStrings(), c.Attribute(a.Name).ReadStrings());
                if (o is Hdf5Dataset d)
                    Assert.Equal(d.ReadBytes(), Assert.IsType<Hdf5Dataset>(c).ReadBytes());
            }
        }
    }

    private const string LongTextUnit = "{\"class_name\": \"Functional\", ü}";

    private static readonly string s_longText = string.Concat(Enumerable.Repeat(LongTextUnit, 6000));

    private static string LongText => s_longText;

    private static Hdf5Writer Copy(Hdf5File source)
    {
        var writer = new Hdf5Writer();
        foreach (Hdf5Object o in source.Objects())
        {
            Hdf5ObjectWriter target = o.Path == "/" ? writer.Root
                : o is Hdf5Dataset d ? writer.Root.CreateDataset(o.Path, d.Shape, d.Type, d.ReadBytes())
                : writer.Root.RequireGroup(o.Path);
            foreach (Hdf5Attribute a in o.Attributes.Values)
            {
                if (a.Shape.Count == 0)
                    target.SetAttribute(a.Name, a.ReadString());
                else
                    target.SetAttribute(a.Name, a.ReadStrings());
            }
        }
        return writer;
    }

    private static string NameOf(Hdf5Type type, long[] shape) =>
        $"/types/{type}/{(shape.Length == 0 ? "scalar" : string.Join('x', shape))}";

    private static byte[] Sample(Hdf5Type type, long[] shape)
    {
        var bytes = new byte[shape.Aggregate(1L, (a, b) => a * b) * type.ElementSize()];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(type == Hdf5Type.Bool ? i & 1 : i * 7 + 1);
        return bytes;
    }

    private static string ChildName(int i) => i % 3 == 0 ? $"{i}" : i % 3 == 1 ? $"Ünder_{i}" : $"layer_{i}_with_a_longer_name";

    private static Hdf5File Reopen(Hdf5Writer writer)
    {
        var memory = new MemoryStream();
        writer.Save(memory);
        return Hdf5File.Open(memory);
    }

    private string SaveSample()
    {
        var writer = new Hdf5Writer();
        foreach (Hdf5Type type in s_types)
            foreach (long[] shape in s_shapes)
                writer.Root.CreateDataset(NameOf(type, shape), shape, type, Sample(type, shape));
        writer.Root.SetAttribute("backend", "tensorflow");
        writer.Root.SetAttribute("layer_names", ["a", "layer/ß", "", "longest name of all"]);
        writer.Root.SetAttribute("empty", []);
        writer.Root.SetAttribute("model_config", LongText);
        writer.Root.SetAttribute("no text", "");
        writer.Root.SetText("text", "kurz ü");
        writer.Root.SetAttribute("count", -5);
        writer.Root.SetAttribute("rate", 0.25);
        string path = Path.Combine(_folder, "sample.h5");
        writer.Save(path);
        return path;
    }

    private static void CheckSample(Hdf5File file)
    {
        foreach (Hdf5Type type in s_types)
        {
            foreach (long[] shape in s_shapes)
            {
                Hdf5Dataset d = file.Root.Dataset(NameOf(type, shape));
                Assert.Equal(type, d.Type);
                Assert.Equal(shape, d.Shape);
                Assert.Equal(Sample(type, shape), d.ReadBytes());
            }
        }
        Assert.Equal(["a", "layer/ß", "", "longest name of all"], file.Root.Attribute("layer_names").ReadStrings());
        Assert.Equal(Hdf5Type.FixedString, file.Root.Attribute("backend").Type);
        Assert.Equal(Hdf5Type.Float64, file.Root.Attribute("empty").Type);
        Assert.Equal([0L], file.Root.Attribute("empty").Shape);
        Assert.Equal(LongText, file.Root.Attribute("model_config").ReadString());
        Assert.Equal("", file.Root.Attribute("no text").ReadString());
        Assert.Equal("kurz ü", file.Root.Attribute("text").ReadString());
        Assert.Equal([-5L], file.Root.Attribute("count").ReadInt64s());
        Assert.Equal([0.25], file.Root.Attribute("rate").ReadDoubles());
    }

    private string SaveChildren(int children)
    {
        var writer = new Hdf5Writer();
        Hdf5GroupWriter group = writer.Root.CreateGroup("many");
        for (int i = 0; i < children; i++)
            group.CreateDataset(ChildName(i), [], Hdf5Type.Int32, BitConverter.GetBytes(i));
        string path = Path.Combine(_folder, $"children{children}.h5");
        writer.Save(path);
        return path;
    }
}
