using System.Security.Cryptography;
using TfNet.Formats.Downloads;

namespace TfNet.Formats.Tests.Downloads;

public class DownloadTests
{
    private static readonly byte[] s_content = MakeContent();
    private static readonly string s_hash = Convert.ToHexString(SHA256.HashData(s_content));

    private static byte[] MakeContent()
    {
        byte[] content = new byte[700_000];
        new Random(5).NextBytes(content);
        return content;
    }

    [Fact]
    public void WholeFileWithProgressAndNothingTwice()
    {
        using var folder = new TempFolder();
        using var server = new LocalServer(s_content);
        var seen = new List<DownloadProgress>();
        string path = folder["new/folder/file.bin"];
        Download.File(server.Address, path, s_hash, new DownloadOptions { Progress = seen.Add });
        Assert.Equal(s_content, File.ReadAllBytes(path));
        Assert.Equal(new DownloadProgress(s_content.Length, s_content.Length), seen[^1]);
        Assert.Single(Directory.GetFiles(folder["new/folder"]));
        Download.File(server.Address, path, s_hash);
        Assert.Equal([-1L], server.Requests);
    }

    [Fact]
    public void BrokenConnectionsAreTakenUpWhereTheyBroke()
    {
        using var folder = new TempFolder();
        using var server = new LocalServer(s_content);
        server.BreakAt.Enqueue(200_000);
        server.BreakAt.Enqueue(450_000);
        Download.File(server.Address, folder["f"], s_hash);
        Assert.Equal(s_content, File.ReadAllBytes(folder["f"]));
        Assert.Equal(3, server.Requests.Count);
        Assert.True(server.Requests[1] > 0 && server.Requests[2] > server.Requests[1], string.Join(", ", server.Requests));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void APartFileOfAnEarlierRunIsContinued(bool ranges)
    {
        using var folder = new TempFolder();
        using var server = new LocalServer(s_content) { Ranges = ranges };
        server.BreakAt.Enqueue(300_000);
        DownloadException e = Assert.Throws<DownloadException>(
            () => Download.File(server.Address, folder["f"], s_hash, new DownloadOptions { Retries = 0 }));
        Assert.Contains("the next try goes on", e.Message, StringComparison.Ordinal);
        long kept = new FileInfo(folder["f.part"]).Length;
        Assert.InRange(kept, 1, 300_000);
        Download.File(server.Address, folder["f"], s_hash);
        Assert.Equal(s_content, File.ReadAllBytes(folder["f"]));
        Assert.Equal([-1L, kept], server.Requests);
        Assert.False(File.Exists(folder["f.part"]));
    }

    [Fact]
    public void ACompletePartFileOrOneOfAnotherFileIsNoTrap()
    {
        using var folder = new TempFolder();
        using var server = new LocalServer(s_content);
        folder.Write("f.part", s_content);
        Download.File(server.Address, folder["f"], s_hash);
        Assert.Equal(s_content, File.ReadAllBytes(folder["f"]));
        folder.Write("g.part", new byte[1000]);
        Download.File(server.Address, folder["g"], s_hash);
        Assert.Equal(s_content, File.ReadAllBytes(folder["g"]));
        folder.Write("h.part", new byte[s_content.Length + 5]);
        Download.File(server.Address, folder["h"], s_hash);
        Assert.Equal(s_content, File.ReadAllBytes(folder["h"]));
    }

    [Fact]
    public void WrongHashRemovesTheFileAndKeepsAnOlderOne()
    {
        using var folder = new TempFolder();
        using var server = new LocalServer([1, 2, 3]);
        folder.Write("f", [9]);
        DownloadException e = Assert.Throws<DownloadException>(() => Download.File(server.Address, folder["f"], s_hash));
        Assert.Contains(
            $"expected a file with SHA-256 {s_hash.ToLowerInvariant()}; received 039058c6", e.Message, StringComparison.Ordinal);
        Assert.Equal([folder["f"]], Directory.GetFiles(folder.Path));
        Assert.Equal([9], File.ReadAllBytes(folder["f"]));
    }

    [Fact]
    public void AnMd5SumOrASizeIsCheckedToo()
    {
        using var folder = new TempFolder();
        using var server = new LocalServer("abc"u8.ToArray());
        // RFC 1321's test suite: the sum of "abc".
        FileDigest digest = FileDigest.Md5("900150983CD24FB0D6963F7D28E17F72");
        Download.File(server.Address, folder["f"], digest, 3);
        Download.File(server.Address, folder["f"], digest, 3);
        Assert.Single(server.Requests);
        Download.File(server.Address, folder["g"], null, 3);
        Assert.Equal("abc", File.ReadAllText(folder["g"]));
        DownloadException e = Assert.Throws<DownloadException>(() => Download.File(server.Address, folder["h"], digest, 4));
        Assert.Contains("expected a file of 4 bytes; received 3", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<DownloadException>(() => Download.File(server.Address, folder["h"], FileDigest.Md5(new string('0', 32)), null));
        Assert.Contains("expected a file with MD5 00000000000000000000000000000000; received 900150983cd24fb0d6963f7d28e17f72", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["h"]) || File.Exists(folder["h.part"]));
        Assert.Contains("expected https:// for a file without a checksum",
            Assert.Throws<ArgumentException>(() => Download.File("http://example.org/x", folder["h"], digest: null, bytes: null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusalsOfTheServerAndLimitsAreNamed()
    {
        using var folder = new TempFolder();
        using var server = new LocalServer(s_content) { Status = 404 };
        Assert.Contains("answered 404", Assert.Throws<DownloadException>(() => Download.File(server.Address, folder["f"], s_hash)).Message,
            StringComparison.Ordinal);
        server.Status = 200;
        DownloadException e = Assert.Throws<DownloadException>(
            () => Download.File(server.Address, folder["f"], s_hash, new DownloadOptions { MaxBytes = 699_999 }));
        Assert.Contains("at most 699999 bytes; the server announces 700000", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<DownloadException>(
            () => Download.File("http://127.0.0.1:1/", folder["f"], s_hash, new DownloadOptions { Retries = 1 }));
        Assert.Contains("the connection broke 2 times", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStalledServerCountsAsBroken()
    {
        using var folder = new TempFolder();
        using var server = new LocalServer(s_content) { StallAt = 1000 };
        var options = new DownloadOptions { Retries = 0, IdleTimeout = TimeSpan.FromMilliseconds(300) };
        await Assert.ThrowsAsync<DownloadException>(() => Download.FileAsync(server.Address, folder["f"], s_hash, options));
        Assert.Equal(1000, new FileInfo(folder["f.part"]).Length);
    }

    [Fact]
    public async Task CancellationKeepsWhatCame()
    {
        using var folder = new TempFolder();
        using var server = new LocalServer(s_content) { StallAt = 5000 };
        using var cancel = new CancellationTokenSource();
        var options = new DownloadOptions { Progress = _ => cancel.Cancel() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Download.FileAsync(server.Address, folder["f"], s_hash, options, cancel.Token));
        Assert.False(File.Exists(folder["f"]));
        Assert.InRange(new FileInfo(folder["f.part"]).Length, 1, 5000);
    }

    [Theory]
    [InlineData("ftp://x/y", 64, "argument address")]
    [InlineData("x.tgz", 64, "argument address")]
    [InlineData("http://127.0.0.1:1/", 63, "argument sha256: expected 64 hexadecimal digits")]
    public void BadArgumentsAreNamed(string address, int digits, string text) =>
        Assert.Contains(text, Assert.Throws<ArgumentException>(() => Download.File(address, "never", new string('a', digits))).Message,
            StringComparison.Ordinal);
}
