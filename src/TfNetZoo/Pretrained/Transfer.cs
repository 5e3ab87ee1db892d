using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Pretrained;

/// <summary>What is trained of a network that begins with another training's weights.</summary>
public enum TransferMode
{
    /// <summary>Everything, from the loaded weights on: for many images.</summary>
    TrainAll,

    /// <summary>Only the last layers; those before keep their weights.</summary>
    TrainLast,

    /// <summary>Only a new head, which takes the place of the classifier: for few images, and quick.</summary>
    NewHead,
}

/// <summary>A network made ready by <see cref="Transfer.Prepare"/>.</summary>
/// <param name="Model">The network to compile and train.</param>
/// <param name="Loaded">What came from the weight file; null where none was given.</param>
public sealed record TransferModel(Model Model, WeightReport? Loaded)
{
    /// <summary>All weights' elements.</summary>
    public long Total => Model.count_params();

    /// <summary>Of these, what training changes.</summary>
    public long Trainable => Model.TrainableWeights.Sum(w => w.shape.size);

    /// <summary>Of these, what stays.</summary>
    public long NonTrainable => Total - Trainable;

    /// <summary>What was loaded, the layers that are trained, and the three counts, one a line.</summary>
    public void Print(TextWriter? output = null)
    {
        output ??= Console.Out;
        if (Loaded is not null)
            output.WriteLine(Loaded);
        foreach (ILayer layer in Model.layers.Where(l => l.TrainableWeights.Count > 0))
            output.WriteLine("training " + layer.Name);
        output.WriteLine($"Total params: {Total}");
        output.WriteLine($"Trainable params: {Trainable}");
        output.WriteLine($"Non-trainable params: {NonTrainable}");
    }
}

/// <summary>Transfer learning: the three ways to go on from a trained network's weights.</summary>
public static class Transfer
{
    /// <summary>
    /// Loads weights into a network and freezes what is not to be trained. Compile afterwards: after a fit, freezing counts only from the
    /// next compile on.
    /// </summary>
    /// <param name="network">
    /// A built network. The result has the same layers, not copies: for <see cref="TransferMode.TrainAll"/> and
    /// <see cref="TransferMode.TrainLast"/> it is the network itself.
    /// </param>
    /// <param name="mode">What is trained.</param>
    /// <param name="weights">
    /// A weight file (.h5) whose layers are found by name; those of other shapes, such as the classifier of other classes, stay new. Null: the
    /// network has its weights already.
    /// </param>
    /// <param name="last_layers">
    /// For <see cref="TransferMode.TrainLast"/>: how many of the network's (top-level) layers with weights, counted from the main output; null: 1.
    /// </param>
    /// <param name="head">
    /// For <see cref="TransferMode.NewHead"/>: the layers behind the features. These are what went into the network's classifier, or the last
    /// map [N, H, W, C] of a network without one; begin with a pooling then.
    /// </param>
    /// <param name="batch_norm_updates">
    /// What frozen batch norm does in training: false, as in Keras, it is in inference mode and keeps its statistics; true, as in PyTorch, it
    /// normalises by the batch and its statistics follow the new images.
    /// </param>
    /// <exception cref="ValueError">
    /// An argument does not belong to the mode, the file shares no layer with the network, or the network has no classifier to replace.
    /// </exception>
    public static TransferModel Prepare(
        Model network, TransferMode mode, string? weights = null, int? last_layers = null, IEnumerable<ILayer>? head = null,
        bool batch_norm_updates = false)
    {
        if (last_layers is not null && mode != TransferMode.TrainLast)
            throw new ValueError($"Transfer: argument last_layers: expected null with {mode}; received {last_layers}");
        if (head is null == (mode == TransferMode.NewHead))
            throw new ValueError($"Transfer: argument head: expected {(head is null ? "layers" : "null")} with {mode}; received {(head is null ? "null" : "layers")}");
        WeightReport? loaded = weights is null ? null : Load(network, weights);
        Model model = mode switch
        {
            TransferMode.TrainAll => TrainAll(network),
            TransferMode.TrainLast => TrainLast(network, last_layers ?? 1),
            TransferMode.NewHead => NewHead(network, head!),
            _ => throw new ValueError($"Transfer: argument mode: expected a {nameof(TransferMode)}; received {mode}"),
        };
        foreach (BatchNormalization norm in model.submodules.OfType<BatchNormalization>())
            norm.updates_when_frozen = batch_norm_updates;
        return new TransferModel(model, loaded);
    }

    /// <summary>
    /// Loads a weight file's layers by name; those of other shapes, and those the file does not have, stay as they are. The report tells which.
    /// </summary>
    /// <param name="network">A built network.</param>
    /// <param name="weights">A Keras 2 weight file (.h5).</param>
    /// <exception cref="ValueError">Nothing in the file fits: it is another network's.</exception>
    public static WeightReport Load(Model network, string weights)
    {
        WeightReport report = network.load_weights_by_name(weights, skip_mismatch: true);
        return report.Loaded.Count > 0 ? report : throw new ValueError(
            $"Transfer: argument weights: expected layers of '{network.Name}' ({Some(report.Missing.Select(w => w.Layer))}) in '{weights}'; "
                + $"it has {Some(report.Unexpected.Select(w => w.Layer))}");
    }

    private static string Some(IEnumerable<string> layers)
    {
        string[] all = [.. layers.Distinct()];
        return all.Length == 0 ? "none" : string.Join(", ", all.Take(5).Select(n => $"'{n}'")) + (all.Length > 5 ? ", .." : "");
    }

    private static Model TrainAll(Model network)
    {
        network.trainable = true;
        return network;
    }

    // A frozen model has nothing to train, whatever its layers say: so the layers are frozen, not the model.
    private static Model TrainLast(Model network, int count)
    {
        List<ILayer> layers = NetworkCut.LayersWithWeights(network);
        if (count < 1 || count > layers.Count)
            throw new ValueError($"Transfer: argument last_layers: expected 1 to {layers.Count}; received {count}");
        network.trainable = true;
        foreach (ILayer layer in network.layers)
            layer.trainable = false;
        foreach (ILayer layer in layers[^count..])
            layer.trainable = true;
        return network;
    }

    private static Sequential NewHead(Model network, IEnumerable<ILayer> head)
    {
        Functional features = NetworkCut.Features(network);
        features.trainable = false;
        return keras.Sequential([features, .. head]);
    }
}
