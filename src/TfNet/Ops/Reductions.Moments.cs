using TfNet.LibTorch;

namespace Tensorflow;

internal static partial class Reductions
{
    /// <summary>log(sum(exp(x))) without overflow; d = softmax(x).</summary>
    internal static Tensor LogSumExp(Tensor x, Axis? axis = null, bool keepdims = false)
    {
        Check.Floating("reduce_logsumexp", x);
        long[] axes = Check.Axes("reduce_logsumexp", x, axis);
        Shape shape = ShapeOf(x.shape, axes, keepdims);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("reduce_logsumexp", shape, x.dtype, [x], a => LogSumExp(a[0], axis, keepdims));
        using var scope = new Scope("reduce_logsumexp");
        Tensor y = axes.Length == 0 ? Aten.clone(x) : Aten.logsumexp(x, axes, keepdims);
        if (Tape.IsRecording(x))
        {
            Shape kept = ShapeOf(x.shape, axes, keepdims: true);
            Tape.Record(
                "reduce_logsumexp", [x], y,
                dy => [ShapeOps.Reshape(dy, kept) * UnaryOps.Exp(x - ShapeOps.Reshape(y, kept))], x, y);
        }
        return scope.Return(y);
    }

    /// <summary>The mean squared distance from the mean (divisor n).</summary>
    internal static Tensor Variance(Tensor x, Axis? axis = null, bool keepdims = false)
    {
        Check.Floating("reduce_variance", x);
        using var scope = new Scope("reduce_variance");
        Tensor d = x - Mean(x, axis, keepdims: true);
        return scope.Return(Mean(UnaryOps.Square(d), axis, keepdims));
    }

    internal static Tensor Std(Tensor x, Axis? axis = null, bool keepdims = false)
    {
        Check.Floating("reduce_std", x);
        using var scope = new Scope("reduce_std");
        return scope.Return(UnaryOps.Sqrt(Variance(x, axis, keepdims)));
    }

    /// <summary>sqrt(sum(x^2)); d = x / y, and 0 where y is 0.</summary>
    internal static Tensor EuclideanNorm(Tensor x, Axis? axis = null, bool keepdims = false)
    {
        Check.Floating("reduce_euclidean_norm", x);
        long[] axes = Check.Axes("reduce_euclidean_norm", x, axis);
        Shape shape = ShapeOf(x.shape, axes, keepdims);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("reduce_euclidean_norm", shape, x.dtype, [x], a => EuclideanNorm(a[0], axis, keepdims));
        using var scope = new Scope("reduce_euclidean_norm");
        Tensor squares = Aten.mul(x, x);
        Tensor y = Aten.sqrt(axes.Length == 0 ? squares : Aten.sum(squares, axes, keepdims));
        if (Tape.IsRecording(x))
        {
            Shape kept = ShapeOf(x.shape, axes, keepdims: true);
            Tape.Record(
                "reduce_euclidean_norm", [x], y,
                dy => [x * ShapeOps.Reshape(BinaryOps.DivideNoNan(dy, y), kept)], x, y);
        }
        return scope.Return(y);
    }

    /// <summary>Mean and variance; half types are computed in float32.</summary>
    internal static (Tensor Mean, Tensor Variance) Moments(Tensor x, Axis axes, bool keepdims = false)
    {
        Check.Floating("moments", x);
        using var scope = new Scope("moments");
        bool half = x.dtype is TF_DataType.TF_HALF or TF_DataType.TF_BFLOAT16;
        Tensor wide = half ? MathOps.Cast(x, TF_DataType.TF_FLOAT) : x;
        Tensor mean = Mean(wide, axes, keepdims: true);
        Tensor variance = Mean(BinaryOps.SquaredDifference(wide, Identity.StopGradient(mean)), axes, keepdims);
        if (!keepdims)
            mean = ShapeOps.Squeeze(mean, axes);
        if (half)
            (mean, variance) = (MathOps.Cast(mean, x.dtype), MathOps.Cast(variance, x.dtype));
        scope.Return(mean);
        return (mean, scope.Return(variance));
    }

