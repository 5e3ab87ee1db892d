using TfNet.Kernels;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>What a convolution needs beside its tensors; padding is the same on both sides of an axis.</summary>
internal sealed record ConvGeometry(long[] Strides, long[] Padding, long[] Dilations, long Groups);

/// <summary>
/// Convolution over one to three spatial axes, x [N, spatial.., C], kernel [spatial.., C/groups, O], and its two gradients. The three are
/// ops whose gradients are each other, so derivatives of any order exist.
/// y[n,p,o] = sum over q,c of x[n, p*s + q*d - pad, c] * kernel[q,c,o] (the kernel is not flipped).
/// </summary>
internal static class Convolution
{
    /// <summary>The forward pass with bias and activation, one record for all three.</summary>
    internal static Tensor Apply(string op, Tensor x, Tensor kernel, Tensor? bias, ConvGeometry g, FusedActivation activation)
    {
        using var scope = new Scope(op);
        Tensor y = Forward(x, kernel, bias, g, activation);
        Tensor[] inputs = bias is null ? [x, kernel] : [x, kernel, bias];
        if (Tape.IsRecording(inputs))
            Tape.Record(op, inputs, y, (dy, needs) => Gradient(dy, needs, x, kernel, y, g, activation),
                x, kernel, activation == FusedActivation.None ? null : y);
        return scope.Return(y);
    }

    /// <summary>d/dx: sum over q,o of dy[n, (i + pad - q*d)/s, o] * kernel[q,c,o]; what a transposed convolution computes.</summary>
    internal static Tensor InputGradient(Tensor dy, Tensor kernel, Shape inputShape, ConvGeometry g)
    {
        using var scope = new Scope("conv_input_gradient");
        // The operator looks at the input's shape only.
        Tensor shapeOnly = Creation.Fill(inputShape, 0, dy.dtype, dy.Device);
        // Other gradients may start from the result of a transposed convolution: so the direct way.
        Tensor dx = ByLibTorch(dy, shapeOnly, kernel, g, true, false).Dx!;
        if (Tape.IsRecording(dy, kernel))
            Tape.Record("conv_input_gradient", [dy, kernel], dx, (Tensor dz, bool[] needs) =>
            [
                needs[0] ? Apply("conv_gradient", dz, kernel, null, g, FusedActivation.None) : null,
                needs[1] ? KernelGradient(dz, dy, kernel.shape, g) : null,
            ], dy, kernel);
        return scope.Return(dx);
    }

    /// <summary>d/dkernel: sum over n,p of x[n, p*s + q*d - pad, c] * dy[n,p,o].</summary>
    internal static Tensor KernelGradient(Tensor x, Tensor dy, Shape kernelShape, ConvGeometry g)
    {
        using var scope = new Scope("conv_kernel_gradient");
        Tensor shapeOnly = ZeroKernel(kernelShape, x);
        Tensor dw = Fastest(dy, x, shapeOnly, g, false, true).Dw!;
        if (Tape.IsRecording(x, dy))
            Tape.Record("conv_kernel_gradient", [x, dy], dw, (Tensor dz, bool[] needs) =>
            [
                needs[0] ? InputGradient(dy, dz, x.shape, g) : null,
                needs[1] ? Apply("conv_gradient", x, dz, null, g, FusedActivation.None) : null,
            ], x, dy);
        return scope.Return(dw);
    }

    /// <summary>A kernel of zeros that lies as OHWI, so that LibTorch takes it as it is.</summary>
    private static Tensor ZeroKernel(Shape shape, Tensor like)
    {
        var strides = new long[shape.ndim];
        (int i, int o) = (shape.ndim - 2, shape.ndim - 1);
        long n = strides[i] = 1;
        n *= shape[i];
        for (int a = i - 1; a >= 0; a--)
        {
            strides[a] = n;
            n *= shape[a];
        }
        strides[o] = n;
        Tensor zeros = Aten.empty_strided(shape.Span, strides, like.dtype, like.Device);
        Aten.zero_(zeros);
        return zeros;
    }

    private static Tensor Forward(Tensor x, Tensor kernel, Tensor? bias, ConvGeometry g, FusedActivation activation)
    {
        Tensor xNchw = Channels.First(x);
        Tensor wOihw = Channels.KernelFirst(kernel);
        if (x.rank == 4 && OneDnn.Takes(x))
        {
            Tensor fused = Aten._convolution_pointwise(
                xNchw, wOihw, bias, g.Padding, g.Strides, g.Dilations, g.Groups, FusedActivations.OneDnnName(activation));
            FusedActivations.AfterOneDnn(activation, fused);
            return Channels.Last(fused);
        }
        Tensor y = Aten.convolution(xNchw, wOihw, bias, g.Strides, g.Padding, g.Dilations, g.Groups);
        FusedActivations.InPlace(activation, y);
        return Channels.Last(y);
    }

    private static Tensor?[] Gradient(Tensor dy, bool[] needs, Tensor x, Tensor kernel, Tensor y, ConvGeometry g,
        FusedActivation activation)
    {
        (Tensor dz, Tensor? db) = FusedActivations.BackwardWithBias(activation, dy, y, needs.Length > 2 && needs[2]);
        Tensor?[] result = needs.Length > 2 ? [null, null, db] : [null, null];
        if (Tape.AnyActive)
        {
            result[0] = needs[0] ? InputGradient(dz, kernel, x.shape, g) : null;
            result[1] = needs[1] ? KernelGradient(x, dz, kernel.shape, g) : null;
        }
        else if (needs[0] || needs[1])
        {
            (result[0], result[1]) = Fastest(dz, x, kernel, g, needs[0], needs[1]);
        }
        return result;
    }

