using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Base of the transposed convolutions: kernel (spatial.., filters, C). Without output padding the size is L*s ("same") or L*s + max(k
/// - s, 0) ("valid").
/// </summary>
public abstract class TransposeLayer : ConvolutionLayer
{
    private readonly int[]? _outputPadding;
    private ResourceVariable? _kernel;

    private protected TransposeLayer(int filters, ConvArgs conv, Shape? outputPadding, LayerArgs? args)
        : base(filters, conv, args)
    {
        Filters = filters;
        _outputPadding = outputPadding is null ? null : LayerOptions.Dims("output_padding", outputPadding, conv.Axes, zeroAllowed: true);
        for (int i = 0; i < _outputPadding?.Length; i++)
            if (_outputPadding[i] >= conv.Strides[i])
                throw new ValueError(
                    $"Strides must be greater than output padding. Received strides={new Shape(conv.Strides)}, "
                    + $"output_padding={new Shape(_outputPadding)}.");
        if (conv.Groups != 1)
            throw new ValueError($"{KerasClassName} '{Name}': argument groups: expected 1; received {conv.Groups}");
        if (conv.Padding == "causal")
            throw new ValueError("Causal padding is only supported for `Conv1D`and `SeparableConv1D`.");
        InputSpec = new InputSpec(ndim: conv.Axes + 2);
    }

    public int Filters { get; }

    /// <summary>(spatial.., filters, in).</summary>
    public IVariableV1? kernel => _kernel;

    /// <summary>The result is larger than the map.</summary>
    internal override void CheckSize(Shape shape)
    {
    }

    private protected override int OutputChannels => Filters;

    private protected override void BuildKernels(int channels)
    {
        InputSpec = new InputSpec(ndim: Conv.Axes + 2, axes: new() { [-1] = channels });
        _kernel = AddWeight("kernel", new Shape([.. Conv.Kernel, Filters, channels]), initializer: Conv.KernelInitializer,
            regularizer: Conv.KernelRegularizer, layout: WeightLayout.ConvKernel);
    }

    private protected override Tensor Convolve(Tensor x, Tensor? bias, FusedActivation activation, Padding padding)
    {
        Tensor kernel = Weight(_kernel!);
        if (Conv.Axes == 2)
            return Tensorflow.Conv2DTranspose.Apply(x, kernel, bias, (Conv.Strides[0], Conv.Strides[1]), padding,
                _outputPadding is { } p ? (p[0], p[1]) : null, (Conv.Dilations[0], Conv.Dilations[1]), activation);
        // A line is a map of height one.
        Tensor y = Tensorflow.Conv2DTranspose.Apply(ShapeOps.ExpandDims(x, 1), ShapeOps.ExpandDims(kernel, 0), bias, (1, Conv.Strides[0]),
            padding,
            _outputPadding is { } o ? (0, o[0]) : null, (1, Conv.Dilations[0]), activation);
        return ShapeOps.Squeeze(y, 1);
    }

    private protected override OrderedDictionary<string, object?> ConvConfig()
    {
        OrderedDictionary<string, object?> config = Conv.Config();
        config["output_padding"] = _outputPadding;
        return config;
    }
}
