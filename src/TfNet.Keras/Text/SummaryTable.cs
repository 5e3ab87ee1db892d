using System.Text;
using System.Text.RegularExpressions;

namespace Tensorflow.Keras.Text;

/// <summary>The text of <c>model.summary()</c>, byte for byte as Keras prints it.</summary>
public static class SummaryTable
{
    /// <summary>The whole text with a newline after each line.</summary>
    /// <exception cref="ValueError">An option does not fit the model or the dialect.</exception>
    public static string Text(SummaryModel model, SummaryOptions? options = null) =>
        string.Concat(Lines(model, options).Select(l => l + "\n"));

    /// <summary>The lines, as Keras hands them to <c>print_fn</c>.</summary>
    /// <exception cref="ValueError">An option does not fit the model or the dialect.</exception>
    public static IReadOnlyList<string> Lines(SummaryModel model, SummaryOptions? options = null)
    {
        options ??= new SummaryOptions();
        var columns = SummaryColumns.For(model, options);
        var lines = new List<string> { $"Model: \"{model.Name}\"", new('_', columns.LineLength) };
        var rows = new SummaryRows(columns, options, model.Connected, lines);
        rows.Header();
        IReadOnlyList<SummaryRow> shown = Range(model.Rows, options.LayerRange);
        for (int i = 0; i < shown.Count; i++)
        {
            if (options.Dialect == SummaryDialect.A)
                rows.Cut(shown[i], last: i == shown.Count - 1);
            else
                rows.Wrapped(shown[i], 0, last: false);
        }
        if (options.Dialect != SummaryDialect.A)
            lines.Add(new string('=', columns.LineLength));
        Totals(model.Totals, options.Dialect, lines);
        lines.Add(new string('_', columns.LineLength));
        return lines;
    }

    private static IReadOnlyList<SummaryRow> Range(IReadOnlyList<SummaryRow> rows, (string First, string Last)? range)
    {
        if (range is not { } names)
            return rows;
        int[] first = Matches(rows, names.First), last = Matches(rows, names.Last);
        if (first.Length == 0 || last.Length == 0)
        {
            throw new ValueError(
                "summary: argument layer_range: expected expressions that match names of layers; "
                + $"received ({PythonText.Repr(names.First)}, {PythonText.Repr(names.Last)})");
        }
        // Given the wrong way round, the two still name the same rows.
        (int from, int to) = first[0] <= last[^1] ? (first[0], last[^1]) : (last[0], first[^1]);
        return [.. rows.Skip(from).Take(to - from + 1)];
    }

