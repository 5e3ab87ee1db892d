using System.Text;

namespace TfNet.Formats.Hdf5;

/// <summary>What a name in a group leads to.</summary>
public enum Hdf5LinkKind
{
    /// <summary>An object of this file.</summary>
    Hard,

    /// <summary>A path in this file; never followed.</summary>
    Soft,

    /// <summary>An object of another file; never followed.</summary>
    External,

    /// <summary>A link of a kind that the writing program defined; never followed.</summary>
    UserDefined,
}

/// <summary>One entry of a group: the address of a hard link, or the target's text of another.</summary>
internal readonly record struct Link(string Name, Hdf5LinkKind Kind, long Address, string Target)
{
    private const int ExternalType = 64;

    /// <summary>Reads a link message (new-style groups).</summary>
    internal static Link Read(ref SpanReader r)
    {
        r.Version(1, 1);
        int flags = r.U8();
        int type = (flags & 8) != 0 ? r.U8() : 0;
        if ((flags & 4) != 0)
            r.Skip(8);
        if ((flags & 16) != 0)
            r.Skip(1);
        long nameLength = r.Number(1 << (flags & 3));
        string name = Encoding.UTF8.GetString(r.Bytes(nameLength));
        if (type == 0)
            return new Link(name, Hdf5LinkKind.Hard, r.Address(), "");
        if (type is > 1 and < ExternalType)
            throw r.Source.Fail(r.Offset, $"link '{name}' of unknown type {type}");
        string target = Encoding.UTF8.GetString(r.Bytes(r.U16())).Replace('\0', ' ').Trim();
        Hdf5LinkKind kind = type == 1 ? Hdf5LinkKind.Soft : type == ExternalType ? Hdf5LinkKind.External : Hdf5LinkKind.UserDefined;
        return new Link(name, kind, Hdf5Source.Undefined, target);
    }
}
