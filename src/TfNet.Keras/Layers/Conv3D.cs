using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// 3-D convolution (https://keras.io/api/layers/convolution_layers/convolution3d/): [N, D, H, W, C] -> [N, D', H', W', filters].
/// Kernel (kd, kh, kw, C / groups, filters).
/// </summary>
public sealed class Conv3D : FilterLayer
{
    internal Conv3D(int filters, ConvArgs conv, LayerArgs? args = null)
        : base(filters, conv, args)
    {
    }

    internal static Conv3D FromConfig(LayerConfig c) => new(c.Int("filters"), ConvArgs.Of(c, 3), c.Args());
}

public sealed partial class LayersApi
{
    /// <summary>Initializers and regularizers as objects, names or configs.</summary>
    public ILayer Conv3D(
        int filters,
        Shape kernel_size,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = null,
        Shape? dilation_rate = null,
        int groups = 1,
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
        new Conv3D(filters, ConvArgs.Of("Conv3D", 3, kernel_size, strides, padding, data_format, dilation_rate, groups, activation,
            use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
                LayerOptions.Of(name, trainable, input_shape));
}
