using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Norms, and scaling by them.</summary>
internal static class Norms
{
    /// <summary>sum(x^2) / 2.</summary>
    internal static Tensor L2Loss(Tensor x)
    {
        Check.Floating("l2_loss", x);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("l2_loss", Shape.Scalar, x.dtype, [x], a => L2Loss(a[0]));
        using var scope = new Scope("l2_loss");
        Tensor squares = Aten.mul(x, x);
        Tensor sum = x.rank == 0 ? squares : Aten.sum(squares, Check.Axes("l2_loss", x, null), false);
        Tensor y = Aten.mul(sum, Aten.scalar(0.5, x.dtype));
        Tape.Record("l2_loss", [x], y, dy => [x * dy], x);
        return scope.Return(y);
    }

    /// <summary>x rsqrt(max(sum x^2, epsilon)).</summary>
    internal static Tensor L2Normalize(Tensor x, Axis? axis, double epsilon = 1e-12)
    {
        Check.Floating("l2_normalize", x);
        using var scope = new Scope("l2_normalize");
        Tensor sum = Reductions.Sum(UnaryOps.Square(x), axis, keepdims: true);
        return scope.Return(x * UnaryOps.Rsqrt(BinaryOps.Maximum(sum, Creation.ScalarFor(x, epsilon))));
    }

    /// <summary>sqrt of the sum of all squares of all tensors; null members are left out.</summary>
    internal static Tensor GlobalNorm(IReadOnlyList<Tensor?> tensors)
    {
        using var scope = new Scope("global_norm");
        Tensor[] halves = [.. tensors.Where(t => t is not null).Select(t => L2Loss(t!))];
        Check.That(halves.Length > 0, "global_norm", "t_list", "at least one tensor", "none");
        return scope.Return(UnaryOps.Sqrt(BinaryOps.AddN(halves) * 2));
    }

    /// <summary>All tensors scaled so that their global norm is at most clip_norm; NaN throughout when the norm is not finite.</summary>
    internal static (Tensor?[] Clipped, Tensor Norm) ClipByGlobalNorm(
        IReadOnlyList<Tensor?> tensors, double clipNorm, Tensor? useNorm = null)
    {
        using var scope = new Scope("clip_by_global_norm");
        Tensor norm = useNorm ?? GlobalNorm(tensors);
        Tensor inverse = BinaryOps.Minimum(1 / norm, Creation.ScalarFor(norm, 1 / clipNorm));
        Tensor scale = inverse * clipNorm + (norm - norm);
        Tensor?[] clipped = [.. tensors.Select(t => t is null ? null : t * scale)];
        if (useNorm is null)
            scope.Return(norm);
        return (scope.ReturnAny(clipped), norm);
    }

    /// <summary>x scaled so that its norm (over axes) is at most clip_norm.</summary>
    internal static Tensor ClipByNorm(Tensor x, double clipNorm, Axis? axes = null)
    {
        Check.Floating("clip_by_norm", x);
        using var scope = new Scope("clip_by_norm");
        Tensor sum = Reductions.Sum(x * x, axes, keepdims: true);
        Tensor positive = Compare.Greater(sum, Creation.ScalarFor(sum, 0));
        Tensor safe = Select.Where(positive, sum, Creation.ScalarFor(sum, 1));
        Tensor norm = Select.Where(positive, UnaryOps.Sqrt(safe), sum);
        return scope.Return(x * clipNorm / BinaryOps.Maximum(norm, Creation.ScalarFor(norm, clipNorm)));
    }

    /// <summary>The norm of a vector or of the flat tensor: "euclidean" or "2", "1", "inf".</summary>
    internal static Tensor Norm(Tensor x, string ord = "euclidean", Axis? axis = null, bool keepdims = false)
    {
        Check.Floating("norm", x);
        Check.That(axis is null || axis.size == 1 || ord is "euclidean" or "fro", "norm", "ord", "'euclidean' or 'fro' for two axes", ord);
        using var scope = new Scope("norm");
        return scope.Return(ord switch
        {
            "euclidean" or "2" or "fro" => UnaryOps.Sqrt(Reductions.Sum(x * x, axis, keepdims)),
            "1" => Reductions.Sum(UnaryOps.Abs(x), axis, keepdims),
            "inf" => Reductions.Max(UnaryOps.Abs(x), axis, keepdims),
            _ => throw new ValueError($"norm: argument ord: expected 'euclidean', 'fro', '1', '2' or 'inf'; received '{ord}'"),
        });
    }
}

public sealed partial class nn_api
{
    /// <summary>Half the sum of squares.</summary>
    public Tensor l2_loss(Tensor t, string? name = null) => Norms.L2Loss(t);

    /// <summary>x divided by its norm along axes.</summary>
    public Tensor l2_normalize(Tensor x, Axis? axis = null, float epsilon = 1e-12f, string? name = null) =>
        Norms.L2Normalize(x, axis, epsilon);
}

public sealed partial class math_api
{
    /// <summary>x divided by its norm along axes.</summary>
    public Tensor l2_normalize(Tensor x, Axis? axis = null, float epsilon = 1e-12f, string? name = null) =>
        Norms.L2Normalize(x, axis, epsilon);
}

public sealed partial class linalg_api
{
    public Tensor l2_normalize(Tensor x, int axis = 0, float epsilon = 1e-12f, string? name = null) => Norms.L2Normalize(x, axis, epsilon);

    /// <summary>sqrt of the sum of all squares of all tensors.</summary>
    public Tensor global_norm(Tensor[] t_list, string? name = null) => Norms.GlobalNorm(t_list);

    /// <summary>The norm along an axis or of all elements: "euclidean", "1", "2" or "inf".</summary>
    public Tensor norm(Tensor a, string ord = "euclidean", Axis? axis = null, string? name = null) => Norms.Norm(a, ord, axis);
}

public sealed partial class tensorflow
{
    /// <summary>The norm along an axis or of all elements: "euclidean", "1", "2" or "inf".</summary>
    public Tensor norm(Tensor tensor, string ord = "euclidean", Axis? axis = null, bool keepdims = false, string? name = null) =>
        Norms.Norm(tensor, ord, axis, keepdims);

    /// <summary>The tensor scaled so that its norm (over axes) is at most clip_norm.</summary>
    public Tensor clip_by_norm(Tensor t, double clip_norm, Axis? axes = null, string? name = null) => Norms.ClipByNorm(t, clip_norm, axes);

    /// <summary>The tensors scaled so that the norm of all together is at most clip_norm, and that norm.</summary>
    public (Tensors, Tensor) clip_by_global_norm(Tensor[] t_list, double clip_norm, Tensor? use_norm = null, string? name = null)
    {
        (Tensor?[] clipped, Tensor norm) = Norms.ClipByGlobalNorm(t_list, clip_norm, use_norm);
        return (new Tensors(clipped!), norm);
    }

    /// <summary>sqrt of the sum of all squares of all tensors.</summary>
    public Tensor global_norm(Tensor[] t_list, string? name = null) => Norms.GlobalNorm(t_list);
}
