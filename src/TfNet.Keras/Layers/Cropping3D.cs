using NumSharp;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Cuts cells off at the borders of [N, D, H, W, C] (https://keras.io/api/layers/reshaping_layers/cropping3d/).</summary>
public sealed class Cropping3D(((int front, int back) depth, (int top, int bottom) rows, (int left, int right) columns) cropping,
    LayerArgs? args = null)
    : CroppingLayer([cropping.depth, cropping.rows, cropping.columns], args)
{
    internal static Cropping3D FromConfig(LayerConfig c)
    {
        LayerOptions.ChannelsLast(c.ClassName, c.TextOrNull("data_format"));
        return new(c.Pairs("cropping") is { Length: 3 } p ? (p[0], p[1], p[2]) : ((1, 1), (1, 1), (1, 1)), c.Args());
    }
}

public sealed partial class LayersApi
{
    /// <summary>One number for all sides, one per axis, or a pair per axis.</summary>
    public ILayer Cropping3D(NDArray cropping, string? data_format = null)
    {
        LayerOptions.ChannelsLast("Cropping3D", data_format);
        (int, int)[] p = CroppingLayer.Parse("cropping", 3, cropping);
        return new Cropping3D((p[0], p[1], p[2]));
    }

    public ILayer Cropping3D(((int front, int back) depth, (int top, int bottom) rows, (int left, int right) columns) cropping,
        string? name = null) =>
        new Cropping3D(cropping, LayerOptions.Of(name));

    /// <summary>The same number on all six sides.</summary>
    public ILayer Cropping3D(int cropping = 1, string? name = null) =>
        new Cropping3D(((cropping, cropping), (cropping, cropping), (cropping, cropping)), LayerOptions.Of(name));
}
