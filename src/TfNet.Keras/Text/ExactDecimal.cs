using System.Globalization;
using System.Numerics;

namespace Tensorflow.Keras.Text;

/// <summary>
/// Decimal digits of a finite, non-negative double as C's printf and Python give them: computed from the exact binary value,
/// ties to even. (.NET's own "F" and "E" formats round ties away from zero: 0.125 with two decimals is 0.12 here.)
/// A result is digits d1 d2 .. and the position of the point: value = 0.d1d2.. * 10^point.
/// </summary>
internal readonly record struct ExactDecimal(string Digits, int Point)
{
    /// <summary>All digits before the point (at least one) and <paramref name="decimals"/> after it.</summary>
    public static ExactDecimal Fixed(double value, int decimals)
    {
        string digits = Scaled(value, decimals).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return new ExactDecimal(digits, digits.Length - decimals);
    }

    /// <summary>Exactly <paramref name="count"/> significant digits; zero gives count zeros with the point after the first.</summary>
    public static ExactDecimal Significant(double value, int count)
    {
        if (value == 0)
            return new ExactDecimal(new string('0', count), 1);
        // From below: the logarithm may be one too high, and only digits that were rounded up from below the right point are wrong.
        int point = (int)Math.Floor(Math.Log10(value));
        BigInteger upper = BigInteger.Pow(10, count);
        while (true)
        {
            BigInteger scaled = Scaled(value, count - point);
            if (scaled < upper)
                return new ExactDecimal(scaled.ToString(CultureInfo.InvariantCulture), point);
            point++;
        }
    }

    /// <summary>The fewest digits that read back as the same double.</summary>
    public static ExactDecimal Shortest(double value)
    {
        // .NET's own text takes the neighbours of a power of two as equally far and may give a digit too few there.
        if ((BitConverter.DoubleToInt64Bits(value) & 0xfffffffffffff) == 0 && value > 0)
            return FewestDigits(value, text => double.Parse(text, CultureInfo.InvariantCulture) == value);
        return Parse(value.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>The fewest digits that read back as the same float.</summary>
    public static ExactDecimal Shortest(float value)
    {
        if ((BitConverter.SingleToInt32Bits(value) & 0x7fffff) == 0 && value > 0)
            return FewestDigits(value, text => float.Parse(text, CultureInfo.InvariantCulture) == value);
        return Parse(value.ToString("R", CultureInfo.InvariantCulture));
    }

    private static ExactDecimal FewestDigits(double value, Func<string, bool> readsBack)
    {
        for (int count = 1; ; count++)
        {
            // Above a power of two the neighbour is twice as far as below it: the next number up may read back where the nearest does not.
            ExactDecimal nearest = Significant(value, count);
            foreach (ExactDecimal number in new[] { nearest, nearest.Next() })
            {
                if (readsBack(string.Create(CultureInfo.InvariantCulture, $"0.{number.Digits}e{number.Point}")))
                    return number;
            }
        }
    }

    private ExactDecimal Next()
    {
        string next = (BigInteger.Parse(Digits, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        return new ExactDecimal(next, Point + next.Length - Digits.Length);
    }

    private static ExactDecimal Parse(string text)
    {
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = e < 0 ? text : text[..e];
        int dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        int point = (dot < 0 ? mantissa.Length : dot) + exponent;
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        string digits = all.TrimStart('0');
        if (digits.Length == 0)
            return new ExactDecimal("0", 1);
        return new ExactDecimal(digits.TrimEnd('0'), point - (all.Length - digits.Length));
    }

    /// <summary>value * 10^power, rounded to an integer, ties to even.</summary>
    private static BigInteger Scaled(double value, int power)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) & 0x7ff;
        long fraction = bits & 0xfffffffffffff;
        BigInteger numerator = exponent == 0 ? fraction : fraction | (1L << 52);
        BigInteger denominator = BigInteger.One;
        int shift = Math.Max(exponent, 1) - 1075;
        if (shift >= 0)
            numerator <<= shift;
        else
            denominator <<= -shift;
        if (power >= 0)
            numerator *= BigInteger.Pow(10, power);
        else
            denominator *= BigInteger.Pow(10, -power);
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
        int half = (remainder << 1).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
