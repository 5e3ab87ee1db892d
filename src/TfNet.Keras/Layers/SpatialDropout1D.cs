using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Drops whole maps of [N, L, C] in training (https://keras.io/api/layers/regularization_layers/spatial_dropout1d/).</summary>
public sealed class SpatialDropout1D(double rate, LayerArgs? args = null) : SpatialDropoutLayer(1, rate, args)
{
    internal static SpatialDropout1D FromConfig(LayerConfig c) => new(c.Double("rate"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer SpatialDropout1D(double rate, string? name = null) => new SpatialDropout1D(rate, LayerOptions.Of(name));
}
