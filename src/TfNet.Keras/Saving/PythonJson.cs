using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tensorflow.Keras.Text;

namespace Tensorflow.Keras.Saving;

/// <summary>JSON as Python's json.dumps writes it: ", " and ": ", floats by their shortest repr, everything beyond ASCII escaped.</summary>
internal static class PythonJson
{
    /// <summary>Nesting beyond any model that could be built by hand.</summary>
    private const int MaxDepth = 200;

    internal static string Dump(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, 0);
        return text.ToString();
    }

    /// <summary>Dictionaries, lists, strings, long, double, bool and null of a text.</summary>
    internal static object? Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return ConfigValues.Plain(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ValueError(
                $"config: expected JSON text; received text with an error at line {e.LineNumber + 1}, byte {e.BytePositionInLine}: "
                + $"{e.Message}");
        }
    }

    private static void Append(StringBuilder text, object? value, int depth)
    {
        if (depth > MaxDepth)
            throw new ValueError($"config: expected at most {MaxDepth} levels of nesting");
        switch (ConfigValues.Plain(value))
        {
            case null:
                text.Append("null");
                break;
            case bool b:
                text.Append(b ? "true" : "false");
                break;
            case string s:
                text.Append(PythonText.Json(s));
                break;
            case double d:
                text.Append(Number(d));
                break;
            case float f:
                text.Append(Number(f));
                break;
            case IFormattable n and (int or long or short or byte or uint or ulong):
                text.Append(n.ToString(null, CultureInfo.InvariantCulture));
                break;
            case Shape shape:
                AppendList(text, shape.Select(d => d < 0 ? null : (object?)d), depth);
                break;
            case object other when ConfigValues.AsDictionary(other) is { } dictionary:
                AppendObject(text, dictionary, depth);
                break;
            case IEnumerable list:
                AppendList(text, list, depth);
                break;
            case object other:
                throw new ValueError($"config: expected numbers, strings, lists and dictionaries; received a {other.GetType().Name}");
        }
    }

    private static void AppendObject(StringBuilder text, IDictionary<string, object?> dictionary, int depth)
    {
        text.Append('{');
        string separator = "";
        foreach ((string key, object? value) in dictionary)
        {
            text.Append(separator).Append(PythonText.Json(key)).Append(": ");
            Append(text, value, depth + 1);
            separator = ", ";
        }
        text.Append('}');
    }

    private static void AppendList(StringBuilder text, IEnumerable list, int depth)
    {
        text.Append('[');
        string separator = "";
        foreach (object? item in list)
        {
            text.Append(separator);
            Append(text, item, depth + 1);
            separator = ", ";
        }
        text.Append(']');
    }

    private static string Number(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? (value > 0 ? "Infinity" : "-Infinity") : PythonFormat.Repr(value);
}
