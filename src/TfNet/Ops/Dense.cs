using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>y = activation(x kernel + bias) over the last axis: x [.., in], kernel [in, out], bias [out].</summary>
internal static class Dense
{
    private const string Op = "dense";

    /// <summary>
    /// Below this many rows oneDNN's direct dX (weight as contiguous [N,K]) collapses and the transposed product is faster:
    /// 4608x2048 at batch 32 took 7.7 ms against 1.7.
    /// </summary>
    private const long FewRows = 100;

    internal static Tensor Apply(Tensor x, Tensor kernel, Tensor? bias, FusedActivation activation = FusedActivation.None)
    {
        Check.Floating(Op, x);
        Check.MinRank(Op, x, 2);
        Check.Rank(Op, kernel, 2);
        Check.SameDType(Op, x, kernel);
        Check.That(Check.Agree(x.shape[^1], kernel.shape[0]), Op, "kernel", $"{x.shape[^1]} rows, for x of shape {x.shape}", kernel.shape);
        BiasAdd.CheckBias(Op, bias, kernel.shape[1], x);
        Shape shape = x.shape.With(-1, kernel.shape[1]);
        Tensor[] inputs = bias is null ? [x, kernel] : [x, kernel, bias];
        if (Array.Exists(inputs, t => t.IsSymbolic))
            return SymbolicOrigin.Result(Op, shape, x.dtype, inputs, a => Apply(a[0], a[1], a.Length > 2 ? a[2] : null, activation));
        HostMemory.Limit(shape.Span, x.dtype);
        using var scope = new Scope(Op);
        Tensor y = Forward(x, kernel, bias, activation);
        if (Tape.IsRecording(inputs))
            Tape.Record(Op, inputs, y, (dy, needs) => Gradient(dy, needs, x, kernel, y, activation),
                x, kernel, activation == FusedActivation.None ? null : y);
        return scope.Return(y);
    }

    private static Tensor Forward(Tensor x, Tensor kernel, Tensor? bias, FusedActivation activation)
    {
        Tensor wOutIn = MatMul.Swap(kernel);
        if (OneDnn.Takes(x) && kernel.size > 0)
        {
            Tensor fused = Aten._linear_pointwise(x, wOutIn, bias, FusedActivations.OneDnnName(activation), ""u8);
            FusedActivations.AfterOneDnn(activation, fused);
            return fused;
        }
        Tensor y = Aten.linear(x, wOutIn, bias);
        FusedActivations.InPlace(activation, y);
        return y;
    }

    private static Tensor?[] Gradient(Tensor dy, bool[] needs, Tensor x, Tensor kernel, Tensor y, FusedActivation activation)
    {
        (Tensor dz, Tensor? db) = FusedActivations.BackwardWithBias(activation, dy, y, needs.Length > 2 && needs[2]);
        Tensor rows = Rows(dz);
        Tensor? dx = needs[0] ? ShapeOps.Reshape(InputGradient(rows, kernel), x.shape) : null;
        Tensor? dw = needs[1] ? KernelGradient(Rows(x), rows) : null;
        return needs.Length > 2 ? [dx, dw, db] : [dx, dw];
    }

    private static Tensor Rows(Tensor x) => x.rank == 2 ? x : ShapeOps.Reshape(x,
        new Shape(x.size / Math.Max(x.shape[^1], 1), x.shape[^1]));

    /// <summary>dX = dY W^T.</summary>
    private static Tensor InputGradient(Tensor dy, Tensor kernel)
    {
        if (Tape.AnyActive || !OneDnn.Takes(dy) || kernel.size == 0)
            return MatMul.Apply(dy, kernel, transposeB: true);
        if (dy.shape[0] >= FewRows)
            return OneDnn.IsFasterUnfused ? Aten._linear_pointwise(dy, kernel, null, "none"u8, ""u8) : Aten.mm(dy, MatMul.Swap(kernel));
        // q = W dY^T with the second factor as a view of (K,N) memory, then turned.
        Tensor dyT = Aten.contiguous(MatMul.Swap(dy));
        return Aten.contiguous(MatMul.Swap(Aten._linear_pointwise(kernel, MatMul.Swap(dyT), null, "none"u8, ""u8)));
    }

    /// <summary>dW = X^T dY, row-major (in, out) as the kernel.</summary>
    private static Tensor KernelGradient(Tensor x, Tensor dy)
    {
        if (Tape.AnyActive || !OneDnn.Takes(dy) || x.size == 0)
            return MatMul.Apply(x, dy, transposeA: true);
        return OneDnn.IsFasterUnfused ? Aten._linear_pointwise(MatMul.Swap(x), MatMul.Swap(dy), null, "none"u8,
            ""u8) : Aten.mm(MatMul.Swap(x), dy);
    }
}
