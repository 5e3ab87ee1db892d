using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// (x - mean) * f + mean with f in [1 - low, 1 + high] for each image, the mean of each channel; clipped to 0..255
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast/).
/// </summary>
public sealed class RandomContrast : AugmentationLayer
{
    private readonly RandomFactor _factor;
    private readonly double _low;

    public RandomContrast(RandomFactor factor, int? seed = null, LayerArgs? args = null)
        : base(seed, args)
    {
        _low = factor.Single ?? factor.Low;
        if (!(_low >= 0 && factor.High >= 0 && _low <= 1))
            throw new ValueError($"`factor` argument cannot have negative values or values greater than 1.Received: factor={factor}");
        _factor = factor;
    }

    private protected override Tensor Augment(Tensor images)
    {
        Tensor f = PerImage(LayerRandom.Uniform((int)images.shape[0], 1 - _low, 1 + _factor.High, Seed), images);
        Tensor mean = Reductions.Mean(images, (1, 2), keepdims: true);
        return Tensorflow.Select.Clip((images - mean) * f + mean, 0, 255);
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["factor"] = _factor.Config, ["seed"] = Seed });

    internal static RandomContrast FromConfig(LayerConfig c) => new(RandomFactor.Of(c, "factor"), c.IntOrNull("seed"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer RandomContrast(RandomFactor factor, int? seed = null, string? name = null) =>
        new RandomContrast(factor, seed, LayerOptions.Of(name));
}
