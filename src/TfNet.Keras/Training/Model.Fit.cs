using System.Runtime.CompilerServices;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Utils;
using Tensorflow.Util;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras.Engine;

/// <summary>fit in TensorFlow.NET's forms. Their max_queue_size, workers and use_multiprocessing concern enumerables only, as in
/// Keras.</summary>
public abstract partial class Model
{
    /// <summary>Set by a callback: training ends after the present batch.</summary>
    public bool stop_training { get; set; }

    /// <summary>TensorFlow.NET's name of <see cref="stop_training"/>.</summary>
    public bool Stop_training
    {
        get => stop_training;
        set => stop_training = value;
    }

    /// <summary>The record of the last fit.</summary>
    public History? history { get; internal set; }

    /// <summary>The fit that is going on, for callbacks that save and restore it.</summary>
    internal FitState? Run { get; set; }

    /// <summary>Trains on arrays.</summary>
    /// <param name="x">Inputs, [n, ..].</param>
    /// <param name="y">Targets, [n, ..].</param>
    /// <param name="batch_size">-1: 32.</param>
    /// <param name="epochs">Number of the last epoch.</param>
    /// <param name="verbose">0 silent, 1 bar, 2 one line an epoch.</param>
    /// <param name="callbacks">Called in their order, before the history and the progress bar.</param>
    /// <param name="validation_split">Share of the last samples to validate on.</param>
    /// <param name="validation_data">What to validate on instead.</param>
    /// <param name="validation_step">Epochs between validations; 10, the default, means every epoch (as Keras').</param>
    /// <param name="shuffle">A new order of the samples in every epoch.</param>
    /// <param name="class_weight">A weight for each class 0 .. k-1.</param>
    /// <param name="sample_weight">A weight for each sample, [n].</param>
    /// <param name="initial_epoch">The epoch to begin with.</param>
    /// <param name="max_queue_size">Concerns enumerables only.</param>
    /// <param name="workers">Concerns enumerables only.</param>
    /// <param name="use_multiprocessing">Concerns enumerables only; there are only threads.</param>
    [OverloadResolutionPriority(2)]
    public History fit(
        NDArray x, NDArray y, int batch_size = -1, int epochs = 1, int verbose = 1, List<ICallback>? callbacks = null,
        float validation_split = 0f, ValidationDataPack? validation_data = null, int validation_step = 10, bool shuffle = true,
        Dictionary<int, float>? class_weight = null,
        NDArray? sample_weight = null, int initial_epoch = 0, int max_queue_size = 10, int workers = 1, bool use_multiprocessing = false) =>
        FitArrays(x!, y, sample_weight, validation_data, Options(
            batch_size, epochs, verbose, callbacks, ConfigValues.AsWritten(validation_split), validation_step, shuffle, class_weight,
            initial_epoch));

    /// <summary>Trains on several inputs and one target.</summary>
    [OverloadResolutionPriority(3)]
    public History fit(
        IEnumerable<NDArray> x, NDArray y, int batch_size = -1, int epochs = 1, int verbose = 1, List<ICallback>? callbacks = null,
        float validation_split = 0f,
        ValidationDataPack? validation_data = null, bool shuffle = true, Dictionary<int, float>? class_weight = null,
        NDArray? sample_weight = null, int initial_epoch = 0, int max_queue_size = 10, int workers = 1, bool use_multiprocessing = false) =>
        FitArrays(ArrayData.Of(x), y, sample_weight, validation_data, Options(
            batch_size, epochs, verbose, callbacks, ConfigValues.AsWritten(validation_split), 1, shuffle, class_weight, initial_epoch));

    /// <summary>Trains on a data set, which yields batches; batch_size and shuffle are the data set's business.</summary>
    [OverloadResolutionPriority(2)]
    public History fit(
        IDatasetV2 dataset, int batch_size = -1, int epochs = 1, int verbose = 1, List<ICallback>? callbacks = null,
        IDatasetV2? validation_data = null,
        int validation_step = 10, bool shuffle = true, Dictionary<int, float>? class_weight = null, int initial_epoch = 0,
        int max_queue_size = 10, int workers = 1, bool use_multiprocessing = false) =>
        FitSource(DataSources.Dataset(dataset), validation_data is null ? null : new ValidationDataPack(validation_data), Options(
            batch_size, epochs, verbose, callbacks, 0, validation_step, shuffle, class_weight, initial_epoch));

    private static FitOptions Options(
        int batchSize, int epochs, int verbose, IEnumerable<ICallback>? callbacks, double split, int validationStep, bool shuffle,
        Dictionary<int, float>? classWeight, int initialEpoch) => new()
        {
            BatchSize = batchSize,
            Epochs = epochs,
            Verbose = verbose,
            Callbacks = callbacks,
            ValidationSplit = split,
            // TensorFlow.NET's default 10 would leave short trainings without validation: it means every epoch here.
            ValidationFrequency = validationStep == 10 ? 1 : validationStep,
            Shuffle = shuffle,
            ClassWeight = classWeight,
            InitialEpoch = initialEpoch,
        };

    private History FitArrays(ArrayData x, ArrayData? y, ArrayData? weights, ValidationDataPack? validation, FitOptions options)
    {
        var sources = new DataSources(this);
        _ = Compiled;
        if (validation is null && options.ValidationSplit != 0)
        {
            ((x, y, weights), (ArrayData X, ArrayData? Y, ArrayData? W) held) = DataSources.Split(x, y, weights, options.ValidationSplit);
            validation = new ValidationDataPack(held.X, held.Y, held.W);
        }
        return FitSource(sources.Arrays(x, y, weights, options.BatchSize, options.Shuffle), validation, options);
    }

    private History FitSource(BatchSource source, ValidationDataPack? validation, FitOptions options)
    {
        _ = Compiled;
        if (options.ValidationSplit != 0 && source is not ArraySource)
            throw new ValueError(
                $"`validation_split` is only supported for Tensors or NumPy arrays, found following types in the input: {source.Kind}");
        Func<BatchSource>? validationSource = validation is null ? null : () => new DataSources(this).Validation(validation, options);
        return new Trainer(this).Fit(source, validationSource, options);
    }
}
