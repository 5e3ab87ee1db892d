using TfNet.Random;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// The files, labels and classes behind <c>image_dataset_from_directory</c> (Keras 2.15): listing, shuffling and splitting, without reading
/// a picture.
/// </summary>
/// <param name="file_paths">the files in the data set's order</param>
/// <param name="labels">class index of each file</param>
/// <param name="class_names">class names in the order of their indices; one empty name where there are no labels</param>
/// <param name="has_labels">false with labels or label_mode null</param>
/// <param name="seed">what the files were shuffled with; also for the shuffling of the elements</param>
public sealed record ImageDatasetIndex(
    IReadOnlyList<string> file_paths, IReadOnlyList<int> labels, IReadOnlyList<string> class_names, bool has_labels, long seed)
{
    private static readonly string[] s_formats = [".bmp", ".gif", ".jpeg", ".jpg", ".png"];

    private static string FormatsText => "(" + string.Join(", ", s_formats.Select(f => $"'{f}'")) + ")";

    /// <summary>Lists one data set.</summary>
    /// <param name="directory">folder with one folder for each class; without labels any folder</param>
    /// <param name="labels">null: inferred from the folders (or absent, see <paramref name="label_mode"/>); else one label for each
    /// file</param>
    /// <param name="label_mode">"int", "categorical", "binary"; null: no labels</param>
    /// <param name="class_names">the class folders in the order of their indices; null: sorted</param>
    /// <param name="shuffle">shuffle the files</param>
    /// <param name="seed">of the shuffling; null: drawn from NumPy's global generator</param>
    /// <param name="validation_split">share of the validation files</param>
    /// <param name="subset">"training" or "validation", with validation_split</param>
    /// <param name="follow_links">go into folders that are links</param>
    /// <exception cref="ValueError">an argument is wrong or there are no images</exception>
    /// <exception cref="DirectoryNotFoundException">the folder does not exist</exception>
    public static ImageDatasetIndex from_directory(
        string directory,
        IReadOnlyList<int>? labels = null,
        string? label_mode = "int",
        IReadOnlyList<string>? class_names = null,
        bool shuffle = true,
        long? seed = null,
        double? validation_split = null,
        string? subset = null,
        bool follow_links = false)
    {
        if (subset == "both")
            throw new ValueError("ImageDatasetIndex.from_directory: argument subset: expected \"training\" or \"validation\"; " +
                "\"both\" is both_from_directory");
        ImageDatasetIndex all = ListAll(directory, labels, label_mode, class_names, shuffle, seed, validation_split, subset, follow_links);
        ImageDatasetIndex part = all.Part(validation_split, subset);
        return part.file_paths.Count > 0 ? part : throw Empty("images", directory);
    }

    /// <summary>Lists the training and the validation part: <c>subset="both"</c>.</summary>
    public static (ImageDatasetIndex training, ImageDatasetIndex validation) both_from_directory(
        string directory,
        double validation_split,
        IReadOnlyList<int>? labels = null,
        string? label_mode = "int",
        IReadOnlyList<string>? class_names = null,
        bool shuffle = true,
        long? seed = null,
        bool follow_links = false)
    {
        ImageDatasetIndex all = ListAll(directory, labels, label_mode, class_names, shuffle, seed, validation_split, "both", follow_links);
        (ImageDatasetIndex training, ImageDatasetIndex validation) =
            (all.Part(validation_split, "training"), all.Part(validation_split, "validation"));
        if (training.file_paths.Count == 0)
            throw Empty("training images", directory);
        return validation.file_paths.Count > 0 ? (training, validation) : throw Empty("validation images", directory);
    }

    private static ImageDatasetIndex ListAll(
        string directory, IReadOnlyList<int>? labels, string? labelMode, IReadOnlyList<string>? classNames, bool shuffle, long? seed,
        double? split, string? subset, bool followLinks)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (labels != null && classNames is { Count: > 0 })
        {
            throw new ValueError(
                "You can only pass `class_names` if `labels=\"inferred\"`. Received: " +
                $"labels=[{string.Join(", ", labels)}], and class_names={PythonText.List(classNames)}");
        }
        if (labelMode is not (null or "int" or "categorical" or "binary"))
            throw new ValueError("`label_mode` argument must be one of \"int\", \"categorical\", \"binary\", or None. Received: " +
                $"label_mode={labelMode}");
        CheckSplit(split, subset, shuffle, seed);
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"Could not find directory {directory}");
        long random = seed ?? NumpyRandom.Global.randint(1_000_000);
        bool hasLabels = labelMode != null;
        IReadOnlyList<string> folders = hasLabels && labels == null
            ? [.. FolderListing.SubFolders(directory).Where(f => f[0] != '.')]
            : [""];
        (List<string> files, List<int> found, IReadOnlyList<string> classes) =
            Index(directory, folders, hasLabels ? classNames : null, followLinks);
        if (hasLabels && labels != null)
        {
            if (labels.Count != files.Count)
            {
                throw new ValueError(
                    "Expected the lengths of `labels` to match the number of files in the target directory. " +
                    $"len(labels) is {labels.Count} while we found {files.Count} files in directory {directory}.");
            }
            (found, classes) = ([.. labels],
                [.. labels.Distinct().Order().Select(l => l.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        }
        DataMessages.Print($"Found {files.Count} files belonging to {classes.Count} classes.");
        if (labelMode == "binary" && classes.Count != 2)
            throw new ValueError("When passing `label_mode=\"binary\"`, there must be exactly 2 class_names. Received: " +
                $"class_names={PythonText.List(classes)}");
        if (shuffle)
        {
            new NumpyRandom(random).shuffle(files);
            new NumpyRandom(random).shuffle(found);
        }
        return new ImageDatasetIndex(files, found, classes, hasLabels, random);
    }

    /// <summary>Files in the order of the sorted folders, labelled by the order of the class names.</summary>
    private static (List<string> Files, List<int> Labels, IReadOnlyList<string> Classes) Index(
        string directory, IReadOnlyList<string> folders, IReadOnlyList<string>? classNames, bool followLinks)
    {
        IReadOnlyList<string> classes = classNames is { Count: > 0 } ? classNames : folders;
        if (!classes.ToHashSet().SetEquals(folders))
        {
            throw new ValueError(
                "The `class_names` passed did not match the names of the subdirectories of the target directory. " +
                $"Expected: {PythonText.List(folders)}, but received: {PythonText.List(classes)}");
        }
        var files = new List<string>();
        var labels = new List<int>();
        foreach (string folder in folders)
        {
            int label = classes.ToList().IndexOf(folder);
            foreach (string file in FolderListing.Walk(Path.Combine(directory, folder), followLinks).Where(IsImage))
            {
                files.Add(Path.Combine(directory, folder, file));
                labels.Add(label);
            }
        }
        return (files, labels, classes);
    }

    private static bool IsImage(string file) => s_formats.Any(f => file.EndsWith(f, StringComparison.OrdinalIgnoreCase));

    private static void CheckSplit(double? split, string? subset, bool shuffle, long? seed)
    {
        bool isSplit = split is not (null or 0);
        if (isSplit && !(split is > 0 and < 1))
            throw new ValueError($"`validation_split` must be between 0 and 1, received: {PythonText.Of(split!.Value)}");
        if (isSplit != !string.IsNullOrEmpty(subset))
            throw new ValueError("If `subset` is set, `validation_split` must be set, and inversely.");
        if (subset is not (null or "" or "training" or "validation" or "both"))
            throw new ValueError($"`subset` must be either \"training\", \"validation\" or \"both\", received: {subset}");
        if (isSplit && shuffle && seed == null)
        {
            throw new ValueError(
                "If using `validation_split` and shuffling the data, you must provide a `seed` argument, to make sure that there is " +
                "no overlap " +
                "between the training and validation subset.");
        }
    }

    /// <summary>The last int(split * n) files are for validation. As in Keras, a share of less than one file leaves none for
    /// training.</summary>
    private ImageDatasetIndex Part(double? split, string? subset)
    {
        if (split is not double share || share == 0)
            return this;
        int count = file_paths.Count, validation = (int)(share * count);
        DataMessages.Print(subset == "training"
            ? $"Using {count - validation} files for training." : $"Using {validation} files for validation.");
        int cut = validation == 0 ? 0 : count - validation;
        Range range = subset == "training" ? ..cut : cut..;
        return this with { file_paths = file_paths.ToArray()[range], labels = labels.ToArray()[range] };
    }

    private static ValueError Empty(string what, string directory) =>
        new($"No {what} found in directory {directory}. Allowed formats: {FormatsText}");
}
