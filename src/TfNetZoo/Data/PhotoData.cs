using Tensorflow;
using Tensorflow.Keras.Preprocessing;

namespace TfNetZoo.Data;

/// <summary>
/// The images to train on: a folder with train and val in it, or one folder of class folders, of which a share of
/// each class is kept for validation. Files that are no images are named, counted and left out. A folder test beside
/// train and val is for a last, independent measurement.
/// </summary>
public sealed class PhotoData
{
    private readonly string _train;
    private readonly string _validation;
    private readonly string _test;
    private readonly bool _splits;
    private readonly double _share;
    private readonly Dictionary<string, IReadOnlyList<string>> _bad = [];

    private PhotoData(string folder, double share)
    {
        string train = Path.Combine(folder, "train");
        string validation = Path.Combine(folder, "val");
        _share = share;
        _splits = !Directory.Exists(train) || !Directory.Exists(validation);
        (_train, _validation, _test) = _splits ? (folder, folder, "") : (train, validation, Path.Combine(folder, "test"));
        foreach (string part in new[] { _train, _validation, _test }.Distinct().Where(Directory.Exists))
            _bad[part] = ImageFolder.Check(part, Console.Error).Bad;
    }

    /// <summary>Share of the images for validation that the generators must split off; 0 where the folders are apart.</summary>
    public double ValidationSplit => _splits ? _share : 0;

    /// <summary>Opens and checks a folder.</summary>
    /// <param name="folder">Class folders, or folders train and val of class folders; null: the shipped images.</param>
    /// <param name="validation_share">Of each class, where the folder has no val.</param>
    public static PhotoData Open(string? folder, double validation_share = 0.1)
    {
        string root = folder ?? FashionMnistSmall.EnsureExtracted();
        return Directory.Exists(root) ? new PhotoData(root, validation_share) : throw new DirectoryNotFoundException($"PhotoData: argument folder: expected a folder of images; received '{root}', which does not exist");
    }

    /// <summary>Training batches, in a new order in each epoch unless <paramref name="shuffle"/> is false.</summary>
    public DirectoryIterator Training(
        ImageDataGenerator generator, int size, int batchSize, string colorMode = "rgb", string classMode = "categorical", string interpolation = "nearest",
        bool shuffle = true, bool keepAspectRatio = false) =>
        Flow(generator, _train, "training", size, batchSize, shuffle, colorMode, classMode, interpolation, keepAspectRatio);

    /// <summary>Validation batches, always in the same order.</summary>
    public DirectoryIterator Validation(
        ImageDataGenerator generator, int size, int batchSize, string colorMode = "rgb", string classMode = "categorical", string interpolation = "nearest",
        bool keepAspectRatio = false) =>
        Flow(generator, _validation, "validation", size, batchSize, false, colorMode, classMode, interpolation, keepAspectRatio);

    /// <summary>Batches of a folder test beside train and val, always in the same order; null where there is none.</summary>
    public DirectoryIterator? Test(
        ImageDataGenerator generator, int size, int batchSize, string colorMode = "rgb", string classMode = "categorical", string interpolation = "nearest") =>
        Directory.Exists(_test) ? Flow(generator, _test, "test", size, batchSize, false, colorMode, classMode, interpolation) : null;

    private DirectoryIterator Flow(
        ImageDataGenerator generator, string folder, string subset, int size, int batchSize, bool shuffle, string colorMode, string classMode,
        string interpolation, bool keepAspectRatio = false) =>
        generator.flow_from_directory(folder, target_size: (size, size), color_mode: colorMode, class_mode: classMode, batch_size: batchSize, shuffle: shuffle,
            subset: _splits ? subset : null, interpolation: interpolation, keep_aspect_ratio: keepAspectRatio, exclude: _bad[folder]);

    /// <summary>A photo that was not trained on, for the prediction at the end: the first validation image.</summary>
    public static string HeldOut(DirectoryIterator validation) => validation.filepaths[0];
}
