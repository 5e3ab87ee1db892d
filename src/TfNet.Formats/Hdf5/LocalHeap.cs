using System.Text;

namespace TfNet.Formats.Hdf5;

/// <summary>The names of an old-style group.</summary>
internal sealed class LocalHeap
{
    private readonly Hdf5Source _source;
    private readonly long _address;
    private readonly byte[] _data;

    private LocalHeap(Hdf5Source source, long address, byte[] data)
    {
        _source = source;
        _address = address;
        _data = data;
    }

    internal static LocalHeap Read(Hdf5Source source, long address)
    {
        SpanReader r = source.Open(address, 32, "local heap");
        r.Signature("HEAP"u8);
        r.Version(0, 0);
        r.Skip(3);
        long size = r.Size();
        r.Skip(8);
        long data = r.Address();
        return new LocalHeap(source, data, source.Block(data, size, "local heap data"));
    }

    internal string Text(long offset)
    {
        if (offset < 0 || offset >= _data.Length)
            throw _source.Fail(_address, $"local heap: a name at {unchecked((ulong)offset)}, but the heap has {_data.Length} bytes");
        ReadOnlySpan<byte> rest = _data.AsSpan((int)offset);
        int length = rest.IndexOf((byte)0);
        if (length < 0)
            throw _source.Fail(_address + offset, "local heap: a name runs past the end of the heap");
        return Encoding.UTF8.GetString(rest[..length]);
    }
}
