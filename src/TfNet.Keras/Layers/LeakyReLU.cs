using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// x where x > 0, else alpha * x (https://keras.io/api/layers/activation_layers/leaky_relu/). Keras rounds alpha to float32.
/// </summary>
public sealed class LeakyReLU(double alpha = 0.3, LayerArgs? args = null) : Layer(args)
{
    private readonly double _alpha = LayerOptions.ToFloatX(alpha);

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Relu.Leaky(inputs.Single, _alpha);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new() { ["alpha"] = _alpha });

    internal static LeakyReLU FromConfig(LayerConfig c) => new(c.Double("alpha", 0.3), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer LeakyReLU(float alpha = 0.3f) => new LeakyReLU(alpha);

    public ILayer LeakyReLU(double alpha, string? name = null) => new LeakyReLU(alpha, LayerOptions.Of(name));
}
