namespace TfNet.Formats.Hdf5;

/// <summary>Lists the stored chunks of a data set, whatever index it has. Chunks outside the present extent are left out.</summary>
internal sealed class ChunkIndex
{
    private const int FilteredRecords = 11;
    private const int PlainRecords = 10;

    private readonly Hdf5Source _source;
    private readonly Layout _layout;
    private readonly ChunkGrid _grid;
    private readonly bool _filtered;
    private readonly List<Chunk> _chunks = [];
    private readonly HashSet<long> _seen = [];

    private ChunkIndex(Hdf5Source source, Layout layout, ChunkGrid grid, bool filtered)
    {
        _source = source;
        _layout = layout;
        _grid = grid;
        _filtered = filtered;
    }

    internal static List<Chunk> Read(Hdf5Source source, Layout layout, ChunkGrid grid, bool filtered)
    {
        var index = new ChunkIndex(source, layout, grid, filtered);
        if (layout.Address == Hdf5Source.Undefined || grid.Total == 0)
            return index._chunks;
        switch (layout.Index)
        {
            case ChunkIndexKind.BTree1:
                index.ReadBTree1(layout.Address, expectedLevel: -1, []);
                break;
            case ChunkIndexKind.Single:
                index.Add(layout.Address, filtered ? layout.SingleSize : layout.ChunkBytes, layout.SingleMask, 0, layout.Address);
                break;
            case ChunkIndexKind.Implicit:
                index.ReadImplicit();
                break;
            case ChunkIndexKind.BTree2:
                index.ReadBTree2();
                break;
            default:
                index.ReadArray();
                break;
        }
        return index._chunks;
    }

    private void Add(long address, long storedSize, uint mask, long number, long at)
    {
        if (number < 0 || address == Hdf5Source.Undefined)
            return;
        if (number >= _grid.Total || !_seen.Add(number))
            throw _source.Fail(at, $"chunk {number} is listed twice or does not exist");
        if (!_filtered && storedSize != _layout.ChunkBytes)
            throw _source.Fail(at, $"a chunk of {storedSize} bytes (expected {_layout.ChunkBytes})");
        if (storedSize < 0 || storedSize > FilterPipeline.LargestStored(_layout.ChunkBytes))
            throw _source.Fail(at, $"a chunk of {_layout.ChunkBytes} bytes takes {storedSize} bytes in the file");
        _source.CheckRange(address, storedSize, "chunk");
        _source.CountObject(at);
        _chunks.Add(new Chunk(address, storedSize, mask, number));
    }

    /// <summary>Node type 1: keys of stored size 4, filter mask 4, and one offset of 8 bytes per dimension and one for the
    /// element.</summary>
    private void ReadBTree1(long address, int expectedLevel, HashSet<long> visited)
    {
        SpanReader head = _source.Open(address, 24, "chunk B-tree node");
        head.Signature("TREE"u8);
        int type = head.U8(), level = head.U8(), used = head.U16();
        if (type != 1)
            throw _source.Fail(address, $"chunk B-tree node of type {type} (expected 1)");
        if (level > _source.Limits.MaxNesting || expectedLevel >= 0 && level != expectedLevel)
            throw _source.Fail(address, $"chunk B-tree node of level {level}{(expectedLevel >= 0 ? $" (expected {expectedLevel})" : "")}");
        if (!visited.Add(address))
            throw _source.Fail(address, "chunk B-tree leads back to a node already seen (cycle)");
        int keySize = 8 + 8 * (_grid.Rank + 1);
        SpanReader r = _source.Open(address + 24, used * (keySize + 8L), "chunk B-tree node");
        Span<long> offsets = stackalloc long[_grid.Rank];
        for (int i = 0; i < used; i++)
        {
            long at = r.Offset;
            long size = r.U32();
            uint mask = (uint)r.U32();
            for (int d = 0; d < offsets.Length; d++)
                offsets[d] = r.Address();
            r.Skip(8);
            long child = r.Address();
            if (level > 0)
                ReadBTree1(child, level - 1, visited);
            else
                Add(child, size, mask, _grid.FromOffsets(offsets, at), at);
        }
    }

    private void ReadImplicit()
    {
        long total = _grid.MaxTotal(_layout.Address);
        if (_filtered || total > _source.Size / _layout.ChunkBytes)
            throw _source.Fail(_layout.Address, $"{total} chunks of {_layout.ChunkBytes} bytes do not fit into the file");
        for (long i = 0; i < total; i++)
            Add(_layout.Address + i * _layout.ChunkBytes, _layout.ChunkBytes, 0, _grid.FromArrayIndex(i, unlimitedFirst: false),
                _layout.Address);
    }

    private void ReadBTree2()
    {
        Span<long> scaled = stackalloc long[_grid.Rank];
        foreach (BTree2.Record record in BTree2.Read(_source, _layout.Address, _filtered ? FilteredRecords : PlainRecords))
        {
            SpanReader r = record.Open(_source);
            long address = r.Address(), size = _layout.ChunkBytes;
            uint mask = 0;
            if (_filtered)
            {
                int sizeBytes = record.Data.Length - 8 - 4 - 8 * _grid.Rank;
                if (sizeBytes is < 1 or > 8)
                    throw _source.Fail(record.Offset, $"chunk records of {record.Data.Length} bytes");
                size = r.Number(sizeBytes);
                mask = (uint)r.U32();
            }
            for (int d = 0; d < scaled.Length; d++)
                scaled[d] = r.Address();
            Add(address, size, mask, _grid.FromScaled(scaled), record.Offset);
        }
    }

