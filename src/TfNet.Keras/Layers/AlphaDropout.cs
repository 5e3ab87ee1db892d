using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Dropout that keeps mean and variance of inputs that went through SELU: dropped values become -1.7581, then a x + b
/// (https://keras.io/api/layers/regularization_layers/alpha_dropout/; Klambauer et al. 2017).
/// </summary>
public sealed class AlphaDropout : Layer
{
    private const double Dropped = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946;

    private readonly double _rate;
    private readonly Shape? _noiseShape;
    private readonly int? _seed;

    public AlphaDropout(double rate, Shape? noise_shape = null, int? seed = null, LayerArgs? args = null)
        : base(args)
    {
        if (rate is not (>= 0 and < 1))
            throw new ValueError($"AlphaDropout '{Name}': argument rate: expected 0 <= rate < 1; received {rate}");
        (_rate, _noiseShape, _seed) = (rate, noise_shape, seed);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        if (training != true || _rate == 0 || x.IsSymbolic)
            return x;
        Tensor like = _noiseShape is null ? x
            : Creation.Fill(DropoutNoise.Resolve($"AlphaDropout '{Name}'", _noiseShape, x.shape), 0, x.dtype, x.Device);
        Tensor kept = MathOps.Cast(Compare.GreaterEqual(LayerRandom.Uniform(like, _seed), Creation.ScalarFor(x, _rate)), x.dtype);
        double a = 1 / Math.Sqrt((1 - _rate) * (1 + _rate * Dropped * Dropped));
        double b = -a * Dropped * _rate;
        return (x * kept + (1 - kept) * Dropped) * a + b;
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["rate"] = _rate, ["seed"] = _seed });

    internal static AlphaDropout FromConfig(LayerConfig c) => new(c.Double("rate"), c.Shape("noise_shape"), c.IntOrNull("seed"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer AlphaDropout(double rate, Shape? noise_shape = null, int? seed = null, string? name = null) =>
        new AlphaDropout(rate, noise_shape, seed, LayerOptions.Of(name));
}
