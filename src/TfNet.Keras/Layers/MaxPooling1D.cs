using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The largest value over windows: [N, L, C] -> [N, L', C] (https://keras.io/api/layers/pooling_layers/max_pooling1d/).
/// "same" pads with minus infinity; among equal values the first in row-major order gets the gradient.
/// </summary>
public sealed class MaxPooling1D : PoolingLayer
{
    /// <param name="pool_size">Extents of the window; default 2.</param>
    /// <param name="strides">Default: pool_size.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="data_format">"channels_last".</param>
    /// <param name="args">Name, dtype.</param>
    public MaxPooling1D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null,
        LayerArgs? args = null)
        : base(1, pool_size, strides, padding, data_format, args)
    {
    }

    private MaxPooling1D(LayerConfig c)
        : base(1, c)
    {
    }

    private protected override Tensor Apply(Tensor x) => Pooling.MaxPool1D.Apply(x, Pool[0], Strides[0], Padding);

    internal static MaxPooling1D FromConfig(LayerConfig c) => new(c);
}

public sealed partial class LayersApi
{
    public ILayer MaxPooling1D(int? pool_size = null, int? strides = null, string padding = "valid", string? data_format = null) =>
        MaxPooling1D(null, pool_size, strides, padding, data_format);

    /// <summary>With a name of its own.</summary>
    public ILayer MaxPooling1D(string? name, int? pool_size = null, int? strides = null, string padding = "valid",
        string? data_format = null) =>
        new MaxPooling1D(pool_size is { } k ? new Shape(k) : null, strides is { } s ? new Shape(s) : null, padding, data_format,
            LayerOptions.Of(name));
}
