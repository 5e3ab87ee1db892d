using NumSharp;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Batches of changed pictures from arrays; made by <see cref="ImageDataGenerator.flow"/>.</summary>
public sealed class NumpyArrayIterator : ImageIterator
{
    private readonly NDArray? _y;
    private readonly NDArray? _weights;
    private readonly IReadOnlyList<NDArray> _misc;
    private readonly Array _values;
    private readonly int _first;

    /// <summary>See <see cref="ImageDataGenerator.flow"/>.</summary>
    public NumpyArrayIterator(
        NDArray x,
        NDArray? y,
        ImageDataGenerator image_data_generator,
        int batch_size = 32,
        bool shuffle = false,
        NDArray? sample_weight = null,
        long? seed = null,
        string? data_format = null,
        string? save_to_dir = null,
        string save_prefix = "",
        string save_format = "png",
        string? subset = null,
        bool ignore_class_split = false,
        string? dtype = null,
        IReadOnlyList<NDArray>? x_misc = null)
        : this(
            Check(x, y, image_data_generator, sample_weight, data_format ?? image_data_generator.data_format, subset, ignore_class_split,
                x_misc ?? []),
            x, y, image_data_generator, batch_size, shuffle, sample_weight, seed, data_format ?? image_data_generator.data_format,
            (save_to_dir, save_prefix, save_format), dtype, x_misc ?? [])
    {
    }

    private NumpyArrayIterator(
        (int First, int Count) part, NDArray x, NDArray? y, ImageDataGenerator generator, int batchSize, bool shuffle, NDArray? weights,
        long? seed, string dataFormat, (string?, string, string) save, string? dtype, IReadOnlyList<NDArray> misc)
        : base(generator, part.Count, Picture(x, dataFormat), batchSize, shuffle, seed, dtype ?? generator.dtype, dataFormat, save)
    {
        (_first, _y, _weights, _misc) = (part.First, y, weights, misc);
        _values = Sample.Floats(x);
    }

    private protected override Sample Load(int i)
    {
        int size = Height * Width * Channels;
        var one = _values is float[]? (Array)new float[size] : new double[size];
        Array.Copy(_values, (long)(_first + i) * size, one, 0, size);
        if (ChannelsFirst)
            one = one is float[] f ? Sample.ToLast(f, Height, Width, Channels) : Sample.ToLast((double[])one, Height, Width, Channels);
        return new Sample(one, Height, Width, Channels);
    }

    private protected override ImageBatch Complete(NDArray x, int[] indices) =>
        new(x, Rows(_y, indices), Rows(_weights, indices), [.. _misc.Select(m => Rows(m, indices)!)]);

    private NDArray? Rows(NDArray? array, int[] indices) =>
        array is null ? null : np.take(array,
            new NDArray(Array.ConvertAll(indices, i => (long)(_first + i)), new NumSharp.Shape(indices.Length)), 0);

    private static (int, int, int) Picture(NDArray x, string dataFormat)
    {
        int[] d = [.. x.shape.Skip(1).Select(s => checked((int)s))];
        return dataFormat == "channels_first" ? (d[1], d[2], d[0]) : (d[0], d[1], d[2]);
    }

    /// <summary>Checks all arrays and returns the part of the pictures that the subset takes.</summary>
    private static (int First, int Count) Check(
        NDArray x, NDArray? y, ImageDataGenerator generator, NDArray? weights, string dataFormat, string? subset, bool ignoreClassSplit,
        IReadOnlyList<NDArray> misc)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(generator);
        int count = checked((int)x.shape[0]);
        foreach (NDArray other in misc)
        {
            if (other.shape[0] != count)
            {
                throw new ValueError(
                    $"All of the arrays in `x` should have the same length. Found a pair with: len(x[0]) = {count}, len(x[?]) = " +
                    $"{other.shape[0]}");
            }
        }
        CheckLength(x, y, "y", "labels");
        CheckLength(x, weights, "sample_weight", null);
        (int First, int Count) part = (0, count);
        if (subset is not (null or "training" or "validation"))
            throw new ValueError($"Invalid subset name: {subset}; expected \"training\" or \"validation\".");
        if (subset != null)
        {
            int split = (int)(count * generator.validation_split);
            if (y is not null && !ignoreClassSplit && !SameLabels(y, split))
            {
                throw new ValueError(
                    "Training and validation subsets have different number of classes after the split. If your numpy arrays are " +
                    "sorted by the " +
                    "label, you might want to shuffle them.");
            }
            part = subset == "validation" ? (0, split) : (split, count - split);
        }
        CheckPictures(x, part.Count, dataFormat);
        return part;
    }

    private static void CheckLength(NDArray x, NDArray? other, string name, string? note)
    {
        if (other is not null && other.shape[0] != x.shape[0])
        {
            throw new ValueError(
                $"`x` (images tensor) and `{name}`{(note == null ? "" : $" ({note})")} should have the same length. " +
                $"Found: x.shape = {PythonText.Shape(x.shape)}, {name}.shape = {PythonText.Shape(other.shape)}");
        }
    }

    private static void CheckPictures(NDArray x, int count, string dataFormat)
    {
        long[] shape = [.. x.shape];
        shape[0] = count;
        if (shape.Length != 4)
            throw new ValueError("Input data in `NumpyArrayIterator` should have rank 4. You passed an array with shape " +
                $"{PythonText.Shape(shape)}");
        int axis = dataFormat == "channels_first" ? 1 : 3;
        if (shape[axis] is not (1 or 3 or 4))
        {
            DataMessages.Warn(
                $"NumpyArrayIterator is set to use the data format convention \"{dataFormat}\" (channels on axis {axis}), i.e. " +
                $"expected either 1, 3, or 4 channels on axis {axis}. However, it was passed an array with shape " +
                $"{PythonText.Shape(shape)} " +
                $"({shape[axis]} channels).");
        }
    }

    private static bool SameLabels(NDArray y, int split)
    {
        double[] all = y.astype(NPTypeCode.Double).ToArray<double>();
        int row = y.shape[0] == 0 ? 0 : all.Length / (int)y.shape[0];
        return all[..(split * row)].ToHashSet().SetEquals(all[(split * row)..]);
    }
}
