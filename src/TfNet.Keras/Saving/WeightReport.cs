namespace Tensorflow.Keras.Saving;

/// <summary>A weight, of a file or of a model.</summary>
/// <param name="Layer">The top-level layer it belongs to.</param>
/// <param name="Weight">Its name there, e.g. "conv1/kernel:0".</param>
public sealed record LayerWeight(string Layer, string Weight);

/// <summary>A weight of the file that does not fit the model's; or all of a layer, when their numbers differ.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Weight">The weight's name in the model; null: the layer as a whole.</param>
/// <param name="Reason">What the model expects and what the file has.</param>
public sealed record WeightMismatch(string Layer, string? Weight, string Reason);

/// <summary>What loading by name did (<see cref="Engine.Model.load_weights_by_name"/>).</summary>
/// <param name="Loaded">The weights that were taken from the file, by the file's names.</param>
/// <param name="Missing">The model's weights whose layer the file does not have.</param>
/// <param name="Unexpected">The file's weights whose layer the model does not have.</param>
/// <param name="Mismatched">What has a layer in both, but another shape or number of weights.</param>
public sealed record WeightReport(
    IReadOnlyList<LayerWeight> Loaded,
    IReadOnlyList<LayerWeight> Missing,
    IReadOnlyList<LayerWeight> Unexpected,
    IReadOnlyList<WeightMismatch> Mismatched)
{
    /// <summary><c>loaded 318 weights; missing 2 (logits); unexpected 0; mismatched 0</c></summary>
    public override string ToString() =>
        $"loaded {Loaded.Count} weights; missing {Count(Missing.Select(w => w.Layer))}; "
            + $"unexpected {Count(Unexpected.Select(w => w.Layer))}; mismatched {Count(Mismatched.Select(w => w.Layer))}";

    private static string Count(IEnumerable<string> layers)
    {
        string[] all = [.. layers];
        return all.Length == 0 ? "0" : $"{all.Length} ({string.Join(", ", all.Distinct())})";
    }
}
