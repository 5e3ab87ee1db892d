using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tensorflow.Keras.Text;

/// <summary>Python's <c>repr</c>, <c>str</c> and <c>json.dumps</c> of numbers, texts, lists, tuples and dictionaries.</summary>
public static class PythonText
{
    /// <summary><c>str(value)</c>: a text as it is, everything else as <see cref="Repr(object?)"/>.</summary>
    public static string Str(object? value) => value as string ?? Repr(value);

    /// <summary><c>repr(value)</c>. Arrays and lists print as lists, value tuples as tuples, dictionaries as dictionaries; a float32
    /// prints its own shortest text, as numpy's does.</summary>
    /// <exception cref="ValueError">A value of another type.</exception>
    public static string Repr(object? value) => value switch
    {
        null => "None",
        bool b => b ? "True" : "False",
        double d => PythonFormat.Repr(d),
        float f => PythonFormat.Repr(f),
        string s => Repr(s),
        int or long or short or sbyte or byte or ushort or uint or ulong => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        ITuple t => "(" + string.Join(", ", Enumerable.Range(0, t.Length).Select(i => Repr(t[i]))) + (t.Length == 1 ? ",)" : ")"),
        IDictionary d => "{" + string.Join(", ", d.Keys.Cast<object?>().Select(k => Repr(k) + ": " + Repr(d[k!]))) + "}",
        IEnumerable e => "[" + string.Join(", ", e.Cast<object?>().Select(Repr)) + "]",
        _ => throw new ValueError($"repr: expected a number, text, list, tuple or dictionary; received {value.GetType().Name}"),
    };

    /// <summary><c>repr</c> of a text: single quotes, double quotes where the text holds a single one and no double one.</summary>
    public static string Repr(string value)
    {
        bool single = value.Contains('\'', StringComparison.Ordinal), both = single && value.Contains('"', StringComparison.Ordinal);
        char quote = single && !both ? '"' : '\'';
        var text = new StringBuilder().Append(quote);
        foreach (Rune rune in value.EnumerateRunes())
            AppendRepr(text, rune, quote);
        return text.Append(quote).ToString();
    }

    /// <summary><c>json.dumps(value)</c> of a text: quotes, and everything outside ASCII as \u escapes.</summary>
    public static string Json(string value)
    {
        var text = new StringBuilder().Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                >= ' ' and <= '~' => text.Append(c),
                '\x7f' => text.Append(c),
                _ => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }
        return text.Append('"').ToString();
    }

    /// <summary><c>json.dumps(dict, indent=4)</c> in the order given and without a final newline: the notes' class_indices.json.</summary>
    public static string Json(IEnumerable<KeyValuePair<string, string>> items)
    {
        string body = string.Join(",\n", items.Select(p => "    " + Json(p.Key) + ": " + Json(p.Value)));
        return body.Length == 0 ? "{}" : "{\n" + body + "\n}";
    }

    private static void AppendRepr(StringBuilder text, Rune rune, char quote)
    {
        int code = rune.Value;
        switch (code)
        {
            case '\\':
                text.Append("\\\\");
                break;
            case '\n':
                text.Append("\\n");
                break;
            case '\r':
                text.Append("\\r");
                break;
            case '\t':
                text.Append("\\t");
                break;
            default:
                if (code == quote)
                    text.Append('\\').Append(quote);
                else if (Printable(rune))
                    text.Append(rune.ToString());
                else
                    text.Append(Escape(code));
                break;
        }
    }

    private static string Escape(int code) => code switch
    {
        <= 0xff => "\\x" + code.ToString("x2", CultureInfo.InvariantCulture),
        <= 0xffff => "\\u" + code.ToString("x4", CultureInfo.InvariantCulture),
        _ => "\\U" + code.ToString("x8", CultureInfo.InvariantCulture),
    };

    private static bool Printable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
