using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Gives what it gets (https://keras.io/api/layers/core_layers/identity/).</summary>
public sealed class Identity(LayerArgs? args = null) : Layer(args)
{
    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        inputs;

    internal static Identity FromConfig(LayerConfig c) => new(c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Identity(string? name = null) => new Identity(LayerOptions.Of(name));
}
