using Tensorflow.Keras.ArgsDefinition;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the ordinary convolutions: kernel (spatial.., C / groups, filters).</summary>
public abstract class FilterLayer : ConvolutionLayer
{
    private ResourceVariable? _kernel;

    private protected FilterLayer(int filters, ConvArgs conv, LayerArgs? args)
        : base(filters, conv, args)
    {
        Filters = filters;
    }

    public int Filters { get; }

    /// <summary>(spatial.., in / groups, filters).</summary>
    public IVariableV1? kernel => _kernel;

    private protected override int OutputChannels => Filters;

    private protected override void BuildKernels(int channels) => _kernel = AddWeight(
        "kernel", new Shape([.. Conv.Kernel, channels / Conv.Groups, Filters]), initializer: Conv.KernelInitializer,
            regularizer: Conv.KernelRegularizer, layout: WeightLayout.ConvKernel);

    private protected override (ResourceVariable Kernel, Shape Shape, long Groups) PlainKernel =>
        (_kernel!, _kernel!.shape, Conv.Groups);

    private protected override Tensor Convolve(Tensor x, Tensor? bias, FusedActivation activation, Padding padding)
    {
        Tensor kernel = Weight(_kernel!);
        return Conv.Axes == 1
            ? Tensorflow.Conv1D.Apply(x, kernel, bias, Conv.Strides[0], padding, Conv.Dilations[0], Conv.Groups, activation)
            : Tensorflow.Conv2D.Generic(Conv.Axes == 2 ? "conv2d" : "conv3d", x, kernel, bias, Array.ConvertAll(Conv.Strides, s => (long)s),
                padding,
                Array.ConvertAll(Conv.Dilations, d => (long)d), Conv.Groups, activation);
    }
}
