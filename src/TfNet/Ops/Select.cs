using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Choosing between values: where, clipping.</summary>
internal static class Select
{
    /// <summary>x where the condition holds, else y; all three broadcast.</summary>
    internal static Tensor Where(Tensor condition, Tensor x, Tensor y)
    {
        Check.Bool("where", condition);
        Check.SameDType("where", x, y);
        Shape shape = Broadcast.Shapes("where", condition.shape, Broadcast.Shapes("where", x.shape, y.shape));
        if (condition.IsSymbolic || x.IsSymbolic || y.IsSymbolic)
            return SymbolicOrigin.Result("where", shape, x.dtype, [condition, x, y], t => Where(t[0], t[1], t[2]));
        using var scope = new Scope("where");
        Tensor z = Aten.where(condition, x, y);
        if (Tape.IsRecording(x, y))
        {
            (Shape sx, Shape sy) = (x.shape, y.shape);
            Tape.Record("where", [x, y], z, (Tensor dz, bool[] needs) =>
            {
                Tensor zero = Creation.Fill(Shape.Scalar, 0, dz.dtype, dz.Device);
                return
                [
                    needs[0] ? Broadcast.SumTo(Where(condition, dz, zero), sx) : null,
                    needs[1] ? Broadcast.SumTo(Where(condition, zero, dz), sy) : null,
                ];
            }, condition);
        }
        return scope.Return(z);
    }

    /// <summary>Limits to [min, max]; the gradient passes inside and at the bounds.</summary>
    internal static Tensor Clip(Tensor x, double min, double max)
    {
        Check.Numeric("clip_by_value", x);
        Check.That(min <= max, "clip_by_value", "clip_value_min", FormattableString.Invariant($"a value <= clip_value_max, {max}"), min);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("clip_by_value", x.shape, x.dtype, [x], a => Clip(a[0], min, max));
        using var scope = new Scope("clip_by_value");
        Tensor y = Aten.clamp(x, Aten.scalar(min, x.dtype, x.Device), Aten.scalar(max, x.dtype, x.Device));
        if (Tape.IsRecording(x))
            Tape.Record("clip_by_value", [x], y, dy =>
            {
                Tensor inside = Aten.logical_and(Aten.ge(x, Aten.scalar(min, x.dtype)), Aten.le(x, Aten.scalar(max, x.dtype)));
                return [Where(inside, dy, Creation.Fill(Shape.Scalar, 0, dy.dtype, dy.Device))];
            }, x);
        return scope.Return(y);
    }

    /// <summary>Limits by tensors, which take the gradient where they bind.</summary>
    internal static Tensor Clip(Tensor x, Tensor min, Tensor max)
    {
        using var scope = new Scope("clip_by_value");
        Tensor y = BinaryOps.Maximum(BinaryOps.Minimum(x, max), min);
        Check.That(
            y.shape.is_compatible_with(x.shape), "clip_by_value", "clip_value_min", $"bounds that do not enlarge the shape {x.shape}",
            y.shape);
        return scope.Return(y);
    }
}

public sealed partial class tensorflow
{
    /// <summary>x where the condition holds, else y; all three broadcast.</summary>
    public Tensor where<Tx, Ty>(Tensor condition, Tx x, Ty y, string? name = null)
    {
        (Tensor a, Tensor b) = Operand.Pair(x, y);
        return Select.Where(condition, a, b);
    }

    /// <summary>The indices [n, rank] (int64) of the elements that are true or not zero, in row-major order.</summary>
    public Tensor where(Tensor condition, string? name = null) => Indices.Where(condition);

    /// <summary>Limits values to [clip_value_min, clip_value_max]; the gradient passes inside and at the bounds.</summary>
    public Tensor clip_by_value<T1, T2>(Tensor t, T1 clip_value_min, T2 clip_value_max, string name = "ClipByValue")
    {
        if (clip_value_min is IConvertible min and not string && clip_value_max is IConvertible max and not string)
        {
            IFormatProvider invariant = System.Globalization.CultureInfo.InvariantCulture;
            return Select.Clip(t, min.ToDouble(invariant), max.ToDouble(invariant));
        }
        return Select.Clip(t, Operand.Like(clip_value_min, t), Operand.Like(clip_value_max, t));
    }
}
