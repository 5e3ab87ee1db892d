using System.Globalization;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// A shift of <see cref="ImageDataGenerator"/>, which means different things by its type, as in Keras: an integer w draws a whole number
/// 0 .. w-1 with a random sign; a float below 1 is a share of the size, from 1 on pixels, drawn evenly from -w to w;
/// a list draws one of its values with a random sign (values below 1 are shares of the size).
/// </summary>
public readonly struct ShiftRange
{
    private ShiftRange(long? integer, double value, double[]? list) => (Integer, Value, List) = (integer, value, list);

    internal long? Integer { get; }

    internal double Value { get; }

    internal double[]? List { get; }

    /// <summary>Whether a shift is drawn at all.</summary>
    internal bool IsOn => List is { Length: > 0 } || (List == null && Value != 0);

    /// <summary>What decides between share and pixels.</summary>
    internal double Largest => List?.Max() ?? Value;

    /// <summary>Whole pixels.</summary>
    public static implicit operator ShiftRange(int value) => new(value, value, null);

    /// <summary>A share of the size, or pixels from 1 on.</summary>
    public static implicit operator ShiftRange(float value) => (double)value;

    /// <summary>A share of the size, or pixels from 1 on.</summary>
    public static implicit operator ShiftRange(double value) => double.IsFinite(value)
        ? new(null, value, null)
        : throw new ValueError(string.Create(CultureInfo.InvariantCulture, $"shift range: expected a finite number. Received: {value}"));

    /// <summary>One of these values.</summary>
    public static implicit operator ShiftRange(double[] values) => new(null, 0, [.. values]);

    /// <summary>One of these values.</summary>
    public static implicit operator ShiftRange(int[] values) => new(null, 0, Array.ConvertAll(values, v => (double)v));
}

/// <summary>A range given as one number, as a pair, or as an array of two numbers.</summary>
public readonly struct RangeArgument
{
    private RangeArgument(double[] values, bool isScalar) => (Values, IsScalar) = (values, isScalar);

    internal bool IsScalar { get; }

    private double[]? Values { get; }

    /// <summary>The values as Python prints them.</summary>
    internal string Text => IsScalar ? PythonText.Of(Numbers[0]) : "[" + string.Join(", ", Numbers.Select(PythonText.Of)) + "]";

    internal double[] Numbers => Values ?? [0.0];

    /// <summary>One number.</summary>
    public static implicit operator RangeArgument(double value) => new([value], true);

    /// <summary>Lower and upper end.</summary>
    public static implicit operator RangeArgument((double Low, double High) pair) => new([pair.Low, pair.High], false);

    /// <summary>Lower and upper end.</summary>
    public static implicit operator RangeArgument(double[] values) => new([.. values], false);

    /// <summary>Lower and upper end.</summary>
    public static implicit operator RangeArgument(float[] values) => new(Array.ConvertAll(values, v => (double)v), false);

    /// <summary>The two ends of a pair.</summary>
    /// <exception cref="ValueError">not two finite numbers</exception>
    internal (double Low, double High) Pair(string error) => !IsScalar && Numbers.Length == 2 && Numbers.All(double.IsFinite)
        ? (Numbers[0], Numbers[1])
        : throw new ValueError($"{error} Received: {Text}");
}

/// <summary>How Python prints numbers and shapes in Keras' error texts.</summary>
internal static class PythonText
{
    public static string Of(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e16
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);

    public static string Shape(IReadOnlyList<long> shape) =>
        shape.Count == 1 ? $"({shape[0]},)" : "(" + string.Join(", ", shape) + ")";

    public static string List(IEnumerable<string> items) => "[" + string.Join(", ", items.Select(i => $"'{i}'")) + "]";
}