    private static int[] Matches(IReadOnlyList<SummaryRow> rows, string pattern)
    {
        Regex start;
        try
        {
            start = new Regex(@"\A(?:" + pattern + ")", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (RegexParseException e)
        {
            throw new ValueError($"summary: argument layer_range: expected a regular expression; received '{pattern}' ({e.Error})", e);
        }
        return [.. Enumerable.Range(0, rows.Count).Where(i => start.IsMatch(rows[i].Name))];
    }

    private static void Totals(SummaryTotals totals, SummaryDialect dialect, List<string> lines)
    {
        (string Label, long Count, long Bytes)[] all =
        [
            ("Total", totals.Trainable + totals.NonTrainable, totals.TrainableBytes + totals.NonTrainableBytes),
            ("Trainable", totals.Trainable, totals.TrainableBytes),
            ("Non-trainable", totals.NonTrainable, totals.NonTrainableBytes),
        ];
        foreach ((string label, long count, long bytes) in all)
        {
            string text = dialect == SummaryDialect.C
                ? PythonFormat.Format(count, "") + " (" + Memory(bytes) + ")"
                : PythonFormat.Format(count, ",");
            lines.Add(label + " params: " + text);
        }
    }

    /// <summary><c>55.66 MB</c>, in steps of 1024.</summary>
    private static string Memory(double size)
    {
        string[] units = ["Byte", "KB", "MB", "GB", "TB", "PB"];
        int unit = 0;
        for (; size >= 1024 && unit < units.Length - 1; unit++)
            size /= 1024;
        return PythonFormat.Format(size, ".2f") + " " + units[unit];
    }
}

/// <summary>Where the columns of a summary end.</summary>
internal sealed record SummaryColumns(int LineLength, int[] Ends, string[] Names)
{
    private const int TrainableWidth = 11;

    public static SummaryColumns For(SummaryModel model, SummaryOptions options)
    {
        bool a = options.Dialect == SummaryDialect.A;
        if (a && (options.ExpandNested || options.ShowTrainable || options.LayerRange != null))
        {
            throw new ValueError(
                "summary: dialect A (TensorFlow 2.0 to 2.6): expected none of expand_nested, show_trainable, layer_range; received one");
        }
        int length = options.LineLength ?? (model.Connected ? 98 : 65);
        IReadOnlyList<double> shares = options.Positions ?? (
            !model.Connected ? [.45, .85, 1] : options.Dialect == SummaryDialect.C ? [.3, .6, .7, 1] : [.33, .55, .67, 1]);
        List<string> names = ["Layer (type)", "Output Shape", "Param #"];
        if (model.Connected)
            names.Add("Connected to");
        if (shares.Count != names.Count)
            throw new ValueError($"summary: argument positions: expected {names.Count} numbers, one a column; received {shares.Count}");
        List<int> ends = [.. shares.Select(s => (int)(shares[^1] <= 1 ? length * s : s))];
        if (options.ShowTrainable)
        {
            length += TrainableWidth;
            ends.Add(length);
            names.Add("Trainable");
        }
        var columns = new SummaryColumns(length, [.. ends], [.. names]);
        int levels = options.ExpandNested ? model.Rows.Select(Levels).DefaultIfEmpty().Max() : 0;
        for (int column = 0; column < ends.Count; column++)
        {
            if ((a ? columns.Width(column) : columns.Room(column, levels, options.Dialect)) < 1)
            {
                throw new ValueError(
                    "summary: arguments line_length, positions: expected room for every column; "
                    + $"received {length} with columns ending at {string.Join(", ", ends)}");
            }
        }
        return columns;
    }

    /// <summary>How many characters of a cell fit on a line: the last column has its whole width, the others keep a gap.</summary>
    public int Room(int column, int level, SummaryDialect dialect)
    {
        if (column == Ends.Length - 1)
            return Width(column);
        int gap = dialect == SummaryDialect.C ? 3 : 2;
        return Width(column) - gap - (column == 0 && dialect == SummaryDialect.C ? level : 0);
    }

    private int Width(int column) => Ends[column] - (column > 0 ? Ends[column - 1] : 0);

    private static int Levels(SummaryRow row) => row.Nested.Count == 0 ? 0 : 1 + row.Nested.Max(Levels);
}

/// <summary>Writes the rows of a summary.</summary>
internal sealed class SummaryRows(SummaryColumns columns, SummaryOptions options, bool connected, List<string> lines)
{
    private static readonly string[] s_breaks = ["),", "},", "],", "',"];

    public void Header()
    {
        if (options.Dialect == SummaryDialect.A)
            CutLine(columns.Names);
        else
            WrappedLines(columns.Names, 0);
        lines.Add(new string('=', columns.LineLength));
    }

    /// <summary>Dialect A: one line for a layer, one more for each further connection, then a rule.</summary>
    public void Cut(SummaryRow row, bool last)
    {
        string[] connections = connected ? [.. row.Connections.Select(c => c.ToString())] : [];
        List<string> cells = [Title(row), row.OutputShape, Count(row)];
        if (connected)
            cells.Add(connections.FirstOrDefault(""));
        CutLine(cells);
        foreach (string connection in connections.Skip(1))
            CutLine(["", "", "", connection]);
        lines.Add(new string(last ? '=' : '_', columns.LineLength));
    }

    /// <summary>Dialects B and C: as many lines as the longest cell needs, the nested layers in a box, then an empty line.</summary>
    public void Wrapped(SummaryRow row, int level, bool last)
    {
        List<string> cells = [Title(row), row.OutputShape, Count(row)];
        if (connected)
            cells.Add(level == 0 ? "[" + string.Join(", ", row.Connections.Select(c => PythonText.Repr(c.ToString()))) + "]" : "[]");
        if (options.ShowTrainable)
            cells.Add(row.Trainable ? "Y" : "N");
        WrappedLines(cells, level);
        string edge = new('|', level);
        if (options.ExpandNested && row.Nested.Count > 0)
        {
            lines.Add(edge + "|" + new string('¯', Math.Max(0, columns.LineLength - 2 * level - 2)) + "|" + edge);
            for (int i = 0; i < row.Nested.Count; i++)
                Wrapped(row.Nested[i], level + 1, i == row.Nested.Count - 1);
            lines.Add(edge + new string('¯', Math.Max(0, columns.LineLength - 2 * level)) + edge);
        }
        else if (!last)
        {
            lines.Add(edge + new string(' ', Math.Max(0, columns.LineLength - 2 * level)) + edge);
        }
    }

    private static string Title(SummaryRow row) => row.Name + " (" + row.ClassName + ")";

    // Keras asks for the count in any case where it shows connections.
    private string Count(SummaryRow row) => row.Unused && !connected ? "0 (unused)" : PythonFormat.Format(row.Params, "");

    private void CutLine(IReadOnlyList<string> cells)
    {
        string line = "";
        for (int i = 0; i < cells.Count; i++)
        {
            // The last character of a full column makes room for the gap.
            line = (i > 0 ? line[..^1] + " " : "") + cells[i];
            int end = columns.Ends[i];
            line = line.Length > end ? line[..end] : line.PadRight(end);
        }
        lines.Add(line);
    }

    private void WrappedLines(IReadOnlyList<string> cells, int level)
    {
        string[] rest = [.. cells];
        string edge = new('|', level);
        while (rest.Any(r => r.Length > 0))
        {
            var line = new StringBuilder(edge).Append(' ');
            for (int i = 0; i < rest.Length; i++)
            {
                bool lastColumn = i == rest.Length - 1;
                string piece = Piece(rest[i], columns.Room(i, level, options.Dialect));
                rest[i] = rest[i][piece.Length..];
                line.Append(piece).Append(lastColumn ? "" : "  ");
                int end = columns.Ends[i] - (lastColumn || options.Dialect == SummaryDialect.B ? level : 0);
                line.Append(' ', Math.Max(0, end - line.Length));
            }
            lines.Add(line.Append(edge).ToString());
        }
    }

    /// <summary>What of a cell stands on this line: up to the first end of a tuple, list or text, otherwise all that fits.</summary>
    private static string Piece(string cell, int room)
    {
        string piece = cell.Length > room ? cell[..room] : cell;
        int[] ends = [.. s_breaks.Select(b => piece.IndexOf(b, StringComparison.Ordinal)).Where(at => at >= 0)];
        return ends.Length > 0 ? piece[..(ends.Min() + 2)] : piece;
    }
}
