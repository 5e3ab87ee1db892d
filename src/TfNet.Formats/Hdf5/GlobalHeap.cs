using System.Text;

namespace TfNet.Formats.Hdf5;

/// <summary>Variable-length values: collections of numbered objects. Collections are kept up to a total size.</summary>
internal sealed class GlobalHeap
{
    private const long MaxKept = 64L << 20;

    private readonly Hdf5Source _source;
    private readonly Dictionary<long, Collection> _collections = [];
    private long _kept;

    internal GlobalHeap(Hdf5Source source) => _source = source;

    /// <summary>
    /// Reads the text behind one reference (length 4, collection address 8, object number 4). <paramref name="left"/> is what all texts
    /// of the value together may still hold.
    /// </summary>
    internal string Text(ref SpanReader r, ref long left)
    {
        long at = r.Offset;
        long length = r.U32(), address = r.Address();
        long number = r.U32();
        if (length == 0)
            return "";
        left -= length;
        if (left < 0)
            throw _source.Fail(at, $"variable-length text of {length} bytes is above the limit of {_source.Limits.MaxHeaderBytes} in all");
        ReadOnlySpan<byte> value = Object(address, number, at);
        if (length > value.Length)
            throw _source.Fail(at, $"variable-length text of {length} bytes, but its heap object has {value.Length}");
        value = value[..(int)length];
        int end = value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }

    private ReadOnlySpan<byte> Object(long address, long number, long referenceAt)
    {
        if (!_collections.TryGetValue(address, out Collection? collection))
        {
            collection = Collection.Read(_source, address);
            if (_kept + collection.Block.Length > MaxKept)
            {
                _collections.Clear();
                _kept = 0;
            }
            _collections.Add(address, collection);
            _kept += collection.Block.Length;
        }
        if (!collection.Objects.TryGetValue((int)Math.Min(number, int.MaxValue), out (int Start, int Size) place))
            throw _source.Fail(referenceAt, $"variable-length text refers to object {number}, which its heap at {address} does not have");
        return collection.Block.AsSpan(place.Start, place.Size);
    }

    private sealed record Collection(byte[] Block, Dictionary<int, (int Start, int Size)> Objects)
    {
        /// <summary>Objects: number 2, references 2, reserved 4, size 8, data padded to 8 bytes; number 0 is the free rest.</summary>
        internal static Collection Read(Hdf5Source source, long address)
        {
            SpanReader head = source.Open(address, 16, "global heap");
            head.Signature("GCOL"u8);
            head.Version(1, 1);
            head.Skip(3);
            byte[] block = source.Block(address, head.Size(), "global heap");
            var objects = new Dictionary<int, (int, int)>();
            var r = new SpanReader(source, block, address, "global heap");
            r.Skip(16);
            while (r.Remaining >= 16)
            {
                long at = r.Offset;
                int number = r.U16();
                r.Skip(6);
                long size = r.Size();
                if (number == 0)
                    break;
                int start = r.Position;
                r.Skip(size);
                r.Align8(start);
                if (!objects.TryAdd(number, (start, (int)size)))
                    throw source.Fail(at, $"global heap with two objects of number {number}");
            }
            return new Collection(block, objects);
        }
    }
}
