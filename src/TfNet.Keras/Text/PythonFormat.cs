using System.Globalization;
using System.Numerics;
using System.Text;

namespace Tensorflow.Keras.Text;

/// <summary>
/// Numbers and texts exactly as Python prints them: <c>repr</c>, <c>format(value, spec)</c>, <c>str.format</c> and the <c>%</c> operator.
/// Keras' progress lines, checkpoint names and messages are made of these.
/// </summary>
public static class PythonFormat
{
    // Python's float repr switches to an exponent below 1e-4 and from 1e16 on.
    private const int ReprDigits = 16;

    /// <summary>The shortest text that reads back as the same double: <c>0.1</c>, <c>1.0</c>, <c>1e-05</c>, <c>nan</c>.</summary>
    public static string Repr(double value) =>
        double.IsFinite(value) ? Signed(value, General(ExactDecimal.Shortest(Math.Abs(value)), ReprDigits, true)) : Special(value);

    /// <summary>numpy's text of a float32 scalar: the shortest that reads back as the same float (<c>0.1</c>). Python floats made from
    /// a float32 print the double instead (<c>0.10000000149011612</c>): <c>Repr((double)value)</c>.</summary>
    public static string Repr(float value)
    {
        if (!float.IsFinite(value))
            return Special(value);
        float magnitude = Math.Abs(value);
        ExactDecimal number = ExactDecimal.Shortest(magnitude);
        // numpy asks the value, not its digits: the float32 next to 1e-4 lies below it and prints as 1e-04.
        bool exponent = magnitude != 0 && (double)magnitude is < 1e-4 or >= 1e16;
        return Signed(value, exponent ? Exponent(number, false) : General(number, ReprDigits, true));
    }

    /// <summary><c>format(value, spec)</c> of a Python float.</summary>
    /// <exception cref="ValueError">The specification is malformed or does not fit a number.</exception>
    public static string Format(double value, string spec)
    {
        FormatSpec parsed = FormatSpec.Parse(spec);
        bool negative = double.IsNegative(value) && !double.IsNaN(value);
        bool upper = char.IsAsciiLetterUpper(parsed.Type);
        string percent = parsed.Type == '%' ? "%" : "";
        double magnitude = Math.Abs(parsed.Type == '%' ? value * 100 : value);
        if (!double.IsFinite(magnitude))
            return parsed.Number(negative, "", (upper ? Special(magnitude).ToUpperInvariant() : Special(magnitude)), percent);
        string text = Magnitude(magnitude, parsed) + percent;
        if (upper)
            text = text.ToUpperInvariant();
        int end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? parsed.Number(negative, "", text, "") : parsed.Number(negative, "", text[..end], text[end..]);
    }

