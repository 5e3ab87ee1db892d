using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// x where x > 0, else alpha * (exp(x) - 1) (https://keras.io/api/layers/activation_layers/elu/; Clevert et al. 2016). Keras rounds
/// alpha to float32.
/// </summary>
public sealed class ELU(double alpha = 1, LayerArgs? args = null) : Layer(args)
{
    private readonly double _alpha = LayerOptions.ToFloatX(alpha);

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Tensorflow.Activations.Elu(inputs.Single, _alpha);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new() { ["alpha"] = _alpha });

    internal static ELU FromConfig(LayerConfig c) => new(c.Double("alpha", 1), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer ELU(float alpha = 1f) => new ELU(alpha);

    public ILayer ELU(double alpha, string? name = null) => new ELU(alpha, LayerOptions.Of(name));
}
