using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Repeating, reversing and rolling.</summary>
internal static class Repetition
{
    /// <summary>The whole tensor repeated along each axis.</summary>
    internal static Tensor Tile(Tensor x, long[] multiples)
    {
        Check.That(
            multiples.Length == x.rank, "tile", "multiples", $"{x.rank} numbers for shape {x.shape}", $"[{string.Join(", ", multiples)}]");
        foreach (long m in multiples)
            Check.That(m >= 0, "tile", "multiples", "numbers >= 0", $"[{string.Join(", ", multiples)}]");
        var shape = new Shape(multiples.Select((m, i) => x.shape[i] < 0 ? (m == 1 ? -1 : m == 0 ? 0 : -1) : checked(m * x.shape[i])));
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("tile", shape, x.dtype, [x], a => Tile(a[0], multiples));
        HostMemory.Limit(shape.Span, x.dtype);
        using var scope = new Scope("tile");
        Tensor y = x.rank == 0 ? Aten.clone(x) : Aten.repeat(x, multiples);
        Shape before = x.shape;
        Tape.Record("tile", [x], y, dy => [Fold(dy, before, multiples)]);
        return scope.Return(y);
    }

    /// <summary>The sum over all repetitions.</summary>
    private static Tensor Fold(Tensor dy, Shape before, long[] multiples)
    {
        var dims = new List<long>();
        var axes = new List<int>();
        for (int i = 0; i < multiples.Length; i++)
        {
            axes.Add(dims.Count);
            dims.Add(multiples[i]);
            dims.Add(before[i]);
        }
        return axes.Count == 0 ? dy : Reductions.Sum(ShapeOps.Reshape(dy, new Shape(dims)), new Axis([.. axes]));
    }

    /// <summary>Each slice of an axis repeated, one number for all or one for each.</summary>
    internal static Tensor Repeat(Tensor x, long[] repeats, int? axis)
    {
        using var scope = new Scope("repeat");
        Tensor source = axis is null ? ShapeOps.Reshape(x, -1) : x;
        int i = Check.AxisOf("repeat", source.shape, axis ?? 0);
        long n = source.shape[i];
        Check.That(
            n >= 0 && (repeats.Length == 1 || repeats.Length == n), "repeat", "repeats",
            $"one number, or {n} for axis {i} of {source.shape}", repeats.Length);
        foreach (long r in repeats)
            Check.That(r >= 0, "repeat", "repeats", "numbers >= 0", $"[{string.Join(", ", repeats)}]");
        var index = new List<long>();
        for (long k = 0; k < n; k++)
            index.AddRange(Enumerable.Repeat(k, (int)(repeats.Length == 1 ? repeats[0] : repeats[k])));
        return scope.Return(GatherOps.Pick(source, i, Indices.Constant(index, x.Device)));
    }

    internal static Tensor Reverse(Tensor x, Axis axis)
    {
        long[] axes = Check.Axes("reverse", x, axis);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("reverse", x.shape, x.dtype, [x], a => Reverse(a[0], axis));
        using var scope = new Scope("reverse");
        Tensor y = axes.Length == 0 ? Aten.clone(x) : Aten.flip(x, axes);
        Tape.Record("reverse", [x], y, dy => [Reverse(dy, axis)]);
        return scope.Return(y);
    }

    /// <summary>Shifts elements along axes; what leaves at one end comes in at the other.</summary>
    internal static Tensor Roll(Tensor x, long[] shift, Axis axis)
    {
        Check.That(shift.Length == axis.size, "roll", "shift", $"{axis.size} numbers, as axis", shift.Length);
        // An axis may be named several times: its shifts add up.
        long[] axes = [.. axis.Span.ToArray().Select(a => (long)Check.AxisOf("roll", x.shape, a))];
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("roll", x.shape, x.dtype, [x], a => Roll(a[0], shift, axis));
        using var scope = new Scope("roll");
        Tensor y = axes.Length == 0 ? Aten.clone(x) : Aten.roll(x, shift, axes);
        Tape.Record("roll", [x], y, dy => [Roll(dy, Array.ConvertAll(shift, s => -s), axis)]);
        return scope.Return(y);
    }
}

public sealed partial class tensorflow
{
    /// <summary>The whole tensor repeated along each axis.</summary>
    public Tensor tile(Tensor input, Shape multiples, string? name = null) => Repetition.Tile(input, multiples.dims);

    public Tensor tile(Tensor input, Tensor multiples, string? name = null) => Repetition.Tile(input, Indices.Numbers(multiples, "tile"));

    public Tensor tile(Tensor input, object[] multiples, string? name = null) => Repetition.Tile(input, Indices.Numbers(multiples));

    /// <summary>Each slice of an axis repeated; without an axis the flat elements.</summary>
    public Tensor repeat(Tensor input, int repeats, int? axis = null, string? name = null) => Repetition.Repeat(input, [repeats], axis);

    public Tensor repeat(Tensor input, int[] repeats, int? axis = null, string? name = null) =>
        Repetition.Repeat(input, Array.ConvertAll(repeats, r => (long)r), axis);

    public Tensor reverse(Tensor tensor, Axis axis, string? name = null) => Repetition.Reverse(tensor, axis);

    /// <summary>Shifts elements along axes; what leaves at one end comes in at the other.</summary>
    public Tensor roll(Tensor input, int shift, int axis, string? name = null) => Repetition.Roll(input, [shift], axis);

    public Tensor roll(Tensor input, int[] shift, Axis axis, string? name = null) =>
        Repetition.Roll(input, Array.ConvertAll(shift, s => (long)s), axis);
}
