namespace TfNet.Formats.Cifar;

/// <summary>A CIFAR file is refused: damaged or above a limit.</summary>
public sealed class CifarException : IOException
{
    /// <summary>Says which file was refused and why.</summary>
    /// <param name="file">name of the file</param>
    /// <param name="reason">what was expected and what was found</param>
    /// <param name="offset">position in the file, in bytes; −1 where it says nothing</param>
    public CifarException(string? file, string reason, long offset = -1)
        : base($"CIFAR file '{file ?? "(stream)"}': {reason}{(offset < 0 ? "" : $" (at byte {offset})")}")
    {
        Offset = offset;
    }

    /// <summary>Position in the file, in bytes; −1 where it says nothing.</summary>
    public long Offset { get; }
}

/// <summary>The images and labels of one file.</summary>
/// <param name="Images"><c>[Count, 32, 32, 3]</c>, 0 to 255, channels interleaved (the file stores planes)</param>
/// <param name="Labels"><c>[Count]</c>, 0 to 9</param>
public sealed record CifarBatch(byte[] Images, byte[] Labels)
{
    /// <summary>How many images.</summary>
    public int Count => Labels.Length;
}

/// <summary>
/// Reads and writes the binary version of CIFAR-10: records of one label and the red, green and blue plane of an image of 32 x 32.
/// Source: https://www.cs.toronto.edu/~kriz/cifar.html.
/// </summary>
public static class CifarFile
{
    /// <summary>Rows and columns of every image.</summary>
    public const int Side = 32;

    private const int Plane = Side * Side, RecordBytes = 1 + 3 * Plane, Classes = 10;

    /// <summary>The names of the ten classes, by label.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Reads a file such as data_batch_1.bin.</summary>
    /// <param name="path">the file</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <exception cref="CifarException">no whole number of records, a label out of range, or above a limit</exception>
    /// <exception cref="IOException">the file cannot be read</exception>
    public static CifarBatch Read(string path, Limits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Read(stream, limits, path);
    }

    /// <summary>Reads from a stream that knows its length.</summary>
    /// <param name="stream">the whole file</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <param name="name">name of the file for error texts</param>
    /// <exception cref="CifarException">no whole number of records, a label out of range, or above a limit</exception>
    public static CifarBatch Read(Stream stream, Limits? limits = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long bytes = stream.Length - stream.Position, most = Math.Min((limits ?? Limits.Default).MaxTotalBytes, Array.MaxLength);
        if (bytes == 0 || bytes % RecordBytes != 0)
            throw new CifarException(name, $"expected a multiple of {RecordBytes} bytes above 0; received {bytes}");
        if (bytes > most)
            throw new CifarException(name, $"expected at most {most} bytes; received {bytes}");
        int count = (int)(bytes / RecordBytes);
        var images = new byte[count * 3 * Plane];
        var labels = new byte[count];
        byte[] record = new byte[RecordBytes];
        for (int i = 0; i < count; i++)
        {
            long at = (long)i * RecordBytes;
            if (stream.ReadAtLeast(record, RecordBytes, throwOnEndOfStream: false) < RecordBytes)
                throw new CifarException(name, "truncated inside a record", at);
            if (record[0] >= Classes)
                throw new CifarException(name, $"expected a label of 0 to {Classes - 1}; received {record[0]}", at);
            labels[i] = record[0];
            Span<byte> image = images.AsSpan(i * 3 * Plane, 3 * Plane);
            for (int p = 0; p < Plane; p++)
                (image[3 * p], image[3 * p + 1], image[3 * p + 2]) = (record[1 + p], record[1 + Plane + p], record[1 + 2 * Plane + p]);
        }
        return new CifarBatch(images, labels);
    }

    /// <summary>Writes the records of a batch.</summary>
    /// <param name="batch">images and labels</param>
    /// <param name="stream">receives <c>Count</c> records of 3073 bytes</param>
    /// <exception cref="ArgumentException">the sizes do not fit together or a label is above 9</exception>
    public static void Write(CifarBatch batch, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(stream);
        if (batch.Images.LongLength != (long)batch.Count * 3 * Plane)
            throw new ArgumentException(
                $"CifarFile.Write: argument batch: expected {batch.Count} x 32 x 32 x 3 image bytes; received {batch.Images.LongLength}");
        byte[] record = new byte[RecordBytes];
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Labels[i] >= Classes)
                throw new ArgumentException(
                    $"CifarFile.Write: argument batch: expected labels of 0 to {Classes - 1}; received {batch.Labels[i]}");
            record[0] = batch.Labels[i];
            ReadOnlySpan<byte> image = batch.Images.AsSpan(i * 3 * Plane, 3 * Plane);
            for (int p = 0; p < Plane; p++)
                (record[1 + p], record[1 + Plane + p], record[1 + 2 * Plane + p]) = (image[3 * p], image[3 * p + 1], image[3 * p + 2]);
            stream.Write(record);
        }
    }
}
