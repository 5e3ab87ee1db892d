using System.Runtime.Intrinsics.X86;
using TfNet.Kernels;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// A kernel in the layout that its product is fastest with, and its bias: for prediction, as it has no gradient. It belongs to no scope; who
/// forgets to dispose it leaves it to the collector.
/// </summary>
internal abstract class PackedWeights : IDisposable
{
    /// <param name="pack">Makes the packed kernel.</param>
    /// <param name="bias">[O] or null; it is copied.</param>
    private protected PackedWeights(Func<Tensor> pack, Tensor? bias)
    {
        using Scope.ManualBlock own = Scope.Manual();
        using var scope = new Scope("pack");
        Kernel = scope.Return(pack());
        Bias = bias is null ? null : scope.Return(Aten.clone(bias));
        Kernel.LeaveToCollector();
        Bias?.LeaveToCollector();
    }

    private protected Tensor Kernel { get; }

    private protected Tensor? Bias { get; }

    public void Dispose()
    {
        Kernel.Dispose();
        Bias?.Dispose();
    }
}

/// <summary>A convolution's weights: in oneDNN's own layout, or the kernel's points where Winograd's way is the faster one.</summary>
internal sealed class PackedConvolution : PackedWeights
{
    private readonly Shape _kernelShape;
    private readonly bool _winograd;

    /// <param name="kernel">[kh, kw, C/groups, O], float32 on the processor; it is copied.</param>
    /// <param name="bias">[O] or null; it is copied.</param>
    /// <param name="g">Strides, padding and so on that the layout is chosen for.</param>
    /// <param name="x">A map [N, H, W, C] of the shape that the layout is chosen for.</param>
    internal PackedConvolution(Tensor kernel, Tensor? bias, ConvGeometry g, Tensor x)
        : this(kernel, bias, g, x, WinogradKernel.PaysForPrediction(x, kernel.shape, g))
    {
    }

    private PackedConvolution(Tensor kernel, Tensor? bias, ConvGeometry g, Tensor x, bool winograd)
        : base(
            () => winograd ? WinogradKernel.PackedPoints(kernel, x, g) : Aten._reorder_convolution_weight(
                Channels.KernelFirst(kernel), g.Padding, g.Strides, g.Dilations, g.Groups, Channels.First(x).shape.Span), bias) =>
        (_kernelShape, _winograd) = (kernel.shape, winograd);

    /// <summary>activation(convolution + bias + shortcut); x [N, H, W, C], the shortcut of the result's shape.</summary>
    internal Tensor Apply(Tensor x, Tensor? shortcut, ConvGeometry g, FusedActivation activation)
    {
        const string op = "packed_conv2d";
        Check.That(x.shape[3] == _kernelShape[2] * g.Groups, op, "x", $"{_kernelShape[2] * g.Groups} channels", x.shape);
        using var scope = new Scope(op);
        if (shortcut is not null)
            CheckShortcut(op, x, shortcut, g);
        return scope.Return(_winograd
            ? WinogradKernel.Forward(
                Layout.Dense(x), Kernel, (int)_kernelShape[0], Bias, g, shortcut is null ? null : Layout.Dense(shortcut), activation)
            : Channels.Last(ByOneDnn(Channels.First(x), shortcut is null ? null : Channels.First(shortcut), g, activation)));
    }

    private Tensor ByOneDnn(Tensor x, Tensor? shortcut, ConvGeometry g, FusedActivation activation)
    {
        Tensor y;
        if (shortcut is not null && shortcut.shape[2] * shortcut.shape[3] == 1)
        {
            // oneDNN takes no shortcut of one pixel: the strides of such a map stand for several layouts.
            y = Aten.add(Pointwise(FusedActivation.None), shortcut);
            FusedActivations.InPlace(activation, y);
            return y;
        }
        y = shortcut is null ? Pointwise(activation) : Aten._convolution_pointwise_add(
            x, shortcut, Kernel, Bias, g.Padding, g.Strides, g.Dilations, g.Groups, activation == FusedActivation.Relu);
        FusedActivations.AfterOneDnn(activation, y);
        return y;

        Tensor Pointwise(FusedActivation fused) => Aten._convolution_pointwise(
            x, Kernel, Bias, g.Padding, g.Strides, g.Dilations, g.Groups, FusedActivations.OneDnnName(fused));
    }

    private void CheckShortcut(string op, Tensor x, Tensor shortcut, ConvGeometry g)
    {
        long Extent(int i) => (x.shape[i + 1] + 2 * g.Padding[i] - (_kernelShape[i] - 1) * g.Dilations[i] - 1) / g.Strides[i] + 1;
        var shape = new Shape(x.shape[0], Extent(0), Extent(1), _kernelShape[3]);
        Check.That(shortcut.shape == shape && shortcut.dtype == x.dtype, op, "shortcut", $"shape {shape} {x.dtype.as_numpy_name()}", shortcut.shape);
    }
}

/// <summary>A dense layer's weights: in oneDNN's own layout, or as (out, in) where that is faster.</summary>
internal sealed class PackedDense : PackedWeights
{
    // Without AVX-512, Zen 3, ms for the kernel as it is, as (out, in), and in oneDNN's layout: 4x25088x4096 25, 30, 15; 32x4608x2048 8.7, 6.2,
    // 13.3; 32x4096x4096 13.9, 9.4, 12.2; 32x9216x4096 33, 25, 19; 64x4608x2048 14.5, 8.4, 25; 788x768x3072 24, 24, 31.
    // With AVX-512, a Xeon: 4x25088x4096 29, 33, 20; 32x4608x2048 5.2, 5.0, 4.0; 32x4096x4096 8.9, 13, 6.9; 64x4608x2048 8.0, 7.3, 6.1; 64x2048x1000
    // 0.9, 1.9, 1.2; 788x768x3072 13, 14, 15; 788x3072x768 12, 14, 15.
    private static readonly (long Blocked, long Swapped) s_mostRows = Avx512F.IsSupported ? (64, 64) : (8, 64);

    private readonly Shape _shape;

    /// <param name="kernel">[in, out], float32 on the processor; it is copied.</param>
    /// <param name="bias">[out] or null; it is copied.</param>
    /// <param name="rows">The number of rows that the layout is chosen for.</param>
    internal PackedDense(Tensor kernel, Tensor? bias, long rows)
        : base(
            () => rows <= s_mostRows.Blocked
                ? Aten._reorder_linear_weight(MatMul.Swap(kernel), rows) : Aten.contiguous(MatMul.Swap(kernel)), bias) => _shape = kernel.shape;

    /// <summary>Whether such a copy is faster than the kernel as it is.</summary>
    internal static bool Pays(long rows) => rows <= s_mostRows.Swapped;

    /// <summary>activation(x kernel + bias) over the last axis.</summary>
    internal Tensor Apply(Tensor x, FusedActivation activation)
    {
        Check.That(x.shape[-1] == _shape[0], "packed_dense", "x", $"{_shape[0]} along the last axis", x.shape);
        using var scope = new Scope("packed_dense");
        Tensor y = Aten._linear_pointwise(x, Kernel, Bias, FusedActivations.OneDnnName(activation), ""u8);
        FusedActivations.AfterOneDnn(activation, y);
        return scope.Return(y);
    }
}
