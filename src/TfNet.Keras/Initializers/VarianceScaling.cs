using TfNet.Random;

namespace Tensorflow.Operations.Initializers;

/// <summary>
/// Random numbers of variance scale / n, n being the fan in, the fan out or their average: "truncated_normal" (alias "normal") of
/// deviation sqrt(scale / n) after truncation, "untruncated_normal", or "uniform" of +-sqrt(3 scale / n).
/// Fans of a kernel [.., in, out]: in and out times the product of the other extents.
/// </summary>
public class VarianceScaling : RandomInitializer
{
    /// <summary>The deviation of a standard normal number that was truncated to +-2.</summary>
    private const double TruncatedDeviation = 0.87962566103423978;

    private readonly double _scale;
    private readonly string _mode;
    private readonly string _distribution;

    public VarianceScaling(
        float scale = 1f, string mode = "fan_in", string distribution = "truncated_normal", int? seed = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(seed, dtype)
    {
        _scale = Keras.ConfigValues.AsWritten(scale);
        (_mode, _distribution) = (mode, distribution == "normal" ? "truncated_normal" : distribution);
        if (!(_scale > 0))
            throw new ValueError($"`scale` must be positive float. Received: scale={scale}.");
        if (mode is not ("fan_in" or "fan_out" or "fan_avg"))
            throw new ValueError($"Invalid `mode` argument: {mode}. Please use one of {{'fan_in', 'fan_out', 'fan_avg'}}.");
        if (_distribution is not ("uniform" or "truncated_normal" or "untruncated_normal"))
            throw new ValueError(
                $"Invalid `distribution` argument: {distribution}. Allowed distributions: {{'uniform', 'truncated_normal', "
                    + $"'untruncated_normal'}}.");
    }

    public override IDictionary<string, object?> Config => new Dictionary<string, object?>
    {
        ["scale"] = _scale,
        ["mode"] = _mode,
        ["distribution"] = _distribution,
        ["seed"] = Seed,
    };

    private protected bool Is(double scale, string mode, string distribution) =>
        _scale == scale && _mode == mode && _distribution == distribution;

    private protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomKey key)
    {
        (double fanIn, double fanOut) = Fans(shape);
        double n = _mode switch
        {
            "fan_in" => fanIn,
            "fan_out" => fanOut,
            _ => (fanIn + fanOut) / 2,
        };
        double variance = _scale / Math.Max(1, n);
        if (_distribution == "uniform")
        {
            double limit = Math.Sqrt(3 * variance);
            return RandomOps.Uniform(shape, -limit, limit, dtype, key);
        }
        double deviation = Math.Sqrt(variance);
        return _distribution == "truncated_normal"
            ? RandomOps.TruncatedNormal(shape, 0, deviation / TruncatedDeviation, dtype, key)
            : RandomOps.Normal(shape, 0, deviation, dtype, key);
    }

    /// <summary>Fan in and fan out of a weight's shape.</summary>
    internal static (double In, double Out) Fans(Shape shape)
    {
        if (shape.ndim < 2)
            return shape.ndim == 0 ? (1, 1) : (shape[0], shape[0]);
        double field = 1;
        for (int i = 0; i < shape.ndim - 2; i++)
            field *= shape[i];
        return (shape[-2] * field, shape[-1] * field);
    }
}

/// <summary>Base of the presets: their config holds the seed only.</summary>
public abstract class VarianceScalingPreset : VarianceScaling
{
    private protected VarianceScalingPreset(float scale, string mode, string distribution, int? seed, TF_DataType dtype)
        : base(scale, mode, distribution, seed, dtype)
    {
    }

    public override IDictionary<string, object?> Config => new Dictionary<string, object?> { ["seed"] = Seed };
}

/// <summary>
/// Uniform with variance 2 / (fan in + fan out) (Glorot and Bengio 2010); TensorFlow.NET's other arguments make it a plain VarianceScaling.
/// </summary>
public sealed class GlorotUniform(
    float scale = 1f, string mode = "fan_avg", string distribution = "uniform", int? seed = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : VarianceScaling(scale, mode, distribution, seed, dtype)
{
    public override string ClassName => Usual ? "GlorotUniform" : "VarianceScaling";

    public override IDictionary<string, object?> Config => Usual ? new Dictionary<string, object?> { ["seed"] = Seed } : base.Config;

    private bool Usual => Is(1, "fan_avg", "uniform");
}

/// <summary>Truncated normal with variance 2 / (fan in + fan out).</summary>
public sealed class GlorotNormal(int? seed = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : VarianceScalingPreset(1, "fan_avg", "truncated_normal", seed, dtype);

/// <summary>Truncated normal with variance 2 / fan in (He et al. 2015).</summary>
public sealed class HeNormal(int? seed = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : VarianceScalingPreset(2, "fan_in", "truncated_normal", seed, dtype);

/// <summary>Uniform with variance 2 / fan in.</summary>
public sealed class HeUniform(int? seed = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : VarianceScalingPreset(2, "fan_in", "uniform", seed, dtype);

/// <summary>Truncated normal with variance 1 / fan in.</summary>
public sealed class LecunNormal(int? seed = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : VarianceScalingPreset(1, "fan_in", "truncated_normal", seed, dtype);

/// <summary>Uniform with variance 1 / fan in.</summary>
public sealed class LecunUniform(int? seed = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : VarianceScalingPreset(1, "fan_in", "uniform", seed, dtype);
