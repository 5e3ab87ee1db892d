using NumSharp;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Cuts cells off at the borders of [N, L, C] (https://keras.io/api/layers/reshaping_layers/cropping1d/).</summary>
public sealed class Cropping1D((int begin, int end) cropping, LayerArgs? args = null)
    : CroppingLayer([cropping], args)
{
    internal static Cropping1D FromConfig(LayerConfig c)
    {
        LayerOptions.ChannelsLast(c.ClassName, c.TextOrNull("data_format"));
        return new(c.Ints("cropping") is { Length: 2 } p ? (p[0], p[1]) : (1, 1), c.Args());
    }
}

public sealed partial class LayersApi
{
    /// <summary>One number for both ends, or two.</summary>
    public ILayer Cropping1D(NDArray cropping) => new Cropping1D(CroppingLayer.Parse("cropping", 1, cropping)[0]);

    public ILayer Cropping1D((int begin, int end) cropping, string? name = null) => new Cropping1D(cropping, LayerOptions.Of(name));

    public ILayer Cropping1D() => new Cropping1D((1, 1));
}
