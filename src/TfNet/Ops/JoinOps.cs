using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Joining tensors and taking them apart: concat, stack, split, unstack.</summary>
internal static class JoinOps
{
    internal static Tensor Concat(IReadOnlyList<Tensor> values, int axis)
    {
        Check.That(values.Count > 0, "concat", "values", "at least one tensor", "none");
        Shape first = values[0].shape;
        Check.That(first.ndim > 0, "concat", "values", "rank >= 1", first);
        int i = Check.AxisOf("concat", first, axis);
        Shape shape = ConcatShape(values, i);
        foreach (Tensor t in values)
            Check.SameDType("concat", values[0], t);
        Tensor[] inputs = [.. values];
        if (inputs.Any(t => t.IsSymbolic))
            return SymbolicOrigin.Result("concat", shape, inputs[0].dtype, inputs, a => Concat(a, axis));
        using var scope = new Scope("concat");
        Tensor y = Aten.cat(inputs, i);
        if (Tape.IsRecording(inputs))
        {
            long[] sizes = Array.ConvertAll(inputs, t => t.shape[i]);
            Tape.Record("concat", inputs, y, (Tensor dy, bool[] needs) => Pieces(dy, sizes, i, needs));
        }
        return scope.Return(y);
    }

    private static Tensor?[] Pieces(Tensor dy, long[] sizes, int axis, bool[] needs)
    {
        var pieces = new Tensor?[sizes.Length];
        long start = 0;
        for (int k = 0; k < sizes.Length; k++)
        {
            if (needs[k])
                pieces[k] = Slicing.Part(dy, axis, start, sizes[k]);
            start += sizes[k];
        }
        return pieces;
    }

    private static Shape ConcatShape(IReadOnlyList<Tensor> values, int axis)
    {
        long[] dims = values[0].shape.dims;
        dims[axis] = 0;
        foreach (Tensor t in values)
        {
            bool fits = t.rank == dims.Length;
            for (int d = 0; fits && d < dims.Length; d++)
            {
                fits = d == axis || Check.Agree(t.shape[d], dims[d]);
                if (d != axis && dims[d] < 0)
                    dims[d] = t.shape[d];
            }
            Check.That(fits, "concat", "values", $"shapes that agree except at axis {axis}", string.Join(" ", values.Select(v => v.shape)));
            dims[axis] = dims[axis] < 0 || t.shape[axis] < 0 ? -1 : dims[axis] + t.shape[axis];
        }
        return new Shape(dims);
    }

    internal static Tensor Stack(IReadOnlyList<Tensor> values, int axis = 0)
    {
        Check.That(values.Count > 0, "stack", "values", "at least one tensor", "none");
        foreach (Tensor t in values)
            Check.That(t.shape.is_compatible_with(values[0].shape), "stack", "values", $"tensors of one shape, {values[0].shape}", t.shape);
        using var scope = new Scope("stack");
        int rank = values[0].rank;
        Check.That(axis >= -rank - 1 && axis <= rank, "stack", "axis", $"an axis in {-rank - 1}..{rank}", axis);
        Tensor[] expanded = [.. values.Select(t => ShapeOps.ExpandDims(t, axis))];
        return scope.Return(Concat(expanded, axis));
    }

    /// <summary>Pieces of the given extents along an axis; one of them may be -1.</summary>
    internal static Tensor[] Split(Tensor x, long[] sizes, int axis)
    {
        int i = Check.AxisOf("split", x.shape, axis);
        long[] parts = Resolve(x.shape[i], sizes);
        if (x.IsSymbolic)
            return SymbolicOrigin.Results(
                "split", Array.ConvertAll(parts, p => (x.shape.With(i, p), x.dtype)), [x], a => Split(a[0], sizes, axis));
        using var scope = new Scope("split");
        Tensor[] y = Aten.split_with_sizes(x, parts, i);
        if (Tape.IsRecording(x))
        {
            Shape[] shapes = Array.ConvertAll(y, t => t.shape);
            TF_DataType dtype = x.dtype;
            Device device = x.Device;
            GradientFunction gradient = (dy, _) =>
                [Concat([.. dy.Select((g, k) => g ?? Creation.Fill(shapes[k], 0, dtype, device))], i)];
            Tape.Record("split", [x], y, gradient);
        }
        return scope.Return(y);
    }

