using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Turns each image about its middle by factor * 360 degrees, counter-clockwise where positive
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/).
/// </summary>
public sealed class RandomRotation : AugmentationLayer
{
    private readonly RandomFactor _factor;
    private readonly ImageTransform _transform;

    /// <param name="factor">Share of a full turn: f for -f..f, or two bounds.</param>
    /// <param name="fill_mode">"reflect", "wrap", "constant" or "nearest".</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="seed">A seed of its own.</param>
    /// <param name="fill_value">Of fill_mode "constant".</param>
    /// <param name="args">Name, dtype.</param>
    public RandomRotation(
        RandomFactor factor, string fill_mode = "reflect", string interpolation = "bilinear", int? seed = null, double fill_value = 0,
            LayerArgs? args = null)
        : base(seed, args)
    {
        if (!(factor.Low <= factor.High))
            throw new ValueError($"`factor` argument cannot have a negative value. Received: factor={factor}");
        (_factor, _transform) = (factor, new ImageTransform(fill_mode, interpolation, fill_value));
    }

    private protected override Tensor Augment(Tensor images)
    {
        (double h, double w) = (images.shape[1] - 1.0, images.shape[2] - 1.0);
        double[] turns = LayerRandom.Uniform((int)images.shape[0], _factor.Low * 2 * Math.PI, _factor.High * 2 * Math.PI, Seed);
        return _transform.Apply(images, Array.ConvertAll(turns, t =>
        {
            (double s, double c) = Math.SinCos(t);
            return (double[])[c, -s, (w - (c * w - s * h)) / 2, s, c, (h - (s * w + c * h)) / 2];
        }));
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["factor"] = _factor.Config,
        ["fill_mode"] = _transform.FillMode,
        ["fill_value"] = _transform.FillValue,
        ["interpolation"] = _transform.Interpolation,
        ["seed"] = Seed,
    });

    internal static RandomRotation FromConfig(LayerConfig c) => new(
        RandomFactor.Of(c, "factor"), c.Text("fill_mode", "reflect"), c.Text("interpolation", "bilinear"), c.IntOrNull("seed"),
            c.Double("fill_value", 0), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer RandomRotation(
        RandomFactor factor, string fill_mode = "reflect", string interpolation = "bilinear", int? seed = null, double fill_value = 0,
            string? name = null) =>
        new RandomRotation(factor, fill_mode, interpolation, seed, fill_value, LayerOptions.Of(name));
}
