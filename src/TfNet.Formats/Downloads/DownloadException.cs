namespace TfNet.Formats.Downloads;

/// <summary>A file could not be fetched, or what came is not what was expected.</summary>
public sealed class DownloadException : IOException
{
    /// <summary>Says which address failed and why.</summary>
    /// <param name="address">the address</param>
    /// <param name="reason">what was expected and what was received</param>
    /// <param name="inner">the failure underneath, if any</param>
    public DownloadException(string address, string reason, Exception? inner = null)
        : base($"Download of {address}: {reason}", inner)
    {
        Address = address;
    }

    /// <summary>The address.</summary>
    public string Address { get; }
}

/// <summary>How far a download is.</summary>
/// <param name="BytesReceived">bytes on disk, those of earlier tries included</param>
/// <param name="TotalBytes">size of the file; null where the server does not say</param>
public readonly record struct DownloadProgress(long BytesReceived, long? TotalBytes);

/// <summary>Settings of a download.</summary>
public sealed record DownloadOptions
{
    /// <summary>Called after each block, on the thread that receives it.</summary>
    public Action<DownloadProgress>? Progress { get; init; }

    /// <summary>How often a broken connection is taken up again.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>A server that sends nothing for so long counts as a broken connection.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest file.</summary>
    public long MaxBytes { get; init; } = Limits.Default.MaxTotalBytes;
}
