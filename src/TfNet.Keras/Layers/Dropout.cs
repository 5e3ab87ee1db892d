using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// In training sets a share of the values to zero and scales the others by 1 / (1 - rate)
/// (https://keras.io/api/layers/regularization_layers/dropout/).
/// </summary>
public sealed class Dropout : Layer
{
    private readonly double _rate;
    private readonly Shape? _noiseShape;
    private readonly int? _seed;

    /// <param name="rate">Share to drop, 0 to 1.</param>
    /// <param name="noise_shape">Shape of the draw, broadcast to the input; -1 takes the input's extent. (-1, 1, 1): one draw per
    /// sample.</param>
    /// <param name="seed">A seed of its own.</param>
    /// <param name="args">Name, dtype.</param>
    public Dropout(double rate, Shape? noise_shape = null, int? seed = null, LayerArgs? args = null)
        : base(args)
    {
        if (rate is not (>= 0 and <= 1))
            throw new ValueError($"Invalid value {rate} received for `rate`, expected a value between 0 and 1.");
        (_rate, _noiseShape, _seed) = (rate, noise_shape, seed);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        if (training != true || _rate == 0)
            return x;
        return DropoutOp.Apply(x, _rate, Noise(x.shape), _seed);
    }

    private Shape? Noise(Shape input) => _noiseShape is null ? null : DropoutNoise.Resolve($"Dropout '{Name}'", _noiseShape, input);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["rate"] = _rate,
        ["noise_shape"] = LayerOptions.Nullable(_noiseShape),
        ["seed"] = _seed,
    });

    internal static Dropout FromConfig(LayerConfig c) => new(c.Double("rate"), c.Shape("noise_shape"), c.IntOrNull("seed"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Dropout(float rate, Shape? noise_shape = null, int? seed = null) => new Dropout(DecimalOf(rate), noise_shape, seed);

    public ILayer Dropout(double rate, Shape? noise_shape = null, int? seed = null, string? name = null) =>
        new Dropout(rate, noise_shape, seed, LayerOptions.Of(name));

    /// <summary>The double that a float literal was meant to be: 0.2f is 0.2, as in Keras.</summary>
    internal static double DecimalOf(float value) =>
        double.Parse(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        System.Globalization.CultureInfo.InvariantCulture);
}
