using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Separable 1-D convolution (https://keras.io/api/layers/convolution_layers/separable_convolution1d/): [N, L, C] -> [N, L', filters].
/// </summary>
public sealed class SeparableConv1D : SeparableLayer
{
    internal SeparableConv1D(int filters, ConvArgs conv, SeparableArgs separable, LayerArgs? args = null)
        : base(filters, conv, separable, args)
    {
    }

    internal static SeparableConv1D FromConfig(LayerConfig c) => new(c.Int("filters"), ConvArgs.Of(c, 1), SeparableArgs.Of(c), c.Args());
}

public sealed partial class LayersApi
{
    /// <summary>Initializers and regularizers as objects, names or configs.</summary>
    public ILayer SeparableConv1D(
        int filters,
        Shape kernel_size,
        int strides = 1,
        string padding = "valid",
        string? data_format = null,
        int dilation_rate = 1,
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
        new SeparableConv1D(
            filters,
            ConvArgs.Of("SeparableConv1D", 1, kernel_size, strides, padding, data_format, dilation_rate, 1, activation, use_bias,
                biasInitializer: bias_initializer, biasRegularizer: bias_regularizer, activityRegularizer: activity_regularizer),
            SeparableArgs.Of(depth_multiplier, depthwise_initializer, pointwise_initializer, depthwise_regularizer, pointwise_regularizer),
            LayerOptions.Of(name, trainable, input_shape));
}
