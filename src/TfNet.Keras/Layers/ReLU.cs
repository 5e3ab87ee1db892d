using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>max(x, 0), optionally capped, leaky below a threshold (https://keras.io/api/layers/activation_layers/relu/).</summary>
public sealed class ReLU : Layer
{
    private readonly double? _maxValue;
    private readonly double _negativeSlope;
    private readonly double _threshold;

    /// <param name="max_value">Cap, >= 0; 6 gives ReLU6.</param>
    /// <param name="negative_slope">Slope below the threshold, >= 0.</param>
    /// <param name="threshold">Where the linear part begins, >= 0.</param>
    /// <param name="args">Name, dtype.</param>
    public ReLU(double? max_value = null, double negative_slope = 0, double threshold = 0, LayerArgs? args = null)
        : base(args)
    {
        if (max_value is < 0)
            throw new ValueError($"max_value of a ReLU layer cannot be a negative value. Received: {max_value}");
        if (!(negative_slope >= 0))
            throw new ValueError($"negative_slope of a ReLU layer cannot be a negative value. Received: {negative_slope}");
        if (!(threshold >= 0))
            throw new ValueError($"threshold of a ReLU layer cannot be a negative value. Received: {threshold}");
        (_maxValue, _negativeSlope, _threshold) = (max_value, negative_slope, threshold);
    }

    internal override FusedActivation AsFused => (_negativeSlope, _threshold, _maxValue) switch
    {
        (0, 0, null) => FusedActivation.Relu,
        (0, 0, 6) => FusedActivation.Relu6,
        _ => FusedActivation.None,
    };

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Relu.Keras(inputs.Single, _negativeSlope, _maxValue, _threshold);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["max_value"] = _maxValue,
        ["negative_slope"] = _negativeSlope,
        ["threshold"] = _threshold,
    });

    internal static ReLU FromConfig(LayerConfig c) =>
        new(c.DoubleOrNull("max_value"), c.Double("negative_slope", 0), c.Double("threshold", 0), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer ReLU(double? max_value = null, double negative_slope = 0, double threshold = 0, string? name = null) =>
        new ReLU(max_value, negative_slope, threshold, LayerOptions.Of(name));

    public ILayer ReLU6(string? name = null) => new ReLU(6, args: LayerOptions.Of(name));
}
