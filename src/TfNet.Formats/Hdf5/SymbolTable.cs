namespace TfNet.Formats.Hdf5;

/// <summary>Old-style groups: a version 1 B-tree whose leaves are symbol-table nodes, with the names in a local heap.</summary>
internal sealed class SymbolTable
{
    private const int HardLink = 0;
    private const int CachedGroup = 1;
    private const int SoftLink = 2;

    private readonly Hdf5Source _source;
    private readonly Superblock _superblock;
    private readonly LocalHeap _heap;
    private readonly HashSet<long> _visited = [];
    private readonly List<Link> _links = [];

    private SymbolTable(Hdf5Source source, Superblock superblock, LocalHeap heap)
    {
        _source = source;
        _superblock = superblock;
        _heap = heap;
    }

    /// <summary>Reads the links that a symbol-table message leads to.</summary>
    internal static List<Link> Read(Hdf5Source source, Superblock superblock, HeaderMessage message)
    {
        SpanReader r = message.Open(source, "symbol table message");
        long tree = r.Address(), heap = r.Address();
        var table = new SymbolTable(source, superblock, LocalHeap.Read(source, heap));
        table.ReadNode(tree, expectedLevel: -1);
        return table._links;
    }

    /// <summary>Node: signature, type 0, level, entries used, two siblings, then key, child, key, child, .. key.</summary>
    private void ReadNode(long address, int expectedLevel)
    {
        SpanReader head = _source.Open(address, 24, "group B-tree node");
        head.Signature("TREE"u8);
        int type = head.U8(), level = head.U8(), used = head.U16();
        if (type != 0)
            throw _source.Fail(address, $"group B-tree node of type {type} (expected 0)");
        if (level > _source.Limits.MaxNesting || expectedLevel >= 0 && level != expectedLevel)
            throw _source.Fail(address, $"group B-tree node of level {level}{(expectedLevel >= 0 ? $" (expected {expectedLevel})" : "")}");
        if (used > 2 * _superblock.GroupInternalK)
            throw _source.Fail(address, $"group B-tree node with {used} entries; at most {2 * _superblock.GroupInternalK} fit");
        if (!_visited.Add(address))
            throw _source.Fail(address, "group B-tree leads back to a node already seen (cycle)");
        SpanReader r = _source.Open(address + 24, used * 16L, "group B-tree node");
        for (int i = 0; i < used; i++)
        {
            r.Skip(8);
            long child = r.Address();
            if (level > 0)
                ReadNode(child, level - 1);
            else
                ReadLeaf(child);
        }
    }

    /// <summary>Leaf: signature, version 1, reserved, number of symbols, then entries of 40 bytes.</summary>
    private void ReadLeaf(long address)
    {
        if (!_visited.Add(address))
            throw _source.Fail(address, "group B-tree leads twice to one symbol-table node (cycle)");
        SpanReader head = _source.Open(address, 8, "symbol-table node");
        head.Signature("SNOD"u8);
        head.Version(1, 1);
        head.Skip(1);
        int symbols = head.U16();
        if (symbols > 2 * _superblock.GroupLeafK)
            throw _source.Fail(address, $"symbol-table node with {symbols} symbols; at most {2 * _superblock.GroupLeafK} fit");
        SpanReader r = _source.Open(address + 8, symbols * 40L, "symbol-table node");
        for (int i = 0; i < symbols; i++)
        {
            long at = r.Offset;
            _source.CountObject(at);
            string name = _heap.Text(r.Address());
            long header = r.Address();
            long cache = r.U32();
            r.Skip(4);
            long linkValue = r.U32();
            r.Skip(12);
            _links.Add(cache switch
            {
                HardLink or CachedGroup => new Link(name, Hdf5LinkKind.Hard, header, ""),
                SoftLink => new Link(name, Hdf5LinkKind.Soft, Hdf5Source.Undefined, _heap.Text(linkValue)),
                _ => throw _source.Fail(at, $"symbol-table entry '{name}' of unknown kind {cache}"),
            });
        }
    }
}
