namespace TfNet.Formats.Hdf5;

/// <summary>
/// Puts an HDF5 file together in memory (structure only) and writes it in one pass: superblock 0, groups as symbol tables, contiguous
/// data. Every HDF5 library since 1.8, h5py 2 and 3, and the browser readers can read it.
/// </summary>
public sealed class Hdf5Writer
{
    /// <summary>The root group.</summary>
    public Hdf5GroupWriter Root { get; } = new("/", 0);

    /// <summary>Writes the file; the stream need not be able to seek.</summary>
    /// <exception cref="Hdf5Exception">a data set's callback wrote more or fewer bytes than its shape has</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Save(new FilePlan(Root), stream);
    }

    /// <summary>
    /// Writes the file so that an older one survives any failure (<see cref="AtomicFile"/>), and opens the result once to walk over it
    /// before it takes the old one's place.
    /// </summary>
    /// <exception cref="IOException">anything failed; the cause is the inner exception</exception>
    public void Save(string path)
    {
        var plan = new FilePlan(Root);
        AtomicFile.Write(path, stream => Save(plan, stream), Verify, plan.FileSize);
    }

    private static void Save(FilePlan plan, Stream stream)
    {
        stream.Write(plan.Structure().Span);
        var padding = new byte[8];
        foreach (Hdf5DatasetWriter dataset in plan.DataOrder)
        {
            if (dataset.ByteLength == 0)
                continue;
            var counted = new CountedStream(stream, dataset.ByteLength, dataset.Path);
            dataset.Write(counted);
            counted.Finish();
            stream.Write(padding, 0, (int)(-dataset.ByteLength & 7));
        }
    }

    private static void Verify(string path)
    {
        using Hdf5File file = Hdf5File.Open(path, new Limits { MaxTotalBytes = long.MaxValue, MaxHdf5Objects = int.MaxValue });
        foreach (Hdf5Object o in file.Objects())
        {
            _ = o.Attributes;
            if (o is Hdf5Dataset dataset)
                dataset.Check();
        }
    }
}

/// <summary>Passes on exactly as many bytes as a data set has.</summary>
internal sealed class CountedStream(Stream inner, long length, string path) : Stream
{
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > length - _written)
            throw Hdf5ObjectWriter.Refuse($"data set '{path}': expected {length} bytes; received more");
        inner.Write(buffer);
        _written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // The file is flushed once, at its end.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    internal void Finish()
    {
        if (_written != length)
            throw Hdf5ObjectWriter.Refuse($"data set '{path}': expected {length} bytes; received {_written}");
    }
}
