using TfNet.Formats.Archives;

namespace TfNetZoo.Data;

/// <summary>
/// The small real data set that comes with the project: 4,600 images of Fashion-MNIST (28 x 28, grey, PNG) in class folders, 400 for
/// training and 60 for validation in each of ten classes. It lies in <c>data_set/fashion_mnist_small.zip</c> and is unpacked beside
/// itself when first used.
/// </summary>
public static class FashionMnistSmall
{
    private const string ArchiveName = "fashion_mnist_small.zip", FolderName = "fashion_mnist_small", DataSet = "data_set";

    /// <summary>The class (folder) names by the label of the original data set.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["t_shirt_top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle_boot"];

    /// <summary>Unpacks the data set if that has not been done, and says where it is.</summary>
    /// <param name="dataSetFolder">
    /// the folder that holds the archive; null: a <c>data_set</c> folder is looked for from the program's folder upwards, then from the
    /// current one
    /// </param>
    /// <returns>the full path of the folder with <c>train</c> and <c>val</c></returns>
    /// <exception cref="FileNotFoundException">the archive is in none of the places</exception>
    /// <exception cref="IOException">it cannot be unpacked</exception>
    public static string EnsureExtracted(string? dataSetFolder = null)
    {
        string[] places = dataSetFolder != null
            ? [Path.GetFullPath(dataSetFolder)]
            : [.. Upwards(AppContext.BaseDirectory).Concat(Upwards(Environment.CurrentDirectory)).Distinct()];
        foreach (string place in places)
        {
            string folder = Path.Combine(place, FolderName), archive = Path.Combine(place, ArchiveName);
            if (IsComplete(folder))
                return folder;
            if (File.Exists(archive))
                return Extract(archive, folder);
        }
        throw new FileNotFoundException($"FashionMnistSmall: no {ArchiveName} in {string.Join(", ", places)}", ArchiveName);
    }

    private static string Extract(string archive, string folder)
    {
        try
        {
            SafeArchive.Extract(archive, folder);
        }
        catch (IOException) when (IsComplete(folder))
        {
            // Another process was faster; what it unpacked is the same.
        }
        return folder;
    }

    // The folder appears by one renaming, so it is complete when it is there at all.
    private static bool IsComplete(string folder) =>
        Directory.Exists(Path.Combine(folder, "train")) && Directory.Exists(Path.Combine(folder, "val"));

    private static IEnumerable<string> Upwards(string start)
    {
        for (DirectoryInfo? d = new(start); d != null; d = d.Parent)
            yield return Path.Combine(d.FullName, DataSet);
    }
}
