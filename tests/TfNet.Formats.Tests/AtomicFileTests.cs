using TfNet.Formats;

namespace TfNet.Formats.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atomic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Makes_and_replaces_a_file_and_leaves_nothing_else()
    {
        string path = Path.Combine(_folder, "a.bin");
        AtomicFile.WriteAllBytes(path, new byte[] { 1, 2, 3 });
        AtomicFile.WriteAllText(path, "zweite Fassung ü");
        Assert.Equal("zweite Fassung ü", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_failing_writer_keeps_the_old_file_and_names_path_and_cause()
    {
        string path = Path.Combine(_folder, "a.bin");
        AtomicFile.WriteAllText(path, "old");
        var e = Assert.Throws<IOException>(() => AtomicFile.Write(path, s =>
        {
            s.Write(new byte[100_000]);
            throw new InvalidDataException("the cause");
        }));
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.Contains("the cause", e.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidDataException>(e.InnerException);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_failing_check_keeps_the_old_file()
    {
        string path = Path.Combine(_folder, "a.bin");
        AtomicFile.WriteAllText(path, "old");
        string? seen = null;
        Assert.Throws<IOException>(() => AtomicFile.Write(path, s => s.Write("new"u8), verify: temporary =>
        {
            seen = File.ReadAllText(temporary);
            throw new InvalidDataException("not what was meant");
        }));
        Assert.Equal("new", seen);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Cancellation_stays_a_cancellation()
    {
        string path = Path.Combine(_folder, "a.bin");
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(path, _ => throw new OperationCanceledException()));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Folders_are_not_made_and_not_replaced()
    {
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WriteAllText(Path.Combine(_folder, "no", "a.bin"), "x"));
        Assert.Throws<IOException>(() => AtomicFile.WriteAllText(_folder, "x"));
    }

    [Fact]
    public void A_full_disk_is_refused_before_writing()
    {
        string path = Path.Combine(_folder, "a.bin");
        var e = Assert.Throws<IOException>(() => AtomicFile.Write(path, _ => Assert.Fail("must not write"), expectedBytes: 1L << 60));
        Assert.Contains("free", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mode_bits_and_links_are_kept()
    {
        if (OperatingSystem.IsWindows())
            return;
        string path = Path.Combine(_folder, "a.bin"), link = Path.Combine(_folder, "link.bin");
        AtomicFile.WriteAllText(path, "old");
        const UnixFileMode mode =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        File.SetUnixFileMode(path, mode);
        File.CreateSymbolicLink(link, path);
        AtomicFile.WriteAllText(link, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(mode, File.GetUnixFileMode(path));
        Assert.Equal(path, File.ResolveLinkTarget(link, true)!.FullName);
    }

    [Fact]
    public void Temporary_files_of_dead_processes_are_cleaned()
    {
        string path = Path.Combine(_folder, "a.bin");
        string dead = path + ".tmp-2147483000-abc", own = $"{path}.tmp-{Environment.ProcessId}-abc", young = path + ".tmp-2147483001-abc";
        foreach (string f in new[] { dead, own, young })
            File.WriteAllText(f, "x");
        File.SetLastWriteTimeUtc(dead, DateTime.UtcNow.AddHours(-2));
        File.SetLastWriteTimeUtc(own, DateTime.UtcNow.AddHours(-2));
        Assert.Equal(1, AtomicFile.CleanStale(path));
        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(own) && File.Exists(young));
    }
}
