using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The mean over windows: [N, D, H, W, C] -> [N, D', H', W', C] (https://keras.io/api/layers/pooling_layers/average_pooling3d/).
/// "same" divides by the number of real cells.
/// </summary>
public sealed class AveragePooling3D : PoolingLayer
{
    /// <param name="pool_size">Extents of the window; default 2.</param>
    /// <param name="strides">Default: pool_size.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="data_format">"channels_last".</param>
    /// <param name="args">Name, dtype.</param>
    public AveragePooling3D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null,
        LayerArgs? args = null)
        : base(3, pool_size, strides, padding, data_format, args)
    {
    }

    private AveragePooling3D(LayerConfig c)
        : base(3, c)
    {
    }

    private protected override Tensor Apply(Tensor x) =>
        Pooling.AvgPool3D.Apply(x, (Pool[0], Pool[1], Pool[2]), (Strides[0], Strides[1], Strides[2]), Padding);

    internal static AveragePooling3D FromConfig(LayerConfig c) => new(c);
}

public sealed partial class LayersApi
{
    public ILayer AveragePooling3D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null) =>
        new AveragePooling3D(pool_size, strides, padding, data_format);

    /// <summary>With a name of its own.</summary>
    public ILayer AveragePooling3D(string? name, Shape? pool_size = null, Shape? strides = null, string padding = "valid",
        string? data_format = null) =>
        new AveragePooling3D(pool_size, strides, padding, data_format, LayerOptions.Of(name));
}
