using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Drops whole maps of [N, D, H, W, C] in training (https://keras.io/api/layers/regularization_layers/spatial_dropout3d/).
/// </summary>
public sealed class SpatialDropout3D(double rate, LayerArgs? args = null) : SpatialDropoutLayer(3, rate, args)
{
    internal static SpatialDropout3D FromConfig(LayerConfig c) => new(c.Double("rate"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer SpatialDropout3D(double rate, string? data_format = null, string? name = null)
    {
        LayerOptions.ChannelsLast("SpatialDropout3D", data_format);
        return new SpatialDropout3D(rate, LayerOptions.Of(name));
    }
}
