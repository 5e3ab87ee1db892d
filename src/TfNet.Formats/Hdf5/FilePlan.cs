using System.Text;

namespace TfNet.Formats.Hdf5;

/// <summary>
/// Where everything of a new file lies. Order: superblock, then per object its header and (groups) heap, B-tree and symbol nodes, then
/// the global heap, then the data. All sizes follow from counts, so addresses are known before anything is written.
/// </summary>
internal sealed class FilePlan
{
    private const int SuperblockSize = 96;
    private const int LeafK = 4;
    private const int InternalK = 16;
    private const int HeapPrefix = 32;
    private const int SymbolsPerNode = 2 * LeafK;
    private const int ChildrenPerNode = 2 * InternalK;
    private const int SymbolNodeSize = 8 + SymbolsPerNode * 40;
    private const int TreeNodeSize = 24 + (2 * ChildrenPerNode + 1) * 8;
    private const int CachedGroup = 1;

    private readonly Dictionary<Hdf5ObjectWriter, ObjectPlan> _plans = [];
    private readonly List<ObjectPlan> _order = [];
    private readonly GlobalHeapPlan _heap = new();
    private readonly long _structureSize;

    internal FilePlan(Hdf5GroupWriter root)
    {
        Collect(root);
        long at = SuperblockSize;
        foreach (ObjectPlan plan in _order)
            at = Place(plan, at);
        at = _heap.Place(at);
        _structureSize = at;
        foreach (ObjectPlan plan in _order)
        {
            if (plan.Object is not Hdf5DatasetWriter { ByteLength: > 0 } dataset)
                continue;
            plan.DataAddress = at;
            at = checked(at + dataset.ByteLength + (-dataset.ByteLength & 7));
        }
        FileSize = at;
    }

    /// <summary>Bytes of the whole file.</summary>
    internal long FileSize { get; }

    /// <summary>The data sets in the order in which their data follow the structure.</summary>
    internal IEnumerable<Hdf5DatasetWriter> DataOrder => _order.Select(p => p.Object).OfType<Hdf5DatasetWriter>();

    /// <summary>All bytes before the first data set's data.</summary>
    internal ReadOnlyMemory<byte> Structure()
    {
        var w = new ByteWriter();
        WriteSuperblock(w);
        foreach (ObjectPlan plan in _order)
        {
            WriteHeader(w, plan);
            if (plan.Names is not null)
                WriteGroup(w, plan);
        }
        _heap.Write(w);
        return w.Length == _structureSize ? w.Written
            : throw new InvalidOperationException("the HDF5 writer's plan does not fit what it wrote");
    }

