using Tensorflow;
using Tensorflow.Keras.Preprocessing;

namespace TfNetZoo.Data;

/// <summary>
/// The images to train on: a folder with train and val in it, or one folder of class folders, of which every tenth
/// image of each class is kept for validation. Files that are no images are named, counted and left out.
/// </summary>
public sealed class PhotoData
{
    private readonly string _train;
    private readonly string _validation;
    private readonly bool _splits;
    private readonly Dictionary<string, IReadOnlyList<string>> _bad = [];

    private PhotoData(string folder)
    {
        string train = Path.Combine(folder, "train");
        string validation = Path.Combine(folder, "val");
        _splits = !Directory.Exists(train) || !Directory.Exists(validation);
        (_train, _validation) = _splits ? (folder, folder) : (train, validation);
        foreach (string part in new[] { _train, _validation }.Distinct())
            _bad[part] = ImageFolder.Check(part, Console.Error).Bad;
    }

    /// <summary>Share of the images for validation that the generators must split off; 0 where the folders are apart.</summary>
    public double ValidationSplit => _splits ? 0.1 : 0;

    /// <summary>Opens and checks a folder; null: the shipped images.</summary>
    public static PhotoData Open(string? folder)
    {
        string root = folder ?? FashionMnistSmall.EnsureExtracted();
        return Directory.Exists(root) ? new PhotoData(root) : throw new DirectoryNotFoundException($"PhotoData: argument folder: expected a folder of images; received '{root}', which does not exist");
    }

    /// <summary>Training batches, in a new order in each epoch.</summary>
    public DirectoryIterator Training(ImageDataGenerator generator, int size, int batchSize, string colorMode = "rgb", string classMode = "categorical") =>
        Flow(generator, _train, "training", size, batchSize, true, colorMode, classMode);

    /// <summary>Validation batches, always in the same order.</summary>
    public DirectoryIterator Validation(ImageDataGenerator generator, int size, int batchSize, string colorMode = "rgb", string classMode = "categorical") =>
        Flow(generator, _validation, "validation", size, batchSize, false, colorMode, classMode);

    private DirectoryIterator Flow(
        ImageDataGenerator generator, string folder, string subset, int size, int batchSize, bool shuffle, string colorMode, string classMode) =>
        generator.flow_from_directory(folder, target_size: (size, size), color_mode: colorMode, class_mode: classMode, batch_size: batchSize, shuffle: shuffle,
            subset: _splits ? subset : null, exclude: _bad[folder]);

    /// <summary>A photo that was not trained on, for the prediction at the end: the first validation image.</summary>
    public static string HeldOut(DirectoryIterator validation) => validation.filepaths[0];
}
