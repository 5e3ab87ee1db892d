using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The mean of its inputs (https://keras.io/api/layers/merging_layers/average/).</summary>
public sealed class Average(LayerArgs? args = null) : MergeLayer(args)
{
    private protected override Tensor Merge(Tensor[] inputs) => inputs.Aggregate(MathOps.Add) / inputs.Length;

    internal static Average FromConfig(LayerConfig c) => new(c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Average(string? name = null) => new Average(LayerOptions.Of(name));
}
