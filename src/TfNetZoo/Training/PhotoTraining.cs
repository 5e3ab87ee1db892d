using System.Globalization;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Preprocessing;
using Tensorflow.Keras.Utils;
using TfNetZoo.Data;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Text;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Training;

/// <summary>Which optimizer trains.</summary>
public enum TrainingOptimizer
{
    /// <summary>Adam with Keras' defaults.</summary>
    Adam,

    /// <summary>SGD with a momentum of 0.9.</summary>
    Sgd,
}

/// <summary>What a training by <see cref="PhotoTraining"/> is told.</summary>
/// <param name="Data">A folder of class folders, or one with train and val in it; null: the shipped images.</param>
/// <param name="Weights">The weight file to write: the epoch of the lowest validation loss.</param>
public sealed record PhotoTrainingOptions(string? Data, string Weights)
{
    /// <summary>Number of the last epoch.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images in a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Height and width; 0: the network's own.</summary>
    public int ImageSize { get; init; }

    /// <summary>Of the optimizer; null: 0.0005 for Adam, 0.01 for SGD.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Which optimizer trains.</summary>
    public TrainingOptimizer Optimizer { get; init; }

    /// <summary>Of all random numbers.</summary>
    public int Seed { get; init; }

    /// <summary>A weight file to begin with; null: random weights.</summary>
    public string? Pretrained { get; init; }

    /// <summary>Pair the layers of <see cref="Pretrained"/> by name.</summary>
    public bool ByName { get; init; }

    /// <summary>With <see cref="ByName"/>: leave out weights of another shape (a head for other classes).</summary>
    public bool SkipMismatch { get; init; }

    /// <summary>Train only the layers whose shape depends on the number of classes.</summary>
    public bool HeadOnly { get; init; }

    /// <summary>A folder for the training's state, from which an interrupted training goes on; null: none is kept.</summary>
    public string? Backup { get; init; }

    /// <summary>0 silent, 1 progress bar, 2 a line an epoch.</summary>
    public int Verbose { get; init; } = 1;
}

/// <summary>
/// Trains any network of the registry on class folders: its own preprocessing, random mirroring, cross-entropy on each output with the
/// network's weights, the best epoch kept. Leaves class_indices.json beside the weights, so that a prediction knows the classes.
/// </summary>
public static class PhotoTraining
{
    /// <summary>Trains.</summary>
    /// <returns>The losses and accuracies of the epochs.</returns>
    public static TrainingResult Run(NetworkInfo network, PhotoTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        keras.utils.set_random_seed(options.Seed);
        PhotoInput input = PhotoInput.Of(network, options.ImageSize);
        PhotoData data = PhotoData.Open(options.Data);
        DirectoryIterator training = Iterator(data, input, options, validation: false);
        DirectoryIterator validation = Iterator(data, input, options, validation: true);
        if (!training.class_indices.Keys.SequenceEqual(validation.class_indices.Keys))
            throw new ValueError($"'{options.Data}': train and val must have the same class folders");
        Binding.print(NotesText.ImageCounts(training.n, validation.n));

        Model model = network.Build(training.class_indices.Count, input.Size);
        if (options.Pretrained is { } file)
            model.load_weights(file, by_name: options.ByName, skip_mismatch: options.SkipMismatch);
        if (options.HeadOnly)
            ClassLayers.FreezeOthers(network, model, input.Size);
        string accuracy = Compile(network, model, options);

        WeightsFolder.Make(options.Weights);
        ClassIndices.Write(ClassNames.PathBeside(options.Weights), training.class_indices);
        int outputs = network.LossWeights.Length;
        History history = model.fit(
            Labelled(training, outputs), epochs: options.Epochs, verbose: options.Verbose, callbacks: Callbacks(options),
            validation_data: Labelled(validation, outputs), shuffle: false);
        return new TrainingResult(model, history, history.history["val_" + accuracy]);
    }

    private static List<ICallback> Callbacks(PhotoTrainingOptions options)
    {
        List<ICallback> callbacks =
            [keras.callbacks.ModelCheckpoint(options.Weights, monitor: "val_loss", save_best_only: true, save_weights_only: true)];
        if (options.Backup is { } folder)
            callbacks.Add(keras.callbacks.BackupAndRestore(folder, save_before_preemption: true));
        return callbacks;
    }

    private static DirectoryIterator Iterator(PhotoData data, PhotoInput input, PhotoTrainingOptions options, bool validation)
    {
        var generator = new ImageDataGenerator(
            preprocessing_function: input.Scale, horizontal_flip: !validation, validation_split: data.ValidationSplit);
        string color = input.Channels == 1 ? "grayscale" : "rgb";
        // The filter that predictions resize with; a crop of the middle takes the same part of the picture, but for its border.
        string filter = input.Resize == PhotoResize.Bicubic ? "bicubic" : "bilinear";
        bool crop = input.Resize == PhotoResize.ShorterSideCrop;
        return validation
            ? data.Validation(generator, input.Size, options.BatchSize, color, interpolation: filter, keepAspectRatio: crop)
            : data.Training(generator, input.Size, options.BatchSize, color, interpolation: filter, keepAspectRatio: crop);
    }

    /// <summary>The same loss on each output; the accuracy of the main one, whose name in the logs is returned.</summary>
    private static string Compile(NetworkInfo network, Model model, PhotoTrainingOptions options)
    {
        double rate = options.LearningRate ?? (options.Optimizer == TrainingOptimizer.Sgd ? 0.01 : 0.0005);
        object optimizer = options.Optimizer == TrainingOptimizer.Sgd
            ? keras.optimizers.SGD(rate, momentum: 0.9f)
            : keras.optimizers.Adam(rate);
        var loss = keras.losses.CategoricalCrossentropy(from_logits: !network.Probabilities);
        int outputs = network.LossWeights.Length;
        if (outputs == 1)
        {
            model.compile(optimizer, loss: loss, metrics: new[] { "accuracy" });
            return "accuracy";
        }
        object?[] metrics = [.. Enumerable.Range(1, outputs).Select(i => i == outputs ? new[] { "accuracy" } : null)];
        model.compile(optimizer, loss: loss, metrics: metrics, loss_weights: network.LossWeights);
        return model.output_names[^1] + "_accuracy";
    }

    /// <summary>The images' own order is shuffled; the batches keep theirs, so they can be read ahead.</summary>
    private static Sequence Labelled(DirectoryIterator images, int outputs) => outputs == 1 ? images : new RepeatedLabels(images, outputs);
}

/// <summary>What came out of a training.</summary>
/// <param name="Model">With the last epoch's weights.</param>
/// <param name="History">All values by name.</param>
/// <param name="ValidationAccuracy">Of each epoch, of the main output.</param>
public sealed record TrainingResult(Model Model, History History, IReadOnlyList<float> ValidationAccuracy)
{
    /// <summary><c>val accuracy: 0.9123</c>: the best one.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"val accuracy: {ValidationAccuracy.Max():F4}");
}
