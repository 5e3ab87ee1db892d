using System.Buffers;

namespace TfNet.Formats.Hdf5;

/// <summary>Assembles chunks into row-major order.</summary>
internal sealed class ChunkedData
{
    private readonly Hdf5Source _source;
    private readonly DataSpace _space;
    private readonly int _elementSize;
    private readonly Layout _layout;
    private readonly ChunkGrid _grid;
    private readonly FilterPipeline _filters;
    private readonly List<Chunk> _chunks;

    private ChunkedData(Hdf5Source source, DataSpace space, int elementSize, Layout layout, ChunkGrid grid, FilterPipeline filters,
        List<Chunk> chunks)
    {
        (_source, _space, _elementSize, _layout, _grid, _filters, _chunks) = (source, space, elementSize, layout, grid, filters, chunks);
    }

    /// <summary>Bytes of all chunks in the file; no more than the file, however often chunks overlap.</summary>
    internal long StoredBytes
    {
        get
        {
            long sum = 0;
            foreach (Chunk c in _chunks)
                sum = Math.Min(sum + c.StoredSize, _source.Size);
            return sum;
        }
    }

    internal bool CoversAll => _chunks.Count == _grid.Total;

    internal static ChunkedData Open(Hdf5File file, Hdf5Dataset dataset, DataSpace space, int elementSize, Layout layout)
    {
        FilterPipeline filters = FilterPipeline.Read(file.Source, dataset.Header.Find(MessageType.FilterPipeline));
        var grid = new ChunkGrid(file.Source, space, layout, dataset.Address);
        List<Chunk> chunks = ChunkIndex.Read(file.Source, layout, grid, !filters.IsEmpty);
        foreach (Chunk c in chunks)
        {
            if (file.Source.Limits.IsBomb(layout.ChunkBytes, c.StoredSize, file.Source.Limits.MaxExpansionRatio))
                throw file.Source.Fail(c.Address,
                    $"a chunk of '{dataset.Path}' claims {layout.ChunkBytes} bytes, but {c.StoredSize} bytes are stored for it");
        }
        return new ChunkedData(file.Source, space, elementSize, layout, grid, filters, chunks);
    }

    /// <summary>Copies what the chunks hold of the bytes from <paramref name="start"/> on.</summary>
    internal void Read(long start, Span<byte> destination)
    {
        int rank = _grid.Rank;
        Span<long> offsets = stackalloc long[rank];
        Span<long> extent = stackalloc long[rank];
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)FilterPipeline.LargestStored(_layout.ChunkBytes));
        try
        {
            foreach (Chunk chunk in _chunks)
            {
                _grid.Offsets(chunk.Number, offsets);
                bool partial = false;
                for (int d = 0; d < rank; d++)
                {
                    extent[d] = Math.Min(_grid.ChunkDims[d], _space.Dims[d] - offsets[d]);
                    partial |= extent[d] < _grid.ChunkDims[d];
                }
                if (!Touches(offsets, extent, start, destination.Length))
                    continue;
                int stored = (int)chunk.StoredSize;
                _source.ReadData(chunk.Address, buffer.AsSpan(0, stored), "chunk");
                byte[] data = _filters.IsEmpty || partial && _layout.EdgeChunksUnfiltered
                    ? Plain(buffer, stored, chunk.Address)
                    : _filters.Decode(buffer, stored, chunk.FilterMask, (int)_layout.ChunkBytes, chunk.Address);
                Copy(data, offsets, extent, start, destination);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private byte[] Plain(byte[] buffer, int stored, long address) =>
        stored == _layout.ChunkBytes ? buffer
            : throw _source.Fail(address, $"an unfiltered chunk of {stored} bytes (expected {_layout.ChunkBytes})");

    /// <summary>Row-major position of the element at these coordinates.</summary>
    private long Linear(ReadOnlySpan<long> coordinates)
    {
        long at = 0;
        for (int d = 0; d < coordinates.Length; d++)
            at = at * _space.Dims[d] + coordinates[d];
        return at;
    }

    private bool Touches(ReadOnlySpan<long> offsets, ReadOnlySpan<long> extent, long start, long length)
    {
        Span<long> last = stackalloc long[offsets.Length];
        for (int d = 0; d < last.Length; d++)
            last[d] = offsets[d] + extent[d] - 1;
        return Linear(offsets) * _elementSize < start + length && (Linear(last) + 1) * _elementSize > start;
    }

    /// <summary>Copies row by row (a row runs along the last dimension), cut to the wanted range.</summary>
    private void Copy(byte[] chunk, ReadOnlySpan<long> offsets, ReadOnlySpan<long> extent, long start, Span<byte> destination)
    {
        int rank = offsets.Length;
        Span<long> position = stackalloc long[rank];
        Span<long> absolute = stackalloc long[rank];
        position.Clear();
        long rowBytes = extent[rank - 1] * _elementSize;
        while (true)
        {
            long inChunk = 0;
            for (int d = 0; d < rank; d++)
            {
                absolute[d] = offsets[d] + position[d];
                inChunk = inChunk * _grid.ChunkDims[d] + position[d];
            }
            long target = Linear(absolute) * _elementSize - start;
            long from = Math.Max(0, -target), to = Math.Min(rowBytes, destination.Length - target);
            if (from < to)
                chunk.AsSpan((int)(inChunk * _elementSize + from), (int)(to - from)).CopyTo(destination[(int)(target + from)..]);
            int dimension = rank - 2;
            while (dimension >= 0 && ++position[dimension] == extent[dimension])
                position[dimension--] = 0;
            if (dimension < 0)
                return;
        }
    }
}
