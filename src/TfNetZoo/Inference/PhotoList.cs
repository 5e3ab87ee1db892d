using Tensorflow.Keras.Preprocessing;
using TfNet.Formats.Images;
using TfNetZoo.Data;

namespace TfNetZoo.Inference;

/// <summary>The photos that paths on a command line mean: a file is itself, a folder all image files below it.</summary>
public static class PhotoList
{
    /// <summary>Lists photos in the order of the paths; those of a folder sorted, subfolders after its own files.</summary>
    /// <param name="paths">Files (listed whether they exist or not) and folders.</param>
    /// <returns>Each photo, and whether it was named itself.</returns>
    public static IEnumerable<(string Photo, bool Named)> Of(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths.SelectMany(path => Directory.Exists(path)
            ? FolderListing.Walk(path, followLinks: true).Where(IsImage).Select(f => (Path.Combine(path, f), false))
            : [(path, true)]);
    }

    private static bool IsImage(string file) =>
        ImageFolder.IsImage(file) || ImageFile.Extensions.Contains(Path.GetExtension(file).ToLowerInvariant());
}