    /// <summary><c>format(value, spec)</c> of a Python int.</summary>
    /// <exception cref="ValueError">The specification is malformed or does not fit a number.</exception>
    public static string Format(long value, string spec)
    {
        FormatSpec parsed = FormatSpec.Parse(spec);
        if (parsed.Type is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%')
            return Format((double)value, spec);
        if (parsed.Precision != null)
            throw new ValueError($"format specification of an integer: expected no precision; received '{spec}'");
        BigInteger magnitude = BigInteger.Abs(value);
        (string digits, string prefix) = parsed.Type switch
        {
            '\0' or 'd' => (magnitude.ToString(CultureInfo.InvariantCulture), ""),
            'x' => (Radix(magnitude, 16), "0x"),
            'X' => (Radix(magnitude, 16).ToUpperInvariant(), "0X"),
            'o' => (Radix(magnitude, 8), "0o"),
            'b' => (Radix(magnitude, 2), "0b"),
            _ => throw Unknown(parsed.Type, "an integer"),
        };
        return parsed.Number(value < 0, parsed.Alternate ? prefix : "", digits, "");
    }

    /// <summary><c>format(value, spec)</c> of a Python str.</summary>
    /// <exception cref="ValueError">The specification is malformed or does not fit a text.</exception>
    public static string Format(string value, string spec) => FormatSpec.Parse(spec).Text(value);

    /// <summary><c>format(value, spec)</c> of a number or text; a float32 counts as the Python float it becomes.</summary>
    public static string Format(object? value, string spec) => value switch
    {
        double d => Format(d, spec),
        float f => Format((double)f, spec),
        Half h => Format((double)h, spec),
        bool b => spec.Length == 0 ? PythonText.Repr(b) : Format(b ? 1L : 0L, spec),
        int or long or short or sbyte or byte or ushort or uint => Format(Convert.ToInt64(value, CultureInfo.InvariantCulture), spec),
        string s => Format(s, spec),
        _ when spec.Length == 0 => PythonText.Repr(value),
        _ => throw new ValueError($"format specification: expected a number or text for '{spec}'; received {PythonText.Repr(value)}"),
    };

    /// <summary>
    /// <c>template.format(**fields)</c>: <c>{name}</c>, <c>{name:spec}</c>, <c>{name!r}</c>, <c>{{</c> and <c>}}</c>; a specification may
    /// itself hold fields. Checkpoint names are such templates: <c>w-{epoch:02d}-{val_loss:.2f}.h5</c>.
    /// </summary>
    /// <exception cref="KeyError">A field is not among <paramref name="fields"/>; the message is its quoted name.</exception>
    /// <exception cref="ValueError">Braces do not match, or a specification does not fit its value.</exception>
    public static string Template(string template, IReadOnlyDictionary<string, object?> fields) =>
        FormatTemplate.Expand(template, fields, 2);

    /// <summary>The <c>%</c> operator: <c>%d</c>, <c>%5.2f</c>, <c>%-10s</c>, <c>%%</c>, .. with one value for each conversion.</summary>
    /// <exception cref="ValueError">A conversion is malformed, or values are missing or left over.</exception>
    public static string Percent(string template, params object?[] values) => FormatTemplate.Percent(template, values);

    private static string Magnitude(double value, FormatSpec spec)
    {
        int precision = spec.Precision ?? 6;
        switch (spec.Type)
        {
            case 'f' or 'F' or '%':
                return Fixed(ExactDecimal.Fixed(value, precision), precision, spec.Alternate);
            case 'e' or 'E':
                return Exponent(ExactDecimal.Significant(value, precision + 1), spec.Alternate);
            case 'g' or 'G':
                int digits = Math.Max(1, precision);
                ExactDecimal general = ExactDecimal.Significant(value, digits);
                return General(spec.Alternate ? general : Trimmed(general), digits, spec.Alternate && digits > 1, spec.Alternate);
            case '\0' when spec.Precision == null:
                return General(ExactDecimal.Shortest(value), ReprDigits, true);
            case '\0':
                // As 'g', but always with a digit after the point, so the exponent begins one digit earlier.
                int count = Math.Max(1, precision);
                return General(Trimmed(ExactDecimal.Significant(value, count)), count - 1, true);
            default:
                throw Unknown(spec.Type, "a float");
        }
    }

    private static string Fixed(ExactDecimal number, int decimals, bool dot)
    {
        string whole = number.Digits[..number.Point];
        return decimals > 0 ? whole + "." + number.Digits[number.Point..] : dot ? whole + "." : whole;
    }

    /// <summary>Plain digits while the exponent is in -4 .. limit - 1, otherwise with an exponent.</summary>
    private static string General(ExactDecimal number, int limit, bool dotZero, bool dot = false)
    {
        (string digits, int point) = number;
        if (point <= -4 || point > limit)
            return Exponent(number, dot);
        if (point <= 0)
            return "0." + new string('0', -point) + digits;
        if (point < digits.Length)
            return digits[..point] + "." + digits[point..];
        string whole = digits.PadRight(point, '0');
        return dotZero && !dot ? whole + ".0" : dot ? whole + "." : whole;
    }

    private static string Exponent(ExactDecimal number, bool dot)
    {
        int exponent = number.Digits.All(c => c == '0') ? 0 : number.Point - 1;
        var text = new StringBuilder().Append(number.Digits[0]);
        if (number.Digits.Length > 1 || dot)
            text.Append('.').Append(number.Digits, 1, number.Digits.Length - 1);
        text.Append('e').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static ExactDecimal Trimmed(ExactDecimal number)
    {
        string digits = number.Digits.TrimEnd('0');
        return number with { Digits = digits.Length == 0 ? "0" : digits };
    }

    private static string Radix(BigInteger value, int radix)
    {
        if (value.IsZero)
            return "0";
        var digits = new StringBuilder();
        for (; !value.IsZero; value /= radix)
            digits.Insert(0, "0123456789abcdef"[(int)(value % radix)]);
        return digits.ToString();
    }

    private static string Signed(double value, string magnitude) => double.IsNegative(value) ? "-" + magnitude : magnitude;

    private static string Special(double value) => double.IsNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";

    private static ValueError Unknown(char type, string what) =>
        new($"format specification: expected a type for {what}; received '{type}'");
}
