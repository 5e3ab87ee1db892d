using NumSharp;
using TfNet.Data;

namespace Tensorflow;

/// <summary><c>tf.data.Dataset</c>: where data sets come from.</summary>
public sealed class DatasetManager
{
    internal DatasetManager()
    {
    }

    /// <summary>Rows of features [n, ..] and labels [n, ..] in pairs.</summary>
    public IDatasetV2 from_tensor_slices(Tensor features, Tensor labels) => new SliceDataset([features, labels]);

    /// <summary>Rows of features, labels and sample weights.</summary>
    public IDatasetV2 from_tensor_slices(Tensor features, Tensor labels, Tensor sample_weight) =>
        new SliceDataset([features, labels, sample_weight], weights: 1);

    public IDatasetV2 from_tensor_slices(Tensor tensor) => new SliceDataset([tensor]);

    public IDatasetV2 from_tensor_slices(NDArray array) => new SliceDataset([Host(array)]);

    public IDatasetV2 from_tensor_slices(NDArray features, NDArray labels) => new SliceDataset([Host(features), Host(labels)]);

    /// <summary>Texts, one element each: file names for a map, say.</summary>
    public IDatasetV2 from_tensor_slices(string[] array) => new SliceDataset([new Tensor(array)]);

    /// <summary>Texts and labels in pairs.</summary>
    public IDatasetV2 from_tensor_slices(string[] features, Tensor labels) => new SliceDataset([new Tensor(features), labels]);

    /// <summary>Pairs as one argument, as Python's tuples.</summary>
    public IDatasetV2 from_tensor_slices((Tensor, Tensor) tensors) => from_tensor_slices(tensors.Item1, tensors.Item2);

    public IDatasetV2 from_tensor_slices((NDArray, NDArray) arrays) => from_tensor_slices(arrays.Item1, arrays.Item2);

    /// <summary>Rows of several inputs and targets.</summary>
    public IDatasetV2 from_tensor_slices(Tensors inputs, Tensors targets) =>
        new SliceDataset([.. inputs, .. targets]) { FirstInputTensorCount = inputs.Count };

    /// <summary>One element: the array.</summary>
    public IDatasetV2 from_tensors(NDArray array) => new TensorsDataset([Host(array)]);

    /// <summary>One element: the tensors as its components.</summary>
    public IDatasetV2 from_tensors(Tensors tensors) => new TensorsDataset(tensors);

    /// <summary>One element of inputs and targets.</summary>
    public IDatasetV2 from_tensors(Tensors inputs, Tensors targets) =>
        new TensorsDataset([.. inputs, .. targets]) { FirstInputTensorCount = inputs.Count };

    public IDatasetV2 range(int count, TF_DataType output_type = TF_DataType.TF_INT64) => new RangeDataset(0, count, 1, output_type);

    public IDatasetV2 range(int start, int stop, int step = 1, TF_DataType output_type = TF_DataType.TF_INT64) =>
        new RangeDataset(start, stop, step, output_type);

    /// <summary>Elements side by side; it ends with the shortest.</summary>
    public IDatasetV2 zip(params IDatasetV2[] ds) => ds.Length == 0
        ? throw new ValueError("zip: argument ds: expected at least one data set; received none")
        : new ZipDataset(Array.ConvertAll(ds, DatasetV2.From));

    /// <summary>Elements of an enumerable: tensors, arrays, numbers, texts, or tuples of them; walked through anew in each
    /// iteration.</summary>
    /// <param name="generator">The elements.</param>
    /// <param name="output_types">The dtype of each component; numbers and arrays are converted to it.</param>
    /// <param name="output_shapes">The shape of each component, -1 for unknown extents; null: anything.</param>
    public IDatasetV2 from_generator<T>(IEnumerable<T> generator, TF_DataType[] output_types, Shape[]? output_shapes = null)
    {
        if (output_shapes is not null && output_shapes.Length != output_types.Length)
            throw new TypeError(
                $"from_generator: argument output_shapes: expected {output_types.Length} shapes, "
                + $"one for each type; received {output_shapes.Length}");
        return new GeneratorDataset<T>(generator, output_types, output_shapes);
    }

    private static Tensor Host(NDArray array)
    {
        using HostSide host = HostSide.Enter();
        return new Tensor(array);
    }
}

/// <summary><c>tf.data</c>.</summary>
public sealed class data_api
{
    internal data_api()
    {
    }

    public DatasetManager Dataset { get; } = new();

    /// <summary>Lets the library choose a buffer size or a number of parallel calls.</summary>
    public int AUTOTUNE => -1;

    public int INFINITE_CARDINALITY => -1;

    public int UNKNOWN_CARDINALITY => -2;
}

public sealed partial class tensorflow
{
    /// <summary>Input pipelines.</summary>
    public data_api data { get; } = new();
}
