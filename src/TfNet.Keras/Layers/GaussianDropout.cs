using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// In training multiplies by normal noise of mean 1 and deviation sqrt(rate / (1 - rate))
/// (https://keras.io/api/layers/regularization_layers/gaussian_dropout/).
/// </summary>
public sealed class GaussianDropout : Layer
{
    private readonly double _rate;
    private readonly int? _seed;

    public GaussianDropout(double rate, int? seed = null, LayerArgs? args = null)
        : base(args)
    {
        if (rate is not (>= 0 and < 1))
            throw new ValueError($"GaussianDropout '{Name}': argument rate: expected 0 <= rate < 1; received {rate}");
        (_rate, _seed) = (rate, seed);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        return training == true && _rate > 0 && !x.IsSymbolic ? x * LayerRandom.Normal(x, 1, Math.Sqrt(_rate / (1 - _rate)), _seed) : x;
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["rate"] = _rate, ["seed"] = _seed });

    internal static GaussianDropout FromConfig(LayerConfig c) => new(c.Double("rate"), c.IntOrNull("seed"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer GaussianDropout(double rate, int? seed = null, string? name = null) =>
        new GaussianDropout(rate, seed, LayerOptions.Of(name));
}
