using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The mean over windows: [N, L, C] -> [N, L', C] (https://keras.io/api/layers/pooling_layers/average_pooling1d/).
/// "same" divides by the number of real cells.
/// </summary>
public sealed class AveragePooling1D : PoolingLayer
{
    /// <param name="pool_size">Extents of the window; default 2.</param>
    /// <param name="strides">Default: pool_size.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="data_format">"channels_last".</param>
    /// <param name="args">Name, dtype.</param>
    public AveragePooling1D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null,
        LayerArgs? args = null)
        : base(1, pool_size, strides, padding, data_format, args)
    {
    }

    private AveragePooling1D(LayerConfig c)
        : base(1, c)
    {
    }

    private protected override Tensor Apply(Tensor x) => Pooling.AvgPool1D.Apply(x, Pool[0], Strides[0], Padding);

    internal static AveragePooling1D FromConfig(LayerConfig c) => new(c);
}

public sealed partial class LayersApi
{
    public ILayer AveragePooling1D(int? pool_size = null, int? strides = null, string padding = "valid", string? data_format = null) =>
        AveragePooling1D(null, pool_size, strides, padding, data_format);

    /// <summary>With a name of its own.</summary>
    public ILayer AveragePooling1D(string? name, int? pool_size = null, int? strides = null, string padding = "valid",
        string? data_format = null) =>
        new AveragePooling1D(pool_size is { } k ? new Shape(k) : null, strides is { } s ? new Shape(s) : null, padding, data_format,
            LayerOptions.Of(name));
}
