using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// A kernel in oneDNN's own layout with its bias: for prediction, as it has no gradient. It belongs to no scope; who forgets to dispose it
/// leaves it to the collector.
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

/// <summary>A convolution's weights.</summary>
internal sealed class PackedConvolution : PackedWeights
{
    private readonly Shape _kernelShape;

    /// <param name="kernel">[kh, kw, C/groups, O], float32 on the processor; it is copied.</param>
    /// <param name="bias">[O] or null; it is copied.</param>
    /// <param name="g">Strides, padding and so on that the layout is chosen for.</param>
    /// <param name="input">The shape [N, H, W, C] that the layout is chosen for.</param>
    internal PackedConvolution(Tensor kernel, Tensor? bias, ConvGeometry g, Shape input)
        : base(
            () => Aten._reorder_convolution_weight(
                Channels.KernelFirst(kernel), g.Padding, g.Strides, g.Dilations, g.Groups, [input[0], input[3], input[1], input[2]]), bias) =>
        _kernelShape = kernel.shape;

    /// <summary>activation(convolution + bias + shortcut); x [N, H, W, C], the shortcut of the result's shape.</summary>
    internal Tensor Apply(Tensor x, Tensor? shortcut, ConvGeometry g, FusedActivation activation)
    {
        const string op = "packed_conv2d";
        Check.That(x.shape[3] == _kernelShape[2] * g.Groups, op, "x", $"{_kernelShape[2] * g.Groups} channels", x.shape);
        using var scope = new Scope(op);
        Tensor first = Channels.First(x);
        if (shortcut is not null)
            CheckShortcut(op, x, shortcut, g);
        Tensor y;
        if (shortcut is not null && shortcut.shape[1] * shortcut.shape[2] == 1)
        {
            // oneDNN takes no shortcut of one pixel: the strides of such a map stand for several layouts.
            y = Aten.add(Pointwise(FusedActivation.None), Channels.First(shortcut));
            FusedActivations.InPlace(activation, y);
        }
        else
        {
            y = shortcut is null ? Pointwise(activation) : Aten._convolution_pointwise_add(
                first, Channels.First(shortcut), Kernel, Bias, g.Padding, g.Strides, g.Dilations, g.Groups, activation == FusedActivation.Relu);
            FusedActivations.AfterOneDnn(activation, y);
        }
        return scope.Return(Channels.Last(y));

        Tensor Pointwise(FusedActivation fused) => Aten._convolution_pointwise(
            first, Kernel, Bias, g.Padding, g.Strides, g.Dilations, g.Groups, FusedActivations.OneDnnName(fused));
    }

    private void CheckShortcut(string op, Tensor x, Tensor shortcut, ConvGeometry g)
    {
        long Extent(int i) => (x.shape[i + 1] + 2 * g.Padding[i] - (_kernelShape[i] - 1) * g.Dilations[i] - 1) / g.Strides[i] + 1;
        var shape = new Shape(x.shape[0], Extent(0), Extent(1), _kernelShape[3]);
        Check.That(shortcut.shape == shape && shortcut.dtype == x.dtype, op, "shortcut", $"shape {shape} {x.dtype.as_numpy_name()}", shortcut.shape);
    }
}

/// <summary>A dense layer's weights.</summary>
internal sealed class PackedDense : PackedWeights
{
    private readonly Shape _shape;

    /// <param name="kernel">[in, out], float32 on the processor; it is copied.</param>
    /// <param name="bias">[out] or null; it is copied.</param>
    /// <param name="rows">The number of rows that the layout is chosen for.</param>
    internal PackedDense(Tensor kernel, Tensor? bias, long rows)
        : base(() => Aten._reorder_linear_weight(MatMul.Swap(kernel), rows), bias) => _shape = kernel.shape;

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
