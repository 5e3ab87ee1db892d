using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The product of its inputs (https://keras.io/api/layers/merging_layers/multiply/).</summary>
public sealed class Multiply(LayerArgs? args = null) : MergeLayer(args)
{
    private protected override Tensor Merge(Tensor[] inputs) => inputs.Aggregate(MathOps.Multiply);

    internal static Multiply FromConfig(LayerConfig c) => new(c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Multiply(string? name = null) => new Multiply(LayerOptions.Of(name));
}
