using System.Numerics;

namespace TfNet.Formats.Hdf5;

/// <summary>
/// The heap that holds links or attributes of an object with many of them. Managed objects lie in a doubling table of direct blocks
/// (rows 0 and 1 have the starting size, each later row twice the one before), large ones alone in the file, tiny ones inside their id.
/// </summary>
internal sealed class FractalHeap
{
    private const int MaxDepth = 16;

    private readonly Hdf5Source _source;
    private readonly long _address;
    private readonly Dictionary<long, byte[]> _blocks = [];
    private int _idLength;
    private bool _checksummed;
    private long _maxManaged;
    private long _hugeTree;
    private int _width;
    private long _startSize;
    private long _maxDirectSize;
    private int _offsetBytes;
    private long _rootAddress;
    private int _rootRows;

    private FractalHeap(Hdf5Source source, long address)
    {
        _source = source;
        _address = address;
    }

    internal static FractalHeap Read(Hdf5Source source, long address)
    {
        var heap = new FractalHeap(source, address);
        heap.ReadHeader();
        return heap;
    }

    /// <summary>The bytes of an object and their place in the file.</summary>
    internal (byte[] Data, long Offset) Object(ReadOnlySpan<byte> id)
    {
        if (id.Length < _idLength)
            throw _source.Fail(_address, $"fractal heap: ids of {id.Length} bytes (expected {_idLength})");
        var r = new SpanReader(_source, id[.._idLength], _address, "fractal heap id");
        int first = r.U8();
        if ((first & 0xC0) != 0)
            throw _source.Fail(_address, $"fractal heap id of version {first >> 6}");
        switch (first >> 4 & 3)
        {
            case 0:
                long offset = r.Number(_offsetBytes);
                int lengthBytes = Math.Min((BitOperations.Log2((ulong)_maxDirectSize) + 7) / 8, BytesFor(_maxManaged));
                return Managed(offset, r.Number(lengthBytes));
            case 1:
                return Huge(ref r);
            case 2:
                int length = _idLength <= 18 ? (first & 15) + 1 : ((first & 15) << 8 | r.U8()) + 1;
                return (r.Bytes(length).ToArray(), _address);
            default:
                throw _source.Fail(_address, "fractal heap id of an unknown kind");
        }
    }

    private void ReadHeader()
    {
        const int headerSize = 146;
        SpanReader r = _source.Open(_address, headerSize, "fractal heap");
        r.Signature("FRHP"u8);
        r.Version(0, 0);
        _idLength = r.U16();
        if (r.U16() != 0)
            throw _source.Fail(_address, "fractal heaps with filters are not supported");
        _checksummed = (r.U8() & 2) != 0;
        _maxManaged = r.U32();
        r.Skip(8);
        _hugeTree = r.Address();
        r.Skip(10 * 8);
        _width = r.U16();
        _startSize = r.Size();
        _maxDirectSize = r.Size();
        int maxBits = r.U16();
        r.Skip(2);
        _rootAddress = r.Address();
        _rootRows = r.U16();
        r.Checksum();
        bool sane = _idLength is >= 2 and <= 4096 && _width is > 0 and <= 4096 && maxBits is > 0 and <= 64
            && BitOperations.IsPow2(_startSize) && BitOperations.IsPow2(_maxDirectSize) && _maxDirectSize >= _startSize && _rootRows <= 64;
        if (!sane)
            throw _source.Fail(_address, "fractal heap with impossible sizes");
        _offsetBytes = (maxBits + 7) / 8;
    }

    private static int BytesFor(long limit) => BitOperations.Log2((ulong)Math.Max(limit, 1)) / 8 + 1;

