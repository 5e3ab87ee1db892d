using NumSharp;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Cuts cells off at the borders of [N, H, W, C] (https://keras.io/api/layers/reshaping_layers/cropping2d/).</summary>
public sealed class Cropping2D(((int top, int bottom) rows, (int left, int right) columns) cropping, LayerArgs? args = null)
    : CroppingLayer([cropping.rows, cropping.columns], args)
{
    internal static Cropping2D FromConfig(LayerConfig c)
    {
        LayerOptions.ChannelsLast(c.ClassName, c.TextOrNull("data_format"));
        return new(c.Pairs("cropping") is { Length: 2 } p ? (p[0], p[1]) : ((0, 0), (0, 0)), c.Args());
    }
}

public sealed partial class LayersApi
{
    /// <summary>One number for all sides, one per axis, or a pair per axis.</summary>
    public ILayer Cropping2D(NDArray cropping, string? data_format = null)
    {
        LayerOptions.ChannelsLast("Cropping2D", data_format);
        (int, int)[] p = CroppingLayer.Parse("cropping", 2, cropping);
        return new Cropping2D((p[0], p[1]));
    }

    public ILayer Cropping2D(((int top, int bottom) rows, (int left, int right) columns) cropping, string? name = null) =>
        new Cropping2D(cropping, LayerOptions.Of(name));

    /// <summary>The same number of rows above and below, of columns left and right.</summary>
    public ILayer Cropping2D((int rows, int columns) cropping, string? name = null) =>
        new Cropping2D(((cropping.rows, cropping.rows), (cropping.columns, cropping.columns)), LayerOptions.Of(name));

    /// <summary>The same number on all four sides.</summary>
    public ILayer Cropping2D(int cropping, string? name = null) => Cropping2D((cropping, cropping), name);
}
