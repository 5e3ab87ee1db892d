namespace TfNetZoo.Text;

/// <summary>Lines of comma-separated values as RFC 4180 has them: quotes only where needed, doubled inside, CR LF at the end.</summary>
internal static class Csv
{
    internal static string Line(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string text) => text.AsSpan().IndexOfAny("\",\r\n") < 0
        ? text
        : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