    /// <summary>Fixed and extensible arrays: elements are an address, with filters also the stored size and the filter mask.</summary>
    private void ReadArray()
    {
        bool extensible = _layout.Index == ChunkIndexKind.ExtensibleArray;
        void Element(long index, ref SpanReader r, int elementSize)
        {
            long at = r.Offset;
            long address = r.Address(), size = _layout.ChunkBytes;
            uint mask = 0;
            if (_filtered)
            {
                size = r.Number(elementSize - 12);
                mask = (uint)r.U32();
            }
            if (address != Hdf5Source.Undefined)
                Add(address, size, mask, _grid.FromArrayIndex(index, extensible), at);
        }
        if (extensible)
            ExtensibleArray.Read(_source, _layout.Address, _filtered, Element);
        else
            FixedArray.Read(_source, _layout.Address, _filtered, Element);
    }
}

/// <summary>Receives one element of a fixed or extensible array.</summary>
internal delegate void ArrayElement(long index, ref SpanReader r, int elementSize);

/// <summary>A chunk index of fixed length: one data block, in pages when it is long.</summary>
internal static class FixedArray
{
    internal static void Read(Hdf5Source source, long address, bool filtered, ArrayElement element)
    {
        SpanReader r = source.Open(address, 28, "fixed array");
        r.Signature("FAHD"u8);
        r.Version(0, 0);
        ArrayPages.CheckClient(ref r, filtered);
        int elementSize = ArrayPages.ElementSize(ref r, filtered);
        int pageBits = r.U8();
        long count = r.Size();
        long block = r.Address();
        r.Checksum();
        if (block == Hdf5Source.Undefined)
            return;
        if (pageBits is 0 or > 30 || count > source.Size / elementSize)
            throw source.Fail(address, $"fixed array of {count} elements in pages of 2^{pageBits}");
        const int prefix = 4 + 1 + 1 + 8;
        long perPage = 1L << pageBits;
        if (count <= perPage)
        {
            ArrayPages.ReadBlock(source, block, "FADB"u8, filtered, prefix, count, elementSize, 0, element);
            return;
        }
        long pages = (count + perPage - 1) / perPage;
        long bitmap = (pages + 7) / 8;
        SpanReader b = source.Open(block, prefix + bitmap + 4, "fixed array block");
        b.Signature("FADB"u8);
        b.Version(0, 0);
        ArrayPages.CheckClient(ref b, filtered);
        b.Skip(8);
        ReadOnlySpan<byte> present = b.Bytes(bitmap);
        b.Checksum();
        ArrayPages.ReadPages(source, block + prefix + bitmap + 4, present, count, perPage, elementSize, 0, element);
    }
}

/// <summary>What fixed and extensible arrays have in common.</summary>
internal static class ArrayPages
{
    internal static void CheckClient(ref SpanReader r, bool filtered)
    {
        int client = r.U8();
        if (client != (filtered ? 1 : 0))
            throw r.Source.Fail(r.Offset - 1, $"chunk array for client {client} (expected {(filtered ? 1 : 0)})");
    }

    internal static int ElementSize(ref SpanReader r, bool filtered)
    {
        int size = r.U8();
        bool fits = filtered ? size is > 12 and <= 20 : size == 8;
        return fits ? size : throw r.Source.Fail(r.Offset - 1, $"chunk array with elements of {size} bytes");
    }

    /// <summary>A block of elements behind a prefix, with its checksum.</summary>
    internal static void ReadBlock(Hdf5Source source, long address, ReadOnlySpan<byte> signature, bool filtered, int prefix, long count,
        int elementSize, long firstIndex, ArrayElement element)
    {
        long bytes = CheckedBytes(source, address, count, elementSize);
        byte[] block = source.Block(address, prefix + bytes + 4, "chunk array block");
        SpanReader r = new(source, block, address, "chunk array block");
        r.Signature(signature);
        r.Version(0, 0);
        CheckClient(ref r, filtered);
        r.Skip(prefix - 6);
        ReadElements(source, block, address, prefix, count, elementSize, firstIndex, element);
    }

    /// <summary>Pages of elements, each with its checksum; a page whose bit is not set was never written.</summary>
    internal static void ReadPages(Hdf5Source source, long address, ReadOnlySpan<byte> present, long count, long perPage,
        int elementSize, long firstIndex, ArrayElement element)
    {
        long pageSize = perPage * elementSize + 4;
        for (long page = 0; page * perPage < count; page++)
        {
            // Bits count from the top of each byte.
            if ((present[(int)(page / 8)] >> (int)(7 - page % 8) & 1) == 0)
                continue;
            long elements = Math.Min(perPage, count - page * perPage);
            long at = address + page * pageSize;
            byte[] block = source.Block(at, CheckedBytes(source, at, elements, elementSize) + 4, "chunk array page");
            ReadElements(source, block, at, 0, elements, elementSize, firstIndex + page * perPage, element);
        }
    }

    private static long CheckedBytes(Hdf5Source source, long address, long count, int elementSize) =>
        count <= source.Size / elementSize ? count * elementSize : throw source.Fail(address, $"chunk array with {count} elements");

    private static void ReadElements(Hdf5Source source, byte[] block, long address, int start, long count, int elementSize,
        long firstIndex, ArrayElement element)
    {
        var check = new SpanReader(source, block, address, "chunk array block");
        check.Skip(block.Length - 4);
        check.Checksum();
        var r = new SpanReader(source, block, address, "chunk array block");
        r.Skip(start);
        for (long i = 0; i < count; i++)
            element(firstIndex + i, ref r, elementSize);
    }
}
