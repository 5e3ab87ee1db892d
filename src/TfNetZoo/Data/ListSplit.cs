using Tensorflow;
using Tensorflow.Keras.Preprocessing;
using TfNet.Random;

namespace TfNetZoo.Data;

/// <summary>
/// Lists of training and validation images with their labels, drawn from a folder of classes without copying a file: sorted classes,
/// files ending in .jpg, .JPG, .jpeg or .JPEG sorted by name, Python's <c>random.seed(0)</c>, <c>sample(paths, int(n * rate))</c> per
/// class.
/// </summary>
/// <param name="Classes">class names; a label is an index into them</param>
/// <param name="TrainPaths">training files</param>
/// <param name="TrainLabels">their labels</param>
/// <param name="ValidationPaths">validation files</param>
/// <param name="ValidationLabels">their labels</param>
/// <param name="CountPerClass">images found for each class</param>
public sealed record ListSplit(
    IReadOnlyList<string> Classes,
    IReadOnlyList<string> TrainPaths,
    IReadOnlyList<int> TrainLabels,
    IReadOnlyList<string> ValidationPaths,
    IReadOnlyList<int> ValidationLabels,
    IReadOnlyList<int> CountPerClass)
{
    private static readonly string[] s_extensions = [".jpg", ".JPG", ".jpeg", ".JPEG"];

    /// <summary>Reads a folder, splits it, and says how many images there are.</summary>
    /// <param name="root">the folder with one folder for each class</param>
    /// <param name="rate">share of the validation images</param>
    /// <param name="classIndicesPath">where to write class_indices.json; null: nowhere</param>
    /// <param name="output">takes the counts; null: the console</param>
    /// <exception cref="AssertionError">the folder does not exist</exception>
    public static ListSplit Read(string root, double rate = 0.2, string? classIndicesPath = null, TextWriter? output = null)
    {
        if (!Directory.Exists(root))
            throw new AssertionError($"dataset root: {root} does not exist.");
        var classes = FolderListing.SubFolders(root).Select(name => (name, Images(root, name))).ToList();
        IReadOnlyList<ClassSplit> splits = SplitData.Draw(classes, rate, new PythonRandom(0));
        if (classIndicesPath != null)
            ClassIndices.Write(classIndicesPath, [.. classes.Select(c => c.name)]);
        List<string> train = [], validation = [];
        List<int> trainLabels = [], validationLabels = [];
        for (int label = 0; label < splits.Count; label++)
        {
            HashSet<string> chosen = [.. splits[label].Validation];
            foreach (string path in classes[label].Item2)
            {
                (chosen.Contains(path) ? validation : train).Add(path);
                (chosen.Contains(path) ? validationLabels : trainLabels).Add(label);
            }
        }
        output ??= Console.Out;
        output.WriteLine($"{train.Count + validation.Count} images were found in the dataset.");
        output.WriteLine($"{train.Count} for training, {validation.Count} for validation");
        return new ListSplit(
            [.. classes.Select(c => c.name)], train, trainLabels, validation, validationLabels, [.. classes.Select(c => c.Item2.Count)]);
    }

    private static IReadOnlyList<string> Images(string root, string name) =>
        [.. FolderListing.Files(Path.Combine(root, name)).Where(f => s_extensions.Contains(Path.GetExtension(f)))
            .Select(f => Path.Combine(root, name, f))];
}
