using System.Security.Cryptography;

namespace TfNet.Formats.Downloads;

/// <summary>
/// The checksum that a file is published with. SHA-256 tells any change; MD5, which some publishers still give, tells damage but
/// not an attack, against which only the connection (https) protects then.
/// </summary>
public sealed record FileDigest
{
    private readonly HashAlgorithmName _algorithm;

    private FileDigest(HashAlgorithmName algorithm, int digits, string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        string argument = digits == 64 ? "sha256" : "md5";
        if (hex.Length != digits || !hex.All(char.IsAsciiHexDigit))
            throw new ArgumentException(
                $"Download.File: argument {argument}: expected {digits} hexadecimal digits; received '{hex}'", argument);
        (_algorithm, Name, Hex) = (algorithm, digits == 64 ? "SHA-256" : "MD5", hex.ToLowerInvariant());
    }

    /// <summary>"SHA-256" or "MD5".</summary>
    public string Name { get; }

    /// <summary>Lower case.</summary>
    public string Hex { get; }

    /// <summary>From 64 hexadecimal digits.</summary>
    /// <exception cref="ArgumentException">they are none</exception>
    public static FileDigest Sha256(string hex) => new(HashAlgorithmName.SHA256, 64, hex);

    /// <summary>From 32 hexadecimal digits.</summary>
    /// <exception cref="ArgumentException">they are none</exception>
    public static FileDigest Md5(string hex) => new(HashAlgorithmName.MD5, 32, hex);

    /// <summary>The checksum that a file has, in this one's algorithm.</summary>
    internal async Task<string> OfAsync(string path, CancellationToken cancel)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, useAsync: true);
        using var hash = IncrementalHash.CreateHash(_algorithm);
        byte[] buffer = new byte[1 << 17];
        for (int n; (n = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
            hash.AppendData(buffer, 0, n);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
