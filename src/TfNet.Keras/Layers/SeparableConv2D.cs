using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Separable 2-D convolution (https://keras.io/api/layers/convolution_layers/separable_convolution2d/): [N, H, W, C] -> [N, H', W',
/// filters].
/// </summary>
public sealed class SeparableConv2D : SeparableLayer
{
    internal SeparableConv2D(int filters, ConvArgs conv, SeparableArgs separable, LayerArgs? args = null)
        : base(filters, conv, separable, args)
    {
    }

    internal static SeparableConv2D FromConfig(LayerConfig c) => new(c.Int("filters"), ConvArgs.Of(c, 2), SeparableArgs.Of(c), c.Args());
}

public sealed partial class LayersApi
{
    /// <summary>Initializers and regularizers as objects, names or configs.</summary>
    public ILayer SeparableConv2D(
        int filters,
        Shape kernel_size,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = null,
        Shape? dilation_rate = null,
        int depth_multiplier = 1,
        Activation? activation = null,
        bool use_bias = true,
        object? depthwise_initializer = null,
        object? pointwise_initializer = null,
        object? bias_initializer = null,
        object? depthwise_regularizer = null,
        object? pointwise_regularizer = null,
        object? bias_regularizer = null,
        object? activity_regularizer = null,
        bool trainable = true,
        string? name = null,
        Shape? input_shape = null) =>
        new SeparableConv2D(
            filters,
            ConvArgs.Of("SeparableConv2D", 2, kernel_size, strides, padding, data_format, dilation_rate, 1, activation, use_bias,
                biasInitializer: bias_initializer, biasRegularizer: bias_regularizer, activityRegularizer: activity_regularizer),
            SeparableArgs.Of(depth_multiplier, depthwise_initializer, pointwise_initializer, depthwise_regularizer, pointwise_regularizer),
            LayerOptions.Of(name, trainable, input_shape));
}
