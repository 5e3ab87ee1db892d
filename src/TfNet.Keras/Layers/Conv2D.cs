using System.Runtime.CompilerServices;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// 2-D convolution (https://keras.io/api/layers/convolution_layers/convolution2d/): [N, H, W, C] -> [N, H', W', filters].
/// Kernel (kh, kw, C / groups, filters); "same" pads with the extra cell at the bottom and right.
/// </summary>
public sealed class Conv2D : FilterLayer
{
    internal Conv2D(int filters, ConvArgs conv, LayerArgs? args = null)
        : base(filters, conv, args)
    {
    }

    internal static Conv2D FromConfig(LayerConfig c) => new(c.Int("filters"), ConvArgs.Of(c, 2), c.Args());
}

public sealed partial class LayersApi
{
    [OverloadResolutionPriority(3)]
    public ILayer Conv2D(
        int filters,
        Shape? kernel_size = null,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = null,
        Shape? dilation_rate = null,
        int groups = 1,
        string? activation = null,
        bool use_bias = true,
        string kernel_initializer = "glorot_uniform",
        string bias_initializer = "zeros") =>
        Conv2D(filters, kernel_size, strides, padding, data_format, dilation_rate, groups, Activations.get(activation), use_bias,
            Initializers.get(kernel_initializer), Initializers.get(bias_initializer), null, null, null, true, null, null);

    [OverloadResolutionPriority(2)]
    public ILayer Conv2D(
        int filters,
        Shape? kernel_size = null,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = null,
        Shape? dilation_rate = null,
        int groups = 1,
        Activation? activation = null,
        bool use_bias = true,
        IInitializer? kernel_initializer = null,
        IInitializer? bias_initializer = null,
        IRegularizer? kernel_regularizer = null,
        IRegularizer? bias_regularizer = null,
        IRegularizer? activity_regularizer = null) =>
        Conv2D(filters, kernel_size, strides, padding, data_format, dilation_rate, groups, activation, use_bias,
            kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, true, null, null);

    [OverloadResolutionPriority(1)]
    public ILayer Conv2D(
        int filters,
        Shape? kernel_size = null,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = null,
        Shape? dilation_rate = null,
        int groups = 1,
        string? activation = null,
        bool use_bias = true,
        string kernel_initializer = "glorot_uniform",
        string bias_initializer = "zeros",
        IRegularizer? kernel_regularizer = null,
        IRegularizer? bias_regularizer = null,
        IRegularizer? activity_regularizer = null,
        bool trainable = true,
        string? name = null,
        Shape? input_shape = null) =>
        Conv2D(filters, kernel_size, strides, padding, data_format, dilation_rate, groups, Activations.get(activation), use_bias,
            Initializers.get(kernel_initializer), Initializers.get(bias_initializer), kernel_regularizer, bias_regularizer,
                activity_regularizer, trainable, name, input_shape);

    /// <summary>A Conv2D layer with every argument; initializers as objects.</summary>
    public ILayer Conv2D(
        int filters,
        Shape? kernel_size = null,
        Shape? strides = null,
        string padding = "valid",
        string? data_format = null,
        Shape? dilation_rate = null,
        int groups = 1,
        Activation? activation = null,
        bool use_bias = true,
        IInitializer? kernel_initializer = null,
        IInitializer? bias_initializer = null,
        IRegularizer? kernel_regularizer = null,
        IRegularizer? bias_regularizer = null,
        IRegularizer? activity_regularizer = null,
        bool trainable = true,
        string? name = null,
        Shape? input_shape = null) =>
        new Conv2D(filters, ConvArgs.Of("Conv2D", 2, kernel_size, strides, padding, data_format, dilation_rate, groups, activation,
            use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
                LayerOptions.Of(name, trainable, input_shape));
}
