namespace TfNet.Goldens;

/// <summary>
/// Where the reference data lies: the folder named by the environment variable TFNETZOO_GOLDENS,
/// otherwise tests/goldens of this checkout (found from the test's own folder upwards).
/// </summary>
public static class GoldenFolder
{
    private static readonly Lazy<string> s_root = new(Find);

    public static string Root => s_root.Value;

    /// <summary>The full path of a file or folder below the root; it need not exist.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>The names (without extension) of all files with an extension in a group's folder, sorted; empty where there is none.</summary>
    public static IReadOnlyList<string> Cases(string group, string extension = ".json") =>
        Directory.Exists(Path(group))
            ? [.. Directory.EnumerateFiles(Path(group), "*" + extension).Select(f => System.IO.Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
            : [];

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("TFNETZOO_GOLDENS") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"TFNETZOO_GOLDENS names {named}, which is no folder.");
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d != null; d = d.Parent)
        {
            string candidate = System.IO.Path.Combine(d.FullName, "tests", "goldens");
            if (Directory.Exists(candidate))
                return candidate;
        }
        throw new DirectoryNotFoundException($"No tests/goldens found from {AppContext.BaseDirectory} upwards.");
    }
}