    private void Collect(Hdf5GroupWriter root)
    {
        var pending = new Stack<Hdf5ObjectWriter>();
        pending.Push(root);
        while (pending.TryPop(out Hdf5ObjectWriter? next))
        {
            var plan = new ObjectPlan(next);
            _plans.Add(next, plan);
            _order.Add(plan);
            foreach (AttributeValue a in next.Attributes)
                _heap.Add(a);
            if (next is not Hdf5GroupWriter group)
                continue;
            // Names are sorted as bytes, which for UTF-8 is not the order of .NET's strings.
            plan.Names = [.. group.Children.Select(c => (Encoding.UTF8.GetBytes(c.Key), c.Value))];
            Array.Sort(plan.Names, (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
            for (int i = plan.Names.Length - 1; i >= 0; i--)
                pending.Push(plan.Names[i].Object);
        }
    }

    private static long Place(ObjectPlan plan, long at)
    {
        plan.HeaderAddress = at;
        plan.HeaderSize = checked((int)HeaderSize(plan.Object));
        at += 16 + plan.HeaderSize;
        if (plan.Names is not { } names)
            return at;
        plan.HeapAddress = at;
        plan.HeapSize = 8 + names.Sum(n => AttributeValue.Pad(n.Name.Length + 1));
        at += HeapPrefix + plan.HeapSize;
        plan.SymbolNodes = (names.Length + SymbolsPerNode - 1) / SymbolsPerNode;
        plan.SymbolAddress = at;
        at += (long)plan.SymbolNodes * SymbolNodeSize;
        plan.TreeAddress = at;
        plan.TreeLevels = TreeLevels(plan.SymbolNodes);
        return at + (long)plan.TreeLevels.Sum() * TreeNodeSize;
    }

    /// <summary>Nodes per level, from the leaves' parents up to the single root.</summary>
    private static int[] TreeLevels(int symbolNodes)
    {
        var levels = new List<int>();
        int nodes = symbolNodes;
        do
        {
            nodes = Math.Max(1, (nodes + ChildrenPerNode - 1) / ChildrenPerNode);
            levels.Add(nodes);
        }
        while (nodes > 1);
        return [.. levels];
    }

    private static long HeaderSize(Hdf5ObjectWriter o)
    {
        long size = 0;
        if (o is Hdf5DatasetWriter d)
            size += 8 + 8 + 16 * d.Shape.Count + 8 + AttributeValue.Pad(Encode.Type(d.Type).Length) + 8 + 8 + 8 + 24;
        else
            size += 8 + 16;
        foreach (AttributeValue a in o.Attributes)
            size += 8 + a.MessageSize;
        return size;
    }

    private void WriteSuperblock(ByteWriter w)
    {
        w.Bytes(Superblock.FileSignature);
        w.Zeros(5).U8(8).U8(8).U8(0).U16(LeafK).U16(InternalK).U32(0);
        w.I64(0).I64(Hdf5Source.Undefined).I64(FileSize).I64(Hdf5Source.Undefined);
        WriteSymbol(w, 0, _order[0]);
    }

    /// <summary>Entry of 40 bytes; for a group it repeats where the B-tree and the heap are.</summary>
    private static void WriteSymbol(ByteWriter w, long nameOffset, ObjectPlan target)
    {
        w.I64(nameOffset).I64(target.HeaderAddress);
        if (target.Names is null)
            w.Zeros(24);
        else
            w.U32(CachedGroup).U32(0).I64(target.RootNode(TreeNodeSize)).I64(target.HeapAddress);
    }

    private void WriteHeader(ByteWriter w, ObjectPlan plan)
    {
        Hdf5ObjectWriter o = plan.Object;
        int messages = o.Attributes.Count + (o is Hdf5DatasetWriter ? 4 : 1);
        w.U8(1).U8(0).U16(messages).U32(1).U32(plan.HeaderSize).U32(0);
        if (o is Hdf5DatasetWriter d)
        {
            Message(w, MessageType.DataSpace, 0, Encode.Space(d.Shape));
            Message(w, MessageType.DataType, 1, Encode.Type(d.Type));
            // Space allocated late, fill value written if set, defined as the default of zero.
            Message(w, MessageType.FillValue, 1, [2, 2, 2, 1, 0, 0, 0, 0]);
            long address = d.ByteLength > 0 ? plan.DataAddress : Hdf5Source.Undefined;
            Message(w, MessageType.Layout, 0, new ByteWriter().U8(3).U8(1).I64(address).I64(d.ByteLength).ToArray());
        }
        else
        {
            Message(w, MessageType.SymbolTable, 0, new ByteWriter().I64(plan.RootNode(TreeNodeSize)).I64(plan.HeapAddress).ToArray());
        }
        foreach (AttributeValue a in o.Attributes)
            WriteAttribute(w, a);
    }

    private static void Message(ByteWriter w, int type, int flags, ReadOnlySpan<byte> data) =>
        w.U16(type).U16(AttributeValue.Pad(data.Length)).U8(flags).Zeros(3).Bytes(data).Align8();

    private void WriteAttribute(ByteWriter w, AttributeValue a)
    {
        w.U16(MessageType.Attribute).U16(a.MessageSize).U8(0).Zeros(3);
        w.U8(1).U8(0).U16(a.Name.Length + 1).U16(a.Type.Length).U16(a.Space.Length);
        w.Bytes(a.Name).U8(0).Align8().Bytes(a.Type).Align8().Bytes(a.Space).Align8();
        if (a.HeapTexts is null)
            w.Bytes(a.Data);
        else
            _heap.WriteReferences(w, a);
        w.Align8();
    }

    private void WriteGroup(ByteWriter w, ObjectPlan plan)
    {
        (byte[] Name, Hdf5ObjectWriter Object)[] names = plan.Names!;
        // Local heap: prefix with "no free block" (1), then the empty name and all names.
        w.Bytes("HEAP"u8).U32(0).I64(plan.HeapSize).I64(1).I64(plan.HeapAddress + HeapPrefix);
        w.Zeros(8);
        var offsets = new long[names.Length];
        long offset = 8;
        for (int i = 0; i < names.Length; i++)
        {
            offsets[i] = offset;
            w.Bytes(names[i].Name).U8(0).Align8();
            offset += AttributeValue.Pad(names[i].Name.Length + 1);
        }
        for (int first = 0; first < names.Length; first += SymbolsPerNode)
        {
            int count = Math.Min(SymbolsPerNode, names.Length - first);
            w.Bytes("SNOD"u8).U8(1).U8(0).U16(count);
            for (int i = first; i < first + count; i++)
                WriteSymbol(w, offsets[i], _plans[names[i].Object]);
            w.Zeros((SymbolsPerNode - count) * 40);
        }
        WriteTree(w, plan, offsets);
    }

    /// <summary>Key i+1 of a node is the last name below child i; the first key of all is the empty name.</summary>
    private static void WriteTree(ByteWriter w, ObjectPlan plan, long[] offsets)
    {
        long childAddress = plan.SymbolAddress, childSize = SymbolNodeSize, levelAddress = plan.TreeAddress;
        int children = plan.SymbolNodes;
        long[] lastNames = new long[children];
        for (int i = 0; i < children; i++)
            lastNames[i] = offsets[Math.Min((i + 1) * SymbolsPerNode, offsets.Length) - 1];
        for (int level = 0; level < plan.TreeLevels.Length; level++)
        {
            int nodes = plan.TreeLevels[level];
            var nodeLast = new long[nodes];
            for (int n = 0; n < nodes; n++)
            {
                int first = n * ChildrenPerNode, count = Math.Min(ChildrenPerNode, children - first);
                w.Bytes("TREE"u8).U8(0).U8(level).U16(count);
                w.I64(n > 0 ? levelAddress + (n - 1L) * TreeNodeSize : Hdf5Source.Undefined);
                w.I64(n < nodes - 1 ? levelAddress + (n + 1L) * TreeNodeSize : Hdf5Source.Undefined);
                w.I64(first > 0 ? lastNames[first - 1] : 0);
                for (int i = first; i < first + count; i++)
                    w.I64(childAddress + i * childSize).I64(lastNames[i]);
                w.Zeros((ChildrenPerNode - count) * 16);
                nodeLast[n] = count > 0 ? lastNames[first + count - 1] : 0;
            }
            (childAddress, childSize, children, lastNames) = (levelAddress, TreeNodeSize, nodes, nodeLast);
            levelAddress += (long)nodes * TreeNodeSize;
        }
    }
}

/// <summary>Where one object's structures lie.</summary>
internal sealed class ObjectPlan(Hdf5ObjectWriter o)
{
    internal Hdf5ObjectWriter Object { get; } = o;

    internal long HeaderAddress { get; set; }

    internal int HeaderSize { get; set; }

    internal long DataAddress { get; set; }

    /// <summary>A group's children in the order of their bytes; null for a data set.</summary>
    internal (byte[] Name, Hdf5ObjectWriter Object)[]? Names { get; set; }

    internal long HeapAddress { get; set; }

    internal long HeapSize { get; set; }

    internal int SymbolNodes { get; set; }

    internal long SymbolAddress { get; set; }

    internal long TreeAddress { get; set; }

    internal int[] TreeLevels { get; set; } = [];

    /// <summary>The root is the last node written.</summary>
    internal long RootNode(int nodeSize) => TreeAddress + (TreeLevels.Sum() - 1L) * nodeSize;
}

/// <summary>The global heap of a new file: collections of about 64 KiB, longer texts alone in one.</summary>
internal sealed class GlobalHeapPlan
{
    private const int MinCollection = 4096;
    private const int Target = 64 << 10;
    private const int ObjectPrefix = 16;

    private readonly Dictionary<byte[], (int Collection, int Number)> _places = [];
    private readonly List<List<byte[]>> _collections = [];
    private readonly List<long> _sizes = [];
    private readonly List<long> _addresses = [];

    internal void Add(AttributeValue attribute)
    {
        foreach (byte[] text in attribute.HeapTexts ?? [])
        {
            if (text.Length == 0)
                continue;
            long size = ObjectPrefix + AttributeValue.Pad(text.Length);
            if (_collections.Count == 0 || _sizes[^1] + size > Target)
            {
                _collections.Add([]);
                _sizes.Add(2 * ObjectPrefix);
            }
            _collections[^1].Add(text);
            _sizes[^1] += size;
            _places[text] = (_collections.Count - 1, _collections[^1].Count);
        }
    }

    internal long Place(long at)
    {
        for (int i = 0; i < _collections.Count; i++)
        {
            _addresses.Add(at);
            _sizes[i] = Math.Max(MinCollection, _sizes[i]);
            at += _sizes[i];
        }
        return at;
    }

    /// <summary>Per text: length, collection address, object number; all zero for an empty text.</summary>
    internal void WriteReferences(ByteWriter w, AttributeValue attribute)
    {
        foreach (byte[] text in attribute.HeapTexts!)
        {
            if (text.Length == 0)
            {
                w.Zeros(16);
                continue;
            }
            (int collection, int number) = _places[text];
            w.U32(text.Length).I64(_addresses[collection]).U32(number);
        }
    }

    internal void Write(ByteWriter w)
    {
        for (int i = 0; i < _collections.Count; i++)
        {
            long left = _sizes[i] - 16;
            w.Bytes("GCOL"u8).U8(1).Zeros(3).I64(_sizes[i]);
            for (int k = 0; k < _collections[i].Count; k++)
            {
                byte[] text = _collections[i][k];
                w.U16(k + 1).U16(0).U32(0).I64(text.Length).Bytes(text).Align8();
                left -= ObjectPrefix + AttributeValue.Pad(text.Length);
            }
            // Object 0 is the free rest, its own prefix included.
            w.Zeros(8).I64(left).Zeros((int)(left - ObjectPrefix));
        }
    }
}
