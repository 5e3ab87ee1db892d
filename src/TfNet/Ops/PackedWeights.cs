using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// A convolution kernel in oneDNN's own layout with its bias: for prediction, as it has no gradient. It belongs to no scope.
/// </summary>
internal sealed class PackedConvolution : IDisposable
{
    private readonly Shape _kernelShape;
    private readonly Tensor _kernel;
    private readonly Tensor? _bias;

    /// <param name="kernel">[kh, kw, C/groups, O], float32 on the processor; it is copied.</param>
    /// <param name="bias">[O] or null; it is copied.</param>
    /// <param name="g">Strides, padding and so on that the layout is chosen for.</param>
    /// <param name="input">The shape [N, H, W, C] that the layout is chosen for.</param>
    internal PackedConvolution(Tensor kernel, Tensor? bias, ConvGeometry g, Shape input)
    {
        _kernelShape = kernel.shape;
        using Scope.ManualBlock own = Scope.Manual();
        using var scope = new Scope("pack");
        _kernel = scope.Return(Aten._reorder_convolution_weight(
            Channels.KernelFirst(kernel), g.Padding, g.Strides, g.Dilations, g.Groups, [input[0], input[3], input[1], input[2]]));
        _bias = bias is null ? null : scope.Return(Aten.clone(bias));
        _kernel.LeaveToCollector();
        _bias?.LeaveToCollector();
    }

    /// <summary>activation(convolution + bias + shortcut); x [N, H, W, C], the shortcut of the result's shape.</summary>
    internal Tensor Apply(Tensor x, Tensor? shortcut, ConvGeometry g, FusedActivation activation)
    {
        const string op = "packed_conv2d";
        Check.That(x.shape[3] == _kernelShape[2] * g.Groups, op, "x", $"{_kernelShape[2] * g.Groups} channels", x.shape);
        using var scope = new Scope(op);
        Tensor first = Channels.First(x);
        Tensor y;
        if (shortcut is null)
        {
            y = Aten._convolution_pointwise(first, _kernel, _bias, g.Padding, g.Strides, g.Dilations, g.Groups, FusedActivations.OneDnnName(activation));
        }
        else if (CheckShortcut(op, x, shortcut, g) is { } map && map[1] * map[2] == 1)
        {
            // oneDNN takes no shortcut of one pixel: the strides of such a map stand for several layouts.
            y = Aten._convolution_pointwise(first, _kernel, _bias, g.Padding, g.Strides, g.Dilations, g.Groups, "none"u8);
            y = Aten.add(y, Channels.First(shortcut));
            FusedActivations.InPlace(activation, y);
            return scope.Return(Channels.Last(y));
        }
        else
        {
            y = Aten._convolution_pointwise_add(
                first, Channels.First(shortcut), _kernel, _bias, g.Padding, g.Strides, g.Dilations, g.Groups, activation == FusedActivation.Relu);
        }
        FusedActivations.AfterOneDnn(activation, y);
        return scope.Return(Channels.Last(y));
    }

    /// <summary>The shape of the result, which is that of the shortcut.</summary>
    private Shape CheckShortcut(string op, Tensor x, Tensor shortcut, ConvGeometry g)
    {
        long Extent(int i) => (x.shape[i + 1] + 2 * g.Padding[i] - (_kernelShape[i] - 1) * g.Dilations[i] - 1) / g.Strides[i] + 1;
        var shape = new Shape(x.shape[0], Extent(0), Extent(1), _kernelShape[3]);
        Check.That(shortcut.shape == shape && shortcut.dtype == x.dtype, op, "shortcut", $"shape {shape} {x.dtype.as_numpy_name()}", shortcut.shape);
        return shape;
    }

    public void Dispose()
    {
        _kernel.Dispose();
        _bias?.Dispose();
    }
}

/// <summary>A dense kernel in oneDNN's own layout with its bias: for prediction. It belongs to no scope.</summary>
internal sealed class PackedDense : IDisposable
{
    private readonly Shape _shape;
    private readonly Tensor _kernel;
    private readonly Tensor? _bias;

    /// <param name="kernel">[in, out], float32 on the processor; it is copied.</param>
    /// <param name="bias">[out] or null; it is copied.</param>
    /// <param name="rows">The number of rows that the layout is chosen for.</param>
    internal PackedDense(Tensor kernel, Tensor? bias, long rows)
    {
        _shape = kernel.shape;
        using Scope.ManualBlock own = Scope.Manual();
        using var scope = new Scope("pack");
        _kernel = scope.Return(Aten._reorder_linear_weight(MatMul.Swap(kernel), rows));
        _bias = bias is null ? null : scope.Return(Aten.clone(bias));
        _kernel.LeaveToCollector();
        _bias?.LeaveToCollector();
    }

    /// <summary>activation(x kernel + bias) over the last axis.</summary>
    internal Tensor Apply(Tensor x, FusedActivation activation)
    {
        Check.That(x.shape[-1] == _shape[0], "packed_dense", "x", $"{_shape[0]} along the last axis", x.shape);
        using var scope = new Scope("packed_dense");
        Tensor y = Aten._linear_pointwise(x, _kernel, _bias, FusedActivations.OneDnnName(activation), ""u8);
        FusedActivations.AfterOneDnn(activation, y);
        return scope.Return(y);
    }

    public void Dispose()
    {
        _kernel.Dispose();
        _bias?.Dispose();
    }
}
