using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The mean over windows: [N, H, W, C] -> [N, H', W', C] (https://keras.io/api/layers/pooling_layers/average_pooling2d/).
/// "same" divides by the number of real cells.
/// </summary>
public sealed class AveragePooling2D : PoolingLayer
{
    /// <param name="pool_size">Extents of the window; default 2.</param>
    /// <param name="strides">Default: pool_size.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="data_format">"channels_last".</param>
    /// <param name="args">Name, dtype.</param>
    public AveragePooling2D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null,
        LayerArgs? args = null)
        : base(2, pool_size, strides, padding, data_format, args)
    {
    }

    private AveragePooling2D(LayerConfig c)
        : base(2, c)
    {
    }

    private protected override Tensor Apply(Tensor x) => Pooling.AvgPool2D.Apply(x, (Pool[0], Pool[1]), (Strides[0], Strides[1]), Padding);

    internal static AveragePooling2D FromConfig(LayerConfig c) => new(c);
}

public sealed partial class LayersApi
{
    public ILayer AveragePooling2D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null) =>
        new AveragePooling2D(pool_size, strides, padding, data_format);

    /// <summary>With a name of its own.</summary>
    public ILayer AveragePooling2D(string? name, Shape? pool_size = null, Shape? strides = null, string padding = "valid",
        string? data_format = null) =>
        new AveragePooling2D(pool_size, strides, padding, data_format, LayerOptions.Of(name));
}
