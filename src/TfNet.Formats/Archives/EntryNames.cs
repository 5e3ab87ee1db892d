using System.Text;

namespace TfNet.Formats.Archives;

/// <summary>
/// Turns the names of an archive's entries into relative paths below one folder, on every system the same ones, and refuses those that
/// could leave it or meet another entry: parent folders, absolute names, backslashes, drive letters and streams, names that differ by
/// case only.
/// </summary>
internal sealed class EntryNames(string archive, Limits limits)
{
    private const int LongestName = 1024, LongestSegment = 255;

    private static readonly HashSet<string> s_devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    private readonly Dictionary<string, (string Name, bool IsFolder)> _seen = [];

    /// <summary>The relative path of an entry, with '/' between its parts; empty for the folder itself.</summary>
    public string Accept(string name, bool isFolder)
    {
        if (name.Length is 0 or > LongestName)
            throw Refuse(name, $"expected a name of 1 to {LongestName} characters; received {name.Length}");
        if (_seen.Count >= limits.MaxArchiveEntries)
            throw Refuse(name, $"expected at most {limits.MaxArchiveEntries} files and folders");
        if (name.Contains('\\', StringComparison.Ordinal))
            throw Refuse(name, "a backslash in the name");
        if (name[0] == '/')
            throw Refuse(name, "an absolute name");
        string[] parts = [.. name.Split('/').Where(p => p is not ("" or "."))];
        if (parts.Length > limits.MaxNesting)
            throw Refuse(name, $"expected at most {limits.MaxNesting} nested folders; received {parts.Length}");
        string path = "";
        for (int i = 0; i < parts.Length; i++)
        {
            CheckPart(name, parts[i]);
            path = i == 0 ? parts[0] : path + "/" + parts[i];
            Register(name, path, isFolder || i < parts.Length - 1);
        }
        if (path.Length == 0 && !isFolder)
            throw Refuse(name, "a file without a name");
        return path;
    }

    private void CheckPart(string name, string part)
    {
        if (part == "..")
            throw Refuse(name, "a parent folder (..) in the name");
        if (Encoding.UTF8.GetByteCount(part) > LongestSegment)
            throw Refuse(name, $"expected parts of at most {LongestSegment} bytes; received {Encoding.UTF8.GetByteCount(part)}");
        if (part.Any(c => c is ':' or '<' or '>' or '"' or '|' or '?' or '*' || char.IsControl(c)))
            throw Refuse(name, "a character that not every system allows in a name");
        if (part[^1] is ' ' or '.')
            throw Refuse(name, "a part that ends with a space or a dot");
        if (s_devices.Contains(part.Split('.')[0]))
            throw Refuse(name, "the name of a device");
    }

    private void Register(string name, string path, bool isFolder)
    {
        string key = path.ToUpperInvariant();
        if (!_seen.TryGetValue(key, out (string Name, bool IsFolder) before))
            _seen.Add(key, (path, isFolder));
        else if (before.Name != path)
            throw Refuse(name, $"its name differs from '{before.Name}' by case only");
        else if (!before.IsFolder || !isFolder)
            throw Refuse(name, "two entries of this name");
    }

    private ArchiveException Refuse(string name, string reason) =>
        new(archive, name.Length > LongestName ? name[..LongestName] : name, reason);
}
