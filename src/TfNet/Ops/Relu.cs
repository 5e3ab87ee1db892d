using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// Rectifiers: relu, relu6, leaky_relu. Their gradients are the upstream gradient under a mask that counts as constant,
/// so the second derivative passes the upstream side only.
/// </summary>
internal static class Relu
{
    /// <summary>max(x, 0); the derivative at 0 is 0.</summary>
    internal static Tensor Apply(Tensor x)
    {
        Check.Numeric("relu", x);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("relu", x.shape, x.dtype, [x], a => Apply(a[0]));
        using var scope = new Scope("relu");
        Tensor y = Aten.relu(x);
        if (Tape.IsRecording(x))
            Tape.Record("relu", [x], y, dy => [FusedActivations.Backward(FusedActivation.Relu, dy, y)], y);
        return scope.Return(y);
    }

    /// <summary>min(max(x, 0), 6); the derivative at 0 and 6 is 0.</summary>
    internal static Tensor Relu6(Tensor x)
    {
        Check.Numeric("relu6", x);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("relu6", x.shape, x.dtype, [x], a => Relu6(a[0]));
        using var scope = new Scope("relu6");
        Tensor y = Aten.relu6(x);
        if (Tape.IsRecording(x))
            Tape.Record("relu6", [x], y, dy => [FusedActivations.Backward(FusedActivation.Relu6, dy, y)], y);
        return scope.Return(y);
    }

    /// <summary>x where x > 0, else slope x. The slope is rounded to float32, as TensorFlow's attribute is.</summary>
    internal static Tensor Leaky(Tensor x, double alpha)
    {
        Check.Floating("leaky_relu", x);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("leaky_relu", x.shape, x.dtype, [x], a => Leaky(a[0], alpha));
        double slope = (float)alpha;
        using var scope = new Scope("leaky_relu");
        // For slopes in 0..1 the larger of x and slope x; beyond that the smaller one.
        Tensor scaled = Aten.mul(x, Aten.scalar(slope, x.dtype));
        Tensor y = slope <= 1 ? Aten.maximum(x, scaled) : Aten.minimum(x, scaled);
        if (Tape.IsRecording(x))
            Tape.Record("leaky_relu", [x], y, dy => [LeakyGradient(dy, x, slope)], x);
        return scope.Return(y);
    }

    private static Tensor LeakyGradient(Tensor dy, Tensor x, double slope)
    {
        Tensor positive = Aten.gt(x, Aten.scalar(0, x.dtype));
        return MathOps.Multiply(dy, Aten.where(positive, Aten.scalar(1, dy.dtype, dy.Device), Aten.scalar(slope, dy.dtype, dy.Device)));
    }

    /// <summary>Keras' relu: x for threshold &lt;= x, at most max_value; below the threshold alpha (x - threshold).</summary>
    internal static Tensor Keras(Tensor x, double alpha = 0, double? maxValue = null, double threshold = 0)
    {
        if (alpha == 0 && threshold == 0 && maxValue is null)
            return Apply(x);
        if (alpha == 0 && threshold == 0 && maxValue == 6)
            return Relu6(x);
        if (alpha != 0 && threshold == 0 && maxValue is null)
            return Leaky(x, alpha);
        using var scope = new Scope("relu");
        Tensor y = threshold != 0
            ? x * MathOps.Cast(Compare.Greater(x, Creation.ScalarFor(x, threshold)), x.dtype)
            : Apply(x);
        if (maxValue is { } max)
            y = Select.Clip(y, 0, max);
        if (alpha != 0)
            y -= Apply(threshold - x) * alpha;
        return scope.Return(y);
    }

    /// <summary>relu(x) beside relu(-x).</summary>
    internal static Tensor Crelu(Tensor x, int axis)
    {
        using var scope = new Scope("crelu");
        return scope.Return(JoinOps.Concat([Apply(x), Apply(-x)], axis));
    }
}

public sealed partial class nn_api
{
    /// <summary>max(x, 0).</summary>
    public Tensor relu(Tensor features, string? name = null) => Relu.Apply(features);

    /// <summary>min(max(x, 0), 6).</summary>
    public Tensor relu6(Tensor features, string? name = null) => Relu.Relu6(features);

    /// <summary>x, or alpha x where x is negative.</summary>
    public Tensor leaky_relu(Tensor features, float alpha = 0.2f, string? name = null) => Relu.Leaky(features, alpha);

    /// <summary>relu(x) and relu(-x), one after the other.</summary>
    public Tensor crelu(Tensor features, int axis = -1, string? name = null) => Relu.Crelu(features, axis);
}
