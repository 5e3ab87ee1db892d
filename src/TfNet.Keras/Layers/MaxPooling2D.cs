using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The largest value over windows: [N, H, W, C] -> [N, H', W', C] (https://keras.io/api/layers/pooling_layers/max_pooling2d/).
/// "same" pads with minus infinity; among equal values the first in row-major order gets the gradient.
/// </summary>
public sealed class MaxPooling2D : PoolingLayer
{
    /// <param name="pool_size">Extents of the window; default 2.</param>
    /// <param name="strides">Default: pool_size.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="data_format">"channels_last".</param>
    /// <param name="args">Name, dtype.</param>
    public MaxPooling2D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null,
        LayerArgs? args = null)
        : base(2, pool_size, strides, padding, data_format, args)
    {
    }

    private MaxPooling2D(LayerConfig c)
        : base(2, c)
    {
    }

    private protected override Tensor Apply(Tensor x) => Pooling.MaxPool2D.Apply(x, (Pool[0], Pool[1]), (Strides[0], Strides[1]), Padding);

    internal static MaxPooling2D FromConfig(LayerConfig c) => new(c);
}

public sealed partial class LayersApi
{
    public ILayer MaxPooling2D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null) =>
        new MaxPooling2D(pool_size, strides, padding, data_format);

    /// <summary>With a name of its own.</summary>
    public ILayer MaxPooling2D(string? name, Shape? pool_size = null, Shape? strides = null, string padding = "valid",
        string? data_format = null) =>
        new MaxPooling2D(pool_size, strides, padding, data_format, LayerOptions.Of(name));
}
