using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Lays constant cells around a tensor, or cuts cells off; each is the other's gradient.</summary>
internal static class PadCrop
{
    internal static Tensor Pad(Tensor x, long[] before, long[] after, double value = 0)
    {
        Shape shape = Grown("pad", x.shape, before, after, 1);
        if (!before.AsSpan().ContainsAnyExcept(0L) && !after.AsSpan().ContainsAnyExcept(0L))
            return x;
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("pad", shape, x.dtype, [x], a => Pad(a[0], before, after, value));
        HostMemory.Limit(shape.Span, x.dtype);
        using var scope = new Scope("pad");
        var pairs = new long[2 * before.Length];
        for (int i = 0; i < before.Length; i++)
            (pairs[^(2 * i + 2)], pairs[^(2 * i + 1)]) = (before[i], after[i]);
        Tensor y = Aten.pad(x, pairs, value);
        Tape.Record("pad", [x], y, dy => [Crop(dy, before, after)]);
        return scope.Return(y);
    }

    internal static Tensor Crop(Tensor x, long[] before, long[] after)
    {
        Shape shape = Grown("crop", x.shape, before, after, -1);
        if (!before.AsSpan().ContainsAnyExcept(0L) && !after.AsSpan().ContainsAnyExcept(0L))
            return x;
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("crop", shape, x.dtype, [x], a => Crop(a[0], before, after));
        using var scope = new Scope("crop");
        Tensor y = x;
        for (int i = 0; i < before.Length; i++)
            if (before[i] != 0 || after[i] != 0)
                y = Aten.slice(y, i, before[i], before[i] + shape[i]);
        Tape.Record("crop", [x], y, dy => [Pad(dy, before, after)]);
        return scope.Return(y);
    }

    private static Shape Grown(string op, Shape x, long[] before, long[] after, int sign)
    {
        Check.That(before.Length == x.ndim && after.Length == x.ndim, op, "paddings", $"{x.ndim} pairs for shape {x}",
            $"{before.Length} and {after.Length}");
        long[] dims = x.dims;
        for (int i = 0; i < dims.Length; i++)
        {
            Check.That(before[i] >= 0 && after[i] >= 0, op, "paddings", "numbers of cells >= 0", $"({before[i]}, {after[i]})");
            if (dims[i] < 0)
                continue;
            dims[i] = checked(dims[i] + sign * (before[i] + after[i]));
            Check.That(dims[i] >= 0, op, "paddings", $"at most {x[i]} cells to cut along axis {i} of {x}", $"({before[i]}, {after[i]})");
        }
        return new Shape(dims);
    }
}
