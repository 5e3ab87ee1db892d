using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The first input minus the second (https://keras.io/api/layers/merging_layers/subtract/).</summary>
public sealed class Subtract(LayerArgs? args = null) : MergeLayer(args)
{
    private protected override Tensor Merge(Tensor[] inputs) => inputs.Length == 2
        ? MathOps.Subtract(inputs[0], inputs[1])
        : throw new ValueError($"A `Subtract` layer should be called on exactly 2 inputs. Received: {inputs.Length} inputs");

    internal static Subtract FromConfig(LayerConfig c) => new(c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Subtract(string? name = null) => new Subtract(LayerOptions.Of(name));
}
