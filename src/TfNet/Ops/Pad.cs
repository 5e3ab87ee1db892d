using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Padding: with a constant, or by reflection with (symmetric) or without (reflect) the border.</summary>
internal static class Pad
{
    /// <param name="x">Any shape.</param>
    /// <param name="paddings">For each axis how much before and after.</param>
    /// <param name="mode">CONSTANT, REFLECT or SYMMETRIC, in any case.</param>
    /// <param name="value">What CONSTANT writes.</param>
    internal static Tensor Apply(Tensor x, (long Before, long After)[] paddings, string mode = "CONSTANT", double value = 0)
    {
        Check.That(paddings.Length == x.rank, "pad", "paddings", $"{x.rank} pairs for shape {x.shape}", paddings.Length);
        foreach ((long before, long after) in paddings)
            Check.That(before >= 0 && after >= 0, "pad", "paddings", "numbers >= 0", $"({before}, {after})");
        return mode.ToUpperInvariant() switch
        {
            "CONSTANT" => Constant(x, paddings, value),
            "REFLECT" => Mirror(x, paddings, 1),
            "SYMMETRIC" => Mirror(x, paddings, 0),
            _ => throw new ValueError($"pad: argument mode: expected 'CONSTANT', 'REFLECT' or 'SYMMETRIC'; received '{mode}'"),
        };
    }

    private static Tensor Constant(Tensor x, (long Before, long After)[] paddings, double value)
    {
        Shape shape = ShapeOf(x.shape, paddings);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("pad", shape, x.dtype, [x], a => Constant(a[0], paddings, value));
        HostMemory.Limit(shape.Span, x.dtype);
        using var scope = new Scope("pad");
        var amounts = new long[2 * paddings.Length];
        for (int i = 0; i < paddings.Length; i++)
            (amounts[2 * i], amounts[2 * i + 1]) = paddings[^(i + 1)];
        Tensor y = x.rank == 0 ? Aten.clone(x) : Aten.pad(x, amounts, value);
        long[] sizes = x.shape.dims;
        Tape.Record("pad", [x], y, dy => [Slicing.BeginSize(dy, Array.ConvertAll(paddings, p => p.Before), sizes)]);
        return scope.Return(y);
    }

    /// <summary>Axis by axis through an index vector; the gradient adds up what was repeated.</summary>
    private static Tensor Mirror(Tensor x, (long Before, long After)[] paddings, int skip)
    {
        Shape shape = ShapeOf(x.shape, paddings);
        for (int i = 0; i < paddings.Length; i++)
        {
            long most = x.shape[i] - skip;
            Check.That(
                x.shape[i] < 0 || Math.Max(paddings[i].Before, paddings[i].After) <= Math.Max(most, 0), "pad", "paddings",
                $"at most {Math.Max(most, 0)} at axis {i} of shape {x.shape}", $"({paddings[i].Before}, {paddings[i].After})");
        }
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("mirror_pad", shape, x.dtype, [x], a => Mirror(a[0], paddings, skip));
        HostMemory.Limit(shape.Span, x.dtype);
        using var scope = new Scope("mirror_pad");
        Tensor y = x;
        for (int i = 0; i < paddings.Length; i++)
            if (paddings[i] != (0, 0))
                y = GatherOps.Pick(y, i, Indices.Constant(Reflected(x.shape[i], paddings[i], skip), x.Device));
        return scope.Return(ReferenceEquals(x, y) ? Identity.Copy(x) : y);
    }

    private static IEnumerable<long> Reflected(long n, (long Before, long After) padding, int skip)
    {
        for (long k = padding.Before; k > 0; k--)
            yield return k - 1 + skip;
        for (long k = 0; k < n; k++)
            yield return k;
        for (long k = 1; k <= padding.After; k++)
            yield return n - k - skip;
    }

    private static Shape ShapeOf(Shape shape, (long Before, long After)[] paddings) =>
        new(shape.Select((d, i) => d < 0 ? -1 : checked(d + paddings[i].Before + paddings[i].After)));

    internal static (long, long)[] Pairs(Tensor paddings)
    {
        Check.That(paddings.rank == 2 && paddings.shape[1] == 2, "pad", "paddings", "shape (rank, 2)", paddings.shape);
        long[] n = Indices.Numbers(paddings, "pad");
        return [.. Enumerable.Range(0, n.Length / 2).Select(i => (n[2 * i], n[2 * i + 1]))];
    }
}

public sealed partial class tensorflow
{
    /// <summary>
    /// Pads each axis before and after: with a constant, or by reflection without (REFLECT) or with (SYMMETRIC) the border.
    /// </summary>
    public Tensor pad(Tensor tensor, Tensor paddings, string mode = "CONSTANT", string? name = null, int constant_values = 0) =>
        Pad.Apply(tensor, Pad.Pairs(paddings), mode, constant_values);

    public Tensor pad(Tensor tensor, int[,] paddings, string mode = "CONSTANT", string? name = null, float constant_values = 0) =>
        Pad.Apply(tensor, Pad.Pairs(new Tensor(paddings)), mode, constant_values);
}
