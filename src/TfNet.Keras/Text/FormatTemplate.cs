using System.Globalization;
using System.Text;

namespace Tensorflow.Keras.Text;

/// <summary>Templates of named fields (<c>str.format</c>) and of conversions (the <c>%</c> operator).</summary>
internal static class FormatTemplate
{
    public static string Expand(string template, IReadOnlyDictionary<string, object?> fields, int depth)
    {
        var text = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            char c = template[i];
            if (c is not ('{' or '}'))
            {
                text.Append(c);
            }
            else if (i + 1 < template.Length && template[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else if (c == '}')
            {
                throw new ValueError($"format template: expected }}}} for a single brace; received '{template}'");
            }
            else
            {
                int end = Close(template, i);
                text.Append(Field(template[(i + 1)..end], fields, depth));
                i = end;
            }
        }
        return text.ToString();
    }

    public static string Percent(string template, object?[] values)
    {
        var text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '%')
            {
                text.Append(template[i]);
                continue;
            }
            int start = ++i;
            while (i < template.Length && (char.IsAsciiDigit(template[i]) || template[i] is '-' or '+' or ' ' or '#' or '.'))
                i++;
            if (i >= template.Length)
                throw new ValueError($"% template: expected a conversion type after %; received '{template}'");
            if (template[i] == '%')
            {
                text.Append('%');
                continue;
            }
            if (next >= values.Length)
                throw new ValueError($"% template '{template}': expected a value for each conversion; received {values.Length}");
            text.Append(Conversion(template[start..i], template[i], values[next++]));
        }
        if (next != values.Length)
            throw new ValueError($"% template '{template}': expected {next} values; received {values.Length}");
        return text.ToString();
    }

    private static string Conversion(string options, char type, object? value)
    {
        string flags = new([.. options.TakeWhile(c => c is '-' or '+' or ' ' or '0' or '#')]);
        bool Has(char flag) => flags.Contains(flag, StringComparison.Ordinal);
        string numbers = options[flags.Length..];
        // A width aligns right, also for texts; a minus sign aligns left and switches zeros off.
        string align = Has('-') ? "<" : Has('0') && type is not ('s' or 'r') ? "" : ">";
        string sign = Has('+') ? "+" : Has(' ') ? " " : "";
        string zero = align.Length == 0 ? "0" : "";
        string alternate = Has('#') ? "#" : "";
        return type switch
        {
            'd' or 'i' => PythonFormat.Format(Integer(value), align + sign + zero + numbers + "d"),
            's' => PythonFormat.Format(PythonText.Str(value), align + numbers),
            'r' => PythonFormat.Format(PythonText.Repr(value), align + numbers),
            'f' or 'F' or 'e' or 'E' or 'g' or 'G' =>
                PythonFormat.Format(Real(value), align + sign + alternate + zero + numbers + type),
            _ => throw new ValueError($"% template: expected one of d i s r f e g; received '{type}'"),
        };
    }

    private static long Integer(object? value) => value switch
    {
        int or long or short or sbyte or byte or ushort or uint or bool => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ when Real(value) is > -9e18 and < 9e18 and { } real => (long)real,
        _ => throw new ValueError($"% template: expected a number below 9e18 for %d; received {PythonText.Repr(value)}"),
    };

    private static double Real(object? value) => value switch
    {
        Half h => (double)h,
        int or long or short or sbyte or byte or ushort or uint or bool or float or double =>
            Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => throw new TypeError($"% template: expected a number; received {PythonText.Repr(value)}"),
    };

    private static int Close(string template, int open)
    {
        int level = 0;
        for (int i = open; i < template.Length; i++)
        {
            level += template[i] == '{' ? 1 : template[i] == '}' ? -1 : 0;
            if (level == 0)
                return i;
        }
        throw new ValueError($"format template: expected }} for every {{; received '{template}'");
    }

    private static string Field(string field, IReadOnlyDictionary<string, object?> fields, int depth)
    {
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? field : field[..colon];
        string spec = colon < 0 ? "" : field[(colon + 1)..];
        string conversion = "";
        int mark = name.IndexOf('!', StringComparison.Ordinal);
        if (mark >= 0)
            (name, conversion) = (name[..mark], name[(mark + 1)..]);
        if (name.AsSpan().IndexOfAny("{}") >= 0)
            throw new ValueError($"format template: expected a plain field name; received '{name}'");
        if (!fields.TryGetValue(name, out object? value))
            throw new KeyError(PythonText.Repr(name));
        if (spec.Contains('{', StringComparison.Ordinal))
        {
            spec = depth > 1
                ? Expand(spec, fields, depth - 1)
                : throw new ValueError($"format template: expected at most one level of nested fields; received '{field}'");
        }
        return conversion switch
        {
            "" => PythonFormat.Format(value, spec),
            "r" => PythonFormat.Format(PythonText.Repr(value), spec),
            "s" => PythonFormat.Format(PythonText.Str(value), spec),
            _ => throw new ValueError($"format template: expected the conversion !r or !s; received '!{conversion}'"),
        };
    }
}
