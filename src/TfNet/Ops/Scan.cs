using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Running sums and products along one axis.</summary>
internal static class Scan
{
    /// <summary>y_i = sum of x_j, j &lt;= i (exclusive: j &lt; i; reverse: from the end).</summary>
    internal static Tensor Cumsum(Tensor x, int axis = 0, bool exclusive = false, bool reverse = false)
    {
        Check.Numeric("cumsum", x);
        int i = Check.AxisOf("cumsum", x.shape, axis);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("cumsum", x.shape, x.dtype, [x], a => Cumsum(a[0], axis, exclusive, reverse));
        using var scope = new Scope("cumsum");
        Tensor y = Run(x, i, exclusive, reverse, 0, Aten.cumsum);
        Tape.Record("cumsum", [x], y, dy => [Cumsum(dy, i, exclusive, !reverse)]);
        return scope.Return(y);
    }

    /// <summary>y_i = product of x_j, j &lt;= i. The gradient divides by x, as TensorFlow's, and is 0 where x is 0.</summary>
    internal static Tensor Cumprod(Tensor x, int axis = 0, bool exclusive = false, bool reverse = false)
    {
        Check.Numeric("cumprod", x);
        int i = Check.AxisOf("cumprod", x.shape, axis);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("cumprod", x.shape, x.dtype, [x], a => Cumprod(a[0], axis, exclusive, reverse));
        using var scope = new Scope("cumprod");
        Tensor y = Run(x, i, exclusive, reverse, 1, Aten.cumprod);
        if (Tape.IsRecording(x))
            Tape.Record("cumprod", [x], y, dy => [BinaryOps.DivideNoNan(Cumsum(y * dy, i, exclusive, !reverse), x)], x, y);
        return scope.Return(y);
    }

    private static Tensor Run(Tensor x, int axis, bool exclusive, bool reverse, double neutral, Func<Tensor, long, Tensor> forward)
    {
        if (x.size == 0)
            return Aten.clone(x);
        Tensor source = reverse ? Aten.flip(x, axis) : x;
        if (exclusive)
        {
            Tensor first = Creation.Fill(x.shape.With(axis, 1), neutral, x.dtype, x.Device);
            source = Aten.cat([first, Aten.slice(source, axis, 0, x.shape[axis] - 1)], axis);
        }
        Tensor y = forward(source, axis);
        return reverse ? Aten.flip(y, axis) : y;
    }
}

public sealed partial class tensorflow
{
    /// <summary>Running sums along an axis.</summary>
    public Tensor cumsum(Tensor x, int axis = 0, bool exclusive = false, bool reverse = false, string? name = null) =>
        Scan.Cumsum(x, axis, exclusive, reverse);
}

public sealed partial class math_api
{
    public Tensor cumsum(Tensor x, int axis = 0, bool exclusive = false, bool reverse = false, string? name = null) =>
        Scan.Cumsum(x, axis, exclusive, reverse);

    /// <summary>Running products along an axis.</summary>
    public Tensor cumprod(Tensor x, int axis = 0, bool exclusive = false, bool reverse = false, string? name = null) =>
        Scan.Cumprod(x, axis, exclusive, reverse);
}
