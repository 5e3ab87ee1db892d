using System.Runtime.CompilerServices;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Utils;
using Tensorflow.Util;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras.Engine;

/// <summary>fit with all arguments of Keras 2.15 (https://keras.io/api/models/model_training_apis/#fit-method).</summary>
public abstract partial class Model
{
    /// <summary>Trains on arrays or tensors: one, several in order, or dictionaries by the names of inputs and outputs.</summary>
    /// <param name="x">Inputs.</param>
    /// <param name="y">Targets; null for models that only have penalties.</param>
    /// <param name="batch_size">-1: 32.</param>
    /// <param name="epochs">Number of the last epoch.</param>
    /// <param name="verbose">0 silent, 1 bar, 2 one line an epoch.</param>
    /// <param name="callbacks">Called in their order, before the history and the progress bar.</param>
    /// <param name="validation_split">Share of the last samples to validate on.</param>
    /// <param name="validation_data">What to validate on instead: arrays, a data set or a sequence.</param>
    /// <param name="shuffle">A new order of the samples in every epoch.</param>
    /// <param name="class_weight">A weight for each class 0 .. k-1; multiplies sample_weight.</param>
    /// <param name="sample_weight">A weight for each sample, for all outputs or by output.</param>
    /// <param name="initial_epoch">The epoch to begin with.</param>
    /// <param name="steps_per_epoch">Batches of an epoch; null: all. The batches go on over epochs.</param>
    /// <param name="validation_steps">Batches of a validation; null: all.</param>
    /// <param name="validation_batch_size">Null: batch_size.</param>
    /// <param name="validation_freq">Epochs between validations, or a list of epochs (from 1).</param>
    public History fit(
        ArrayData x, ArrayData? y = null, int batch_size = -1, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null,
        double validation_split = 0, ValidationDataPack? validation_data = null, bool shuffle = true,
        Dictionary<int, float>? class_weight = null,
        ArrayData? sample_weight = null, int initial_epoch = 0, int? steps_per_epoch = null, int? validation_steps = null,
        int? validation_batch_size = null, ValidationFrequency? validation_freq = null) =>
        FitArrays(x ?? throw new ValueError("fit: argument x: expected arrays; received null"), y, sample_weight, validation_data,
            new FitOptions
            {
                BatchSize = batch_size,
                Epochs = epochs,
                Verbose = verbose,
                Callbacks = callbacks,
                ValidationSplit = validation_split,
                Shuffle = shuffle,
                ClassWeight = class_weight,
                InitialEpoch = initial_epoch,
                StepsPerEpoch = steps_per_epoch,
                ValidationSteps = validation_steps,
                ValidationBatchSize = validation_batch_size,
                ValidationFrequency = validation_freq,
            });

    /// <summary>Trains on several targets in an array. (An array of NDArrays would convert to one NDArray, which NumSharp
    /// refuses.)</summary>
    [OverloadResolutionPriority(4)]
    public History fit(
        ArrayData x, NDArray[] y, int batch_size = -1, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null,
        double validation_split = 0, ValidationDataPack? validation_data = null, bool shuffle = true,
        Dictionary<int, float>? class_weight = null,
        ArrayData? sample_weight = null, int initial_epoch = 0, int? steps_per_epoch = null, int? validation_steps = null,
        int? validation_batch_size = null, ValidationFrequency? validation_freq = null) =>
        fit(x, ArrayData.Of(y), batch_size, epochs, verbose, callbacks, validation_split, validation_data, shuffle, class_weight,
            sample_weight, initial_epoch,
            steps_per_epoch, validation_steps, validation_batch_size, validation_freq);

    /// <summary>Trains on a data set, which yields batches.</summary>
    [OverloadResolutionPriority(1)]
    public History fit(
        IDatasetV2 x, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null, ValidationDataPack? validation_data = null,
        Dictionary<int, float>? class_weight = null, int initial_epoch = 0, int? steps_per_epoch = null, int? validation_steps = null,
        int? validation_batch_size = null, ValidationFrequency? validation_freq = null) =>
        FitSource(DataSources.Dataset(x), validation_data, Keras(
            epochs, verbose, callbacks, class_weight, initial_epoch, steps_per_epoch, validation_steps, validation_batch_size,
            validation_freq));

    /// <summary>Trains and validates on data sets.</summary>
    public History fit(
        IDatasetV2 x, IDatasetV2 validation_data, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null,
        Dictionary<int, float>? class_weight = null, int initial_epoch = 0, int? steps_per_epoch = null, int? validation_steps = null,
        ValidationFrequency? validation_freq = null) =>
        FitSource(DataSources.Dataset(x), new ValidationDataPack(validation_data), Keras(
            epochs, verbose, callbacks, class_weight, initial_epoch, steps_per_epoch, validation_steps, null, validation_freq));

