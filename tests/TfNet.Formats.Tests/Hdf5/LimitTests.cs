using TfNet.Formats.Hdf5;
using TfNet.Goldens;

namespace TfNet.Formats.Tests.Hdf5;

/// <summary>Each limit is enforced on what a file declares, and a caller can raise it.</summary>
public class LimitTests
{
    [Fact]
    public void Total_of_one_load()
    {
        byte[] bytes = Save(root =>
        {
            root.CreateDataset("a", [1000], Hdf5Type.UInt8, new byte[1000]);
            root.CreateDataset("b", [1000], Hdf5Type.UInt8, new byte[1000]);
        });
        using Hdf5File file = Open(bytes, new Limits { MaxTotalBytes = 1999 });
        // Reading one array again does not count again.
        Assert.Equal(1000, file.Root.Dataset("a").ReadBytes().Length);
        Assert.Equal(1000, file.Root.Dataset("a").ReadBytes().Length);
        Refused("limit of 1999 bytes for one load", () => file.Root.Dataset("b").ReadBytes());
    }

    [Fact]
    public void Objects_in_one_file()
    {
        byte[] bytes = Save(root =>
        {
            for (int i = 0; i < 50; i++)
                root.CreateGroup($"g{i}");
        });
        Refused("more than 60 objects", () =>
        {
            using Hdf5File file = Open(bytes, new Limits { MaxHdf5Objects = 60 });
            _ = file.Objects().Count();
        });
        using Hdf5File all = Open(bytes, new Limits { MaxHdf5Objects = 200 });
        Assert.Equal(51, all.Objects().Count());
    }

    [Fact]
    public void Nesting()
    {
        byte[] bytes = Save(root => root.CreateGroup(string.Join('/', Enumerable.Repeat("g", 60))));
        Refused("nested deeper than 40", () =>
        {
            using Hdf5File file = Open(bytes, new Limits { MaxNesting = 40 });
            _ = file.Objects().Count();
        });
        using Hdf5File all = Open(bytes, Limits.Default);
        Assert.Equal(61, all.Objects().Count());
    }

    [Fact]
    public void Text_and_attributes()
    {
        byte[] bytes = Save(root =>
        {
            root.SetText("long", new string('x', 5000));
            root.SetAttribute("list", [new string('y', 900), "z"]);
        });
        Refused("above the limit of 4999", () => Open(bytes, new Limits { MaxHeaderBytes = 4999 }).Root.Attribute("long").ReadString());
        Refused("above the limit of 1000", () => _ = Open(bytes, new Limits { MaxAttributeBytes = 1000 }).Root.Attributes);
        using Hdf5File file = Open(bytes, Limits.Default);
        Assert.Equal(5000, file.Root.Attribute("long").ReadString().Length);
    }

    [Fact]
    public void Rank()
    {
        byte[] bytes = Save(root => root.CreateDataset("d", [1, 1, 1, 1], Hdf5Type.UInt8, new byte[1]));
        Refused("rank 4", () => Open(bytes, new Limits { MaxRank = 3 }).Root.Dataset("d"));
    }

    [Theory]
    [InlineData("dims_2e40_unallocated")]
    [InlineData("dims_sparse_chunks")]
    public void Declared_against_stored(string name)
    {
        string path = GoldenFolder.Path("files", "broken", "h5", name + ".h5");
        using Hdf5File file = Hdf5File.Open(path, new Limits { MaxTotalBytes = long.MaxValue });
        Refused("bytes are stored for it", file.Root.Dataset("dense/dense/kernel:0").Check);
        using Hdf5File raised = Hdf5File.Open(path, new Limits { MaxTotalBytes = long.MaxValue, ExpansionFloorBytes = 1L << 50 });
        Hdf5Dataset kernel = raised.Root.Dataset("dense/dense/kernel:0");
        kernel.Check();
        var some = new byte[400];
        Array.Fill(some, (byte)1);
        kernel.ReadRange(1L << 33, some);
        Assert.Equal(-1, some.AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_stream_must_seek_and_stays_open_on_request()
    {
        var memory = new MemoryStream(Save(root => root.SetAttribute("a", 1)));
        Hdf5File.Open(memory, leaveOpen: true).Dispose();
        Assert.True(memory.CanRead);
        Hdf5File.Open(memory).Dispose();
        Assert.False(memory.CanRead);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        using Hdf5File file = Open(Save(root => root.CreateDataset("d", [3], Hdf5Type.Float32, new byte[12])), Limits.Default);
        Hdf5Dataset d = file.Root.Dataset("d");
        Assert.Contains("expected 12 bytes; received 8",
            Assert.Throws<ArgumentException>(() => d.ReadInto(new byte[8])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => d.ReadRange(2, new byte[4]));
        Assert.Throws<ArgumentException>(() => d.ReadRange(12, new byte[4]));
        Assert.Throws<ArgumentException>(() => d.ReadRange(-4, new byte[4]));
        Refused("no object '/e'", () => file.Root.Dataset("e"));
        Refused("is a data set", () => file.Root.Group("d"));
        Refused("no attribute 'x'", () => d.Attribute("x"));
        Assert.False(file.Root.TryOpen("d/x", out _));
    }

    private static byte[] Save(Action<Hdf5GroupWriter> fill)
    {
        var writer = new Hdf5Writer();
        fill(writer.Root);
        var memory = new MemoryStream();
        writer.Save(memory);
        return memory.ToArray();
    }

    private static Hdf5File Open(byte[] bytes, Limits limits) => Hdf5File.Open(new MemoryStream(bytes), limits);

    private static void Refused(string reason, Action action) =>
        Assert.Contains(reason, Assert.Throws<Hdf5Exception>(action).Message, StringComparison.Ordinal);
}
