using System.Diagnostics.CodeAnalysis;

namespace TfNet.Formats.Hdf5;

/// <summary>A group: names that lead to groups and data sets.</summary>
public sealed class Hdf5Group : Hdf5Object
{
    private readonly Dictionary<string, Link> _links = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    internal Hdf5Group(Hdf5File file, string path, ObjectHeader header)
        : base(file, path, header)
    {
        foreach (Link link in LinkReader.Read(file, header))
        {
            if (!_links.TryAdd(link.Name, link))
                throw file.Source.Fail(header.Address, $"group '{path}' has two entries '{link.Name}'");
            _names.Add(link.Name);
        }
        _names.Sort(StringComparer.Ordinal);
    }

    /// <summary>The names in this group, sorted; links of every kind.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>What a name of this group leads to; only hard links can be opened.</summary>
    public Hdf5LinkKind LinkKind(string name) =>
        _links.TryGetValue(name, out Link link) ? link.Kind
            : throw File.Source.Fail(Address, $"there is no object '{Hdf5File.Join(Path, name)}'");

    /// <summary>The group at a path ("a/b" below this group, "/a/b" from the root).</summary>
    /// <exception cref="Hdf5Exception">there is none, it is a data set, or the way leads over a soft, external or user-defined
    /// link</exception>
    public Hdf5Group Group(string path) =>
        Open(path) as Hdf5Group ?? throw File.Source.Fail(Address, $"'{Hdf5File.Join(Path, path)}' is a data set; a group expected");

    /// <summary>The data set at a path ("a/b" below this group, "/a/b" from the root).</summary>
    /// <exception cref="Hdf5Exception">there is none, it is a group, or the way leads over a soft, external or user-defined
    /// link</exception>
    public Hdf5Dataset Dataset(string path) =>
        Open(path) as Hdf5Dataset ?? throw File.Source.Fail(Address, $"'{Hdf5File.Join(Path, path)}' is a group; a data set expected");

    /// <summary>The object at a path.</summary>
    /// <exception cref="Hdf5Exception">there is none, or the way leads over a soft, external or user-defined link</exception>
    public Hdf5Object Open(string path) =>
        TryOpen(path, out Hdf5Object? found) ? found : throw File.Source.Fail(Address, $"there is no object '{Hdf5File.Join(Path, path)}'");

    /// <summary>The object at a path, where there is one.</summary>
    /// <exception cref="Hdf5Exception">the path is empty or too long, or leads over a soft, external or user-defined link</exception>
    public bool TryOpen(string path, [NotNullWhen(true)] out Hdf5Object? found)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 && !path.StartsWith('/'))
            throw File.Source.Fail(Address, $"an empty name in group '{Path}'");
        Hdf5Object current = path.StartsWith('/') ? File.Root : this;
        foreach (string part in parts)
        {
            if (part == ".")
                continue;
            if (current is not Hdf5Group group || group.Child(part) is not { } next)
            {
                found = null;
                return false;
            }
            current = next;
        }
        found = current;
        return true;
    }

    /// <summary>True when the path leads to an object; soft and external links do not count.</summary>
    public bool Contains(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Hdf5Object? current = path.StartsWith('/') ? File.Root : this;
        foreach (string part in parts)
            current = current is Hdf5Group group && group._links.TryGetValue(part, out Link link) && link.Kind == Hdf5LinkKind.Hard
                ? group.Child(part) : null;
        return parts.Length > 0 && current is not null;
    }

    internal Hdf5Object? Child(string name)
    {
        if (!_links.TryGetValue(name, out Link link))
            return null;
        string path = Hdf5File.Join(Path, name);
        return link.Kind switch
        {
            Hdf5LinkKind.Hard => File.Object(path, link.Address),
            Hdf5LinkKind.Soft =>
                throw File.Source.Fail(Address, $"'{path}' is a soft link to '{link.Target}'; soft links are not followed"),
            Hdf5LinkKind.External => throw File.Source.Fail(Address, $"'{path}' is an external link; external links are not followed"),
            _ => throw File.Source.Fail(Address, $"'{path}' is a user-defined link; such links are not followed"),
        };
    }
}

/// <summary>Gathers the links of a group, whichever of the three ways they are stored in.</summary>
internal static class LinkReader
{
    private const int DenseNameIndex = 5;
    private const int HeapIdSize = 7;

    internal static List<Link> Read(Hdf5File file, ObjectHeader header)
    {
        Hdf5Source source = file.Source;
        if (header.Find(MessageType.SymbolTable) is { } table)
            return SymbolTable.Read(source, file.Superblock, table);
        var links = new List<Link>();
        foreach (HeaderMessage message in header.Messages)
        {
            if (message.Type != MessageType.Link)
                continue;
            source.CountObject(message.Offset);
            SpanReader r = message.Open(source, "link");
            links.Add(Link.Read(ref r));
        }
        if (header.Find(MessageType.LinkInfo) is { } info)
            ReadDense(source, info, links);
        return links;
    }

    private static void ReadDense(Hdf5Source source, HeaderMessage info, List<Link> links)
    {
        SpanReader r = info.Open(source, "link info");
        r.Version(0, 0);
        if ((r.U8() & 1) != 0)
            r.Skip(8);
        long heapAddress = r.Address(), treeAddress = r.Address();
        if (heapAddress == Hdf5Source.Undefined)
            return;
        FractalHeap heap = FractalHeap.Read(source, heapAddress);
        foreach (BTree2.Record record in BTree2.Read(source, treeAddress, DenseNameIndex))
        {
            SpanReader id = record.Open(source);
            id.Skip(4);
            (byte[] data, long offset) = heap.Object(id.Bytes(HeapIdSize));
            var link = new SpanReader(source, data, offset, "link");
            links.Add(Link.Read(ref link));
        }
    }
}
