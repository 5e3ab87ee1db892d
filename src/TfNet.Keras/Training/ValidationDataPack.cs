using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Utils;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Util;

/// <summary>What fit validates on: arrays (inputs, targets and perhaps sample weights), a data set or a sequence of batches.</summary>
public sealed class ValidationDataPack
{
    private readonly NDArray[]? _arrays;

    private ValidationDataPack(ArrayData? x, ArrayData? y, ArrayData? weights, NDArray[]? arrays = null)
    {
        (X, Y, Weights, _arrays) = (x, y, weights, arrays);
    }

    /// <summary>Inputs, targets and sample weights in any form.</summary>
    public ValidationDataPack(ArrayData x, ArrayData? y = null, ArrayData? sample_weight = null)
        : this(x, y, sample_weight, null)
    {
    }

    public ValidationDataPack(IDatasetV2 dataset)
    {
        Dataset = dataset ?? throw new ValueError("validation_data: expected a data set; received null");
    }

    public ValidationDataPack(Sequence sequence)
    {
        Sequence = sequence ?? throw new ValueError("validation_data: expected a sequence; received null");
    }

    internal ArrayData? X { get; }

    internal ArrayData? Y { get; }

    internal ArrayData? Weights { get; }

    internal IDatasetV2? Dataset { get; }

    internal Sequence? Sequence { get; }

    /// <summary>The first inputs and the targets, where they were given as NumSharp arrays.</summary>
    public void Deconstruct(out NDArray x, out NDArray y) => (x, y) = (Given(0), Given(1));

    public void Deconstruct(out NDArray x, out NDArray y, out NDArray? sample_weight) =>
        (x, y, sample_weight) = (Given(0), Given(1), _arrays!.Length > 2 ? _arrays[2] : null);

    private NDArray Given(int index) => _arrays is { } a && index < a.Length ? a[index]
        : throw new ValueError("validation data: expected NumSharp arrays of one input; received another form");

    public static implicit operator ValidationDataPack((NDArray, NDArray) data) =>
        new(data.Item1, data.Item2, null, [data.Item1, data.Item2]);

    public static implicit operator ValidationDataPack((NDArray, NDArray, NDArray) data) =>
        new(data.Item1, data.Item2, data.Item3, [data.Item1, data.Item2, data.Item3]);

    public static implicit operator ValidationDataPack((IEnumerable<NDArray>, NDArray) data) =>
        new(ArrayData.Of(data.Item1), data.Item2, null, null);

    public static implicit operator ValidationDataPack((IEnumerable<NDArray>, NDArray, NDArray) data) =>
        new(ArrayData.Of(data.Item1), data.Item2, data.Item3, null);

    public static implicit operator ValidationDataPack((Tensor, Tensor) data) => new((ArrayData?)data.Item1, data.Item2, null, null);

    public static implicit operator ValidationDataPack((Tensor, Tensor, Tensor) data) =>
        new((ArrayData?)data.Item1, data.Item2, data.Item3, null);

    public static implicit operator ValidationDataPack((ArrayData, ArrayData) data) => new(data.Item1, data.Item2, null, null);

    public static implicit operator ValidationDataPack((ArrayData, ArrayData, ArrayData) data) =>
        new(data.Item1, data.Item2, data.Item3, null);

    public static implicit operator ValidationDataPack(DatasetV2 dataset) => new((IDatasetV2)dataset);

    public static implicit operator ValidationDataPack(Sequence sequence) => new(sequence);

    public static implicit operator ValidationDataPack(Keras.Preprocessing.ImageIterator iterator) => new((Sequence)iterator);
}
