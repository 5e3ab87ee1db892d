using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// x where x > 0, else alpha * x with a learned alpha (https://keras.io/api/layers/activation_layers/prelu/; He et al. 2015). alpha has the
/// shape of one sample, with extent 1 at the shared axes.
/// </summary>
public sealed class PReLU : Layer
{
    private readonly IInitializer _initializer;
    private readonly IRegularizer? _regularizer;
    private readonly int[]? _sharedAxes;
    private ResourceVariable? _alpha;

    public PReLU(IInitializer? alpha_initializer = null, IRegularizer? alpha_regularizer = null, int[]? shared_axes = null,
        LayerArgs? args = null)
        : base(args)
    {
        _initializer = LayerOptions.Initializer(alpha_initializer, "zeros");
        (_regularizer, _sharedAxes) = (alpha_regularizer, shared_axes);
    }

    public IVariableV1? alpha => _alpha;

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape shape = input_shape.ToSingleShape();
        Shape parameters = shape[1..];
        var axes = new Dictionary<int, int>();
        foreach (int axis in _sharedAxes ?? [])
        {
            if (axis < 1 || axis >= shape.ndim)
                throw new ValueError(
                    $"PReLU '{Name}': argument shared_axes: expected axes 1..{shape.ndim - 1} for input shape {shape}; received {axis}");
            parameters = parameters.With(axis - 1, 1);
        }
        for (int i = 1; i < shape.ndim; i++)
        {
            if (parameters[i - 1] < 0)
                throw new ValueError(
                    $"PReLU '{Name}': expected known extents along the axes that are not shared; received input shape {shape}");
            if (_sharedAxes?.Contains(i) != true)
                axes[i] = (int)shape[i];
        }
        _alpha = AddWeight("alpha", parameters, initializer: _initializer, regularizer: _regularizer);
        InputSpec = new InputSpec(ndim: shape.ndim, axes: axes);
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        return Relu.Apply(x) - Weight(_alpha!) * Relu.Apply(-x);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["alpha_initializer"] = Initializers.serialize(_initializer),
        ["alpha_regularizer"] = Regularizers.serialize(_regularizer),
        ["alpha_constraint"] = null,
        ["shared_axes"] = _sharedAxes,
    });

    internal static PReLU FromConfig(LayerConfig c) =>
        new(c.Initializer("alpha_initializer"), c.Regularizer("alpha_regularizer"), c.Ints("shared_axes"), c.Args());
}

public sealed partial class LayersApi
{
    /// <summary>Initializer and regularizer as objects, names or configs.</summary>
    public ILayer PReLU(object? alpha_initializer = null, object? alpha_regularizer = null, int[]? shared_axes = null,
        string? name = null) =>
        new PReLU(Initializers.get(alpha_initializer), Regularizers.Find(alpha_regularizer), shared_axes, LayerOptions.Of(name));
}
