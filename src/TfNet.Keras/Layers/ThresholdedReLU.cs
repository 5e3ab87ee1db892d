using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// x where x > theta, else 0 (https://keras.io/api/layers/activation_layers/, Konda et al. 2014). Keras rounds theta to float32.
/// </summary>
public sealed class ThresholdedReLU : Layer
{
    private readonly double _theta;

    public ThresholdedReLU(double theta = 1, LayerArgs? args = null)
        : base(args)
    {
        if (!(theta >= 0))
            throw new ValueError($"The theta value of a Thresholded ReLU layer should be >=0. Received: {theta}");
        _theta = LayerOptions.ToFloatX(theta);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        return x * MathOps.Cast(Compare.Greater(x, Creation.ScalarFor(x, _theta)), x.dtype);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new() { ["theta"] = _theta });

    internal static ThresholdedReLU FromConfig(LayerConfig c) => new(c.Double("theta", 1), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer ThresholdedReLU(double theta = 1, string? name = null) => new ThresholdedReLU(theta, LayerOptions.Of(name));
}
