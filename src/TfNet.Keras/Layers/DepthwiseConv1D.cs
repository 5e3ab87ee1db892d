using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// One kernel per channel of a line (https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/): [N, L, C] -> [N, L',
/// C*m].
/// </summary>
public sealed class DepthwiseConv1D : DepthwiseLayer
{
    internal DepthwiseConv1D(ConvArgs conv, int depthMultiplier = 1, LayerArgs? args = null)
        : base(depthMultiplier, conv, args)
    {
        if (conv.Padding == "causal")
            throw new ValueError("Causal padding is only supported for `Conv1D`and `SeparableConv1D`.");
    }

    internal static DepthwiseConv1D FromConfig(LayerConfig c) =>
        new(ConvArgs.Of(c, 1, "depthwise"), c.Int("depth_multiplier", 1), c.Args());
}

public sealed partial class LayersApi
{
    /// <summary>Initializers and regularizers as objects, names or configs.</summary>
    public ILayer DepthwiseConv1D(
        Shape kernel_size,
        int strides = 1,
        string padding = "valid",
        int depth_multiplier = 1,
        string? data_format = null,
        int dilation_rate = 1,
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
        new DepthwiseConv1D(ConvArgs.Of("DepthwiseConv1D", 1, kernel_size, strides, padding, data_format, dilation_rate, 1, activation,
            use_bias,
            depthwise_initializer, bias_initializer, depthwise_regularizer, bias_regularizer, activity_regularizer), depth_multiplier,
                LayerOptions.Of(name, trainable, input_shape));
}