    private (byte[] Data, long Offset) Managed(long offset, long length)
    {
        long address = _rootAddress, blockStart = 0, size = _startSize;
        int rows = _rootRows;
        for (int depth = 0; rows > 0; depth++)
        {
            if (depth > MaxDepth)
                throw _source.Fail(address, "fractal heap nested too deeply");
            (address, blockStart, size, rows) = Child(address, blockStart, rows, offset);
        }
        byte[] block = Block(address, size, "FHDB"u8);
        long inside = offset - blockStart;
        if (inside < 0 || inside > block.Length || length > block.Length - inside)
            throw _source.Fail(address, $"fractal heap object of {length} bytes runs past its block");
        return (block.AsSpan((int)inside, (int)length).ToArray(), address + inside);
    }

    /// <summary>Finds the child block of an indirect block that holds a heap offset; rows = 0 for a direct child.</summary>
    private (long Address, long Start, long Size, int Rows) Child(long address, long blockStart, int rows, long offset)
    {
        int maxDirectRows = BitOperations.Log2((ulong)_maxDirectSize) - BitOperations.Log2((ulong)_startSize) + 2;
        int directRows = Math.Min(rows, maxDirectRows);
        long bytes = 5 + 8 + _offsetBytes + (long)rows * _width * 8 + 4;
        SpanReader r = _source.Open(address, bytes, "fractal heap indirect block");
        r.Signature("FHIB"u8);
        r.Version(0, 0);
        r.Skip(8 + _offsetBytes);
        long start = blockStart;
        for (int row = 0; row < rows; row++)
        {
            long size = row < 2 ? _startSize : RowSize(row, address);
            for (int column = 0; column < _width; column++, start = checked(start + size))
            {
                long child = r.Address();
                if (offset < start || offset - start >= size)
                    continue;
                return (child, start, size, row < directRows ? 0 : IndirectRows(size));
            }
        }
        throw _source.Fail(address, $"fractal heap has no block for offset {offset}");
    }

    private long RowSize(int row, long address) =>
        row - 1 + BitOperations.Log2((ulong)_startSize) < 48 ? _startSize << (row - 1)
            : throw _source.Fail(address, "fractal heap with impossible sizes");

    /// <summary>An indirect block of a size has the rows whose sizes add up to it.</summary>
    private int IndirectRows(long size) =>
        BitOperations.Log2((ulong)size) - BitOperations.Log2((ulong)(_startSize * _width)) + 1;

    private byte[] Block(long address, long size, ReadOnlySpan<byte> signature)
    {
        if (_blocks.TryGetValue(address, out byte[]? block))
            return block;
        block = _source.Block(address, size, "fractal heap block");
        var r = new SpanReader(_source, block, address, "fractal heap block");
        r.Signature(signature);
        r.Version(0, 0);
        r.Skip(8 + _offsetBytes);
        if (_checksummed)
            CheckBlock(block, r.Position, address);
        _blocks.Add(address, block);
        return block;
    }

    /// <summary>The checksum covers the whole block with its own four bytes taken as zero.</summary>
    private void CheckBlock(byte[] block, int at, long address)
    {
        var r = new SpanReader(_source, block, address, "fractal heap block");
        r.Skip(at);
        uint stored = (uint)r.U32();
        byte[] copy = (byte[])block.Clone();
        copy.AsSpan(at, 4).Clear();
        if (Lookup3.Hash(copy) != stored && !_source.IgnoreChecksums)
            throw _source.Fail(address, "fractal heap block: its checksum does not fit its content");
    }

    /// <summary>Large objects: address and length stand in the id if they fit, otherwise behind a number in a B-tree.</summary>
    private (byte[] Data, long Offset) Huge(ref SpanReader id)
    {
        long address, length;
        if (_idLength >= 1 + 8 + 8)
        {
            address = id.Address();
            length = id.Size();
            return (_source.Block(address, length, "fractal heap object"), address);
        }
        long wanted = id.Number(Math.Min(8, _idLength - 1));
        foreach (BTree2.Record record in BTree2.Read(_source, _hugeTree, expectedType: 1))
        {
            SpanReader r = record.Open(_source);
            address = r.Address();
            length = r.Size();
            if (r.Size() == wanted)
                return (_source.Block(address, length, "fractal heap object"), address);
        }
        throw _source.Fail(_address, $"fractal heap has no large object {wanted}");
    }
}
