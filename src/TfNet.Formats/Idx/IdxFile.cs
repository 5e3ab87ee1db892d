using System.Buffers.Binary;
using System.IO.Compression;

namespace TfNet.Formats.Idx;

/// <summary>An IDX file is refused: damaged, of another kind, or above a limit.</summary>
public sealed class IdxException : IOException
{
    /// <summary>Says which file was refused and why.</summary>
    /// <param name="file">name of the file</param>
    /// <param name="reason">what was expected and what was found</param>
    /// <param name="offset">position in the (decompressed) file, in bytes; −1 where it says nothing</param>
    /// <param name="inner">the failure underneath, if any</param>
    public IdxException(string? file, string reason, long offset = -1, Exception? inner = null)
        : base($"IDX file '{file ?? "(stream)"}': {reason}{(offset < 0 ? "" : $" (at byte {offset})")}", inner)
    {
        Offset = offset;
    }

    /// <summary>Position in the (decompressed) file, in bytes; −1 where it says nothing.</summary>
    public long Offset { get; }
}

/// <summary>The array of an IDX file.</summary>
/// <param name="Data">the values, row-major</param>
/// <param name="Shape">the length of each dimension, e.g. [60000, 28, 28] for images, [60000] for labels</param>
public sealed record IdxArray(byte[] Data, int[] Shape);

/// <summary>
/// Reads IDX files of unsigned bytes, the format of MNIST and its kin, plain or compressed with gzip (told by the first bytes).
/// The declared size is checked before memory is taken and must be exactly what the file holds.
/// Source: http://yann.lecun.com/exdb/mnist, "The IDX file format".
/// </summary>
public static class IdxFile
{
    private const byte UnsignedByte = 0x08;

    /// <summary>Reads a file.</summary>
    /// <param name="path">the file, plain or .gz</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <exception cref="IdxException">damaged, another type of values, or above a limit</exception>
    /// <exception cref="IOException">the file cannot be read</exception>
    public static IdxArray Read(string path, Limits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(stream, limits, path);
    }

    /// <summary>Reads from a stream that can seek.</summary>
    /// <param name="stream">the whole file, plain or gzip</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <param name="name">name of the file for error texts</param>
    /// <exception cref="IdxException">damaged, another type of values, or above a limit</exception>
    public static IdxArray Read(Stream stream, Limits? limits = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        limits ??= Limits.Default;
        long stored = stream.Length - stream.Position;
        Span<byte> magic = stackalloc byte[2];
        bool compressed = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        stream.Position -= Math.Min(2, stored);
        try
        {
            if (!compressed)
                return Parse(stream, stored, compressed, limits, name);
            using var gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            return Parse(gzip, stored, compressed, limits, name);
        }
        catch (InvalidDataException e)
        {
            throw new IdxException(name, "damaged gzip data", inner: e);
        }
    }

    private static IdxArray Parse(Stream s, long stored, bool compressed, Limits limits, string? name)
    {
        int[] shape = ReadShape(s, limits, name);
        long count = 1;
        foreach (int d in shape)
        {
            // At most 2^31 · 2^31 before the check, so the product cannot overflow.
            count *= d;
            if (count > Math.Min(limits.MaxTotalBytes, Array.MaxLength))
                throw new IdxException(name,
                    $"expected at most {Math.Min(limits.MaxTotalBytes, Array.MaxLength)} values; received [{string.Join(", ", shape)}]", 4);
        }
        int header = 4 + 4 * shape.Length;
        if (!compressed && count != stored - header)
            throw new IdxException(name, $"[{string.Join(", ", shape)}] needs {count} bytes; the file has {stored - header}", header);
        if (compressed && limits.IsBomb(count, stored, limits.MaxExpansionRatio))
            throw new IdxException(
                name, $"{count} declared bytes are more than {limits.MaxExpansionRatio} times the {stored} stored ones", 4);
        byte[] data = GC.AllocateUninitializedArray<byte>((int)count);
        int got = s.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        if (got < data.Length)
            throw new IdxException(name, $"truncated: [{string.Join(", ", shape)}] needs {count} bytes; the file has {got}", header + got);
        // Also makes gzip check its checksum.
        if (s.ReadByte() >= 0)
            throw new IdxException(name, $"bytes follow the {count} that [{string.Join(", ", shape)}] needs", header + count);
        return new IdxArray(data, shape);
    }

    private static int[] ReadShape(Stream s, Limits limits, string? name)
    {
        Span<byte> word = stackalloc byte[4];
        if (s.ReadAtLeast(word, 4, throwOnEndOfStream: false) < 4)
            throw new IdxException(name, "truncated inside the header", 0);
        if (word[0] != 0 || word[1] != 0)
            throw new IdxException(name, $"expected two zero bytes at the start; received {Convert.ToHexString(word[..2])}", 0);
        if (word[2] != UnsignedByte)
            throw new IdxException(name, $"expected values of type 08 (unsigned byte); received {word[2]:X2}", 2);
        int rank = word[3];
        if (rank < 1 || rank > limits.MaxRank)
            throw new IdxException(name, $"expected 1 to {limits.MaxRank} dimensions; received {rank}", 3);
        var shape = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            if (s.ReadAtLeast(word, 4, throwOnEndOfStream: false) < 4)
                throw new IdxException(name, "truncated inside the header", 4 + 4 * i);
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(word);
            if (shape[i] < 0)
                throw new IdxException(name, $"expected a dimension below 2^31; received {(uint)shape[i]}", 4 + 4 * i);
        }
        return shape;
    }
}
