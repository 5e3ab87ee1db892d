namespace TfNet.Formats.Hdf5;

/// <summary>
/// An HDF5 file opened for reading: the part of the format that Keras, h5py and TensorFlow use. The file is treated as hostile: every
/// address, size and count is checked before use, links out of the file and into other paths are refused, nothing else is ever opened.
/// Not safe for use by several threads at once.
/// </summary>
public sealed class Hdf5File : IDisposable
{
    private readonly Dictionary<long, ObjectHeader> _headers = [];
    private readonly Dictionary<string, Hdf5Object> _objects = new(StringComparer.Ordinal);
    private Hdf5Group? _root;

    private Hdf5File(Hdf5Source source)
    {
        Source = source;
        GlobalHeap = new GlobalHeap(source);
        Superblock = Superblock.Read(source);
    }

    /// <summary>The root group.</summary>
    public Hdf5Group Root => _root ??= Object("/", Superblock.RootAddress) as Hdf5Group
        ?? throw Source.Fail(Superblock.RootAddress, "the root is a data set; a group expected");

    /// <summary>The file's path, or "(stream)".</summary>
    public string Name => Source.Name;

    internal Hdf5Source Source { get; }

    internal Superblock Superblock { get; }

    internal GlobalHeap GlobalHeap { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="Hdf5Exception">it is not HDF5, damaged, or outside the limits</exception>
    public static Hdf5File Open(string path, Limits? limits = null)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        return Open(stream, path, limits, leaveOpen: false, ignoreChecksums: false);
    }

    /// <summary>Opens a file that lies in a stream which can seek; it is disposed with the result unless it is to stay open.</summary>
    /// <exception cref="Hdf5Exception">it is not HDF5, damaged, or outside the limits</exception>
    public static Hdf5File Open(Stream stream, Limits? limits = null, bool leaveOpen = false) =>
        Open(stream, "(stream)", limits, leaveOpen, ignoreChecksums: false);

    /// <summary>True when the file starts with the HDF5 signature, at 0 or behind a user block; never throws for content.</summary>
    public static bool IsHdf5(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        Span<byte> signature = stackalloc byte[8];
        for (long at = 0; at <= stream.Length - 8; at = at == 0 ? 512 : at * 2)
        {
            stream.Position = at;
            stream.ReadExactly(signature);
            if (signature.SequenceEqual(Superblock.FileSignature))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Every object once, groups before their content, in the order of names. Links of other kinds than hard are left out; a second path
    /// to an object already seen is too.
    /// </summary>
    /// <exception cref="Hdf5Exception">an object cannot be read, or groups are nested deeper than the limit</exception>
    public IEnumerable<Hdf5Object> Objects()
    {
        var seen = new HashSet<long> { Root.Address };
        var pending = new Stack<(Hdf5Object Object, int Depth)>();
        pending.Push((Root, 0));
        while (pending.TryPop(out (Hdf5Object Object, int Depth) next))
        {
            yield return next.Object;
            if (next.Object is not Hdf5Group group)
                continue;
            if (next.Depth >= Source.Limits.MaxNesting)
                throw Source.Fail(group.Address, $"groups nested deeper than {Source.Limits.MaxNesting}: '{group.Path}'");
            for (int i = group.Names.Count - 1; i >= 0; i--)
            {
                string name = group.Names[i];
                if (group.LinkKind(name) == Hdf5LinkKind.Hard && group.Child(name) is { } child && seen.Add(child.Address))
                    pending.Push((child, next.Depth + 1));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    internal static string Join(string group, string path) =>
        path.StartsWith('/') ? path : group.EndsWith('/') ? group + path : $"{group}/{path}";

    /// <summary>The object at an address, under the path by which it was reached.</summary>
    internal Hdf5Object Object(string path, long address)
    {
        if (_objects.TryGetValue(path, out Hdf5Object? known))
            return known;
        if (path.AsSpan().Count('/') > 4 * Source.Limits.MaxNesting)
            throw Source.Fail(address, $"a path of more than {4 * Source.Limits.MaxNesting} parts");
        if (!_headers.TryGetValue(address, out ObjectHeader? header))
            _headers.Add(address, header = ObjectHeader.Read(Source, address));
        Hdf5Object found = Make(path, header);
        _objects.Add(path, found);
        return found;
    }

    internal static Hdf5File Open(Stream stream, string name, Limits? limits, bool leaveOpen, bool ignoreChecksums)
    {
        if (!stream.CanSeek)
            throw new ArgumentException("argument stream: expected a stream that can seek; received one that cannot", nameof(stream));
        var source = new Hdf5Source(stream, name, limits ?? Limits.Default, leaveOpen) { IgnoreChecksums = ignoreChecksums };
        try
        {
            var file = new Hdf5File(source);
            _ = file.Root;
            return file;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private Hdf5Object Make(string path, ObjectHeader header)
    {
        if (header.Find(MessageType.SymbolTable) is not null || header.Find(MessageType.LinkInfo) is not null)
            return new Hdf5Group(this, path, header);
        if (header.Find(MessageType.DataType) is not { } type)
            throw Source.Fail(header.Address, $"'{path}' is neither a group nor a data set");
        if (header.Find(MessageType.DataSpace) is null)
            throw Source.Fail(header.Address, $"'{path}' is a named datatype; a group or data set expected");
        return new Hdf5Dataset(this, path, header, type);
    }
}
