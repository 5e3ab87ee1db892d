using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Mirrors each image with probability 1/2, each way
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/).
/// </summary>
public sealed class RandomFlip : AugmentationLayer
{
    private readonly string _mode;

    /// <param name="mode">"horizontal", "vertical" or "horizontal_and_vertical".</param>
    /// <param name="seed">A seed of its own.</param>
    /// <param name="args">Name, dtype.</param>
    public RandomFlip(string mode = "horizontal_and_vertical", int? seed = null, LayerArgs? args = null)
        : base(seed, args)
    {
        if (mode is not ("horizontal" or "vertical" or "horizontal_and_vertical"))
            throw new ValueError($"RandomFlip layer {Name} received an unknown mode argument {mode}");
        _mode = mode;
    }

    private protected override Tensor Augment(Tensor images)
    {
        Tensor y = images;
        if (_mode != "vertical")
            y = Select(y, ImageOps.FlipLeftRight(y));
        if (_mode != "horizontal")
            y = Select(y, ImageOps.FlipUpDown(y));
        return y;
    }

    private Tensor Select(Tensor images, Tensor flipped)
    {
        Tensor coin = PerImage(LayerRandom.Uniform((int)images.shape[0], 0, 1, Seed), images);
        return Tensorflow.Select.Where(Compare.Less(coin, Creation.ScalarFor(coin, 0.5)), flipped, images);
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["mode"] = _mode, ["seed"] = Seed });

    internal static RandomFlip FromConfig(LayerConfig c) => new(c.Text("mode", "horizontal_and_vertical"), c.IntOrNull("seed"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer RandomFlip(string mode = "horizontal_and_vertical", int? seed = null, string? name = null) =>
        new RandomFlip(mode, seed, LayerOptions.Of(name));
}
