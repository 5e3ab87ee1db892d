using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Transposed 1-D convolution (https://keras.io/api/layers/convolution_layers/convolution1d_transpose/): [N, L, C] -> [N, L', filters].
/// </summary>
public sealed class Conv1DTranspose : TransposeLayer
{
    internal Conv1DTranspose(int filters, ConvArgs conv, Shape? outputPadding = null, LayerArgs? args = null)
        : base(filters, conv, outputPadding, args)
    {
    }

    internal static Conv1DTranspose FromConfig(LayerConfig c) =>
        new(c.Int("filters"), ConvArgs.Of(c, 1), c.Shape("output_padding"), c.Args());
}

public sealed partial class LayersApi
{
    /// <summary>Initializers and regularizers as objects, names or configs.</summary>
    public ILayer Conv1DTranspose(
        int filters,
        Shape kernel_size,
        int strides = 1,
        string padding = "valid",
        Shape? output_padding = null,
        string? data_format = null,
        int dilation_rate = 1,
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
        new Conv1DTranspose(filters, ConvArgs.Of("Conv1DTranspose", 1, kernel_size, strides, padding, data_format, dilation_rate, 1,
            activation, use_bias,
            kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer), output_padding,
                LayerOptions.Of(name, trainable, input_shape));
}
