using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The sum of its inputs (https://keras.io/api/layers/merging_layers/add/).</summary>
public sealed class Add(LayerArgs? args = null) : MergeLayer(args)
{
    private protected override Tensor Merge(Tensor[] inputs) => inputs.Aggregate(MathOps.Add);

    internal static Add FromConfig(LayerConfig c) => new(c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Add(string? name = null) => new Add(LayerOptions.Of(name));
}
