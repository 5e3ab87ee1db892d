using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Sums, means and extrema over axes.</summary>
internal static partial class Reductions
{
    internal static Tensor Sum(Tensor x, Axis? axis = null, bool keepdims = false)
    {
        Check.Numeric("reduce_sum", x);
        long[] axes = Check.Axes("reduce_sum", x, axis);
        Shape shape = ShapeOf(x.shape, axes, keepdims);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("reduce_sum", shape, x.dtype, [x], a => Sum(a[0], axis, keepdims));
        using var scope = new Scope("reduce_sum");
        Tensor y = axes.Length == 0 ? Aten.clone(x) : Aten.sum(x, axes, keepdims);
        Shape before = x.shape;
        Tape.Record("reduce_sum", [x], y, dy => [Repeat(dy, before, axes)]);
        return scope.Return(y);
    }

    /// <summary>The mean; of integers it is an integer, rounded towards zero, as TensorFlow's.</summary>
    internal static Tensor Mean(Tensor x, Axis? axis = null, bool keepdims = false)
    {
        Check.Numeric("reduce_mean", x);
        long[] axes = Check.Axes("reduce_mean", x, axis);
        Shape shape = ShapeOf(x.shape, axes, keepdims);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("reduce_mean", shape, x.dtype, [x], a => Mean(a[0], axis, keepdims));
        using var scope = new Scope("reduce_mean");
        if (x.dtype.is_integer())
            return scope.Return(
                axes.Length == 0 ? x : Aten.div(Aten.sum(x, axes, keepdims), Aten.scalar(Count(x.shape, axes), x.dtype), "trunc"u8));
        Tensor y = axes.Length == 0 ? Aten.clone(x) : Aten.mean(x, axes, keepdims);
        Shape before = x.shape;
        double count = Count(before, axes);
        Tape.Record("reduce_mean", [x], y, dy => [Repeat(dy / count, before, axes)]);
        return scope.Return(y);
    }

    /// <summary>The shape after a reduction.</summary>
    internal static Shape ShapeOf(Shape shape, long[] axes, bool keepdims)
    {
        var dims = new List<long>(shape.ndim);
        for (int i = 0; i < shape.ndim; i++)
        {
            if (Array.IndexOf(axes, i) < 0)
                dims.Add(shape[i]);
            else if (keepdims)
                dims.Add(1);
        }
        return new Shape(dims);
    }

    internal static double Count(Shape shape, long[] axes)
    {
        double n = 1;
        foreach (long a in axes)
            n *= shape[(int)a];
        return n;
    }

    /// <summary>Undoes a reduction's shape: brings back the axes with extent one, then repeats.</summary>
    internal static Tensor Repeat(Tensor reduced, Shape before, long[] axes)
    {
        Shape kept = ShapeOf(before, axes, keepdims: true);
        Tensor r = reduced.shape == kept ? reduced : ShapeOps.Reshape(reduced, kept);
        return Broadcast.To(r, before);
    }
}
