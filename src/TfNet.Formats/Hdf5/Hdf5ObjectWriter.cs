using System.Buffers.Binary;
using System.Text;

namespace TfNet.Formats.Hdf5;

/// <summary>An attribute ready to be written: plain bytes, or texts that go to the global heap.</summary>
internal sealed record AttributeValue(byte[] Name, byte[] Type, byte[] Space, byte[] Data, byte[][]? HeapTexts)
{
    private const int Reference = 16;

    /// <summary>Bytes of the header message without its own 8-byte prefix.</summary>
    internal int MessageSize => 8 + Pad(Name.Length + 1) + Pad(Type.Length) + Pad(Space.Length) + Pad(DataSize);

    private int DataSize => HeapTexts is null ? Data.Length : Reference * HeapTexts.Length;

    internal static int Pad(int size) => (size + 7) & ~7;
}

/// <summary>A group or data set of a file that is being put together.</summary>
public abstract class Hdf5ObjectWriter
{
    /// <summary>The largest list of names that goes into one attribute, in bytes; h5py and Keras split above it.</summary>
    public const int AttributeLimit = 64_512;

    private const int MaxMessage = 65_528;
    private const int MaxAttributes = 65_000;
    private const int LongText = 1_024;

    private readonly Dictionary<string, AttributeValue> _attributes = new(StringComparer.Ordinal);

    private protected Hdf5ObjectWriter(string path) => Path = path;

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    internal IReadOnlyCollection<AttributeValue> Attributes => _attributes.Values;

    /// <summary>True when the attribute was set.</summary>
    public bool HasAttribute(string name) => _attributes.ContainsKey(name);

    /// <summary>Sets a text: of fixed length up to 1,024 bytes, otherwise of variable length (<see cref="SetText"/>).</summary>
    public void SetAttribute(string name, string value)
    {
        byte[] text = TextBytes(name, value);
        if (text.Length > LongText)
            SetText(name, value);
        else
            SetFixed(name, [], [text], Math.Max(1, text.Length));
    }

    /// <summary>
    /// Sets a list of texts: of the fixed length of the longest one, null-padded; an empty list becomes float64 with no elements, as h5py
    /// stores it. Lists of more than 64 kB do not fit; <see cref="Hdf5Attributes.WriteStringList"/> splits them.
    /// </summary>
    /// <param name="name">the attribute's name</param>
    /// <param name="values">the texts</param>
    /// <param name="width">bytes per text, if more than the longest needs</param>
    public void SetAttribute(string name, IReadOnlyList<string> values, int width = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            SetAttribute(name, Hdf5Type.Float64, [0], []);
            return;
        }
        byte[][] texts = [.. values.Select(v => TextBytes(name, v))];
        SetFixed(name, [values.Count], texts, Math.Max(Math.Max(1, width), texts.Max(t => t.Length)));
    }

    /// <summary>Sets a text of variable length, which may be longer than an attribute of fixed length.</summary>
    public void SetText(string name, string value)
    {
        byte[] text = TextBytes(name, value);
        Set(name, Encode.VariableText(Encode.IsAscii(text)), [], [], [text]);
    }

    /// <summary>Sets one integer (int64).</summary>
    public void SetAttribute(string name, long value)
    {
        var data = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(data, value);
        SetAttribute(name, Hdf5Type.Int64, [], data);
    }

    /// <summary>Sets one number (float64).</summary>
    public void SetAttribute(string name, double value)
    {
        var data = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(data, value);
        SetAttribute(name, Hdf5Type.Float64, [], data);
    }

    /// <summary>Sets numbers from their row-major, little-endian bytes.</summary>
    public void SetAttribute(string name, Hdf5Type type, IReadOnlyList<long> shape, ReadOnlySpan<byte> data)
    {
        long expected = Hdf5GroupWriter.ByteLength(shape, type, $"{Path}@{name}");
        if (data.Length != expected)
            throw Fail($"attribute '{name}': expected {expected} bytes for its shape; received {data.Length}");
        Set(name, Encode.Type(type), shape, data.ToArray(), null);
    }

    internal static Hdf5Exception Refuse(string reason) => new("(new file)", -1, reason);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private Hdf5Exception Fail(string reason) => Refuse($"'{Path}': {reason}");

    private byte[] TextBytes(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Contains('\0', StringComparison.Ordinal)
            ? throw Fail($"attribute '{name}': a text with a zero character cannot be stored") : Utf8(value);
    }

    private void SetFixed(string name, long[] shape, byte[][] texts, int width)
    {
        long size = (long)width * texts.Length;
        if (size > MaxMessage)
            throw Fail($"attribute '{name}': {texts.Length} texts of {width} bytes do not fit into one attribute ({AttributeLimit} bytes)");
        var data = new byte[size];
        bool ascii = true;
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i].CopyTo(data, i * width);
            ascii &= Encode.IsAscii(texts[i]);
        }
        Set(name, Encode.FixedText(width, ascii), shape, data, null);
    }

    private void Set(string name, byte[] type, IReadOnlyList<long> shape, byte[] data, byte[][]? heapTexts)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('\0', StringComparison.Ordinal))
            throw Fail("an attribute's name: expected text without zero characters; received an empty name or one with them");
        var value = new AttributeValue(Utf8(name), type, Encode.Space(shape), data, heapTexts);
        if (value.MessageSize > MaxMessage || value.Name.Length > MaxMessage / 2)
            throw Fail($"attribute '{name}' needs {value.MessageSize} bytes; at most {MaxMessage} fit");
        if (_attributes.Count >= MaxAttributes && !_attributes.ContainsKey(name))
            throw Fail($"more than {MaxAttributes} attributes");
        _attributes[name] = value;
    }
}