    /// <summary>Trains on batches by number (image folders): the order of the batches is drawn anew in every epoch unless shuffle is
    /// false.</summary>
    [OverloadResolutionPriority(1)]
    public History fit(
        Sequence x, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null, ValidationDataPack? validation_data = null,
        bool shuffle = true,
        Dictionary<int, float>? class_weight = null, int initial_epoch = 0, int? steps_per_epoch = null, int? validation_steps = null,
        int? validation_batch_size = null, ValidationFrequency? validation_freq = null)
    {
        _ = Compiled;
        return FitSource(new SequenceSource(x, shuffle), validation_data, Keras(
            epochs, verbose, callbacks, class_weight, initial_epoch, steps_per_epoch, validation_steps, validation_batch_size,
            validation_freq));
    }

    /// <summary>Trains on batches (inputs, targets) of an enumerable. Without steps_per_epoch it is walked through anew in every
    /// epoch.</summary>
    /// <param name="x">The batches.</param>
    /// <param name="epochs">Number of the last epoch.</param>
    /// <param name="verbose">0 silent, 1 bar, 2 one line an epoch.</param>
    /// <param name="callbacks">As in the other forms.</param>
    /// <param name="validation_data">As in the other forms.</param>
    /// <param name="class_weight">As in the other forms.</param>
    /// <param name="initial_epoch">The epoch to begin with.</param>
    /// <param name="steps_per_epoch">Batches of an epoch; the enumerable goes on over epochs.</param>
    /// <param name="validation_steps">Batches of a validation.</param>
    /// <param name="validation_batch_size">Of validation arrays.</param>
    /// <param name="validation_freq">As in the other forms.</param>
    /// <param name="max_queue_size">Batches read ahead.</param>
    /// <param name="workers">0: the batches are made by the training thread itself; else by one background thread.</param>
    public History fit(
        IEnumerable<(NDArray, NDArray)> x, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null,
        ValidationDataPack? validation_data = null, Dictionary<int, float>? class_weight = null, int initial_epoch = 0,
        int? steps_per_epoch = null,
        int? validation_steps = null, int? validation_batch_size = null, ValidationFrequency? validation_freq = null,
        int max_queue_size = 10, int workers = 1) =>
        FitSource(DataSources.Batches(x, AheadOf(max_queue_size, workers)), validation_data, Keras(
            epochs, verbose, callbacks, class_weight, initial_epoch, steps_per_epoch, validation_steps, validation_batch_size,
            validation_freq));

    /// <summary>Trains on batches (inputs, targets, sample weights) of an enumerable.</summary>
    public History fit(
        IEnumerable<(NDArray, NDArray, NDArray)> x, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null,
        ValidationDataPack? validation_data = null, Dictionary<int, float>? class_weight = null, int initial_epoch = 0,
        int? steps_per_epoch = null,
        int? validation_steps = null, int? validation_batch_size = null, ValidationFrequency? validation_freq = null,
        int max_queue_size = 10, int workers = 1) =>
        FitSource(DataSources.Batches(x, AheadOf(max_queue_size, workers)), validation_data, Keras(
            epochs, verbose, callbacks, class_weight, initial_epoch, steps_per_epoch, validation_steps, validation_batch_size,
            validation_freq));

    /// <summary>Trains on batches (inputs, targets) of tensors.</summary>
    public History fit(
        IEnumerable<(Tensors, Tensors)> x, int epochs = 1, int verbose = 1, IEnumerable<ICallback>? callbacks = null,
        ValidationDataPack? validation_data = null, Dictionary<int, float>? class_weight = null, int initial_epoch = 0,
        int? steps_per_epoch = null,
        int? validation_steps = null, int? validation_batch_size = null, ValidationFrequency? validation_freq = null,
        int max_queue_size = 10, int workers = 1) =>
        FitSource(DataSources.Batches(x, AheadOf(max_queue_size, workers)), validation_data, Keras(
            epochs, verbose, callbacks, class_weight, initial_epoch, steps_per_epoch, validation_steps, validation_batch_size,
            validation_freq));

    private static int AheadOf(int queue, int workers) => workers < 0 || queue < 0
        ? throw new ValueError($"arguments max_queue_size, workers: expected at least 0; received {queue}, {workers}")
        : workers == 0 ? 0 : queue;

    private static FitOptions Keras(
        int epochs, int verbose, IEnumerable<ICallback>? callbacks, Dictionary<int, float>? classWeight, int initialEpoch, int? steps,
        int? validationSteps,
        int? validationBatchSize, ValidationFrequency? frequency) => new()
        {
            Epochs = epochs,
            Verbose = verbose,
            Callbacks = callbacks,
            ClassWeight = classWeight,
            InitialEpoch = initialEpoch,
            StepsPerEpoch = steps,
            ValidationSteps = validationSteps,
            ValidationBatchSize = validationBatchSize,
            ValidationFrequency = frequency,
        };
}
