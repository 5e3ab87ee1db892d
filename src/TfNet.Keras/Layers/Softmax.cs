using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Softmax along an axis (https://keras.io/api/layers/activation_layers/softmax/). Its result remembers the logits it was
/// computed from: a cross-entropy then uses them. A second input is a mask: where it is false, -1e9 is added.
/// </summary>
public sealed class Softmax : Layer
{
    private readonly int[] _axes;

    public Softmax(Axis? axis = null, LayerArgs? args = null)
        : base(args)
    {
        _axes = axis is null ? [-1] : axis.Span.ToArray();
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        if (inputs.Count > 2)
            throw new ValueError(
                $"Softmax '{Name}': argument inputs: expected one tensor, or a tensor and a mask; received {inputs.Count}");
        Tensor x = inputs[0];
        if (inputs.Count == 2)
            x += AttentionMath.Adder(inputs[1], x.dtype);
        if (_axes.Length == 1)
            return Activations.SoftmaxOver(x, _axes[0]);
        Tensor shifted = MathOps.Subtract(x, Reductions.LogSumExp(x, new Axis(_axes), keepdims: true));
        return Binding.tf.exp(shifted);
    }

    internal override IReadOnlyList<string> CallArguments { get; } = ["mask"];

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["axis"] = _axes.Length == 1 ? _axes[0] : _axes });

    internal static Softmax FromConfig(LayerConfig c) => new(c.Axes("axis") ?? [-1], c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Softmax(int axis = -1) => new Softmax(axis);

    public ILayer Softmax(Axis axis) => new Softmax(axis);

    public ILayer Softmax(int axis, string? name) => new Softmax(axis, LayerOptions.Of(name));
}
