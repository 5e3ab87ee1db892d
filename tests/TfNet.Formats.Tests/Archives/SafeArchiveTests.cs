using System.Formats.Tar;
using TfNet.Formats.Archives;
using TfNet.Formats.Tests.Idx;

namespace TfNet.Formats.Tests.Archives;

public class SafeArchiveTests
{
    private static readonly (string, string)[] s_tree =
        [("photos/", ""), ("photos/rose/1.txt", "one"), ("./photos/rose/2.txt", new string('z', 3000)), ("photos/empty", ""),
            ($"photos/{new string('n', 120)}/long", "deep")];

    public static TheoryData<string> Kinds => ["zip", "v7", "ustar", "gnu", "pax", "tgz"];

    private static byte[] Make(string kind, params (string, string)[] entries) => kind switch
    {
        "zip" => TestArchives.Zip(entries),
        "tgz" => IdxFileTests.Gzip(TestArchives.Tar(TarEntryFormat.Pax, entries)),
        _ => TestArchives.Tar(Enum.Parse<TarEntryFormat>(kind, ignoreCase: true), entries),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKindGivesTheSameTree(string kind)
    {
        using var folder = new TempFolder();
        (string, string)[] tree = kind == "v7" ? s_tree[..4] : s_tree;
        string archive = folder.Write("a", Make(kind, tree));
        var seen = new List<ArchiveProgress>();
        Assert.Equal(tree.Length - 1, SafeArchive.Extract(archive, folder["out"], progress: seen.Add));
        foreach ((string name, string content) in tree.Skip(1))
            Assert.Equal(content, File.ReadAllText(folder[Path.Combine("out", name)]));
        Assert.Equal(tree.Length, seen.Count);
        Assert.Equal(1, seen[^1].Fraction);
        Assert.Equal(tree.Sum(t => t.Item2.Length), seen[^1].BytesWritten);
        Assert.Equal(["a", "out"], Names(folder));
        Assert.Contains("not an empty folder", Assert.Throws<IOException>(() => SafeArchive.Extract(archive, folder["out"])).Message,
            StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> BadNames
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (string kind in new[] { "zip", "ustar", "tgz" })
            {
                rows.Add(kind, "../x", "parent folder");
                rows.Add(kind, "a/../../x", "parent folder");
                rows.Add(kind, "/etc/x", "absolute");
                rows.Add(kind, "a\\..\\x", "backslash");
                rows.Add(kind, "C:x", "not every system");
                rows.Add(kind, "a/nul.txt", "device");
                rows.Add(kind, "a/x.", "ends with a space or a dot");
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public void NamesThatCouldEscapeAreRefusedAndNothingStays(string kind, string name, string reason)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["in"]);
        string archive = Path.Combine(folder["in"], "a");
        File.WriteAllBytes(archive, Make(kind, ("good", "1"), (name, "evil")));
        Refused(archive, folder, reason);
        Assert.Equal(["in"], Names(folder));
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("ustar")]
    public void ClashingNamesAreRefused(string kind)
    {
        using var folder = new TempFolder();
        Refused(folder.Write("a", Make(kind, ("dir/File", "1"), ("dir/file", "2"))), folder, "by case only");
        Refused(folder.Write("a", Make(kind, ("dir/x", "1"), ("DIR/y", "2"))), folder, "by case only");
        Refused(folder.Write("a", Make(kind, ("x", "1"), ("x", "2"))), folder, "two entries");
        Refused(folder.Write("a", Make(kind, ("x", "1"), ("x/y", "2"))), folder, "two entries");
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "/etc")]
    [InlineData(TarEntryType.HardLink, "good")]
    [InlineData(TarEntryType.CharacterDevice, null)]
    [InlineData(TarEntryType.BlockDevice, null)]
    [InlineData(TarEntryType.Fifo, null)]
    public void TarLinksAndDevicesAreRefused(TarEntryType type, string? link)
    {
        using var folder = new TempFolder();
        byte[] tar = TestArchives.TarWith(type, "entry", link);
        Refused(folder.Write("a", tar), folder, "received a link, a device");
        Refused(folder.Write("a", IdxFileTests.Gzip(tar)), folder, "received a link, a device");
    }

    [Theory]
    [InlineData(0xA1FF)]
    [InlineData(0x21B6)]
    [InlineData(0x61B6)]
    [InlineData(0x11B6)]
    [InlineData(0xC1B6)]
    public void ZipLinksAndDevicesAreRefused(int mode)
    {
        using var folder = new TempFolder();
        Refused(folder.Write("a", TestArchives.ZipWithAttributes("entry", mode << 16)), folder, "received a link, a device");
    }

    [Fact]
    public void ZipReparsePointIsRefused()
    {
        using var folder = new TempFolder();
        Refused(folder.Write("a", TestArchives.ZipWithAttributes("entry", 0x400)), folder, "received a link, a device");
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tgz")]
    public void BombsAndLimitsAreRefused(string kind)
    {
        using var folder = new TempFolder();
        string archive = folder.Write("a", Make(kind, ("zeros", new string('0', 2_000_000)), ("more", "1")));
        Refused(archive, folder, "100", new Limits { ExpansionFloorBytes = 1_000_000 });
        Refused(archive, folder, "expected at most 1999999 bytes", new Limits { MaxTotalBytes = 1_999_999 });
        Refused(archive, folder, "expected at most 1 ", new Limits { MaxArchiveEntries = 1 });
        Refused(folder.Write("a", Make(kind, (string.Join('/', Enumerable.Repeat("d", 65)), "1"))), folder, "expected at most 64 nested");
        Assert.Equal(["a"], Names(folder));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void CutArchivesAreRefused(string kind)
    {
        using var folder = new TempFolder();
        byte[] whole = Make(kind, ("one", new string('a', 700)), ("two", Guid.NewGuid().ToString()));
        // A tar ends with two blocks of zeros, of which one is enough; behind it, gzip holds only zeros and its checksum.
        int needed = kind switch
        {
            "zip" => whole.Length,
            "tgz" => whole.Length - 30,
            _ => whole.Length - 512,
        };
        for (int length = 0; length < needed; length += kind is "zip" or "tgz" ? 7 : 101)
        {
            string archive = folder.Write("a", whole[..length]);
            Assert.ThrowsAny<ArchiveException>(() => SafeArchive.Extract(archive, folder["out"]));
            Assert.Equal(["a"], Names(folder));
        }
    }

    [Fact]
    public void DamagedContentIsRefused()
    {
        using var folder = new TempFolder();
        byte[] zip = TestArchives.Zip(("one", "some text that is longer than its name"));
        zip[30 + 3 + 4] ^= 0x10;
        Assert.ThrowsAny<ArchiveException>(() => SafeArchive.Extract(folder.Write("a", zip), folder["out"]));
        Assert.ThrowsAny<ArchiveException>(() => SafeArchive.Extract(folder.Write("a", "no archive at all"u8.ToArray()), folder["out"]));
        Assert.ThrowsAny<ArchiveException>(() => SafeArchive.Extract(folder.Write("a", new byte[5]), folder["out"]));
    }

    [Fact]
    public void CancellationLeavesNothing()
    {
        using var folder = new TempFolder();
        using var cancel = new CancellationTokenSource();
        string archive = folder.Write("a", Make("zip", ("one", "1"), ("two", "2")));
        Assert.ThrowsAny<OperationCanceledException>(
            () => SafeArchive.Extract(archive, folder["out"], progress: _ => cancel.Cancel(), cancel: cancel.Token));
        Assert.Equal(["a"], Names(folder));
    }

    private static void Refused(string archive, TempFolder folder, string reason, Limits? limits = null) =>
        Assert.Contains(
            reason, Assert.Throws<ArchiveException>(() => SafeArchive.Extract(archive, folder["out"], limits)).Message,
                StringComparison.Ordinal);

    private static string[] Names(TempFolder folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder.Path).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];
}
