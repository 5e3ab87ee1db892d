using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the depthwise convolutions: kernel (spatial.., C, m); channel c gives the channels c*m .. c*m + m - 1.</summary>
public abstract class DepthwiseLayer : ConvolutionLayer
{
    private readonly int _multiplier;
    private int _channels;
    private ResourceVariable? _kernel;

    private protected DepthwiseLayer(int depthMultiplier, ConvArgs conv, LayerArgs? args)
        : base(null, conv, args)
    {
        if (depthMultiplier <= 0)
            throw new ValueError(
                $"{KerasClassName} '{Name}': argument depth_multiplier: expected a positive integer; received {depthMultiplier}");
        if (conv.Groups != 1)
            throw new ValueError(
                $"{KerasClassName} '{Name}': argument groups: expected 1 (every channel is a group); received {conv.Groups}");
        _multiplier = depthMultiplier;
        InputSpec = new InputSpec(min_ndim: conv.Axes + 2);
    }

    /// <summary>(spatial.., in, multiplier).</summary>
    public IVariableV1? depthwise_kernel => _kernel;

    private protected override int OutputChannels => checked(_channels * _multiplier);

    private protected override void BuildKernels(int channels)
    {
        _channels = channels;
        _kernel = AddWeight("depthwise_kernel", new Shape([.. Conv.Kernel, channels, _multiplier]), initializer: Conv.KernelInitializer,
            regularizer: Conv.KernelRegularizer, layout: WeightLayout.DepthwiseKernel);
    }

    private protected override Tensor Convolve(Tensor x, Tensor? bias, FusedActivation activation, Padding padding) =>
        Depthwise(x, Weight(_kernel!), bias, Conv, activation, padding);

    // (h, w, C, m) in (C, m, h, w) memory is (h, w, 1, C*m) of C groups without a copy.
    private protected override (ResourceVariable Kernel, Shape Shape, long Groups) PlainKernel =>
        (_kernel!, new Shape(Conv.Kernel[0], Conv.Kernel[1], 1, OutputChannels), _channels);

    /// <summary>A depthwise convolution over one or two axes; a line is a map of height one.</summary>
    internal static Tensor Depthwise(Tensor x, Tensor kernel, Tensor? bias, ConvArgs conv, FusedActivation activation, Padding padding)
    {
        if (conv.Axes == 2)
            return Tensorflow.DepthwiseConv2D.Apply(
                x, kernel, bias, (conv.Strides[0], conv.Strides[1]), padding, (conv.Dilations[0], conv.Dilations[1]), activation);
        Tensor y = Tensorflow.DepthwiseConv2D.Apply(ShapeOps.ExpandDims(x, 1), ShapeOps.ExpandDims(kernel, 0), bias, (1, conv.Strides[0]),
            Tensorflow.Conv1D.Lift(padding), (1, conv.Dilations[0]), activation);
        return ShapeOps.Squeeze(y, 1);
    }

    private protected override OrderedDictionary<string, object?> ConvConfig()
    {
        OrderedDictionary<string, object?> config = Conv.ConfigWithoutKernel();
        config["depth_multiplier"] = _multiplier;
        config["depthwise_initializer"] = Initializers.serialize(Conv.KernelInitializer);
        config["depthwise_regularizer"] = Regularizers.serialize(Conv.KernelRegularizer);
        config["depthwise_constraint"] = null;
        return config;
    }
}
