using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Matrix products over the last two axes; leading axes broadcast.</summary>
internal static class MatMul
{
    internal static Tensor Apply(Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        Check.Floating("matmul", a);
        Check.SameDType("matmul", a, b);
        Check.MinRank("matmul", a, 2);
        Check.MinRank("matmul", b, 2);
        Shape shape = ShapeOf(a.shape, b.shape, transposeA, transposeB);
        if (a.IsSymbolic || b.IsSymbolic)
            return SymbolicOrigin.Result("matmul", shape, a.dtype, [a, b], t => Apply(t[0], t[1], transposeA, transposeB));
        using var scope = new Scope("matmul");
        Tensor y = Forward(transposeA ? Swap(a) : a, transposeB ? Swap(b) : b);
        (Shape sa, Shape sb) = (a.shape, b.shape);
        if (Tape.IsRecording(a, b))
            Tape.Record("matmul", [a, b], y, (Tensor dy, bool[] needs) =>
            [
                needs[0] ? Broadcast.SumTo(transposeA ? Apply(b, dy, transposeB, true) : Apply(dy, b, false, !transposeB), sa) : null,
                needs[1] ? Broadcast.SumTo(transposeB ? Apply(dy, a, true, transposeA) : Apply(a, dy, !transposeA, false), sb) : null,
            ], a, b);
        return scope.Return(y);
    }

    private static Tensor Forward(Tensor a, Tensor b)
    {
        if (a.rank == 2 && b.rank == 2)
            return OneDnn.Takes(a) ? Aten._linear_pointwise(a, Swap(b), null, "none"u8, ""u8) : Aten.mm(a, b);
        return Aten.matmul(a, b);
    }

    /// <summary>The last two axes exchanged, as a view.</summary>
    internal static Tensor Swap(Tensor x)
    {
        Span<long> order = stackalloc long[x.rank];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return Aten.permute(x, order);
    }

    private static Shape ShapeOf(Shape a, Shape b, bool transposeA, bool transposeB)
    {
        long m = a[transposeA ? -1 : -2];
        long k = a[transposeA ? -2 : -1];
        long k2 = b[transposeB ? -1 : -2];
        long n = b[transposeB ? -2 : -1];
        if (!Check.Agree(k, k2))
            throw new InvalidArgumentError($"matmul: inner extents must agree: received shapes {a}{(transposeA ? " transposed" : "")} and {b}{(transposeB ? " transposed" : "")}");
        Shape lead = Broadcast.Shapes("matmul", a[..^2], b[..^2]);
        return lead.concatenate(new Shape(m, n));
    }
}

public sealed partial class tensorflow
{
    /// <summary>a x b over the last two axes, [.., m, k] x [.., k, n] -> [.., m, n].</summary>
    public Tensor matmul(Tensor a, Tensor b, bool transpose_a = false, bool transpose_b = false) => MatMul.Apply(a, b, transpose_a, transpose_b);
}
