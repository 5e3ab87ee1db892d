using System.Runtime.CompilerServices;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Utils;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// evaluate. In TensorFlow.NET's forms is_val: true prints nothing (what fit's validation does), and return_dict has one meaning only:
/// the result has names and numbers both. max_queue_size, workers and use_multiprocessing concern enumerables only.
/// </summary>
public abstract partial class Model
{
    /// <summary>Loss and metrics on arrays.</summary>
    /// <param name="x">Inputs, [n, ..].</param>
    /// <param name="y">Targets, [n, ..].</param>
    /// <param name="batch_size">-1: 32.</param>
    /// <param name="verbose">0 silent, 1 bar, 2 one line.</param>
    /// <param name="sample_weight">A weight for each sample, [n].</param>
    /// <param name="steps">Batches; -1: all.</param>
    /// <param name="max_queue_size">Concerns enumerables only.</param>
    /// <param name="workers">Concerns enumerables only.</param>
    /// <param name="use_multiprocessing">Concerns enumerables only.</param>
    /// <param name="return_dict">The result is a dictionary and a list at the same time.</param>
    /// <param name="is_val">True: silent.</param>
    [OverloadResolutionPriority(2)]
    public MetricValues evaluate(
        NDArray x, NDArray y, int batch_size = -1, int verbose = 1, NDArray? sample_weight = null, int steps = -1, int max_queue_size = 10,
        int workers = 1, bool use_multiprocessing = false, bool return_dict = false, bool is_val = false) =>
        Evaluate(() => new DataSources(this).Arrays(x!, y, sample_weight, batch_size, shuffle: false), steps, is_val ? 0 : verbose, null);

    [OverloadResolutionPriority(2)]
    public MetricValues evaluate(IDatasetV2 x, int verbose = 1, bool is_val = false) =>
        Evaluate(() => DataSources.Dataset(x), null, is_val ? 0 : verbose, null);

    [OverloadResolutionPriority(3)]
    public MetricValues evaluate(IEnumerable<Tensor> x, Tensor y, int verbose = 1, bool is_val = false) =>
        Evaluate(() => new DataSources(this).Arrays(ArrayData.Of(x), y, null, -1, shuffle: false), null, is_val ? 0 : verbose, null);

    /// <summary>Loss and metrics on arrays or tensors in any form, with Keras' arguments.</summary>
    public MetricValues evaluate(
        ArrayData x, ArrayData? y = null, int batch_size = -1, int verbose = 1, ArrayData? sample_weight = null, int? steps = null,
        IEnumerable<ICallback>? callbacks = null) =>
        Evaluate(() => new DataSources(this).Arrays(x, y, sample_weight, batch_size, shuffle: false), steps, verbose, callbacks);

    /// <summary>Several targets in an array.</summary>
    [OverloadResolutionPriority(4)]
    public MetricValues evaluate(
        ArrayData x, NDArray[] y, int batch_size = -1, int verbose = 1, ArrayData? sample_weight = null, int? steps = null,
        IEnumerable<ICallback>? callbacks = null) => evaluate(x, ArrayData.Of(y), batch_size, verbose, sample_weight, steps, callbacks);

    /// <summary>Several inputs in an array.</summary>
    [OverloadResolutionPriority(3)]
    public MetricValues evaluate(
        NDArray[] x, ArrayData y, int batch_size = -1, int verbose = 1, ArrayData? sample_weight = null, int? steps = null,
        IEnumerable<ICallback>? callbacks = null) => evaluate(ArrayData.Of(x), y, batch_size, verbose, sample_weight, steps, callbacks);

    [OverloadResolutionPriority(1)]
    public MetricValues evaluate(IDatasetV2 x, int verbose = 1, int? steps = null, IEnumerable<ICallback>? callbacks = null) =>
        Evaluate(() => DataSources.Dataset(x), steps, verbose, callbacks);

    [OverloadResolutionPriority(1)]
    public MetricValues evaluate(Sequence x, int verbose = 1, int? steps = null, IEnumerable<ICallback>? callbacks = null) =>
        Evaluate(() => new SequenceSource(x, shuffle: false), steps, verbose, callbacks);

    public MetricValues evaluate(
        IEnumerable<(NDArray, NDArray)> x, int verbose = 1, int? steps = null, IEnumerable<ICallback>? callbacks = null,
        int max_queue_size = 10, int workers = 1) =>
        Evaluate(() => DataSources.Batches(x, AheadOf(max_queue_size, workers)), steps, verbose, callbacks);

    public MetricValues evaluate(
        IEnumerable<(Tensors, Tensors)> x, int verbose = 1, int? steps = null, IEnumerable<ICallback>? callbacks = null,
        int max_queue_size = 10, int workers = 1) =>
        Evaluate(() => DataSources.Batches(x, AheadOf(max_queue_size, workers)), steps, verbose, callbacks);

    private MetricValues Evaluate(Func<BatchSource> source, int? steps, int verbose, IEnumerable<ICallback>? callbacks)
    {
        CompileState state = Compiled;
        using var data = new DataHandler(source(), steps == -1 ? null : steps, 0, 1, state.StepsPerExecution);
        var list = new CallbackList(this, callbacks, addHistory: false, verbose, 1, data.Steps);
        return new MetricValues(new Trainer(this).Evaluate(data, list));
    }
}
