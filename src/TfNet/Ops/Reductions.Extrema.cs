using TfNet.LibTorch;

namespace Tensorflow;

internal static partial class Reductions
{
    /// <summary>The maximum; equal maxima share the gradient equally.</summary>
    internal static Tensor Max(Tensor x, Axis? axis = null, bool keepdims = false) => Extremum("reduce_max", x, axis, keepdims, max: true);

    /// <summary>The minimum; equal minima share the gradient equally.</summary>
    internal static Tensor Min(Tensor x, Axis? axis = null, bool keepdims = false) => Extremum("reduce_min", x, axis, keepdims, max: false);

    private static Tensor Extremum(string op, Tensor x, Axis? axis, bool keepdims, bool max)
    {
        Check.Numeric(op, x);
        long[] axes = Check.Axes(op, x, axis);
        Shape shape = ShapeOf(x.shape, axes, keepdims);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(op, shape, x.dtype, [x], a => Extremum(op, a[0], axis, keepdims, max));
        using var scope = new Scope(op);
        if (Count(x.shape, axes) == 0)
            return scope.Return(Creation.Fill(shape, Lowest(x.dtype, max), x.dtype, x.Device));
        Tensor y = axes.Length == 0 || x.size == 0
            ? Aten.reshape(Aten.clone(x), shape.Span)
            : max ? Aten.amax(x, axes, keepdims) : Aten.amin(x, axes, keepdims);
        if (Tape.IsRecording(x))
            Tape.Record(op, [x], y, dy => [ShareAmongEqual(dy, x, y, axes)], x, y);
        return scope.Return(y);
    }

    private static Tensor ShareAmongEqual(Tensor dy, Tensor x, Tensor y, long[] axes)
    {
        Shape kept = ShapeOf(x.shape, axes, keepdims: true);
        Tensor mask = Aten._to_copy(Aten.eq(x, Aten.reshape(y, kept.Span)), x.dtype);
        Tensor share = axes.Length == 0 ? mask : Aten.div(mask, Aten.sum(mask, axes, keepdim: true));
        return MathOps.Multiply(ShapeOps.Reshape(dy, kept), share);
    }

    /// <summary>What the extremum of nothing is.</summary>
    private static double Lowest(TF_DataType dtype, bool max) => dtype switch
    {
        TF_DataType.TF_INT64 => max ? long.MinValue : long.MaxValue,
        TF_DataType.TF_INT32 => max ? int.MinValue : int.MaxValue,
        TF_DataType.TF_INT16 => max ? short.MinValue : short.MaxValue,
        TF_DataType.TF_INT8 => max ? sbyte.MinValue : sbyte.MaxValue,
        TF_DataType.TF_UINT8 => max ? byte.MinValue : byte.MaxValue,
        _ => max ? double.NegativeInfinity : double.PositiveInfinity,
    };

    /// <summary>
    /// The product; its gradient holds where elements are 0, since it is made of the products before and after each element.
    /// </summary>
    internal static Tensor Prod(Tensor x, Axis? axis = null, bool keepdims = false)
    {
        Check.Numeric("reduce_prod", x);
        long[] axes = Check.Axes("reduce_prod", x, axis);
        Shape shape = ShapeOf(x.shape, axes, keepdims);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("reduce_prod", shape, x.dtype, [x], a => Prod(a[0], axis, keepdims));
        using var scope = new Scope("reduce_prod");
        Tensor y = Fold(x, axes, keepdims, Aten.prod);
        if (Tape.IsRecording(x))
            Tape.Record("reduce_prod", [x], y, dy => [ProdGradient(dy, x, axes)], x);
        return scope.Return(y);
    }

    private static Tensor ProdGradient(Tensor dy, Tensor x, long[] axes)
    {
        int[] kept = [.. Enumerable.Range(0, x.rank).Where(i => Array.IndexOf(axes, i) < 0)];
        int[] order = [.. kept, .. axes.Select(a => (int)a)];
        Tensor t = ShapeOps.Transpose(x, order);
        long n = (long)Count(x.shape, axes);
        Tensor rows = ShapeOps.Reshape(t, new Shape(n == 0 ? 0 : x.size / n, n));
        Tensor others = Scan.Cumprod(rows, 1, exclusive: true) * Scan.Cumprod(rows, 1, exclusive: true, reverse: true);
        var inverse = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        Tensor back = ShapeOps.Transpose(ShapeOps.Reshape(others, t.shape), inverse);
        return Repeat(dy, x.shape, axes) * back;
    }

    internal static Tensor All(Tensor x, Axis? axis = null, bool keepdims = false) => Quantify("reduce_all", x, axis, keepdims, Aten.all);

    internal static Tensor Any(Tensor x, Axis? axis = null, bool keepdims = false) => Quantify("reduce_any", x, axis, keepdims, Aten.any);

    private static Tensor Quantify(string op, Tensor x, Axis? axis, bool keepdims, Func<Tensor, long, bool, Tensor> step)
    {
        Check.Bool(op, x);
        long[] axes = Check.Axes(op, x, axis);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(op, ShapeOf(x.shape, axes, keepdims), x.dtype, [x], a => Quantify(op, a[0], axis, keepdims, step));
        using var scope = new Scope(op);
        return scope.Return(Fold(x, axes, keepdims, step));
    }

    /// <summary>Reduces axis by axis, the last first, for operators that take one.</summary>
    private static Tensor Fold(Tensor x, long[] axes, bool keepdims, Func<Tensor, long, bool, Tensor> step)
    {
        Tensor y = x;
        foreach (long a in axes.OrderDescending())
            y = step(y, a, keepdims);
        return axes.Length == 0 ? Aten.clone(x) : y;
    }
}
