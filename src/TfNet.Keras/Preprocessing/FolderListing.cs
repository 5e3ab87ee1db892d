using System.Text;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// Lists folders as Python does, in an order that depends on the names only: by code point, not by the file system or a culture.
/// </summary>
public static class FolderListing
{
    /// <summary>Compares strings by Unicode code point, as Python's <c>sorted</c>.</summary>
    public static IComparer<string> ByCodePoint { get; } = Comparer<string>.Create(CompareCodePoints);

    /// <summary>The names of the folders directly below a folder, sorted. Links to folders count.</summary>
    /// <exception cref="DirectoryNotFoundException">the folder does not exist</exception>
    public static IReadOnlyList<string> SubFolders(string folder) => Names(Directory.EnumerateDirectories(Check(folder)));

    /// <summary>The names of the files directly below a folder, sorted.</summary>
    /// <exception cref="DirectoryNotFoundException">the folder does not exist</exception>
    public static IReadOnlyList<string> Files(string folder) => Names(Directory.EnumerateFiles(Check(folder)));

    /// <summary>
    /// All files below a folder, relative to it with <c>/</c> between the parts: folders in the order of their paths, files sorted inside
    /// each, so that a nested folder's files come after all files of its parent. A folder that does not exist has none.
    /// </summary>
    /// <param name="folder">where to start</param>
    /// <param name="followLinks">whether to go into folders that are links; each folder is entered once</param>
    public static IReadOnlyList<string> Walk(string folder, bool followLinks)
    {
        var folders = new List<string>();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        if (Directory.Exists(folder))
            Collect(folder, "", followLinks, folders, visited);
        folders.Sort(ByCodePoint);
        return [.. folders.SelectMany(f => Files(Path.Combine(folder, f)).Select(name => f.Length == 0 ? name : f + "/" + name))];
    }

    /// <summary>The extension in lower case without its dot, as <c>os.path.splitext</c> sees it: a name that starts with its only dot has
    /// none.</summary>
    internal static string Extension(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot <= 0 || name.AsSpan(0, dot).TrimStart('.').IsEmpty ? "" : name[(dot + 1)..].ToLowerInvariant();
    }

    private static void Collect(string root, string relative, bool followLinks, List<string> folders, HashSet<string> visited)
    {
        string folder = Path.Combine(root, relative);
        if (followLinks && !visited.Add(RealPath(folder)))
            return;
        folders.Add(relative);
        foreach (string name in SubFolders(folder))
        {
            string inner = relative.Length == 0 ? name : relative + "/" + name;
            if (followLinks || new DirectoryInfo(Path.Combine(root, inner)).LinkTarget == null)
                Collect(root, inner, followLinks, folders, visited);
        }
    }

    private static string RealPath(string folder) =>
        new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder);

    private static string Check(string folder) => Directory.Exists(folder)
        ? folder
        : throw new DirectoryNotFoundException($"No such file or directory: '{folder}'");

    private static string[] Names(IEnumerable<string> paths)
    {
        string[] names = [.. paths.Select(p => Path.GetFileName(p))];
        Array.Sort(names, ByCodePoint);
        return names;
    }

    private static int CompareCodePoints(string? a, string? b)
    {
        if (a == null || b == null)
            return (a == null ? 0 : 1) - (b == null ? 0 : 1);
        StringRuneEnumerator x = a.EnumerateRunes(), y = b.EnumerateRunes();
        while (x.MoveNext())
        {
            if (!y.MoveNext())
                return 1;
            if (x.Current != y.Current)
                return x.Current.CompareTo(y.Current);
        }
        return y.MoveNext() ? -1 : 0;
    }
}
