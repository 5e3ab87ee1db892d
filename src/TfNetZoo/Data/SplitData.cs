using Tensorflow;
using Tensorflow.Keras.Preprocessing;
using TfNet.Random;

namespace TfNetZoo.Data;

/// <summary>The files of one class after a split.</summary>
/// <param name="Name">the class (folder) name</param>
/// <param name="Train">file names for training, in name order</param>
/// <param name="Validation">file names for validation, in the order they were drawn</param>
public sealed record ClassSplit(string Name, IReadOnlyList<string> Train, IReadOnlyList<string> Validation);

/// <summary>
/// Splits a folder of classes into <c>train</c> and <c>val</c> as the notes' <c>split_data.py</c> does: Python's <c>random.seed(0)</c>
/// once,
/// then for each class <c>random.sample(files, k=int(n * rate))</c>. Classes and files are sorted by name first (the notes take them in
/// the order the file system happens to have), so the same folder always gives the same split.
/// </summary>
public static class SplitData
{
    /// <summary>Draws the validation files of each class; copies nothing.</summary>
    /// <param name="classes">class names and their sorted file names, in the order of drawing</param>
    /// <param name="rate">share of the validation files, 0 to 1</param>
    /// <param name="random">Python's generator, seeded by the caller</param>
    public static IReadOnlyList<ClassSplit> Draw(
        IEnumerable<(string Name, IReadOnlyList<string> Files)> classes, double rate, PythonRandom random)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(random);
        CheckRate(rate);
        var result = new List<ClassSplit>();
        foreach ((string name, IReadOnlyList<string> files) in classes)
        {
            string[] validation = random.sample(files, (int)(files.Count * rate));
            HashSet<string> chosen = [.. validation];
            result.Add(new ClassSplit(name, [.. files.Where(f => !chosen.Contains(f))], validation));
        }
        return result;
    }

    /// <summary>Splits <paramref name="origin"/> into <c>train</c> and <c>val</c> below <paramref name="dataRoot"/> by copying the
    /// files.</summary>
    /// <param name="origin">the folder with one folder for each class (<c>flower_photos</c>); files beside them are ignored</param>
    /// <param name="dataRoot">where <c>train</c> and <c>val</c> go; null: beside <paramref name="origin"/></param>
    /// <param name="rate">share of the validation files</param>
    /// <param name="seed">start of Python's generator; null: a random split</param>
    /// <param name="keepExisting">
    /// true: existing <c>train</c> and <c>val</c> folders are kept and filled up (the split of the ZFNet note, whose repeated runs mix
    /// splits);
    /// false: they are removed first
    /// </param>
    /// <param name="output">takes the progress text; null: the console</param>
    /// <exception cref="AssertionError">the folder does not exist</exception>
    /// <exception cref="ValueError">the rate is not within 0 to 1, a class holds a folder, or the origin lies within the output</exception>
    public static IReadOnlyList<ClassSplit> Run(
        string origin, string? dataRoot = null, double rate = 0.1, long? seed = 0, bool keepExisting = false, TextWriter? output = null)
    {
        ArgumentNullException.ThrowIfNull(origin);
        CheckRate(rate);
        if (!Directory.Exists(origin))
            throw new AssertionError($"path '{origin}' does not exist.");
        string source = Path.TrimEndingDirectorySeparator(Path.GetFullPath(origin));
        string root = Path.GetFullPath(dataRoot ?? Path.GetDirectoryName(source) ?? source);
        var classes = FolderListing.SubFolders(source).Select(c => (c, Files(Path.Combine(source, c)))).ToList();
        PythonRandom random = seed is long value ? new PythonRandom(value) : new PythonRandom();
        IReadOnlyList<ClassSplit> splits = Draw(classes, rate, random);
        string[] targets = [Path.Combine(root, "train"), Path.Combine(root, "val")];
        foreach (string target in targets)
            Prepare(target, source, classes.Select(c => c.c), keepExisting);
        output ??= Console.Out;
        for (int i = 0; i < splits.Count; i++)
            Copy(source, targets, splits[i], classes[i].Item2, output);
        output.WriteLine("processing done!");
        return splits;
    }

    private static IReadOnlyList<string> Files(string folder)
    {
        if (FolderListing.SubFolders(folder) is [string inner, ..])
            throw new ValueError($"SplitData: expected only files in the class folder '{folder}'; received the folder '{inner}'");
        return FolderListing.Files(folder);
    }

    private static void Prepare(string target, string source, IEnumerable<string> classes, bool keepExisting)
    {
        if ((source + Path.DirectorySeparatorChar).StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ValueError($"SplitData: argument origin: expected a folder outside '{target}', which is written anew; " +
                $"received '{source}'");
        if (!keepExisting && Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        foreach (string name in classes)
            Directory.CreateDirectory(Path.Combine(target, name));
    }

    private static void Copy(string source, string[] targets, ClassSplit split, IReadOnlyList<string> files, TextWriter output)
    {
        HashSet<string> validation = [.. split.Validation];
        for (int i = 0; i < files.Count; i++)
        {
            string target = targets[validation.Contains(files[i]) ? 1 : 0];
            File.Copy(Path.Combine(source, split.Name, files[i]), Path.Combine(target, split.Name, files[i]), overwrite: true);
            output.Write($"\r[{split.Name}] processing [{i + 1}/{files.Count}]");
        }
        output.WriteLine();
    }

    private static void CheckRate(double rate)
    {
        if (!(rate is >= 0 and <= 1))
            throw new ValueError(FormattableString.Invariant($"SplitData: argument rate: expected 0 to 1; received {rate}"));
    }
}
