using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Adds a share of the value range to each image and clips to the range
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness/).
/// </summary>
public sealed class RandomBrightness : AugmentationLayer
{
    private readonly double _low;
    private readonly double _high;
    private readonly double[] _range;

    /// <param name="factor">Share of the range, within [-1, 1].</param>
    /// <param name="value_range">Smallest and largest value; default (0, 255).</param>
    /// <param name="seed">A seed of its own.</param>
    /// <param name="args">Name, dtype.</param>
    public RandomBrightness(RandomFactor factor, (double low, double high)? value_range = null, int? seed = null, LayerArgs? args = null)
        : base(seed, args)
    {
        if (!(Math.Abs(factor.Low) <= 1 && Math.Abs(factor.High) <= 1))
            throw new ValueError(
                $"The `factor` argument should be a number (or a list of two numbers) in the range [-1.0, 1.0]. Got {factor}");
        (_low, _high) = (Math.Min(factor.Low, factor.High), Math.Max(factor.Low, factor.High));
        (double low, double high) = value_range ?? (0, 255);
        if (!(low <= high))
            throw new ValueError($"RandomBrightness '{Name}': argument value_range: expected low <= high; received ({low}, {high})");
        _range = [low, high];
    }

    private protected override Tensor Augment(Tensor images)
    {
        double span = _range[1] - _range[0];
        Tensor delta = PerImage(LayerRandom.Uniform((int)images.shape[0], _low * span, _high * span, Seed), images);
        return Tensorflow.Select.Clip(images + delta, _range[0], _range[1]);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["factor"] = new[] { _low, _high },
        ["value_range"] = Array.ConvertAll(_range, v => v == Math.Floor(v) && Math.Abs(v) < int.MaxValue ? (int)v : (object)v),
        ["seed"] = Seed,
    });

    internal static RandomBrightness FromConfig(LayerConfig c) => new(
        RandomFactor.Of(c, "factor"), c.Doubles("value_range") switch
        {
            null => null,
            { Length: 2 } r => (r[0], r[1]),
            _ =>
                throw new ValueError("The `value_range` argument should be a list of two numbers. Got "
                + $"{PythonJson.Dump(c.Raw("value_range"))}"),
        }, c.IntOrNull("seed"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer RandomBrightness(RandomFactor factor, (double low, double high)? value_range = null, int? seed = null,
        string? name = null) =>
        new RandomBrightness(factor, value_range, seed, LayerOptions.Of(name));
}
