namespace TfNet.Formats.Hdf5;

/// <summary>One stored chunk: its place, its size in the file, the filters it skipped, and its number in the data set's grid.</summary>
internal readonly record struct Chunk(long Address, long StoredSize, uint FilterMask, long Number);

/// <summary>How a data set is cut into chunks. Numbers count row-major over the chunks of the present extent.</summary>
internal sealed class ChunkGrid
{
    private readonly Hdf5Source _source;
    private readonly long[] _counts;
    private readonly long[] _maxCounts;
    private readonly int _unlimited = -1;

    internal ChunkGrid(Hdf5Source source, DataSpace space, Layout layout, long objectAddress)
    {
        _source = source;
        int rank = space.Dims.Length;
        ChunkDims = layout.ChunkDims;
        _counts = new long[rank];
        _maxCounts = new long[rank];
        Total = 1;
        for (int i = 0; i < rank; i++)
        {
            _counts[i] = CountOf(space.Dims[i], ChunkDims[i]);
            long max = space.MaxDims is { } m ? m[i] : space.Dims[i];
            if (max == Hdf5Source.Undefined)
                _unlimited = _unlimited < 0 ? i : _unlimited;
            else if (max < space.Dims[i])
                throw source.Fail(objectAddress, $"dataspace {DataSpace.Text(space.Dims)} with a smaller maximum");
            else
                _maxCounts[i] = CountOf(max, ChunkDims[i]);
            if (_counts[i] > 0 && Total > long.MaxValue / _counts[i])
                throw source.Fail(objectAddress, "more than 2^63 chunks");
            Total *= _counts[i];
        }
    }

    internal long[] ChunkDims { get; }

    /// <summary>Chunks of the present extent.</summary>
    internal long Total { get; }

    internal int Rank => _counts.Length;

    /// <summary>The number of the chunk whose first element is at these coordinates.</summary>
    internal long FromOffsets(ReadOnlySpan<long> offsets, long at)
    {
        Span<long> scaled = stackalloc long[Rank];
        for (int i = 0; i < Rank; i++)
        {
            if (offsets[i] < 0 || offsets[i] % ChunkDims[i] != 0)
                throw _source.Fail(at, $"a chunk at {offsets[i]} in dimension {i}, which is no multiple of {ChunkDims[i]}");
            scaled[i] = offsets[i] / ChunkDims[i];
        }
        return FromScaled(scaled);
    }

    /// <summary>The number of a chunk by its position in the grid; -1 outside the present extent.</summary>
    internal long FromScaled(ReadOnlySpan<long> scaled)
    {
        long number = 0;
        for (int i = 0; i < Rank; i++)
        {
            if (scaled[i] < 0 || scaled[i] >= _counts[i])
                return -1;
            number = number * _counts[i] + scaled[i];
        }
        return number;
    }

    /// <summary>
    /// Array indexes count over the chunks of the largest extent; in an extensible array the unlimited dimension comes first.
    /// </summary>
    internal long FromArrayIndex(long index, bool unlimitedFirst)
    {
        Span<long> scaled = stackalloc long[Rank];
        int first = unlimitedFirst && _unlimited > 0 ? _unlimited : 0;
        for (int i = Rank - 1; i > 0; i--)
        {
            // Positions 1.. of the counting order are the dimensions without `first`, in their own order.
            int dimension = i <= first ? i - 1 : i;
            long count = _maxCounts[dimension];
            if (count == 0)
                return -1;
            scaled[dimension] = index % count;
            index /= count;
        }
        scaled[first] = index;
        return FromScaled(scaled);
    }

    /// <summary>Chunks of the largest extent, for indexes that hold them all.</summary>
    internal long MaxTotal(long at)
    {
        long total = 1;
        foreach (long count in _maxCounts)
        {
            if (count == 0 || total > long.MaxValue / count)
                throw _source.Fail(at, "a chunk index that cannot hold a data set of this maximum extent");
            total *= count;
        }
        return total;
    }

    /// <summary>The coordinates of a chunk's first element.</summary>
    internal void Offsets(long number, Span<long> offsets)
    {
        for (int i = Rank - 1; i >= 0; i--)
        {
            offsets[i] = number % _counts[i] * ChunkDims[i];
            number /= _counts[i];
        }
    }

    private static long CountOf(long extent, long chunk) => extent == 0 ? 0 : (extent - 1) / chunk + 1;
}
