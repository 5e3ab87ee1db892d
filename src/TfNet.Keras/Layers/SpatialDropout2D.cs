using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Drops whole maps of [N, H, W, C] in training (https://keras.io/api/layers/regularization_layers/spatial_dropout2d/).</summary>
public sealed class SpatialDropout2D(double rate, LayerArgs? args = null) : SpatialDropoutLayer(2, rate, args)
{
    internal static SpatialDropout2D FromConfig(LayerConfig c) => new(c.Double("rate"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer SpatialDropout2D(double rate, string? data_format = null, string? name = null)
    {
        LayerOptions.ChannelsLast("SpatialDropout2D", data_format);
        return new SpatialDropout2D(rate, LayerOptions.Of(name));
    }
}
