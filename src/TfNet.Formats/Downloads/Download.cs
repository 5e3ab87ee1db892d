using System.Net;

namespace TfNet.Formats.Downloads;

/// <summary>
/// Fetches a file over HTTP or HTTPS. It grows as <c>name.part</c>, from where an earlier try was cut off if the server can, and gets its name
/// only when its checksum and size are right; a file that is not what its publisher says is removed.
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

    /// <summary>Fetches a file whose SHA-256 is known and waits for it.</summary>
    /// <inheritdoc cref="FileAsync(string, string, string, DownloadOptions?, CancellationToken)"/>
    public static void File(
        string address, string path, string sha256, DownloadOptions? options = null, CancellationToken cancel = default) =>
        FileAsync(address, path, sha256, options, cancel).GetAwaiter().GetResult();

    /// <summary>Fetches a file and waits for it.</summary>
    /// <inheritdoc cref="FileAsync(string, string, FileDigest?, long?, DownloadOptions?, CancellationToken)"/>
    public static void File(
        string address, string path, FileDigest? digest, long? bytes, DownloadOptions? options = null, CancellationToken cancel = default) =>
        FileAsync(address, path, digest, bytes, options, cancel).GetAwaiter().GetResult();

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
        string address, string path, string sha256, DownloadOptions? options = null, CancellationToken cancel = default) =>
        await FileAsync(address, path, FileDigest.Sha256(sha256), null, options, cancel).ConfigureAwait(false);

    /// <summary>Fetches a file. Where it exists already with the right checksum and size, nothing is fetched.</summary>
    /// <param name="address">http: or https:</param>
    /// <param name="path">the file to make; its folder is made where it is missing</param>
    /// <param name="digest">its checksum; null: none is published, and only the connection vouches for it</param>
    /// <param name="bytes">its size; null: not known</param>
    /// <param name="options">progress, retries, limits; null for the default ones</param>
    /// <param name="cancel">stops the transfer; what has come stays for the next try</param>
    /// <exception cref="ArgumentException">the address is none, or without a digest not https: (this machine excepted)</exception>
    /// <exception cref="DownloadException">
    /// the server refused, the connection broke for good, too many bytes came, or checksum or size are wrong
    /// </exception>
    /// <exception cref="OperationCanceledException">cancelled</exception>
    public static async Task FileAsync(
        string address, string path, FileDigest? digest, long? bytes, DownloadOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw new ArgumentException(
                $"Download.File: argument address: expected http:// or https://; received '{address}'", nameof(address));
        if (digest is null && uri.Scheme != "https" && !uri.IsLoopback)
            throw new ArgumentException(
                $"Download.File: argument address: expected https:// for a file without a checksum; received '{address}'", nameof(address));
        string target = Path.GetFullPath(path), part = target + ".part";
        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        if (System.IO.File.Exists(target) && await WrongAsync(target, digest, bytes, cancel).ConfigureAwait(false) is null)
            return;
        var job = new DownloadJob(s_client, uri, part, options ?? new DownloadOptions(), BlockBytes);
        bool resumed = await job.RunAsync(cancel).ConfigureAwait(false);
        string? wrong = await WrongAsync(part, digest, bytes, cancel).ConfigureAwait(false);
        if (wrong is not null && resumed)
        {
            // What lay there may be the start of another file: once more from the beginning.
            System.IO.File.Delete(part);
            await job.RunAsync(cancel).ConfigureAwait(false);
            wrong = await WrongAsync(part, digest, bytes, cancel).ConfigureAwait(false);
        }
        if (wrong is not null)
        {
            System.IO.File.Delete(part);
            throw new DownloadException(address, $"{wrong}. The file was removed.");
        }
        System.IO.File.Move(part, target, overwrite: true);
        FolderSync.Flush(folder);
    }

    /// <summary>What is wrong with a file; null: nothing.</summary>
    private static async Task<string?> WrongAsync(string path, FileDigest? digest, long? bytes, CancellationToken cancel)
    {
        long length = new FileInfo(path).Length;
        if (bytes is not null && length != bytes)
            return $"expected a file of {bytes} bytes; received {length}";
        if (digest is null)
            return null;
        string hash = await digest.OfAsync(path, cancel).ConfigureAwait(false);
        return hash == digest.Hex ? null : $"expected a file with {digest.Name} {digest.Hex}; received {hash}";
    }
}
