using NumSharp;

namespace Tensorflow.Keras.Preprocessing;

/// <content>The iterators.</content>
public sealed partial class ImageDataGenerator
{
    /// <summary>Batches of changed pictures from arrays.</summary>
    /// <param name="x">pictures, rank 4 in the generator's data format</param>
    /// <param name="y">labels, one for each picture; null: batches without labels</param>
    /// <param name="batch_size">pictures in a batch; the last one may be smaller</param>
    /// <param name="shuffle">a new order for each epoch</param>
    /// <param name="sample_weight">a weight for each picture</param>
    /// <param name="seed">starts NumPy's global generator with seed + (batches made so far) before each batch</param>
    /// <param name="save_to_dir">folder to which each changed picture is written, or null</param>
    /// <param name="save_prefix">beginning of their names</param>
    /// <param name="save_format">"png" or "jpeg"</param>
    /// <param name="ignore_class_split">allow labels that occur in one part of the split only</param>
    /// <param name="subset">"training" or "validation": the part of validation_split</param>
    /// <param name="x_misc">further inputs, one row for each picture, handed through unchanged (Keras: x as a tuple)</param>
    /// <exception cref="ValueError">sizes that do not fit together, or an unknown subset</exception>
    public NumpyArrayIterator flow(
        NDArray x,
        NDArray? y = null,
        int batch_size = 32,
        bool shuffle = true,
        NDArray? sample_weight = null,
        long? seed = null,
        string? save_to_dir = null,
        string save_prefix = "",
        string save_format = "png",
        bool ignore_class_split = false,
        string? subset = null,
        IReadOnlyList<NDArray>? x_misc = null) =>
        new(x, y, this, batch_size, shuffle, sample_weight, seed, data_format, save_to_dir, save_prefix, save_format, subset,
            ignore_class_split, dtype, x_misc);

    /// <summary>Batches of changed pictures from a folder with one folder for each class.</summary>
    /// <param name="directory">the folder</param>
    /// <param name="target_size">rows and columns; default 256 x 256</param>
    /// <param name="color_mode">"rgb", "rgba" or "grayscale"</param>
    /// <param name="classes">the class folders in the order of their indices; null: all, sorted</param>
    /// <param name="class_mode">"categorical" (one-hot), "binary", "sparse" (index), "input" (the pictures themselves) or null (no
    /// labels)</param>
    /// <param name="batch_size">pictures in a batch; the last one may be smaller</param>
    /// <param name="shuffle">a new order for each epoch</param>
    /// <param name="seed">starts NumPy's global generator with seed + (batches made so far) before each batch</param>
    /// <param name="save_to_dir">folder to which each changed picture is written, or null</param>
    /// <param name="save_prefix">beginning of their names</param>
    /// <param name="save_format">"png" or "jpeg"</param>
    /// <param name="follow_links">go into folders that are links</param>
    /// <param name="subset">"training" or "validation": the part of validation_split</param>
    /// <param name="interpolation">"nearest", "bilinear", "bicubic", "hamming", "box" or "lanczos"</param>
    /// <param name="keep_aspect_ratio">crop the centre instead of distorting</param>
    /// <param name="exclude">names as in <see cref="DirectoryIterator.filenames"/> that are left out, before any split (not in
    /// Keras)</param>
    /// <exception cref="ValueError">an argument has an unknown value</exception>
    /// <exception cref="DirectoryNotFoundException">the folder does not exist</exception>
    public DirectoryIterator flow_from_directory(
        string directory,
        (int height, int width)? target_size = null,
        string color_mode = "rgb",
        IReadOnlyList<string>? classes = null,
        string? class_mode = "categorical",
        int batch_size = 32,
        bool shuffle = true,
        long? seed = null,
        string? save_to_dir = null,
        string save_prefix = "",
        string save_format = "png",
        bool follow_links = false,
        string? subset = null,
        string interpolation = "nearest",
        bool keep_aspect_ratio = false,
        IEnumerable<string>? exclude = null) =>
        new(
            directory, this, target_size, color_mode, classes, class_mode, batch_size, shuffle, seed, data_format, save_to_dir, save_prefix,
            save_format, follow_links, subset, interpolation, keep_aspect_ratio, dtype, exclude);
}