    internal static Tensor[] Split(Tensor x, int count, int axis)
    {
        int i = Check.AxisOf("split", x.shape, axis);
        long n = x.shape[i];
        Check.That(count > 0 && n >= 0 && n % count == 0, "split", "num_split", $"a divisor of extent {n} at axis {axis}", count);
        return Split(x, [.. Enumerable.Repeat(n / count, count)], axis);
    }

    private static long[] Resolve(long extent, long[] sizes)
    {
        Check.That(sizes.Length > 0, "split", "num_split", "at least one size", "none");
        long known = 0;
        int unknown = 0;
        foreach (long s in sizes)
        {
            Check.That(s >= -1, "split", "num_split", "sizes >= 0, one of them may be -1", $"[{string.Join(", ", sizes)}]");
            known += s < 0 ? 0 : s;
            unknown += s < 0 ? 1 : 0;
        }
        bool fits = unknown == 0 ? known == extent || extent < 0 : unknown == 1 && known <= extent;
        Check.That(fits, "split", "num_split", $"sizes that add up to {extent}", $"[{string.Join(", ", sizes)}]");
        return Array.ConvertAll(sizes, s => s < 0 ? extent - known : s);
    }

    internal static Tensor[] Unstack(Tensor x, int axis = 0, int? num = null)
    {
        int i = Check.AxisOf("unstack", x.shape, axis);
        long n = x.shape[i];
        Check.That(
            n >= 0 && (num is null || num == n), "unstack", "num", $"the extent {n} of axis {axis}",
            num?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null");
        if (n == 0)
            return [];
        using var scope = new Scope("unstack");
        Tensor[] parts = Split(x, [.. Enumerable.Repeat(1L, (int)n)], i);
        return scope.Return(Array.ConvertAll(parts, t => ShapeOps.Squeeze(t, i)));
    }
}

public sealed partial class tensorflow
{
    /// <summary>Tensors one after another along an axis.</summary>
    public Tensor concat(IEnumerable<Tensor> values, int axis, string name = "concat") => JoinOps.Concat([.. values], axis);

    /// <summary>Tensors of one shape along a new axis.</summary>
    public Tensor stack(Tensor[] values, int axis = 0, string name = "stack") => JoinOps.Stack(values, axis);

    /// <summary>Tensors, arrays or numbers of one shape along a new axis.</summary>
    public Tensor stack(object values, int axis = 0, string name = "stack") => values switch
    {
        IEnumerable<Tensor> tensors => JoinOps.Stack([.. tensors], axis),
        object[] items => JoinOps.Stack(ops.convert_n_to_tensor(items), axis),
        _ => JoinOps.Stack(JoinOps.Unstack(ops.convert_to_tensor(values)), axis),
    };

    /// <summary>The slices along an axis, which disappears.</summary>
    public Tensor[] unstack(Tensor value, int? num = null, int axis = 0, string name = "unstack") => JoinOps.Unstack(value, axis, num);

    /// <summary>Equal pieces along an axis.</summary>
    public Tensor[] split(Tensor value, int num_split, Axis axis, string? name = null) => JoinOps.Split(value, num_split, One(axis));

    /// <summary>Pieces of the given extents along an axis; one may be -1.</summary>
    public Tensor[] split(Tensor value, int[] num_split, Axis axis, string? name = null) =>
        JoinOps.Split(value, Array.ConvertAll(num_split, s => (long)s), One(axis));

    private static int One(Axis axis) => axis.size == 1 ? axis[0] : throw new ValueError($"axis: expected one axis; received {axis}");
}
