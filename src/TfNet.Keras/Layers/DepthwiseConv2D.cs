using System.Runtime.CompilerServices;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// One kernel per channel (https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/): [N, H, W, C] -> [N, H', W', C*m].
/// Kernel (kh, kw, C, m).
/// </summary>
public sealed class DepthwiseConv2D : DepthwiseLayer
{
    internal DepthwiseConv2D(ConvArgs conv, int depthMultiplier = 1, LayerArgs? args = null)
        : base(depthMultiplier, conv, args)
    {
    }

    internal static DepthwiseConv2D FromConfig(LayerConfig c) =>
        new(ConvArgs.Of(c, 2, "depthwise"), c.Int("depth_multiplier", 1), c.Args());
}

public sealed partial class LayersApi
{
    /// <summary>
    /// TensorFlow.NET's form. A depthwise layer has no groups and no kernel_initializer: values other than the defaults are errors.
    /// </summary>
    [OverloadResolutionPriority(1)]
    public ILayer DepthwiseConv2D(
        Shape? kernel_size = null,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = null,
        Shape? dilation_rate = null,
        int groups = 1,
        int depth_multiplier = 1,
        string? activation = null,
        bool use_bias = true,
        string kernel_initializer = "glorot_uniform",
        string bias_initializer = "zeros",
        string depthwise_initializer = "glorot_uniform")
    {
        if (groups != 1)
            throw new ValueError($"DepthwiseConv2D: argument groups: expected 1 (every channel is a group); received {groups}");
        if (kernel_initializer != "glorot_uniform")
            throw new ValueError(
                "DepthwiseConv2D: argument kernel_initializer: expected the default (use depthwise_initializer); received "
                + $"'{kernel_initializer}'");
        return DepthwiseConv2D(kernel_size, strides, padding, depth_multiplier, data_format, dilation_rate, Activations.get(activation),
            use_bias, depthwise_initializer, bias_initializer, name: null);
    }

    /// <summary>As Keras; initializers and regularizers as objects, names or configs.</summary>
    public ILayer DepthwiseConv2D(
        Shape? kernel_size = null,
        Shape? strides = null,
        string padding = "valid",
        int depth_multiplier = 1,
        string? data_format = null,
        Shape? dilation_rate = null,
        Activation? activation = null,
        bool use_bias = true,
        object? depthwise_initializer = null,
        object? bias_initializer = null,
        object? depthwise_regularizer = null,
        object? bias_regularizer = null,
        object? activity_regularizer = null,
        bool trainable = true,
        string? name = null,
        Shape? input_shape = null) =>
        new DepthwiseConv2D(ConvArgs.Of("DepthwiseConv2D", 2, kernel_size, strides, padding, data_format, dilation_rate, 1, activation,
            use_bias,
            depthwise_initializer, bias_initializer, depthwise_regularizer, bias_regularizer, activity_regularizer), depth_multiplier,
                LayerOptions.Of(name, trainable, input_shape));
}
