using System.Diagnostics.CodeAnalysis;

namespace TfNet.Formats.Hdf5;

/// <summary>A group or a data set of an open file.</summary>
public abstract class Hdf5Object
{
    private Dictionary<string, Hdf5Attribute>? _attributes;

    private protected Hdf5Object(Hdf5File file, string path, ObjectHeader header)
    {
        File = file;
        Path = path;
        Header = header;
    }

    /// <summary>The absolute path under which it was found, like "/dense/dense/kernel:0"; "/" for the root.</summary>
    public string Path { get; }

    /// <summary>The attributes by name.</summary>
    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes => _attributes ??= ReadAttributes();

    /// <summary>Identifies the object in its file: two paths with one address are the same object.</summary>
    public long Address => Header.Address;

    internal Hdf5File File { get; }

    internal ObjectHeader Header { get; }

    /// <summary>The attribute of a name.</summary>
    /// <exception cref="Hdf5Exception">there is none</exception>
    public Hdf5Attribute Attribute(string name) =>
        Attributes.TryGetValue(name, out Hdf5Attribute? a) ? a : throw File.Source.Fail(Address, $"'{Path}' has no attribute '{name}'");

    /// <summary>The attribute of a name, where there is one.</summary>
    public bool TryAttribute(string name, [NotNullWhen(true)] out Hdf5Attribute? attribute) => Attributes.TryGetValue(name, out attribute);

    private Dictionary<string, Hdf5Attribute> ReadAttributes()
    {
        var byName = new Dictionary<string, Hdf5Attribute>(StringComparer.Ordinal);
        foreach (Hdf5Attribute a in AttributeReader.ReadAll(File, Header))
        {
            if (!byName.TryAdd(a.Name, a))
                throw File.Source.Fail(Address, $"'{Path}' has two attributes '{a.Name}'");
        }
        return byName;
    }
}
