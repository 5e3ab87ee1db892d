using System.Net;
using System.Security.Cryptography;

namespace TfNet.Formats.Downloads;

/// <summary>
/// Fetches a file over HTTP or HTTPS whose SHA-256 is known. It grows as <c>name.part</c>, from where an earlier try was cut off if the
/// server can, and gets its name only when its hash is right; a file with a wrong hash is removed.
/// </summary>
public static class Download
{
    private const int BlockBytes = 1 << 17;

    // No automatic decompression: the hash is of the bytes as they are stored. The framework does not follow redirections from HTTPS to
    // HTTP.
    private static readonly HttpClient s_client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Fetches a file and waits for it.</summary>
    /// <inheritdoc cref="FileAsync"/>
    public static void File(
        string address, string path, string sha256, DownloadOptions? options = null, CancellationToken cancel = default) =>
        FileAsync(address, path, sha256, options, cancel).GetAwaiter().GetResult();

    /// <summary>Fetches a file. Where it exists already with the right hash, nothing is fetched.</summary>
    /// <param name="address">http: or https:</param>
    /// <param name="path">the file to make; its folder is made where it is missing</param>
    /// <param name="sha256">64 hexadecimal digits</param>
    /// <param name="options">progress, retries, limits; null for the default ones</param>
    /// <param name="cancel">stops the transfer; what has come stays for the next try</param>
    /// <exception cref="ArgumentException">the address or the hash is none</exception>
    /// <exception cref="DownloadException">
    /// the server refused, the connection broke for good, too many bytes came, or the hash is wrong
    /// </exception>
    /// <exception cref="OperationCanceledException">cancelled</exception>
    public static async Task FileAsync(
        string address, string path, string sha256, DownloadOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(sha256);
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw new ArgumentException(
                $"Download.File: argument address: expected http:// or https://; received '{address}'", nameof(address));
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
            throw new ArgumentException(
                $"Download.File: argument sha256: expected 64 hexadecimal digits; received '{sha256}'", nameof(sha256));
        string wanted = sha256.ToLowerInvariant();
        string target = Path.GetFullPath(path), part = target + ".part";
        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        if (System.IO.File.Exists(target) && await HashAsync(target, cancel).ConfigureAwait(false) == wanted)
            return;
        var job = new DownloadJob(s_client, uri, part, options ?? new DownloadOptions(), BlockBytes);
        bool resumed = await job.RunAsync(cancel).ConfigureAwait(false);
        string hash = await HashAsync(part, cancel).ConfigureAwait(false);
        if (hash != wanted && resumed)
        {
            // What lay there may be the start of another file: once more from the beginning.
            System.IO.File.Delete(part);
            await job.RunAsync(cancel).ConfigureAwait(false);
            hash = await HashAsync(part, cancel).ConfigureAwait(false);
        }
        if (hash != wanted)
        {
            System.IO.File.Delete(part);
            throw new DownloadException(address, $"expected a file with SHA-256 {wanted}; received {hash}. The file was removed.");
        }
        System.IO.File.Move(part, target, overwrite: true);
        FolderSync.Flush(folder);
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancel)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BlockBytes, useAsync: true);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel).ConfigureAwait(false));
    }
}
