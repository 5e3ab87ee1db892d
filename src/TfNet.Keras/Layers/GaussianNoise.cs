using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>In training adds normal noise of mean 0 (https://keras.io/api/layers/regularization_layers/gaussian_noise/).</summary>
public sealed class GaussianNoise : Layer
{
    private readonly double _stddev;
    private readonly int? _seed;

    public GaussianNoise(double stddev, int? seed = null, LayerArgs? args = null)
        : base(args)
    {
        if (!(stddev >= 0))
            throw new ValueError($"GaussianNoise '{Name}': argument stddev: expected a number >= 0; received {stddev}");
        (_stddev, _seed) = (stddev, seed);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        return training == true && !x.IsSymbolic ? x + LayerRandom.Normal(x, 0, _stddev, _seed) : x;
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["stddev"] = _stddev, ["seed"] = _seed });

    internal static GaussianNoise FromConfig(LayerConfig c) => new(c.Double("stddev"), c.IntOrNull("seed"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer GaussianNoise(double stddev, int? seed = null, string? name = null) =>
        new GaussianNoise(stddev, seed, LayerOptions.Of(name));
}
