using System.Runtime.CompilerServices;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Utils;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras.Engine;

/// <summary>predict: the outputs of all batches joined along the first axis, one tensor for each output.</summary>
public abstract partial class Model
{
    /// <summary>Predictions for tensors, [n, ..] each.</summary>
    /// <param name="x">Inputs.</param>
    /// <param name="batch_size">-1: 32.</param>
    /// <param name="verbose">0 silent, 1 bar, 2 one line.</param>
    /// <param name="steps">Batches; -1: all.</param>
    /// <param name="max_queue_size">Concerns enumerables only.</param>
    /// <param name="workers">Concerns enumerables only.</param>
    /// <param name="use_multiprocessing">Concerns enumerables only.</param>
    [OverloadResolutionPriority(2)]
    public Tensors predict(
        Tensors x, int batch_size = -1, int verbose = 0, int steps = -1, int max_queue_size = 10, int workers = 1,
        bool use_multiprocessing = false) =>
        Predict(() => new DataSources(this).Arrays(x!, null, null, batch_size, shuffle: false), steps, verbose, null);

    /// <summary>Predictions for an array; it is not copied as a whole.</summary>
    [OverloadResolutionPriority(3)]
    public Tensors predict(
        NDArray x, int batch_size = -1, int verbose = 0, int steps = -1, int max_queue_size = 10, int workers = 1,
        bool use_multiprocessing = false) =>
        Predict(() => new DataSources(this).Arrays(x!, null, null, batch_size, shuffle: false), steps, verbose, null);

    [OverloadResolutionPriority(2)]
    public Tensors predict(
        IDatasetV2 dataset, int batch_size = -1, int verbose = 0, int steps = -1, int max_queue_size = 10, int workers = 1,
        bool use_multiprocessing = false) =>
        Predict(() => DataSources.Dataset(dataset), steps, verbose, null);

    /// <summary>Predictions for arrays or tensors in any form, with Keras' arguments.</summary>
    public Tensors predict(
        ArrayData x, int batch_size = -1, int verbose = 0, int? steps = null, IEnumerable<ICallback>? callbacks = null) =>
        Predict(() => new DataSources(this).Arrays(x, null, null, batch_size, shuffle: false), steps, verbose, callbacks);

    /// <summary>Predictions for several inputs.</summary>
    [OverloadResolutionPriority(4)]
    public Tensors predict(
        NDArray[] x, int batch_size = -1, int verbose = 0, int? steps = null, IEnumerable<ICallback>? callbacks = null) =>
        predict(ArrayData.Of(x), batch_size, verbose, steps, callbacks);

    /// <inheritdoc cref="predict(NDArray[], int, int, int?, IEnumerable{ICallback})"/>
    [OverloadResolutionPriority(4)]
    public Tensors predict(
        List<NDArray> x, int batch_size = -1, int verbose = 0, int? steps = null, IEnumerable<ICallback>? callbacks = null) =>
        predict(ArrayData.Of(x), batch_size, verbose, steps, callbacks);

    public Tensors predict(IDatasetV2 x, int verbose = 0, int? steps = null, IEnumerable<ICallback>? callbacks = null) =>
        Predict(() => DataSources.Dataset(x), steps, verbose, callbacks);

    [OverloadResolutionPriority(1)]
    public Tensors predict(Sequence x, int verbose = 0, int? steps = null, IEnumerable<ICallback>? callbacks = null) =>
        Predict(() => new SequenceSource(x, shuffle: false), steps, verbose, callbacks);

    /// <summary>Predictions for batches of inputs of an enumerable.</summary>
    [OverloadResolutionPriority(1)]
    public Tensors predict(
        IEnumerable<NDArray> x, int verbose = 0, int? steps = null, IEnumerable<ICallback>? callbacks = null, int max_queue_size = 10,
        int workers = 1) =>
        Predict(() => DataSources.Batches(x, AheadOf(max_queue_size, workers)), steps, verbose, callbacks);

    private Tensors Predict(Func<BatchSource> source, int? steps, int verbose, IEnumerable<ICallback>? callbacks)
    {
        using var data = new DataHandler(source(), steps == -1 ? null : steps, 0, 1, _compile?.StepsPerExecution ?? 1);
        var list = new CallbackList(this, callbacks, addHistory: false, verbose, 1, data.Steps);
        return new Trainer(this).Predict(data, list);
    }
}
