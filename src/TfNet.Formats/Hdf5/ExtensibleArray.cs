using System.Numerics;

namespace TfNet.Formats.Hdf5;

/// <summary>
/// A growing chunk index. Elements lie first in the index block, then in data blocks that the index block names, then in data blocks that
/// super blocks name. Super block u has 2^(u/2) data blocks of 2^((u+1)/2) times the smallest data block's elements.
/// </summary>
internal sealed class ExtensibleArray
{
    private readonly Hdf5Source _source;
    private readonly bool _filtered;
    private readonly ArrayElement _element;
    private int _elementSize;
    private int _maxBits;
    private int _indexElements;
    private int _minElements;
    private int _minPointers;
    private long _perPage;
    private long _nextIndex;

    private ExtensibleArray(Hdf5Source source, bool filtered, ArrayElement element)
    {
        _source = source;
        _filtered = filtered;
        _element = element;
    }

    private int OffsetBytes => (_maxBits + 7) / 8;

    private int BlockPrefix => 4 + 1 + 1 + 8 + OffsetBytes;

    internal static void Read(Hdf5Source source, long address, bool filtered, ArrayElement element) =>
        new ExtensibleArray(source, filtered, element).ReadHeader(address);

    private void ReadHeader(long address)
    {
        SpanReader r = _source.Open(address, 72, "extensible array");
        r.Signature("EAHD"u8);
        r.Version(0, 0);
        ArrayPages.CheckClient(ref r, _filtered);
        _elementSize = ArrayPages.ElementSize(ref r, _filtered);
        _maxBits = r.U8();
        _indexElements = r.U8();
        _minElements = r.U8();
        _minPointers = r.U8();
        int pageBits = r.U8();
        r.Skip(6 * 8);
        long indexBlock = r.Address();
        r.Checksum();
        bool sane = _maxBits is > 0 and <= 64 && _minElements > 0 && BitOperations.IsPow2(_minElements) && _minPointers > 1
            && BitOperations.IsPow2(_minPointers)
            && pageBits is > 0 and <= 30 && BitOperations.Log2((uint)_minElements) < _maxBits;
        if (!sane)
            throw _source.Fail(address, "extensible array with impossible sizes");
        _perPage = 1L << pageBits;
        if (indexBlock != Hdf5Source.Undefined)
            ReadIndexBlock(indexBlock);
    }

    private void ReadIndexBlock(long address)
    {
        int superBlocks = 1 + _maxBits - BitOperations.Log2((uint)_minElements);
        int direct = 2 * BitOperations.Log2((uint)_minPointers);
        int dataPointers = 2 * (_minPointers - 1);
        int superPointers = Math.Max(0, superBlocks - direct);
        long size = 14 + (long)_indexElements * _elementSize + 8L * (dataPointers + superPointers) + 4;
        byte[] block = _source.Block(address, size, "extensible array index block");
        SpanReader r = new(_source, block, address, "extensible array index block");
        r.Signature("EAIB"u8);
        r.Version(0, 0);
        ArrayPages.CheckClient(ref r, _filtered);
        r.Skip(8);
        var check = new SpanReader(_source, block, address, "extensible array index block");
        check.Skip(block.Length - 4);
        check.Checksum();
        for (int i = 0; i < _indexElements; i++)
            _element(_nextIndex++, ref r, _elementSize);
        for (int u = 0; u < superBlocks; u++)
        {
            (long blocks, long elements) = Shape(u, address);
            if (u >= direct)
                ReadSuperBlock(r.Address(), blocks, elements);
            else
                for (long i = 0; i < blocks; i++, _nextIndex += elements)
                    ReadDataBlock(r.Address(), elements, default);
        }
    }

    private (long Blocks, long Elements) Shape(int u, long address)
    {
        int elementBits = (u + 1) / 2 + BitOperations.Log2((uint)_minElements);
        return elementBits < 62 ? (1L << (u / 2), 1L << elementBits)
            : throw _source.Fail(address, "extensible array with impossible sizes");
    }

    private void ReadSuperBlock(long address, long blocks, long elements)
    {
        long first = _nextIndex;
        _nextIndex = unchecked(first + blocks * elements);
        if (address == Hdf5Source.Undefined)
            return;
        long bitmap = elements > _perPage ? (elements / _perPage + 7) / 8 : 0;
        if (blocks > _source.Size / 8 || bitmap > _source.Size / blocks)
            throw _source.Fail(address, $"extensible array super block of {blocks} blocks");
        long size = BlockPrefix + blocks * bitmap + blocks * 8 + 4;
        byte[] block = _source.Block(address, size, "extensible array super block");
        SpanReader r = new(_source, block, address, "extensible array super block");
        r.Signature("EASB"u8);
        r.Version(0, 0);
        ArrayPages.CheckClient(ref r, _filtered);
        r.Skip(8 + OffsetBytes);
        ReadOnlySpan<byte> present = r.Bytes(blocks * bitmap);
        var check = new SpanReader(_source, block, address, "extensible array super block");
        check.Skip(block.Length - 4);
        check.Checksum();
        long next = _nextIndex;
        _nextIndex = first;
        for (long i = 0; i < blocks; i++, _nextIndex += elements)
            ReadDataBlock(r.Address(), elements, present.Slice((int)(i * bitmap), (int)bitmap));
        _nextIndex = next;
    }

    private void ReadDataBlock(long address, long elements, ReadOnlySpan<byte> present)
    {
        if (address == Hdf5Source.Undefined)
            return;
        if (present.IsEmpty)
        {
            ArrayPages.ReadBlock(_source, address, "EADB"u8, _filtered, BlockPrefix, elements, _elementSize, _nextIndex, _element);
            return;
        }
        SpanReader r = _source.Open(address, BlockPrefix + 4, "extensible array data block");
        r.Signature("EADB"u8);
        r.Version(0, 0);
        ArrayPages.CheckClient(ref r, _filtered);
        r.Skip(8 + OffsetBytes);
        r.Checksum();
        ArrayPages.ReadPages(_source, address + BlockPrefix + 4, present, elements, _perPage, _elementSize, _nextIndex, _element);
    }
}
