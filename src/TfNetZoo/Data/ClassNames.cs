using System.Text;
using Tensorflow;
using TfNetZoo.Text;

namespace TfNetZoo.Data;

/// <summary>Class names from any of the files that they come in.</summary>
public static class ClassNames
{
    private const int MaxBytes = 16 << 20;

    /// <summary>
    /// Reads class_indices.json ({"0": "daisy"}), ImageNet's index ({"0": ["n01440764", "tench"]}), or a text file with a name in each line.
    /// </summary>
    /// <param name="path">JSON where its first character is a brace, else text.</param>
    /// <exception cref="AssertionError">the file does not exist</exception>
    /// <exception cref="ClassIndicesException">the content is of no such form</exception>
    public static string[] Read(string path)
    {
        if (!File.Exists(path))
            throw new AssertionError(NotesText.FileMissing(path));
        if (new FileInfo(path).Length > MaxBytes)
            throw new ClassIndicesException(path, $"expected at most {MaxBytes} bytes; received {new FileInfo(path).Length}");
        string text = File.ReadAllText(path, Encoding.UTF8);
        if (text.AsSpan().TrimStart().StartsWith("{"))
            return ClassIndices.Read(path);
        string[] names = [.. text.Split('\n').Select(l => l.Trim())];
        // Empty lines at the end are no classes; one in between would shift all after it.
        int count = Array.FindLastIndex(names, n => n.Length > 0) + 1;
        if (count == 0)
            throw new ClassIndicesException(path, "expected JSON, or a class name in each line; the file is empty");
        int empty = Array.FindIndex(names, 0, count, n => n.Length == 0);
        return empty < 0 ? names[..count] : throw new ClassIndicesException(path, $"line {empty + 1}: expected a class name; the line is empty");
    }

    /// <summary>The names beside a weight file, in class_indices.json; null where there is no such file.</summary>
    public static string[]? Beside(string weights)
    {
        string path = PathBeside(weights);
        return File.Exists(path) ? ClassIndices.Read(path) : null;
    }

    /// <summary>Where <see cref="Beside"/> looks, and training writes.</summary>
    public static string PathBeside(string weights) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(weights))!, "class_indices.json");
}
