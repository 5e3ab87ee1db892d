using TfNet.Kernels;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Activations that ops compute together with their own result; the others are applied as ops afterwards.</summary>
internal enum FusedActivation
{
    None,
    Relu,
    Relu6,
}

/// <summary>The parts that ops with a fused activation share.</summary>
internal static class FusedActivations
{
    /// <summary>oneDNN's name of what it does in its own pass.</summary>
    internal static ReadOnlySpan<byte> OneDnnName(FusedActivation activation) => activation == FusedActivation.Relu ? "relu"u8 : "none"u8;

    /// <summary>Applies in place what oneDNN has not done.</summary>
    internal static void AfterOneDnn(FusedActivation activation, Tensor y)
    {
        if (activation == FusedActivation.Relu6)
            Aten.relu6_(y);
    }

    internal static void InPlace(FusedActivation activation, Tensor y)
    {
        if (activation == FusedActivation.Relu)
            Aten.relu_(y);
        else if (activation == FusedActivation.Relu6)
            Aten.relu6_(y);
    }

    /// <summary>The activation as an op of its own.</summary>
    internal static Tensor AsOp(FusedActivation activation, Tensor x)
    {
        if (activation == FusedActivation.None)
            return x;
        using var scope = new Scope("activation");
        Tensor y = activation == FusedActivation.Relu ? Aten.relu(x) : Aten.relu6(x);
        Tape.Record("activation", [x], y, dy => [Backward(activation, dy, y)], y);
        return scope.Return(y);
    }

    /// <summary>The gradient before the activation and, if asked for, its sum over everything but the channels.</summary>
    internal static (Tensor Dz, Tensor? Db) BackwardWithBias(FusedActivation activation, Tensor dy, Tensor y, bool wantBias)
    {
        if (activation == FusedActivation.None || !wantBias || Tape.IsRecording(dy) || !Kernel.Takes(y))
        {
            Tensor plain = Backward(activation, dy, y);
            return (plain, wantBias ? BiasAdd.Gradient(plain) : null);
        }
        Check.SameAs("gradient of " + activation, dy, y);
        using var scope = new Scope("activation gradient");
        (Tensor dz, Tensor? db) = ReluBackward.Run(y, Layout.Dense(dy), activation, true);
        scope.Return(db!);
        return (scope.Return(dz), db);
    }

    /// <summary>One byte per value, which dropout's gradient multiplies by: on a GPU less traffic than a mask of the values' type, which the
    /// processor is faster with.</summary>
    private static Tensor Mask(FusedActivation activation, Tensor y)
    {
        Tensor above = Aten.gt(y, Aten.scalar(0, y.dtype));
        return activation == FusedActivation.Relu ? above : Aten.logical_and(above, Aten.lt(y, Aten.scalar(6, y.dtype)));
    }

    /// <summary>The gradient before the activation: dy where 0 &lt; y (and y &lt; 6 for relu6), else 0. y is the activation's
    /// result.</summary>
    internal static Tensor Backward(FusedActivation activation, Tensor dy, Tensor? y)
    {
        if (activation == FusedActivation.None)
            return dy;
        Check.SameAs("gradient of " + activation, dy, y!);
        using var scope = new Scope("activation gradient");
        if (!Tape.IsRecording(dy) && Kernel.Takes(y!))
            return scope.Return(ReluBackward.Run(y!, Layout.Dense(dy), activation, false).Dz);
        if (y!.Device.IsCuda && !Tape.IsRecording(dy))
            return scope.Return(Aten.native_dropout_backward(dy, Mask(activation, y), 1));
        // sign(y) is the mask itself: y >= 0. The mask is constant almost everywhere, so only dy is differentiated further.
        Tensor mask = Aten.sign(y!);
        if (activation == FusedActivation.Relu6)
            Aten.mul_(mask, Aten.sign(Aten.sub(Aten.scalar(6, y!.dtype), y!)));
        if (Tape.IsRecording(dy))
            return scope.Return(MathOps.Multiply(dy, mask));
        Aten.mul_(mask, dy);
        return scope.Return(mask);
    }
}
