using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// A function as a layer (https://keras.io/api/layers/core_layers/lambda/). It may hold no weights, and a config cannot hold it: a model
/// with one saves weights, but no architecture.
/// </summary>
public sealed class Lambda(Func<Tensors, Tensors> function, LayerArgs? args = null) : Layer(args)
{
    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        function(inputs);

    public override IDictionary<string, object?> get_config() =>
        throw new ValueError($"Lambda '{Name}': a function has no config; write a Layer class to save the model's architecture");
}

public sealed partial class LayersApi
{
    public ILayer Lambda(Func<Tensor, Tensor> function, string? name = null) => new Lambda(x => function(x.Single), LayerOptions.Of(name));

    /// <summary>Of several tensors, or with several results.</summary>
    public ILayer Lambda(Func<Tensors, Tensors> function, string? name = null) => new Lambda(function, LayerOptions.Of(name));
}
