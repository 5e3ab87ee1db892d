using System.Runtime.CompilerServices;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Transposed 2-D convolution (https://keras.io/api/layers/convolution_layers/convolution2d_transpose/): [N, H, W, C] -> [N, H', W',
/// filters].
/// </summary>
public sealed class Conv2DTranspose : TransposeLayer
{
    internal Conv2DTranspose(int filters, ConvArgs conv, Shape? outputPadding = null, LayerArgs? args = null)
        : base(filters, conv, outputPadding, args)
    {
    }

    internal static Conv2DTranspose FromConfig(LayerConfig c) =>
        new(c.Int("filters"), ConvArgs.Of(c, 2), c.Shape("output_padding"), c.Args());
}

public sealed partial class LayersApi
{
    /// <summary>TensorFlow.NET's form, where <paramref name="output_padding"/> is the padding: "valid" or "same".</summary>
    [OverloadResolutionPriority(1)]
    public ILayer Conv2DTranspose(
        int filters,
        Shape? kernel_size = null,
        Shape? strides = null,
        string output_padding = "valid",
        string? data_format = null,
        Shape? dilation_rate = null,
        string? activation = null,
        bool use_bias = true,
        string? kernel_initializer = null,
        string? bias_initializer = null,
        string? kernel_regularizer = null,
        string? bias_regularizer = null,
        string? activity_regularizer = null) =>
        Conv2DTranspose(filters, kernel_size, strides, output_padding, null, data_format, dilation_rate, Activations.get(activation),
            use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer);

    /// <summary>As Keras; initializers and regularizers as objects, names or configs.</summary>
    public ILayer Conv2DTranspose(
        int filters,
        Shape? kernel_size,
        Shape? strides = null,
        string padding = "valid",
        Shape? output_padding = null,
        string? data_format = null,
        Shape? dilation_rate = null,
        Activation? activation = null,
        bool use_bias = true,
        object? kernel_initializer = null,
        object? bias_initializer = null,
        object? kernel_regularizer = null,
        object? bias_regularizer = null,
        object? activity_regularizer = null,
        bool trainable = true,
        string? name = null,
        Shape? input_shape = null) =>
        new Conv2DTranspose(filters, ConvArgs.Of("Conv2DTranspose", 2, kernel_size, strides, padding, data_format, dilation_rate, 1,
            activation, use_bias,
            kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer), output_padding,
                LayerOptions.Of(name, trainable, input_shape));
}
