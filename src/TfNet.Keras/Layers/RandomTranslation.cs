using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Shifts each image by shares of its height (positive: down) and width (positive: right)
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/).
/// </summary>
public sealed class RandomTranslation : AugmentationLayer
{
    private readonly RandomFactor _height;
    private readonly RandomFactor _width;
    private readonly ImageTransform _transform;

    /// <param name="height_factor">Share of the height: f for -f..f, or two bounds, within [-1, 1].</param>
    /// <param name="width_factor">Share of the width, as height_factor.</param>
    /// <param name="fill_mode">"reflect", "wrap", "constant" or "nearest".</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="seed">A seed of its own.</param>
    /// <param name="fill_value">Of fill_mode "constant".</param>
    /// <param name="args">Name, dtype.</param>
    public RandomTranslation(
        RandomFactor height_factor, RandomFactor width_factor, string fill_mode = "reflect", string interpolation = "bilinear",
            int? seed = null, double fill_value = 0, LayerArgs? args = null)
        : base(seed, args)
    {
        Check("height_factor", height_factor);
        Check("width_factor", width_factor);
        (_height, _width, _transform) = (height_factor, width_factor, new ImageTransform(fill_mode, interpolation, fill_value));
    }

    private static void Check(string name, RandomFactor factor)
    {
        if (!(factor.Low <= factor.High))
            throw new ValueError($"`{name}` cannot have upper bound less than lower bound, got {factor}");
        if (Math.Abs(factor.Low) > 1 || Math.Abs(factor.High) > 1)
            throw new ValueError($"`{name}` argument must have values between [-1, 1]. Received: {name}={factor}");
    }

    private protected override Tensor Augment(Tensor images)
    {
        int n = (int)images.shape[0];
        double[] down = LayerRandom.Uniform(n, _height.Low, _height.High, Seed),
            right = LayerRandom.Uniform(n, _width.Low, _width.High, Seed);
        return _transform.Apply(images,
            [.. Enumerable.Range(0, n).Select(i => (double[])[1, 0, -right[i] * images.shape[2], 0, 1, -down[i] * images.shape[1]])]);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["height_factor"] = _height.Config,
        ["width_factor"] = _width.Config,
        ["fill_mode"] = _transform.FillMode,
        ["fill_value"] = _transform.FillValue,
        ["interpolation"] = _transform.Interpolation,
        ["seed"] = Seed,
    });

    internal static RandomTranslation FromConfig(LayerConfig c) => new(
        RandomFactor.Of(c, "height_factor"), RandomFactor.Of(c, "width_factor"), c.Text("fill_mode", "reflect"),
            c.Text("interpolation", "bilinear"), c.IntOrNull("seed"), c.Double("fill_value", 0), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer RandomTranslation(
        RandomFactor height_factor, RandomFactor width_factor, string fill_mode = "reflect", string interpolation = "bilinear",
            int? seed = null, double fill_value = 0,
        string? name = null) =>
        new RandomTranslation(height_factor, width_factor, fill_mode, interpolation, seed, fill_value, LayerOptions.Of(name));
}
