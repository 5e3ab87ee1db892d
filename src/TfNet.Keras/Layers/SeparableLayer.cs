using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>What a separable convolution has beside the common arguments.</summary>
internal sealed record SeparableArgs(int DepthMultiplier, IInitializer DepthwiseInitializer, IInitializer PointwiseInitializer,
    IRegularizer? DepthwiseRegularizer, IRegularizer? PointwiseRegularizer)
{
    internal static SeparableArgs Of(int depthMultiplier, object? depthwiseInitializer, object? pointwiseInitializer,
        object? depthwiseRegularizer, object? pointwiseRegularizer) =>
        new(depthMultiplier, LayerOptions.Initializer(depthwiseInitializer, "glorot_uniform"),
            LayerOptions.Initializer(pointwiseInitializer, "glorot_uniform"),
            Regularizers.Find(depthwiseRegularizer), Regularizers.Find(pointwiseRegularizer));

    internal static SeparableArgs Of(LayerConfig c) =>
        Of(c.Int("depth_multiplier", 1), c.Initializer("depthwise_initializer"), c.Initializer("pointwise_initializer"),
        c.Regularizer("depthwise_regularizer"), c.Regularizer("pointwise_regularizer"));
}

/// <summary>
/// Base of the separable convolutions: one kernel per channel, then a convolution of window one that mixes the channels; bias and
/// activation at the end.
/// </summary>
public abstract class SeparableLayer : ConvolutionLayer
{
    private readonly SeparableArgs _separable;
    private ResourceVariable? _depthwise;
    private ResourceVariable? _pointwise;

    private protected SeparableLayer(int filters, ConvArgs conv, SeparableArgs separable, LayerArgs? args)
        : base(filters, conv, args)
    {
        if (separable.DepthMultiplier <= 0)
            throw new ValueError(
                $"{KerasClassName} '{Name}': argument depth_multiplier: expected a positive integer; received {separable.DepthMultiplier}");
        Filters = filters;
        _separable = separable;
    }

    public int Filters { get; }

    /// <summary>(spatial.., in, multiplier).</summary>
    public IVariableV1? depthwise_kernel => _depthwise;

    /// <summary>(1.., in * multiplier, filters).</summary>
    public IVariableV1? pointwise_kernel => _pointwise;

    private protected override int OutputChannels => Filters;

    private protected override void BuildKernels(int channels)
    {
        _depthwise = AddWeight("depthwise_kernel", new Shape([.. Conv.Kernel, channels, _separable.DepthMultiplier]),
            initializer: _separable.DepthwiseInitializer, regularizer: _separable.DepthwiseRegularizer,
                layout: WeightLayout.DepthwiseKernel);
        _pointwise = AddWeight("pointwise_kernel",
            new Shape([.. Conv.Kernel.Select(_ => 1), checked(channels * _separable.DepthMultiplier), Filters]),
            initializer: _separable.PointwiseInitializer, regularizer: _separable.PointwiseRegularizer, layout: WeightLayout.ConvKernel);
    }

    private protected override Tensor Convolve(Tensor x, Tensor? bias, FusedActivation activation, Padding padding)
    {
        Tensor y = DepthwiseLayer.Depthwise(x, Weight(_depthwise!), null, Conv, FusedActivation.None, padding);
        Tensor pointwise = Weight(_pointwise!);
        return Conv.Axes == 1
            ? Tensorflow.Conv1D.Apply(y, pointwise, bias, 1, Padding.Valid, 1, 1, activation)
            : Tensorflow.Conv2D.Apply(y, pointwise, bias, (1, 1), Padding.Valid, (1, 1), 1, activation);
    }

    private protected override OrderedDictionary<string, object?> ConvConfig()
    {
        OrderedDictionary<string, object?> config = Conv.Config();
        config["depth_multiplier"] = _separable.DepthMultiplier;
        config["depthwise_initializer"] = Initializers.serialize(_separable.DepthwiseInitializer);
        config["pointwise_initializer"] = Initializers.serialize(_separable.PointwiseInitializer);
        config["depthwise_regularizer"] = Regularizers.serialize(_separable.DepthwiseRegularizer);
        config["pointwise_regularizer"] = Regularizers.serialize(_separable.PointwiseRegularizer);
        config["depthwise_constraint"] = null;
        config["pointwise_constraint"] = null;
        return config;
    }
}
