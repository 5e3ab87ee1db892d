using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the dropout layers that drop whole maps: one draw per sample and channel.</summary>
public abstract class SpatialDropoutLayer : Layer
{
    private readonly double _rate;

    private protected SpatialDropoutLayer(int axes, double rate, LayerArgs? args)
        : base(args)
    {
        if (rate is not (>= 0 and <= 1))
            throw new ValueError($"Invalid value {rate} received for `rate`, expected a value between 0 and 1.");
        _rate = rate;
        InputSpec = new InputSpec(ndim: axes + 2);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        if (training != true || _rate == 0)
            return x;
        return DropoutOp.Apply(x, _rate, new Shape([x.shape[0], .. Enumerable.Repeat(1L, x.rank - 2), x.shape[^1]]));
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["rate"] = _rate, ["noise_shape"] = null, ["seed"] = null });
}
