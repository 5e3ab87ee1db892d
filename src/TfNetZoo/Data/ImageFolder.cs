using System.Collections.Concurrent;
using Tensorflow;
using Tensorflow.Keras.Preprocessing;
using TfNet.Formats.Images;

namespace TfNetZoo.Data;

/// <summary>
/// A folder of classes as torchvision's <c>ImageFolder</c> lists it: sorted class folders, pictures found recursively, sorted in each
/// folder.
/// </summary>
public sealed class ImageFolder
{
    private static readonly HashSet<string> s_extensions = [".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp"];

    /// <summary>Lists a folder.</summary>
    /// <param name="root">the folder with one folder for each class</param>
    /// <exception cref="DirectoryNotFoundException">the folder does not exist</exception>
    /// <exception cref="ValueError">there is no class folder, or a class without a picture</exception>
    public ImageFolder(string root)
    {
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"ImageFolder: argument root: expected a folder; received '{root}', which does not exist");
        Root = root;
        Classes = FolderListing.SubFolders(root);
        if (Classes.Count == 0)
            throw new ValueError($"ImageFolder: couldn't find any class folder in {root}.");
        ClassToIndex = Classes.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        Images = [.. Classes.SelectMany((name, i) =>
            FolderListing.Walk(Path.Combine(root, name), followLinks: true).Where(IsImage).Select(f => (name + "/" + f, i)))];
        string[] empty = [.. Classes.Where((_, i) => Images.All(image => image.Class != i))];
        if (empty.Length > 0)
        {
            throw new ValueError(
                $"ImageFolder: found no valid file for the classes {string.Join(", ", empty)} in {root}. " +
                $"Supported extensions are: {string.Join(", ", s_extensions)}");
        }
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>Class names, sorted.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Class name to index.</summary>
    public IReadOnlyDictionary<string, int> ClassToIndex { get; }

    /// <summary>The pictures relative to the folder, with <c>/</c>, and their classes.</summary>
    public IReadOnlyList<(string File, int Class)> Images { get; }

    /// <summary>
    /// Decodes every picture of a folder once, before training: one that is cut, damaged or of another kind is skipped with a warning that
    /// names it, and the number is said at the end. Hand <see cref="ImageFolderReport.Bad"/> to <c>flow_from_directory(exclude: ...)</c>.
    /// </summary>
    /// <param name="root">the folder with one folder for each class</param>
    /// <param name="warnings">takes the warnings; null: the console's error stream</param>
    /// <exception cref="DirectoryNotFoundException">the folder does not exist</exception>
    /// <exception cref="ValueError">a class has no picture, or loses all of them</exception>
    public static ImageFolderReport Check(string root, TextWriter? warnings = null)
    {
        var folder = new ImageFolder(root);
        var bad = new ConcurrentDictionary<int, string>();
        Parallel.For(0, folder.Images.Count, i =>
        {
            if (Problem(Path.Combine(root, folder.Images[i].File)) is { } reason)
                bad[i] = reason;
        });
        warnings ??= Console.Error;
        foreach ((int i, string reason) in bad.OrderBy(p => p.Key))
            warnings.WriteLine($"warning: skipped '{folder.Images[i].File}': {reason}");
        if (!bad.IsEmpty)
            warnings.WriteLine($"warning: {bad.Count} of {folder.Images.Count} images in '{root}' skipped.");
        string[] good = [.. folder.Images.Where((_, i) => !bad.ContainsKey(i)).Select(f => f.File)];
        string[] lost = [.. folder.Classes.Where((name, k) => !folder.Images.Where((f, i) => f.Class == k && !bad.ContainsKey(i)).Any())];
        if (lost.Length > 0)
            throw new ValueError($"ImageFolder: no readable image is left in class {string.Join(", ", lost)} of '{root}'");
        return new ImageFolderReport(folder, good, [.. bad.OrderBy(p => p.Key).Select(p => (folder.Images[p.Key].File, p.Value))]);
    }

    /// <summary>Whether a file's name ends as an image's.</summary>
    internal static bool IsImage(string file) => s_extensions.Contains(Path.GetExtension(file).ToLowerInvariant());

    private static string? Problem(string path)
    {
        try
        {
            ImageFile.Load(path);
            return null;
        }
        catch (ImageFormatException e)
        {
            return e.Reason;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}

/// <summary>What <see cref="ImageFolder.Check"/> found.</summary>
/// <param name="Folder">the listing</param>
/// <param name="Good">readable pictures, relative to the folder</param>
/// <param name="BadWithReason">the others, with what is wrong</param>
public sealed record ImageFolderReport(
    ImageFolder Folder, IReadOnlyList<string> Good, IReadOnlyList<(string File, string Reason)> BadWithReason)
{
    /// <summary>The unreadable pictures, relative to the folder.</summary>
    public IReadOnlyList<string> Bad => [.. BadWithReason.Select(b => b.File)];
}
