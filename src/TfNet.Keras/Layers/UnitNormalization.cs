using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>x / max(|x|, 1e-6) over axes (https://keras.io/api/layers/normalization_layers/unit_normalization/).</summary>
public sealed class UnitNormalization(Axis? axis = null, LayerArgs? args = null) : Layer(args)
{
    private readonly int[] _axes = axis?.Span.ToArray() ?? [-1];

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        LayerOptions.ValidateAxes(_axes, inputs.shape);
        return Norms.L2Normalize(inputs.Single, _axes);
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["axis"] = _axes.Length == 1 ? _axes[0] : _axes });

    internal static UnitNormalization FromConfig(LayerConfig c) => new(c.Axes("axis") ?? [-1], c.Args());
}

public sealed partial class LayersApi
{
    public ILayer UnitNormalization(Axis? axis = null, string? name = null) => new UnitNormalization(axis, LayerOptions.Of(name));
}
