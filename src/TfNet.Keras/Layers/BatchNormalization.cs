using System.Runtime.CompilerServices;
using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Normalises by the batch's mean and variance in training, by moving averages otherwise
/// (https://keras.io/api/layers/normalization_layers/batch_normalization/). Rank 4 and 5: the moving variance takes the
/// Bessel-corrected batch variance, as Keras' fused kernel; other ranks the biased one. A frozen layer always uses its
/// moving statistics. Epsilon is used as given.
/// </summary>
public sealed class BatchNormalization : Layer
{
    private readonly int _axis;
    private int? _builtAxis;
    private readonly double _momentum;
    private readonly double _epsilon;
    private readonly bool _center;
    private readonly bool _scale;
    private readonly IInitializer _betaInitializer;
    private readonly IInitializer _gammaInitializer;
    private readonly IInitializer _meanInitializer;
    private readonly IInitializer _varianceInitializer;
    private readonly IRegularizer? _betaRegularizer;
    private readonly IRegularizer? _gammaRegularizer;
    private ResourceVariable? _gamma;
    private ResourceVariable? _beta;
    private ResourceVariable? _movingMean;
    private ResourceVariable? _movingVariance;

    public BatchNormalization(
        int axis = -1,
        double momentum = 0.99,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        IInitializer? beta_initializer = null,
        IInitializer? gamma_initializer = null,
        IInitializer? moving_mean_initializer = null,
        IInitializer? moving_variance_initializer = null,
        IRegularizer? beta_regularizer = null,
        IRegularizer? gamma_regularizer = null,
        LayerArgs? args = null)
        : base(args)
    {
        (_axis, _momentum, _epsilon, _center, _scale) = (axis, momentum, epsilon, center, scale);
        _betaInitializer = beta_initializer ?? Initializers.get("zeros")!;
        _gammaInitializer = gamma_initializer ?? Initializers.get("ones")!;
        _meanInitializer = moving_mean_initializer ?? Initializers.get("zeros")!;
        _varianceInitializer = moving_variance_initializer ?? Initializers.get("ones")!;
        (_betaRegularizer, _gammaRegularizer) = (beta_regularizer, gamma_regularizer);
    }

    /// <summary>
    /// What training does while the layer is not trainable. False, as in Keras: it normalises by the moving statistics and leaves them. True, as
    /// PyTorch's layers that only have no gradients: it normalises by the batch's and moves them on; gamma and beta stay.
    /// </summary>
    public bool updates_when_frozen { get; set; }

    public IVariableV1? gamma => _gamma;

    public IVariableV1? beta => _beta;

    public IVariableV1? moving_mean => _movingMean;

    public IVariableV1? moving_variance => _movingVariance;

    internal double Epsilon => _epsilon;

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape shape = input_shape.ToSingleShape();
        int axis = LayerOptions.ValidateAxes([_axis], shape)[0];
        _builtAxis = axis;
        long channels = shape[axis];
        if (channels < 0)
            throw new ValueError($"BatchNormalization '{Name}': expected a known extent at axis {_axis}; received input shape {shape}");
        InputSpec = new InputSpec(ndim: shape.ndim, axes: new() { [axis] = (int)channels });
        TF_DataType type = DType is TF_DataType.TF_HALF or TF_DataType.TF_BFLOAT16 ? TF_DataType.TF_FLOAT : DType;
        if (_scale)
            _gamma = AddWeight("gamma", channels, type, _gammaInitializer, _gammaRegularizer);
        if (_center)
            _beta = AddWeight("beta", channels, type, _betaInitializer, _betaRegularizer);
        _movingMean = AddWeight("moving_mean", channels, type, _meanInitializer, trainable: false);
        _movingVariance = AddWeight("moving_variance", channels, type, _varianceInitializer, trainable: false);
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Normalize(inputs.Single, training, FusedActivation.None);

    /// <summary>The normalisation, plus a shortcut of x's shape, with a following activation.</summary>
    internal Tensor Normalize(Tensor x, bool? training, FusedActivation activation, Tensor? shortcut = null)
    {
        Tensor? gamma = _gamma?.AsTensor(), beta = _beta?.AsTensor();
        if (training != true || !(Trainable || updates_when_frozen))
        {
            Tensor normal = BatchNorm.Inference(x, gamma, beta, _movingMean!.AsTensor(), _movingVariance!.AsTensor(), _epsilon, _axis,
                shortcut is null ? activation : FusedActivation.None);
            return shortcut is null ? normal : FusedActivations.AsOp(activation, MathOps.Add(shortcut, normal));
        }
        return BatchNorm.TrainMoving(x, gamma, beta, new MovingStatistics(_movingMean!, _movingVariance!, _momentum), _epsilon, _axis, activation,
            shortcut);
    }

