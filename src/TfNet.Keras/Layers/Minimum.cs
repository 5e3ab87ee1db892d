using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The smallest of its inputs, element by element (https://keras.io/api/layers/merging_layers/minimum/).</summary>
public sealed class Minimum(LayerArgs? args = null) : MergeLayer(args)
{
    private protected override Tensor Merge(Tensor[] inputs) => inputs.Aggregate((a, b) => Binding.tf.minimum(a, b));

    internal static Minimum FromConfig(LayerConfig c) => new(c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Minimum(string? name = null) => new Minimum(LayerOptions.Of(name));
}
