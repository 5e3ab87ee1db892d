using System.Numerics;

namespace TfNet.Formats.Hdf5;

/// <summary>Version 2 B-trees: the records of all nodes in order.</summary>
internal static class BTree2
{
    private const int NodePrefix = 6;
    private const int NodeOverhead = NodePrefix + 4;
    private const int MaxDepth = 16;

    /// <summary>One record and its place in the file.</summary>
    internal readonly record struct Record(ReadOnlyMemory<byte> Data, long Offset)
    {
        internal SpanReader Open(Hdf5Source source) => new(source, Data.Span, Offset, "B-tree record");
    }

    internal static List<Record> Read(Hdf5Source source, long address, int expectedType)
    {
        SpanReader r = source.Open(address, 38, "B-tree");
        r.Signature("BTHD"u8);
        r.Version(0, 0);
        int type = r.U8();
        if (type != expectedType)
            throw source.Fail(address, $"B-tree of type {type} (expected {expectedType})");
        long nodeSize = r.U32();
        int recordSize = r.U16(), depth = r.U16();
        r.Skip(2);
        long root = r.Address();
        int rootRecords = r.U16();
        long total = r.Size();
        r.Checksum();
        if (recordSize == 0 || nodeSize < NodeOverhead + recordSize || depth > MaxDepth)
            throw source.Fail(address, $"B-tree with nodes of {nodeSize} bytes, records of {recordSize}, depth {depth}");
        var walk = new Walk(source, type, nodeSize, recordSize, depth);
        if (rootRecords > 0)
            walk.ReadNode(root, rootRecords, depth);
        if (walk.Records.Count != total)
            throw source.Fail(address, $"B-tree with {walk.Records.Count} records; its header says {total}");
        return walk.Records;
    }

    private sealed class Walk
    {
        private readonly Hdf5Source _source;
        private readonly int _type;
        private readonly long _nodeSize;
        private readonly int _recordSize;
        private readonly long[] _maxRecords;
        private readonly int[] _totalBytes;
        private readonly int _countBytes;
        private readonly HashSet<long> _visited = [];

        /// <summary>
        /// A child pointer is an address, the child's record count (as many bytes as the fullest leaf needs) and, above level 1, the count
        /// of its whole subtree (as many bytes as the fullest subtree of its level needs).
        /// </summary>
        internal Walk(Hdf5Source source, int type, long nodeSize, int recordSize, int depth)
        {
            (_source, _type, _nodeSize, _recordSize) = (source, type, nodeSize, recordSize);
            _maxRecords = new long[depth + 1];
            _totalBytes = new int[depth + 1];
            _maxRecords[0] = (nodeSize - NodeOverhead) / recordSize;
            _countBytes = BytesFor(_maxRecords[0]);
            UInt128 subtree = (UInt128)_maxRecords[0];
            for (int level = 1; level <= depth; level++)
            {
                int pointer = PointerSize(level);
                _maxRecords[level] = Math.Max(0, (nodeSize - NodeOverhead - pointer) / (recordSize + pointer));
                subtree = (UInt128)(_maxRecords[level] + 1) * subtree + (UInt128)_maxRecords[level];
                subtree = UInt128.Min(subtree, ulong.MaxValue);
                _totalBytes[level] = BytesFor((ulong)subtree);
            }
        }

        internal List<Record> Records { get; } = [];

        internal void ReadNode(long address, long count, int level)
        {
            if (count > _maxRecords[level])
                throw _source.Fail(address, $"B-tree node with {count} records; at most {_maxRecords[level]} fit");
            if (!_visited.Add(address))
                throw _source.Fail(address, "B-tree leads twice to one node (cycle)");
            int pointer = level > 0 ? PointerSize(level) : 0;
            long size = NodePrefix + count * _recordSize + (level > 0 ? (count + 1) * pointer : 0) + 4;
            byte[] block = _source.Block(address, size, "B-tree node");
            var r = new SpanReader(_source, block, address, "B-tree node");
            r.Signature(level > 0 ? "BTIN"u8 : "BTLF"u8);
            r.Version(0, 0);
            if (r.U8() != _type)
                throw _source.Fail(address, "B-tree node of another type than its tree");
            var check = new SpanReader(_source, block, address, "B-tree node");
            check.Skip(block.Length - 4);
            check.Checksum();
            int records = r.Position;
            r.Skip(count * _recordSize);
            for (int i = 0; i <= count; i++)
            {
                if (level > 0)
                    ReadChild(ref r, level);
                if (i < count)
                    Add(block, records + i * _recordSize, address);
            }
        }

        private void ReadChild(ref SpanReader r, int level)
        {
            long child = r.Address();
            long count = r.Number(_countBytes);
            if (level > 1)
                r.Skip(_totalBytes[level - 1]);
            ReadNode(child, count, level - 1);
        }

        private void Add(byte[] block, int at, long address)
        {
            _source.CountObject(address + at);
            Records.Add(new Record(block.AsMemory(at, _recordSize), address + at));
        }

        private int PointerSize(int level) => 8 + _countBytes + (level > 1 ? _totalBytes[level - 1] : 0);

        private static int BytesFor(long limit) => BytesFor((ulong)Math.Max(limit, 1));

        private static int BytesFor(ulong limit) => BitOperations.Log2(limit) / 8 + 1;
    }
}
