namespace TfNet.Keras.Tests.Callbacks;

/// <summary>An empty folder that goes away again.</summary>
internal sealed class ScratchFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("tfnet-callbacks-").FullName;

    /// <summary>Runs with the folder as the current one.</summary>
    internal void Inside(Action action)
    {
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path;
        try
        {
            action();
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    internal IEnumerable<string> Files() => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(f => System.IO.Path.GetRelativePath(Path, f).Replace('\\', '/'))];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