    /// <summary>Both gradients, each by the fastest way; the kernel's lies as OHWI in memory.</summary>
    private static (Tensor? Dx, Tensor? Dw) Fastest(Tensor dy, Tensor x, Tensor kernel, ConvGeometry g, bool wantX, bool wantKernel)
    {
        Tensor? dx = wantX && WinogradKernel.PaysForInputGradient(dy, kernel.shape, g) ? WinogradKernel.InputGradient(dy, kernel, g) : null;
        Tensor? dw = wantKernel ? OwnKernelGradient(dy, x, kernel, g) : null;
        (bool restX, bool restKernel) = (wantX && dx is null, wantKernel && dw is null);
        if (!restX && !restKernel)
            return (dx, dw);
        (Tensor? byX, Tensor? byKernel) = ByLibTorch(dy, x, kernel, g, restX, restKernel);
        return (byX ?? dx, byKernel ?? dw);
    }

    private static (Tensor? Dx, Tensor? Dw) ByLibTorch(Tensor dy, Tensor x, Tensor kernel, ConvGeometry g, bool wantX, bool wantKernel)
    {
        (Tensor? dx, Tensor? dw) = Aten.convolution_backward(
            Channels.First(dy), Channels.First(x), Channels.KernelFirst(kernel), g.Strides, g.Padding, g.Dilations, g.Groups, wantX,
                wantKernel);
        return (dx is null ? null : Channels.Last(dx), dw is null ? null : Channels.KernelLast(dw));
    }

    private static Tensor? OwnKernelGradient(Tensor dy, Tensor x, Tensor kernel, ConvGeometry g)
    {
        if (WinogradKernel.PaysForKernelGradient(x, kernel.shape, g))
            return WinogradKernel.KernelGradient(x, Layout.Dense(dy), kernel.shape, g);
        if (DepthwiseKernelGradient.Takes(x, kernel.shape, g))
            return DepthwiseKernelGradient.Run(x, Layout.Dense(dy), kernel.shape, g);
        if (OneDnn.Takes(x) && IsWidePointwise(kernel.shape, g))
            return KernelGradientAsProduct(Layout.Dense(dy), Layout.Dense(x));
        return WantsChannelsFirst(x, kernel.shape, g) ? KernelGradientOfCopies(x, dy, kernel, g) : null;
    }

    private static bool IsWidePointwise(Shape kernel, ConvGeometry g) =>
        kernel.ndim == 4 && g.Groups == 1 && kernel[0] == 1 && kernel[1] == 1 && g.Strides is [1, 1] && g.Padding is [0, 0]
        && Math.Min(kernel[2], kernel[3]) >= OneDnn.PointwiseKernelGradientAsProduct;

    /// <summary>dy^T x over all cells: [O, C].</summary>
    private static Tensor KernelGradientAsProduct(Tensor dy, Tensor x)
    {
        (long outputs, long inputs) = (dy.shape[-1], x.shape[-1]);
        Tensor dw = Aten.mm(MatMul.Swap(Aten.reshape(dy, -1, outputs)), Aten.reshape(x, -1, inputs));
        return Aten.permute(Aten.reshape(dw, outputs, 1, 1, inputs), 1, 2, 3, 0);
    }

    private static bool WantsChannelsFirst(Tensor x, Shape kernel, ConvGeometry g) =>
        OneDnn.KernelGradientWantsChannelsFirst && OneDnn.Takes(x) && x.rank == 4 && g.Groups == 1 && kernel[0] * kernel[1] > 1;

    /// <summary>The kernel's gradient from row-major copies of both maps, turned to OHWI again.</summary>
    private static Tensor KernelGradientOfCopies(Tensor x, Tensor dy, Tensor kernel, ConvGeometry g)
    {
        // The operator looks at the kernel's shape and layout only; one that lies as OHWI would make it copy everything back.
        Shape k = kernel.shape;
        Tensor shapeOnly = Aten.empty(new Shape(k[3], k[2], k[0], k[1]), x.dtype, x.Device);
        Tensor dw = Aten.convolution_backward(Aten.contiguous(Channels.First(dy)), Aten.contiguous(Channels.First(x)), shapeOnly,
            g.Strides, g.Padding, g.Dilations, g.Groups, false, true).Weight!;
        return Channels.KernelLast(Aten.permute(Aten.contiguous(Aten.permute(dw, 0, 2, 3, 1)), 0, 3, 1, 2));
    }
}

/// <summary>Views between Keras' axis orders and ATen's: [N, spatial.., C] and [N, C, spatial..], [spatial.., I, O] and [O, I,
/// spatial..].</summary>
internal static class Channels
{
    internal static Tensor First(Tensor x) => x.rank switch
    {
        4 => Aten.permute(x, 0, 3, 1, 2),
        5 => Aten.permute(x, 0, 4, 1, 2, 3),
        _ => Aten.permute(x, 0, 2, 1),
    };

    internal static Tensor Last(Tensor x) => x.rank switch
    {
        4 => Aten.permute(x, 0, 2, 3, 1),
        5 => Aten.permute(x, 0, 2, 3, 4, 1),
        _ => Aten.permute(x, 0, 2, 1),
    };

    internal static Tensor KernelFirst(Tensor kernel) => kernel.rank switch
    {
        4 => Aten.permute(kernel, 3, 2, 0, 1),
        5 => Aten.permute(kernel, 4, 3, 0, 1, 2),
        _ => Aten.permute(kernel, 2, 1, 0),
    };

    internal static Tensor KernelLast(Tensor kernel) => kernel.rank switch
    {
        4 => Aten.permute(kernel, 2, 3, 1, 0),
        5 => Aten.permute(kernel, 2, 3, 4, 1, 0),
        _ => Aten.permute(kernel, 2, 1, 0),
    };
}