    /// <summary>How many elements are not zero, as int64.</summary>
    internal static Tensor CountNonzero(Tensor x, Axis? axis = null, bool keepdims = false, TF_DataType dtype = TF_DataType.TF_INT64)
    {
        using var scope = new Scope("count_nonzero");
        Tensor hit = x.dtype.is_bool() ? x : Compare.NotEqual(x, Creation.ScalarFor(x, 0));
        return scope.Return(Sum(MathOps.Cast(hit, dtype), axis, keepdims));
    }
}

public sealed partial class tensorflow
{
    public Tensor reduce_sum(Tensor input, Axis? axis = null, Axis? reduction_indices = null, bool keepdims = false, string? name = null) =>
        Reductions.Sum(input, axis ?? reduction_indices, keepdims);

    public Tensor reduce_mean(
        Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null, int? reduction_indices = null) =>
        Reductions.Mean(input_tensor, axis ?? (reduction_indices is { } i ? new Axis(i) : null), keepdims);

    /// <summary>The maximum over axes; equal maxima share the gradient.</summary>
    public Tensor reduce_max(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.Max(input_tensor, axis, keepdims);

    public Tensor reduce_min(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.Min(input_tensor, axis, keepdims);

    public Tensor reduce_prod(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.Prod(input_tensor, axis, keepdims);

    public Tensor reduce_all(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.All(input_tensor, axis, keepdims);

    public Tensor reduce_any(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.Any(input_tensor, axis, keepdims);

    public Tensor reduce_std(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.Std(input_tensor, axis, keepdims);

    public Tensor reduce_variance(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.Variance(input_tensor, axis, keepdims);

    /// <summary>log(sum(exp(x))) without overflow.</summary>
    public Tensor reduce_logsumexp(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.LogSumExp(input_tensor, axis, keepdims);

    public Tensor max(Tensor input, Axis axis, bool keep_dims = false, string? name = null) => Reductions.Max(input, axis, keep_dims);

    public Tensor min(Tensor input, Axis axis, bool keep_dims = false, string? name = null) => Reductions.Min(input, axis, keep_dims);

    public Tensor sum(Tensor input, int axis, bool keep_dims = false, string? name = null) => Reductions.Sum(input, axis, keep_dims);
}

public sealed partial class math_api
{
    public Tensor sum(Tensor x, Axis? axis = null, string? name = null) => Reductions.Sum(x, axis);

    public Tensor reduce_sum(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) => Reductions.Sum(x, axis, keepdims);

    public Tensor reduce_mean(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.Mean(x, axis, keepdims);

    public Tensor reduce_max(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) => Reductions.Max(x, axis, keepdims);

    public Tensor reduce_min(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) => Reductions.Min(x, axis, keepdims);

    public Tensor reduce_prod(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.Prod(x, axis, keepdims);

    public Tensor reduce_all(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) => Reductions.All(x, axis, keepdims);

    public Tensor reduce_any(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) => Reductions.Any(x, axis, keepdims);

    public Tensor reduce_std(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) => Reductions.Std(x, axis, keepdims);

    public Tensor reduce_variance(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.Variance(x, axis, keepdims);

    public Tensor reduce_logsumexp(Tensor x, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.LogSumExp(x, axis, keepdims);

    /// <summary>sqrt(sum(x^2)).</summary>
    public Tensor reduce_euclidean_norm(Tensor input_tensor, Axis? axis = null, bool keepdims = false, string? name = null) =>
        Reductions.EuclideanNorm(input_tensor, axis, keepdims);

    /// <summary>How many elements are not zero.</summary>
    public Tensor count_nonzero(
        Tensor input, Axis? axis = null, bool keepdims = false, string? name = null, TF_DataType dtype = TF_DataType.TF_INT64) =>
        Reductions.CountNonzero(input, axis, keepdims, dtype);
}

public sealed partial class nn_api
{
    /// <summary>Mean and variance (divisor n) over axes.</summary>
    public (Tensor, Tensor) moments(Tensor x, Axis axes, string? name = null, bool keep_dims = false) =>
        Reductions.Moments(x, axes, keep_dims);
}
