using System.Runtime.CompilerServices;
using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Normalises each sample over axes by its own mean and biased variance
/// (https://keras.io/api/layers/normalization_layers/layer_normalization/;
/// Ba, Kiros and Hinton 2016). gamma and beta have the extents of the axes.
/// </summary>
public sealed class LayerNormalization : Layer
{
    private readonly NormArgs _norm;
    private int[] _axes;
    private bool _single;
    private ResourceVariable? _gamma;
    private ResourceVariable? _beta;

    internal LayerNormalization(int[] axes, NormArgs norm, bool single = false, LayerArgs? args = null)
        : base(args)
    {
        (_axes, _norm, _single) = (axes, norm, single && axes.Length == 1);
    }

    public IVariableV1? gamma => _gamma;

    public IVariableV1? beta => _beta;

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape shape = input_shape.ToSingleShape();
        _axes = LayerOptions.ValidateAxes(_axes, shape);
        _single = false;
        Shape parameters = new([.. _axes.Select(a => shape[a])]);
        if (!parameters.IsFullyDefined)
            throw new ValueError(
                $"LayerNormalization '{Name}': expected known extents along the axes ({string.Join(", ", _axes)}); received input shape "
                + $"{shape}");
        (_gamma, _beta) = _norm.AddWeights(this, parameters);
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor? gamma = _gamma?.AsTensor(), beta = _beta?.AsTensor();
        if (_axes.SequenceEqual(_axes.Order()))
            return LayerNorm.Apply(inputs.Single, gamma, beta, _axes, _norm.Epsilon);
        // The op wants the parameters' axes in ascending order.
        int[] order = [.. Enumerable.Range(0, _axes.Length).OrderBy(i => _axes[i])];
        return LayerNorm.Apply(inputs.Single, gamma is null ? null : ShapeOps.Transpose(gamma, order), beta is null ? null
            : ShapeOps.Transpose(beta, order), _axes, _norm.Epsilon);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(
        LayerOptions.Extend(base.get_config(), new() { ["axis"] = _single ? _axes[0] : _axes }), _norm.Config());

    internal static LayerNormalization FromConfig(LayerConfig c) =>
        new(c.Axes("axis") ?? [-1], NormArgs.Of(c), c.Raw("axis") is null or long or int or double, c.Args());
}

public sealed partial class LayersApi
{
    [OverloadResolutionPriority(1)]
    public ILayer LayerNormalization(
        Axis? axis = null, float epsilon = 1e-3f, bool center = true, bool scale = true, IInitializer? beta_initializer = null,
            IInitializer? gamma_initializer = null) =>
        LayerNormalization(axis, DecimalOf(epsilon), center, scale, beta_initializer, gamma_initializer, name: null);

    /// <summary>As Keras; initializers and regularizers as objects, names or configs.</summary>
    public ILayer LayerNormalization(
        Axis? axis = null,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        object? beta_initializer = null,
        object? gamma_initializer = null,
        object? beta_regularizer = null,
        object? gamma_regularizer = null,
        bool trainable = true,
        string? name = null) =>
        new LayerNormalization(axis?.Span.ToArray() ?? [-1],
            NormArgs.Of(epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer),
            axis is null or { size: 1 }, LayerOptions.Of(name, trainable));
}
