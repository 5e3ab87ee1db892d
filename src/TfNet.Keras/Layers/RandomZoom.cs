using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Scales each image about its middle by 1 / (1 + factor): a positive factor makes the picture smaller
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/).
/// </summary>
public sealed class RandomZoom : AugmentationLayer
{
    private readonly RandomFactor _height;
    private readonly RandomFactor? _width;
    private readonly ImageTransform _transform;

    /// <param name="height_factor">f for -f..f, or two bounds, within [-1, 1].</param>
    /// <param name="width_factor">As height_factor; null: each image's width by the factor of its height.</param>
    /// <param name="fill_mode">"reflect", "wrap", "constant" or "nearest".</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="seed">A seed of its own.</param>
    /// <param name="fill_value">Of fill_mode "constant".</param>
    /// <param name="args">Name, dtype.</param>
    public RandomZoom(
        RandomFactor height_factor, RandomFactor? width_factor = null, string fill_mode = "reflect", string interpolation = "bilinear",
            int? seed = null, double fill_value = 0, LayerArgs? args = null)
        : base(seed, args)
    {
        Check("height_factor", height_factor);
        if (width_factor is { } width)
            Check("width_factor", width);
        (_height, _width, _transform) = (height_factor, width_factor, new ImageTransform(fill_mode, interpolation, fill_value));
    }

    private static void Check(string name, RandomFactor factor)
    {
        if (!(Math.Abs(factor.Low) <= 1 && Math.Abs(factor.High) <= 1))
            throw new ValueError($"`{name}` argument must have values between [-1, 1]. Received: {name}={factor}");
    }

    private protected override Tensor Augment(Tensor images)
    {
        int n = (int)images.shape[0];
        double[] y = LayerRandom.Uniform(n, 1 + _height.Low, 1 + _height.High, Seed);
        double[] x = _width is { } width ? LayerRandom.Uniform(n, 1 + width.Low, 1 + width.High, Seed) : y;
        (double h, double w) = ((images.shape[1] - 1) / 2.0, (images.shape[2] - 1) / 2.0);
        return _transform.Apply(images,
            [.. Enumerable.Range(0, n).Select(i => (double[])[x[i], 0, w * (1 - x[i]), 0, y[i], h * (1 - y[i])])]);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["height_factor"] = _height.Config,
        ["width_factor"] = _width?.Config,
        ["fill_mode"] = _transform.FillMode,
        ["fill_value"] = _transform.FillValue,
        ["interpolation"] = _transform.Interpolation,
        ["seed"] = Seed,
    });

    internal static RandomZoom FromConfig(LayerConfig c) => new(
        RandomFactor.Of(c, "height_factor"), c.Has("width_factor") ? RandomFactor.Of(c, "width_factor") : null,
            c.Text("fill_mode", "reflect"), c.Text("interpolation", "bilinear"), c.IntOrNull("seed"), c.Double("fill_value", 0), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer RandomZoom(
        RandomFactor height_factor, RandomFactor? width_factor = null, string fill_mode = "reflect", string interpolation = "bilinear",
            int? seed = null, double fill_value = 0,
        string? name = null) =>
        new RandomZoom(height_factor, width_factor, fill_mode, interpolation, seed, fill_value, LayerOptions.Of(name));
}
