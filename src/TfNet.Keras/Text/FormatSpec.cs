using System.Globalization;
using System.Text;

namespace Tensorflow.Keras.Text;

/// <summary>Python's format specification <c>[[fill]align][sign][#][0][width][,|_][.precision][type]</c>.</summary>
internal sealed record FormatSpec
{
    // Far above any text of a log line; a larger number is a slip or an attack on memory.
    private const int MaxNumber = 10_000;

    public string? Fill { get; init; }

    /// <summary>One of &lt; &gt; ^ =, or '\0' for the type's own alignment.</summary>
    public char Align { get; init; }

    public char Sign { get; init; } = '-';

    public bool Alternate { get; init; }

    public int Width { get; init; }

    /// <summary>',' or '_', or '\0' for none.</summary>
    public char Grouping { get; init; }

    public int? Precision { get; init; }

    /// <summary>The type letter, or '\0' when none is given.</summary>
    public char Type { get; init; }

    public static FormatSpec Parse(string spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        int i = 0;
        string? fill = null;
        char align = '\0', sign = '-', grouping = '\0', type = '\0';
        Rune.DecodeFromUtf16(spec, out _, out int first);
        if (first > 0 && spec.Length > first && IsAlign(spec[first]))
        {
            fill = spec[..first];
            align = spec[first];
            i = first + 1;
        }
        else if (spec.Length > 0 && IsAlign(spec[0]))
        {
            align = spec[i++];
        }
        if (i < spec.Length && spec[i] is '+' or '-' or ' ')
            sign = spec[i++];
        bool alternate = Skip(spec, ref i, '#');
        if (Skip(spec, ref i, '0'))
        {
            fill ??= "0";
            align = align == '\0' ? '0' : align;
        }
        int width = Number(spec, ref i) ?? 0;
        if (i < spec.Length && spec[i] is ',' or '_')
            grouping = spec[i++];
        int? precision = null;
        if (Skip(spec, ref i, '.'))
            precision = Number(spec, ref i) ?? throw Bad(spec, "a number after the point");
        if (i < spec.Length)
            type = spec[i++];
        if (i < spec.Length)
            throw Bad(spec, "[[fill]align][sign][#][0][width][,][.precision][type]");
        return new FormatSpec
        {
            Fill = fill,
            Align = align,
            Sign = sign,
            Alternate = alternate,
            Width = width,
            Grouping = grouping,
            Precision = precision,
            Type = type,
        };
    }

    /// <summary>Text fills up to the width with blanks on the right, unless told otherwise.</summary>
    public string Text(string value)
    {
        if (Type is not ('\0' or 's') || Align == '=' || Sign != '-' || Alternate || Grouping != '\0')
            throw new ValueError($"format specification of a text: expected [[fill]align][width][.precision][s]; received {this}");
        string cut = Precision is { } p && Runes(value) > p ? string.Concat(value.EnumerateRunes().Take(p)) : value;
        return Pad(cut, Align is '\0' or '0' ? '<' : Align);
    }

    /// <summary>A number of sign, digits before the point and the rest: grouped, signed and padded.</summary>
    public string Number(bool negative, string prefix, string whole, string rest)
    {
        string sign = negative ? "-" : Sign == '-' ? "" : Sign.ToString();
        sign += prefix;
        int size = Type is 'b' or 'o' or 'x' or 'X' ? 4 : 3;
        if (Align is '0' or '=' && Grouping != '\0' && Fill == "0" && char.IsAsciiLetterOrDigit(whole[0]))
        {
            string padded = whole;
            while (sign.Length + Grouped(padded, size).Length + rest.Length < Width)
                padded = "0" + padded;
            return sign + Grouped(padded, size) + rest;
        }
        string body = Grouped(whole, size) + rest;
        if (Align is '0' or '=')
            return sign + Filling(Width - sign.Length - body.Length) + body;
        return Pad(sign + body, Align == '\0' ? '>' : Align);
    }

    private string Grouped(string digits, int size)
    {
        if (Grouping == '\0' || !digits.All(char.IsAsciiHexDigit))
            return digits;
        var text = new StringBuilder();
        for (int i = 0; i < digits.Length; i++)
        {
            if (i > 0 && (digits.Length - i) % size == 0)
                text.Append(Grouping);
            text.Append(digits[i]);
        }
        return text.ToString();
    }

    private string Pad(string text, char align)
    {
        int missing = Math.Max(0, Width - Runes(text));
        int left = align switch { '<' => 0, '^' => missing / 2, _ => missing };
        return Filling(left) + text + Filling(missing - left);
    }

    private string Filling(int count) => count <= 0 ? "" : string.Concat(Enumerable.Repeat(Fill ?? " ", count));

    private static int Runes(string text) => text.EnumerateRunes().Count();

    private static bool IsAlign(char c) => c is '<' or '>' or '^' or '=';

    private static bool Skip(string spec, ref int i, char c)
    {
        if (i >= spec.Length || spec[i] != c)
            return false;
        i++;
        return true;
    }

    private static int? Number(string spec, ref int i)
    {
        int start = i;
        while (i < spec.Length && char.IsAsciiDigit(spec[i]))
            i++;
        if (i == start)
            return null;
        if (i - start > 5 || int.Parse(spec.AsSpan(start, i - start), CultureInfo.InvariantCulture) is var n && n > MaxNumber)
            throw Bad(spec, $"width and precision of at most {MaxNumber}");
        return n;
    }

    private static ValueError Bad(string spec, string expected) =>
        new($"format specification: expected {expected}; received '{spec}'");
}
