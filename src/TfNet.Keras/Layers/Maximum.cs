using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The largest of its inputs, element by element (https://keras.io/api/layers/merging_layers/maximum/).</summary>
public sealed class Maximum(LayerArgs? args = null) : MergeLayer(args)
{
    private protected override Tensor Merge(Tensor[] inputs) => inputs.Aggregate((a, b) => Binding.tf.maximum(a, b));

    internal static Maximum FromConfig(LayerConfig c) => new(c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Maximum(string? name = null) => new Maximum(LayerOptions.Of(name));
}