/// <summary>A data set of a file that is being put together.</summary>
public sealed class Hdf5DatasetWriter : Hdf5ObjectWriter
{
    internal Hdf5DatasetWriter(string path, IReadOnlyList<long> shape, Hdf5Type type, long byteLength, Action<Stream> write)
        : base(path)
    {
        (Shape, Type, ByteLength, Write) = ([.. shape], type, byteLength, write);
    }

    /// <summary>The extent.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>What the elements are.</summary>
    public Hdf5Type Type { get; }

    /// <summary>Bytes of all elements.</summary>
    public long ByteLength { get; }

    internal Action<Stream> Write { get; }
}

/// <summary>A group of a file that is being put together.</summary>
public sealed class Hdf5GroupWriter : Hdf5ObjectWriter
{
    private const int MaxDepth = 64;
    private const int MaxRank = 32;

    private readonly Dictionary<string, Hdf5ObjectWriter> _children = new(StringComparer.Ordinal);
    private readonly int _depth;

    internal Hdf5GroupWriter(string path, int depth)
        : base(path)
    {
        _depth = depth;
    }

    internal IReadOnlyDictionary<string, Hdf5ObjectWriter> Children => _children;

    /// <summary>Makes a group; missing groups on the way ("a/b/c") are made too, but the last name must be new.</summary>
    /// <exception cref="Hdf5Exception">the name exists, or a data set is in the way</exception>
    public Hdf5GroupWriter CreateGroup(string path)
    {
        Hdf5GroupWriter parent = Parent(path, out string name);
        return parent.Add(name, new Hdf5GroupWriter(Hdf5File.Join(parent.Path, name), parent._depth + 1), "group");
    }

    /// <summary>The group at a path, made with all groups on the way where it does not exist.</summary>
    /// <exception cref="Hdf5Exception">a data set is in the way</exception>
    public Hdf5GroupWriter RequireGroup(string path)
    {
        Hdf5GroupWriter current = this;
        foreach (string part in Parts(path))
            current = current.Step(part);
        return current;
    }

    /// <summary>Makes a data set from its row-major, little-endian bytes; they must not change until the file is saved.</summary>
    /// <exception cref="Hdf5Exception">the name exists, or the bytes do not fit the shape</exception>
    public Hdf5DatasetWriter CreateDataset(string path, IReadOnlyList<long> shape, Hdf5Type type, ReadOnlyMemory<byte> data)
    {
        long expected = ByteLength(shape, type, Hdf5File.Join(Path, path));
        if (data.Length != expected)
            throw Refuse($"data set '{Hdf5File.Join(Path, path)}': expected {expected} bytes for its shape; received {data.Length}");
        return CreateDataset(path, shape, type, stream => stream.Write(data.Span));
    }

    /// <summary>Makes a data set whose row-major, little-endian bytes are written by a callback when the file is saved.</summary>
    /// <exception cref="Hdf5Exception">the name exists</exception>
    public Hdf5DatasetWriter CreateDataset(string path, IReadOnlyList<long> shape, Hdf5Type type, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Hdf5GroupWriter parent = Parent(path, out string name);
        string full = Hdf5File.Join(parent.Path, name);
        _ = Encode.Type(type);
        return parent.Add(name, new Hdf5DatasetWriter(full, shape, type, ByteLength(shape, type, full), write), "dataset");
    }

    /// <summary>True when a group or data set of this path exists.</summary>
    public bool Contains(string path)
    {
        Hdf5ObjectWriter? current = this;
        foreach (string part in Parts(path))
            current = (current as Hdf5GroupWriter)?._children.GetValueOrDefault(part);
        return current is not null;
    }

    internal static long ByteLength(IReadOnlyList<long> shape, Hdf5Type type, string path)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Count > MaxRank)
            throw Refuse($"'{path}': expected at most {MaxRank} dimensions; received {shape.Count}");
        long bytes = type.ElementSize();
        foreach (long d in shape)
        {
            if (d < 0)
                throw Refuse($"'{path}': expected dimensions of at least 0; received {DataSpace.Text(shape)}");
            if (d != 0 && bytes > long.MaxValue / d)
                throw Refuse($"'{path}': shape {DataSpace.Text(shape)} has more bytes than 64 bits can count");
            bytes *= d;
        }
        return bytes;
    }

    private static string[] Parts(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 ? parts : throw Refuse($"expected a name; received '{path}'");
    }

    private Hdf5GroupWriter Parent(string path, out string name)
    {
        string[] parts = Parts(path);
        Hdf5GroupWriter current = this;
        foreach (string part in parts.AsSpan(0, parts.Length - 1))
            current = current.Step(part);
        name = parts[^1];
        return current;
    }

    private Hdf5GroupWriter Step(string name)
    {
        if (!_children.TryGetValue(name, out Hdf5ObjectWriter? child))
            return Add(name, new Hdf5GroupWriter(Hdf5File.Join(Path, name), _depth + 1), "group");
        return child as Hdf5GroupWriter ?? throw Refuse($"'{child.Path}' is a data set; nothing can be created in it");
    }

    private T Add<T>(string name, T child, string kind)
        where T : Hdf5ObjectWriter
    {
        if (name.Contains('\0', StringComparison.Ordinal) || name is ".")
            throw Refuse($"'{Path}': a name '{name}' cannot be stored");
        if (_depth >= MaxDepth)
            throw Refuse($"'{child.Path}': groups nested deeper than {MaxDepth}");
        if (!_children.TryAdd(name, child))
            throw Refuse($"Unable to create {kind} (name already exists): '{child.Path}'");
        return child;
    }
}
