namespace TfNet.Formats.Hdf5;

internal enum LayoutKind
{
    Compact,
    Contiguous,
    Chunked,
    Virtual,
}

internal enum ChunkIndexKind
{
    BTree1,
    Single,
    Implicit,
    FixedArray,
    ExtensibleArray,
    BTree2,
}

/// <summary>Where a data set's bytes lie.</summary>
internal sealed class Layout
{
    private const int MaxChunkBytes = int.MaxValue / 2;

    internal LayoutKind Kind { get; private init; }

    /// <summary>Contiguous: the data. Chunked: the index, or the chunks themselves for single and implicit.</summary>
    internal long Address { get; private init; }

    /// <summary>Contiguous and compact: bytes stored.</summary>
    internal long Size { get; private init; }

    internal ReadOnlyMemory<byte> CompactData { get; private init; }

    internal ChunkIndexKind Index { get; private init; }

    /// <summary>Extent of a chunk, without the element size.</summary>
    internal long[] ChunkDims { get; private init; } = [];

    internal long ChunkBytes { get; private init; }

    internal bool EdgeChunksUnfiltered { get; private init; }

    /// <summary>Single filtered chunk: its stored size and filter mask; -1 otherwise.</summary>
    internal long SingleSize { get; private init; } = -1;

    internal uint SingleMask { get; private init; }

    internal static Layout Read(Hdf5Source source, HeaderMessage message, int rank, int elementSize)
    {
        SpanReader r = message.Open(source, "data layout");
        int version = r.Version(3, 5);
        int kind = r.U8();
        switch (kind)
        {
            case 0:
                int size = r.U16();
                int at = r.Position;
                r.Skip(size);
                return new Layout { Kind = LayoutKind.Compact, Size = size, CompactData = message.Data.Slice(at, size) };
            case 1:
                long address = r.Address();
                return new Layout { Kind = LayoutKind.Contiguous, Address = address, Size = r.Size() };
            case 2:
                return version == 3 ? ReadChunked3(ref r, rank, elementSize) : ReadChunked4(ref r, rank, elementSize);
            case 3 when version >= 4:
                return new Layout { Kind = LayoutKind.Virtual };
            default:
                throw source.Fail(message.Offset, $"data layout of class {kind}");
        }
    }

    private static Layout ReadChunked3(ref SpanReader r, int rank, int elementSize)
    {
        int dimensions = r.U8();
        long address = r.Address();
        long[] dims = ChunkExtent(ref r, dimensions, 4, rank, elementSize, out long bytes);
        return new Layout
        {
            Kind = LayoutKind.Chunked,
            Index = ChunkIndexKind.BTree1,
            Address = address,
            ChunkDims = dims,
            ChunkBytes = bytes,
        };
    }

    /// <summary>Versions 4 and 5: flags, dimensions, bytes per dimension, extent, index kind, the index' parameters, address.</summary>
    private static Layout ReadChunked4(ref SpanReader r, int rank, int elementSize)
    {
        int flags = r.U8(), dimensions = r.U8(), encoded = r.U8();
        if (encoded is 0 or > 8)
            throw r.Source.Fail(r.Offset, $"chunk dimensions of {encoded} bytes");
        long[] dims = ChunkExtent(ref r, dimensions, encoded, rank, elementSize, out long bytes);
        long at = r.Offset;
        int index = r.U8();
        long singleSize = -1, singleMask = 0;
        switch (index)
        {
            case 1:
                if ((flags & 2) != 0)
                {
                    singleSize = r.Size();
                    singleMask = r.U32();
                }
                break;
            case 2:
                break;
            case 3:
                r.Skip(1);
                break;
            case 4:
                r.Skip(5);
                break;
            case 5:
                r.Skip(6);
                break;
            default:
                throw r.Source.Fail(at, $"chunk index of kind {index} does not exist");
        }
        return new Layout
        {
            Kind = LayoutKind.Chunked,
            Index = (ChunkIndexKind)index,
            Address = r.Address(),
            ChunkDims = dims,
            ChunkBytes = bytes,
            EdgeChunksUnfiltered = (flags & 1) != 0,
            SingleSize = singleSize,
            SingleMask = (uint)singleMask,
        };
    }

    private static long[] ChunkExtent(ref SpanReader r, int dimensions, int bytesPerDimension, int rank, int elementSize, out long bytes)
    {
        long at = r.Offset;
        if (dimensions != rank + 1 || rank == 0)
            throw r.Source.Fail(at, $"chunks of rank {dimensions - 1} for a data set of rank {rank}");
        var dims = new long[rank];
        bytes = elementSize;
        for (int i = 0; i < rank; i++)
        {
            dims[i] = r.Number(bytesPerDimension);
            if (dims[i] == 0 || dims[i] > MaxChunkBytes || (bytes *= dims[i]) > MaxChunkBytes)
                throw r.Source.Fail(at, $"a chunk dimension of {dims[i]}; chunks may have 1 to {MaxChunkBytes} bytes");
        }
        long stored = r.Number(bytesPerDimension);
        return stored == elementSize ? dims
            : throw r.Source.Fail(at, $"chunks with elements of {stored} bytes, but the datatype has {elementSize}");
    }
}