    /// <summary>Whether it normalises the channels of a map [N, H, W, C].</summary>
    internal bool IsOverLastAxis => _builtAxis == 3 && _movingMean!.dtype == TF_DataType.TF_FLOAT;

    /// <summary>All that prediction depends on.</summary>
    internal ResourceVariable?[] Folded => [_gamma, _beta, _movingMean, _movingVariance];

    /// <summary>
    /// Kernel [.., O] and bias [O] of a convolution that computes this layer too: with s = gamma / sqrt(variance + epsilon),
    /// kernel*s and (bias - mean)*s + beta. No tape records it.
    /// </summary>
    internal (Tensor Kernel, Tensor Bias) FoldInto(Tensor kernel, ResourceVariable? bias)
    {
        Untracked scale = (Untracked.Of(_movingVariance!) + _epsilon).Sqrt();
        scale = _gamma is null ? 1 / scale : Untracked.Of(_gamma) / scale;
        Untracked shift = bias is null ? -Untracked.Of(_movingMean!) : Untracked.Of(bias) - Untracked.Of(_movingMean!);
        shift *= scale;
        return ((new Untracked(kernel) * scale).Value, (_beta is null ? shift : shift + Untracked.Of(_beta)).Value);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["axis"] = _builtAxis is { } built ? new[] { built } : _axis,
        ["momentum"] = _momentum,
        ["epsilon"] = _epsilon,
        ["center"] = _center,
        ["scale"] = _scale,
        ["beta_initializer"] = Initializers.serialize(_betaInitializer),
        ["gamma_initializer"] = Initializers.serialize(_gammaInitializer),
        ["moving_mean_initializer"] = Initializers.serialize(_meanInitializer),
        ["moving_variance_initializer"] = Initializers.serialize(_varianceInitializer),
        ["beta_regularizer"] = Regularizers.serialize(_betaRegularizer),
        ["gamma_regularizer"] = Regularizers.serialize(_gammaRegularizer),
        ["beta_constraint"] = null,
        ["gamma_constraint"] = null,
    });

    internal static BatchNormalization FromConfig(LayerConfig c) => new(
        c.Axes("axis") is { } axes ? axes.Length == 1 ? axes[0] : throw c.Wrong("axis", "one axis", PythonJson.Dump(axes)) : -1,
        c.Double("momentum", 0.99), c.Double("epsilon", 1e-3), c.Bool("center", true), c.Bool("scale", true),
            c.Initializer("beta_initializer"),
        c.Initializer("gamma_initializer"), c.Initializer("moving_mean_initializer"), c.Initializer("moving_variance_initializer"),
        c.Regularizer("beta_regularizer"), c.Regularizer("gamma_regularizer"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer BatchNormalization(
        int axis = -1,
        float momentum = 0.99f,
        float epsilon = 0.001f,
        bool center = true,
        bool scale = true,
        IInitializer? beta_initializer = null,
        IInitializer? gamma_initializer = null,
        IInitializer? moving_mean_initializer = null,
        IInitializer? moving_variance_initializer = null,
        bool trainable = true,
        string? name = null) =>
        new BatchNormalization(axis, DecimalOf(momentum), DecimalOf(epsilon), center, scale, beta_initializer, gamma_initializer,
            moving_mean_initializer, moving_variance_initializer, args: LayerOptions.Of(name, trainable));

    /// <summary>As Keras, with the numbers as doubles and regularizers.</summary>
    [OverloadResolutionPriority(-1)]
    public ILayer BatchNormalization(
        int axis = -1,
        double momentum = 0.99,
        double epsilon = 0.001,
        bool center = true,
        bool scale = true,
        IInitializer? beta_initializer = null,
        IInitializer? gamma_initializer = null,
        IInitializer? moving_mean_initializer = null,
        IInitializer? moving_variance_initializer = null,
        IRegularizer? beta_regularizer = null,
        IRegularizer? gamma_regularizer = null,
        bool trainable = true,
        string? name = null) =>
        new BatchNormalization(axis, momentum, epsilon, center, scale, beta_initializer, gamma_initializer,
            moving_mean_initializer, moving_variance_initializer, beta_regularizer, gamma_regularizer, LayerOptions.Of(name, trainable));
}
