using System.Runtime.CompilerServices;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// 1-D convolution (https://keras.io/api/layers/convolution_layers/convolution1d/): [N, L, C] -> [N, L', filters].
/// Kernel (k, C / groups, filters); padding "causal" lays (k - 1) * dilation cells before the first.
/// </summary>
public sealed class Conv1D : FilterLayer
{
    internal Conv1D(int filters, ConvArgs conv, LayerArgs? args = null)
        : base(filters, conv, args)
    {
    }

    internal static Conv1D FromConfig(LayerConfig c) => new(c.Int("filters"), ConvArgs.Of(c, 1), c.Args());
}

public sealed partial class LayersApi
{
    [OverloadResolutionPriority(1)]
    public ILayer Conv1D(
        int filters,
        Shape kernel_size,
        int strides = 1,
        string padding = "valid",
        string? data_format = "channels_last",
        int dilation_rate = 1,
        int groups = 1,
        string? activation = null,
        bool use_bias = true,
        string kernel_initializer = "glorot_uniform",
        string bias_initializer = "zeros") =>
        Conv1D(filters, kernel_size, strides, padding, data_format, dilation_rate, groups, Activations.get(activation), use_bias,
            kernel_initializer, bias_initializer, name: null);

    /// <summary>With every argument; initializers and regularizers as objects, names or configs.</summary>
    public ILayer Conv1D(
        int filters,
        Shape kernel_size,
        int strides = 1,
        string padding = "valid",
        string? data_format = "channels_last",
        int dilation_rate = 1,
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
        new Conv1D(filters, ConvArgs.Of("Conv1D", 1, kernel_size, strides, padding, data_format, dilation_rate, groups, activation,
            use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
                LayerOptions.Of(name, trainable, input_shape));
}
