using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>A random layer's range: one number f for [-f, f], or a pair of bounds.</summary>
public readonly record struct RandomFactor
{
    internal RandomFactor(double? single, double low, double high)
    {
        (Single, Low, High) = (single, low, high);
    }

    /// <summary>The number, if one was given.</summary>
    internal double? Single { get; }

    internal double Low { get; }

    internal double High { get; }

    internal object Config => Single is { } f ? f : new[] { Low, High };

    internal static RandomFactor Of(LayerConfig c, string key) => c.Doubles(key) switch
    {
        { Length: 2 } pair => (pair[0], pair[1]),
        { Length: 1 } one =>
            c.Raw(key) is System.Collections.IEnumerable and not string ? throw c.Wrong(key, "a number or a pair", "a list of one")
            : one[0],
        _ => throw c.Wrong(key, "a number or a pair", PythonJson.Dump(c.Raw(key))),
    };

    public override string ToString() => Single is { } f ? PythonJson.Dump(f) : $"({PythonJson.Dump(Low)}, {PythonJson.Dump(High)})";

    public static implicit operator RandomFactor(double factor) => new(factor, -factor, factor);

    public static implicit operator RandomFactor((double, double) bounds) => new(null, bounds.Item1, bounds.Item2);
}
