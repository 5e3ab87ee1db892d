using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// (x - mean) / max(sqrt(variance), 1e-7), or back with invert (https://keras.io/api/layers/preprocessing_layers/numerical/normalization/).
/// Mean and variance are given, or learned from data by <see cref="adapt(Tensor, int?, int?)"/>.
/// </summary>
public sealed class Normalization : Layer
{
    private const double Epsilon = 1e-7;

    private readonly int[] _axes;
    private readonly double[]? _givenMean;
    private readonly double[]? _givenVariance;
    private readonly bool _invert;
    private Shape? _broadcast;
    private int[] _reduced = [];
    private ResourceVariable? _mean;
    private ResourceVariable? _variance;
    private ResourceVariable? _count;

    /// <param name="axis">Axes with a mean and variance of their own; null: one pair for everything. Default: the last.</param>
    /// <param name="mean">One number, or one for each place along the axes.</param>
    /// <param name="variance">As mean.</param>
    /// <param name="invert">Apply the inverse.</param>
    /// <param name="args">Name, dtype.</param>
    public Normalization(int[]? axis, double[]? mean = null, double[]? variance = null, bool invert = false, LayerArgs? args = null)
        : base(args)
    {
        if (mean is null != variance is null)
            throw new ValueError(
                $"When setting values directly, both `mean` and `variance` must be set. Got mean: {Text(mean)} and variance: "
                + $"{Text(variance)}");
        if (axis?.Contains(0) == true)
            throw new ValueError($"The argument `axis` may not be 0. Received: ({string.Join(", ", axis)})");
        (_axes, _givenMean, _givenVariance, _invert) = (axis ?? [], mean, variance, invert);
    }

