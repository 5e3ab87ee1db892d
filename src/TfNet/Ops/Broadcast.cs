using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>NumPy's broadcasting: shapes aligned at the right, extents equal or one.</summary>
internal static class Broadcast
{
    internal static Shape Shapes(string op, Shape a, Shape b)
    {
        if (a == b)
            return a;
        int n = Math.Max(a.ndim, b.ndim);
        var dims = new long[n];
        for (int i = 1; i <= n; i++)
        {
            long x = i <= a.ndim ? a[-i] : 1;
            long y = i <= b.ndim ? b[-i] : 1;
            if (x != y && x != 1 && y != 1 && x >= 0 && y >= 0)
                throw new InvalidArgumentError($"{op}: shapes {a} and {b} do not broadcast: {x} and {y} at axis {-i}");
            dims[n - i] = x == 1 ? y : y == 1 ? x : x < 0 ? y : x;
        }
        return new Shape(dims);
    }

    /// <summary>Sums a gradient over the axes along which its input of <paramref name="shape"/> was repeated.</summary>
    internal static Tensor SumTo(Tensor gradient, Shape shape)
    {
        if (gradient.shape == shape)
            return gradient;
        int lead = gradient.rank - shape.ndim;
        var axes = new List<int>();
        for (int i = 0; i < gradient.rank; i++)
            if (i < lead || (shape[i - lead] == 1 && gradient.shape[i] != 1))
                axes.Add(i);
        Tensor sum = axes.Count == 0 ? gradient : Reductions.Sum(gradient, new Axis([.. axes]), keepdims: true);
        return lead == 0 ? sum : ShapeOps.Reshape(sum, shape);
    }

    /// <summary>Repeats a tensor to a shape; the gradient sums over what was repeated.</summary>
    internal static Tensor To(Tensor x, Shape shape)
    {
        if (x.shape == shape)
            return x;
        Shape result = Shapes("broadcast_to", x.shape, shape);
        Check.That(result == shape, "broadcast_to", "shape", $"a shape that {x.shape} can be repeated to", shape);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("broadcast_to", shape, x.dtype, [x], a => To(a[0], shape));
        using var scope = new Scope("broadcast_to");
        Tensor y = Aten.contiguous(Aten.expand(x, shape.Span));
        Shape before = x.shape;
        Tape.Record("broadcast_to", [x], y, dy => [SumTo(dy, before)]);
        return scope.Return(y);
    }
}
