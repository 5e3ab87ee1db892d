using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Normalises each sample over groups of channels and all positions (https://keras.io/api/layers/normalization_layers/group_normalization/;
/// Wu and He 2018). groups -1: one group per channel.
/// </summary>
public sealed class GroupNormalization : Layer
{
    private readonly NormArgs _norm;
    private readonly int _axis;
    private int _groups;
    private ResourceVariable? _gamma;
    private ResourceVariable? _beta;

    internal GroupNormalization(int groups, int axis, NormArgs norm, LayerArgs? args = null)
        : base(args)
    {
        if (groups is 0 or < -1)
            throw new ValueError($"GroupNormalization '{Name}': argument groups: expected a positive integer or -1; received {groups}");
        (_groups, _axis, _norm) = (groups, axis, norm);
    }

    public IVariableV1? gamma => _gamma;

    public IVariableV1? beta => _beta;

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape shape = input_shape.ToSingleShape();
        int axis = LayerOptions.ValidateAxes([_axis], shape)[0];
        if (axis == 0)
            throw new ValueError("You are trying to normalize your batch axis. Do you want to use tf.layer.batch_normalization instead");
        long channels = shape[axis];
        if (channels < 0)
            throw new ValueError(
                $"Axis {_axis} of input tensor should have a defined dimension but the layer received an input with shape {shape}.");
        if (_groups == -1)
            _groups = (int)channels;
        if (channels < _groups)
            throw new ValueError($"Number of groups ({_groups}) cannot be more than the number of channels ({channels}).");
        if (channels % _groups != 0)
            throw new ValueError($"Number of groups ({_groups}) must be a multiple of the number of channels ({channels}).");
        InputSpec = new InputSpec(ndim: shape.ndim, axes: new() { [axis] = (int)channels });
        (_gamma, _beta) = _norm.AddWeights(this, channels);
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        GroupNorm.Apply(inputs.Single, _gamma?.AsTensor(), _beta?.AsTensor(), _groups, _norm.Epsilon, _axis);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(
        LayerOptions.Extend(base.get_config(), new() { ["groups"] = _groups, ["axis"] = _axis }), _norm.Config());

    internal static GroupNormalization FromConfig(LayerConfig c) => new(c.Int("groups", 32), c.Int("axis", -1), NormArgs.Of(c), c.Args());
}

public sealed partial class LayersApi
{
    /// <summary>Initializers and regularizers as objects, names or configs.</summary>
    public ILayer GroupNormalization(
        int groups = 32,
        int axis = -1,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        object? beta_initializer = null,
        object? gamma_initializer = null,
        object? beta_regularizer = null,
        object? gamma_regularizer = null,
        bool trainable = true,
        string? name = null) =>
        new GroupNormalization(groups, axis,
            NormArgs.Of(epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer),
            LayerOptions.Of(name, trainable));
}
