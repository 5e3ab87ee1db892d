using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Ops that move elements without changing them: reshape, transpose, expand, squeeze.</summary>
internal static class ShapeOps
{
    /// <summary>Row-major reinterpretation; one extent may be -1 and is computed.</summary>
    internal static Tensor Reshape(Tensor x, Shape shape)
    {
        Shape target = Resolve(x.shape, shape);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("reshape", target, x.dtype, [x], a => Reshape(a[0], shape));
        using var scope = new Scope("reshape");
        Tensor y = Aten.reshape(x, target.Span);
        Shape before = x.shape;
        Tape.Record("reshape", [x], y, dy => [Reshape(dy, before)]);
        return scope.Return(y);
    }

    internal static Tensor Transpose(Tensor x, Axis? perm = null)
    {
        long[] order = perm is null ? [.. Enumerable.Range(0, x.rank).Reverse().Select(i => (long)i)] : Check.Axes("transpose", x, perm, "perm");
        Check.That(order.Length == x.rank, "transpose", "perm", $"a permutation of {x.rank} axes", perm?.ToString() ?? "null");
        var shape = new Shape(Array.ConvertAll(order, i => x.shape[(int)i]));
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("transpose", shape, x.dtype, [x], a => Transpose(a[0], perm));
        using var scope = new Scope("transpose");
        Tensor y = Aten.permute(x, order);
        var inverse = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        Tape.Record("transpose", [x], y, dy => [Transpose(dy, inverse)]);
        return scope.Return(y);
    }

    internal static Tensor ExpandDims(Tensor x, int axis)
    {
        int i = axis < 0 ? axis + x.rank + 1 : axis;
        Check.That(i >= 0 && i <= x.rank, "expand_dims", "axis", $"an axis in {-x.rank - 1}..{x.rank} for shape {x.shape}", axis);
        List<long> dims = [.. x.shape];
        dims.Insert(i, 1);
        var shape = new Shape(dims);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("expand_dims", shape, x.dtype, [x], a => ExpandDims(a[0], axis));
        using var scope = new Scope("expand_dims");
        Tensor y = Aten.unsqueeze(x, i);
        Shape before = x.shape;
        Tape.Record("expand_dims", [x], y, dy => [Reshape(dy, before)]);
        return scope.Return(y);
    }

    /// <summary>Removes axes of extent one: all, or the given ones.</summary>
    internal static Tensor Squeeze(Tensor x, Axis? axis = null)
    {
        long[] axes = axis is null ? [.. Enumerable.Range(0, x.rank).Where(i => x.shape[i] == 1).Select(i => (long)i)] : Check.Axes("squeeze", x, axis);
        foreach (long a in axes)
            Check.That(x.shape[(int)a] is 1 or -1, "squeeze", "axis", $"axes of extent 1 in {x.shape}", a);
        Shape shape = Reductions.ShapeOf(x.shape, axes, keepdims: false);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("squeeze", shape, x.dtype, [x], a => Squeeze(a[0], axis));
        using var scope = new Scope("squeeze");
        Tensor y = Aten.reshape(x, shape.Span);
        Shape before = x.shape;
        Tape.Record("squeeze", [x], y, dy => [Reshape(dy, before)]);
        return scope.Return(y);
    }

    /// <summary>The target shape with its -1 computed; a symbolic batch stays unknown.</summary>
    private static Shape Resolve(Shape from, Shape to)
    {
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < to.ndim; i++)
        {
            if (to[i] >= 0)
                known = checked(known * to[i]);
            else if (unknown >= 0)
                throw new InvalidArgumentError($"reshape: argument shape: expected at most one -1; received {to}");
            else
                unknown = i;
        }
        if (!from.IsFullyDefined)
            return to;
        long size = from.size;
        if (unknown < 0 ? size != known : known == 0 || size % known != 0)
            throw new InvalidArgumentError($"reshape: argument shape: expected a shape of {size} elements, as {from}; received {to}");
        return unknown < 0 ? to : to.With(unknown, size / known);
    }
}