    private static string Text(double[]? values) => values is null ? "None" : PythonJson.Dump(values);

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape shape = input_shape.ToSingleShape();
        if (_axes.Any(a => a < -shape.ndim || a >= shape.ndim))
            throw new ValueError(
                $"All `axis` values must be in the range [-ndim, ndim). Found ndim: `{shape.ndim}`, axis: ({string.Join(", ", _axes)})");
        int[] keep = [.. _axes.Select(a => a < 0 ? a + shape.ndim : a).Distinct().Order()];
        foreach (int a in keep)
            if (shape[a] < 0)
                throw new ValueError(
                    $"All `axis` values to be kept must have known shape. Got axis: ({string.Join(", ", _axes)}), input shape: {shape}, "
                        + $"with unknown axis at index: {a}");
        _reduced = [.. Enumerable.Range(0, shape.ndim).Except(keep)];
        _broadcast = new Shape([.. shape.Select((d, i) => keep.Contains(i) ? d : 1)]);
        var statistics = new Shape([.. keep.Select(a => shape[a])]);
        TF_DataType type = DType is TF_DataType.TF_HALF or TF_DataType.TF_BFLOAT16 ? TF_DataType.TF_FLOAT : DType;
        if (_givenMean is null)
        {
            _mean = AddWeight("mean", statistics, type, Initializers.get("zeros"), trainable: false);
            _variance = AddWeight("variance", statistics, type, Initializers.get("ones"), trainable: false);
            _count = AddWeight("count", Shape.Scalar, TF_DataType.TF_INT64, Initializers.get("zeros"), trainable: false);
        }
        else if (_givenMean.Length != 1 && _givenMean.Length != statistics.size || _givenVariance!.Length != 1
            && _givenVariance.Length != statistics.size)
        {
            throw new ValueError(
                $"Normalization '{Name}': argument mean: expected one number or {statistics.size}; received {_givenMean.Length} and "
                + $"{_givenVariance!.Length}");
        }
        base.build(input_shape);
    }

    /// <summary>Learns mean and variance of a data set, in place of what was learned before.</summary>
    /// <param name="data">Samples along the first axis.</param>
    /// <param name="batch_size">Samples in a batch; only <paramref name="steps"/> needs it. Default 32.</param>
    /// <param name="steps">How many batches to look at; null: all.</param>
    public void adapt(Tensor data, int? batch_size = null, int? steps = null)
    {
        if (_givenMean is not null)
            throw new ValueError(
                "Cannot `adapt` a Normalization layer that is initialized with static `mean` and `variance`, you passed mean " + Text(
                _givenMean) + " and variance " + Text(_givenVariance) + ".");
        if (steps is { } n)
            data = Slicing.Part(data, 0, 0, Math.Min(data.shape[0], (long)n * (batch_size ?? 32)));
        if (!Built)
            using (CallContext.Enter(null, CallPrefix()))
                build(data.shape.With(0, -1));
        using var scope = new TfNet.LibTorch.Scope("adapt");
        Tensor wide = MathOps.Cast(data, TF_DataType.TF_DOUBLE);
        long count = _reduced.Aggregate(1L, (product, a) => product * data.shape[a]);
        Check.That(count > 0, "adapt", "data", "at least one sample", data.shape);
        (Tensor mean, Tensor variance) = Reductions.Moments(wide, new Axis(_reduced));
        Assign(_mean!, MathOps.Cast(mean, _mean!.dtype));
        Assign(_variance!, MathOps.Cast(variance, _variance!.dtype));
        Assign(_count!, new Tensor(count));
    }

    /// <summary>As above, of a NumSharp array.</summary>
    public void adapt(NumSharp.NDArray data, int? batch_size = null, int? steps = null) => adapt((Tensor)data, batch_size, steps);

    private static void Assign(ResourceVariable variable, Tensor value) => ((IVariableV1)variable).assign(value, read_value: false);

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = MathOps.Cast(inputs.Single, ComputeDType);
        Tensor mean = Statistic(_givenMean, _mean);
        Tensor deviation = UnaryOps.Sqrt(Statistic(_givenVariance, _variance));
        deviation = BinaryOps.Maximum(deviation, Creation.ScalarFor(deviation, Epsilon));
        return _invert ? mean + x * deviation : (x - mean) / deviation;
    }

    private Tensor Statistic(double[]? given, ResourceVariable? learned)
    {
        if (given is null)
            return ShapeOps.Reshape(Weight(learned!), _broadcast!);
        Tensor values = MathOps.Cast(new Tensor(given), ComputeDType);
        return given.Length == 1 ? values : ShapeOps.Reshape(values, _broadcast!);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["axis"] = _axes,
        ["invert"] = _invert,
        ["mean"] = _givenMean is { Length: 1 } ? _givenMean[0] : _givenMean,
        ["variance"] = _givenVariance is { Length: 1 } ? _givenVariance[0] : _givenVariance,
    });

    internal static Normalization FromConfig(LayerConfig c) => new(
        c.Values.ContainsKey("axis") ? c.Axes("axis") : [-1], c.Doubles("mean"), c.Doubles("variance"), c.Bool("invert", false), c.Args());
}

public sealed partial class LayersApi
{
    public Normalization Normalization(Shape? input_shape = null, int? axis = -1, float? mean = null, float? variance = null,
        bool invert = false) => new(
        axis is { } a ? [a] : null, mean is { } m ? [DecimalOf(m)] : null, variance is { } v ? [DecimalOf(v)] : null, invert,
            LayerOptions.Of(null, inputShape: input_shape));

    /// <summary>With a mean and variance for each place along the axes.</summary>
    public Normalization Normalization(Axis? axis, double[]? mean = null, double[]? variance = null, bool invert = false,
        string? name = null, Shape? input_shape = null) =>
        new(axis is null ? [-1] : axis.Span.ToArray(), mean, variance, invert, LayerOptions.Of(name, inputShape: input_shape));

    /// <summary>As above, over the last axis.</summary>
    public Normalization Normalization(double[] mean, double[] variance, bool invert = false, string? name = null) =>
        new([-1], mean, variance, invert, LayerOptions.Of(name));
}
