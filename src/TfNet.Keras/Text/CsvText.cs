using System.Collections;
using System.Globalization;

namespace Tensorflow.Keras.Text;

/// <summary>The lines of Keras' CSVLogger: columns fixed by the first epoch, Python's numbers, quotes only where needed, CR LF.</summary>
public static class CsvText
{
    private const string LineEnd = "\r\n";

    /// <summary>The columns after <c>epoch</c>: the keys of the first epoch's logs in order; when none is a validation value (it may come
    /// in a later epoch), <c>val_</c> and each key follow.</summary>
    public static IReadOnlyList<string> Columns(IEnumerable<string> keys)
    {
        string[] sorted = [.. keys.Order(StringComparer.Ordinal)];
        return sorted.Any(k => k.StartsWith("val_", StringComparison.Ordinal)) ? sorted : [.. sorted, .. sorted.Select(k => "val_" + k)];
    }

    public static string Header(IReadOnlyList<string> columns, string separator = ",") => Line(columns.Prepend("epoch"), separator);

    /// <summary>The line of an epoch (from 0): <c>NA</c> where the logs lack a column, keys without a column are left out.</summary>
    public static string Row(int epoch, IReadOnlyList<string> columns, IReadOnlyDictionary<string, object?> logs, string separator = ",")
    {
        IEnumerable<string> cells = columns.Select(c => logs.TryGetValue(c, out object? value) ? Cell(value) : "NA");
        return Line(cells.Prepend(epoch.ToString(CultureInfo.InvariantCulture)), separator);
    }

    private static string Line(IEnumerable<string> cells, string separator)
    {
        if (separator.Length != 1)
            throw new ValueError($"CSVLogger: argument separator: expected one character; received '{separator}'");
        return string.Join(separator, cells.Select(c => Quoted(c, separator[0]))) + LineEnd;
    }

    // A list brings quotes of its own, which are then quoted as any others.
    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable list => "\"[" + string.Join(", ", list.Cast<object?>().Select(PythonText.Str)) + "]\"",
        _ => PythonText.Str(value),
    };

    private static string Quoted(string cell, char separator) =>
        cell.AsSpan().IndexOfAny(['"', '\r', '\n', separator]) < 0
            ? cell
            : "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
