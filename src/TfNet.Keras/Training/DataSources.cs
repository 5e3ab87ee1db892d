using Tensorflow.Keras.Utils;
using Tensorflow.Util;
using TfNet.Data;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras.Engine;

/// <summary>Turns the arguments of fit, evaluate and predict into batch sources.</summary>
internal sealed class DataSources(Model model)
{
    private const int DefaultBatchSize = 32;

    private string[] InputNames => model.inputs is { } inputs ? [.. inputs.Select(t => KerasHistory.Of(t)?.Node.Layer.Name ?? t.name)] : [];

    internal BatchSource Arrays(ArrayData x, ArrayData? y, ArrayData? weights, int batchSize, bool shuffle) => new ArraySource(
        x.InOrder(InputNames, required: true), Optional(y), Optional(weights), BatchSize(batchSize), shuffle);

    private Rows?[] Optional(ArrayData? data) => data is null ? [] : data.InOrder(model.output_names, required: false);

    private static int BatchSize(int given) => given switch
    {
        -1 or 0 => DefaultBatchSize,
        > 0 => given,
        _ => throw new ValueError($"argument batch_size: expected a positive number; received {given}"),
    };

    internal static BatchSource Dataset(IDatasetV2 dataset) =>
        new DatasetSource(dataset ?? throw new ValueError("expected a data set; received null"));

    internal static BatchSource Batches(IEnumerable<(NDArray, NDArray)> batches, int ahead) =>
        new EnumerableSource<(NDArray, NDArray)>(batches, b => TrainBatch.OfArrays([b.Item1], [b.Item2], []), ahead);

    internal static BatchSource Batches(IEnumerable<(NDArray, NDArray, NDArray)> batches, int ahead) =>
        new EnumerableSource<(NDArray, NDArray, NDArray)>(batches, b => TrainBatch.OfArrays([b.Item1], [b.Item2], [b.Item3]), ahead);

    internal static BatchSource Batches(IEnumerable<NDArray> batches, int ahead) =>
        new EnumerableSource<NDArray>(batches, b => TrainBatch.OfArrays([b], [], []), ahead);

    internal static BatchSource Batches(IEnumerable<(Tensors, Tensors)> batches, int ahead) => batches is IDatasetV2 dataset
        ? Dataset(dataset)
        : new EnumerableSource<(Tensors, Tensors)>(batches, b => TrainBatch.Of(b.Item1, b.Item2, null), ahead);

    internal BatchSource Validation(ValidationDataPack pack, FitOptions options)
    {
        if (pack.Dataset is { } dataset)
            return Dataset(dataset);
        if (pack.Sequence is { } sequence)
            return new SequenceSource(sequence, shuffle: false);
        return Arrays(pack.X!, pack.Y, pack.Weights, options.ValidationBatchSize ?? options.BatchSize, shuffle: false);
    }

    /// <summary>The first floor(n (1 - share)) samples for training, in double arithmetic as Keras computes it, the rest for
    /// validation.</summary>
    internal static ((ArrayData X, ArrayData? Y, ArrayData? W) Train, (ArrayData X, ArrayData? Y, ArrayData? W) Validation) Split(
        ArrayData x, ArrayData? y, ArrayData? weights, double share)
    {
        if (share is not (> 0 and < 1))
            throw new ValueError($"`validation_split` must be between 0 and 1, received: {Text.PythonText.Repr(share)}");
        long n = x.Given.First().Count;
        var at = (long)Math.Floor(n * (1 - share));
        if (at == 0 || at == n)
            throw new ValueError(
                $"Training data contains {n} samples, which is not sufficient to split it into a validation and training set "
                + $"as specified by `validation_split={Text.PythonText.Repr(share)}`. "
                + "Either provide more data, or a different value for the `validation_split` argument.");
        return ((x.Slice(0, at), y?.Slice(0, at), weights?.Slice(0, at)), (x.Slice(at, n), y?.Slice(at, n), weights?.Slice(at, n)));
    }
}
