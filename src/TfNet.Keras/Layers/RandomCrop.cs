using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// A random height x width part, the same for the whole batch
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_crop/).
/// At inference, and for smaller images, the centre is cropped to the target's proportions and resized.
/// </summary>
public sealed class RandomCrop : AugmentationLayer
{
    private readonly int _height;
    private readonly int _width;

    public RandomCrop(int height, int width, int? seed = null, LayerArgs? args = null)
        : base(seed, args)
    {
        if (height <= 0 || width <= 0)
            throw new ValueError($"RandomCrop '{Name}': argument height: expected positive integers; received ({height}, {width})");
        (_height, _width) = (height, width);
    }

    private protected override Tensor Augment(Tensor images)
    {
        (long h, long w) = (images.shape[1] - _height, images.shape[2] - _width);
        if (h < 0 || w < 0)
            return AtInference(images);
        double[] u = LayerRandom.Uniform(2, 0, 1, Seed);
        return ImageOps.CropToBoundingBox(images, (long)(u[0] * (h + 1)), (long)(u[1] * (w + 1)), _height, _width);
    }

    private protected override Tensor AtInference(Tensor images) => ResizeMethods.Smart(images, _height, _width, "bilinear");

    private protected override Shape OutputOf(Shape input) => input.With(-3, _height).With(-2, _width);

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["height"] = _height, ["width"] = _width, ["seed"] = Seed });

    internal static RandomCrop FromConfig(LayerConfig c) => new(c.Int("height"), c.Int("width"), c.IntOrNull("seed"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer RandomCrop(int height, int width, int? seed = null, string? name = null) =>
        new RandomCrop(height, width, seed, LayerOptions.Of(name));
}
