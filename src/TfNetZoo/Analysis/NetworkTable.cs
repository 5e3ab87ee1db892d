using System.Globalization;
using System.Text;
using Tensorflow;
using TfNetZoo.Networks;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Analysis;

/// <summary>
/// The table of all networks as Markdown. Size, parameters, multiply-accumulates, rows and paper come from the registry and the networks
/// themselves; speed, example and result are written by hand and are kept when the table is made again.
/// </summary>
public static class NetworkTable
{
    private const string Unknown = "–";

    private static readonly string[] s_header =
    [
        "Network", "Input", "Parameters", "MACs (million)", "Train img/s", "Predict img/s", "Example", "Rows", "Paper", "Result seen",
    ];

    /// <summary>Columns that people fill in.</summary>
    private static readonly HashSet<int> s_byHand = [4, 5, 6, 9];

    /// <summary>Makes the table, a line for each network in the order of the registry.</summary>
    /// <param name="previous">An older text with the table: its cells of the columns filled in by hand are taken over; null: none.</param>
    public static string Render(string? previous = null)
    {
        Dictionary<string, string[]> old = Parse(previous ?? "");
        var text = new StringBuilder();
        Line(text, s_header);
        Line(text, [.. s_header.Select((_, i) => i is >= 2 and <= 5 ? "--:" : "---")]);
        foreach (NetworkInfo network in ModelRegistry.All)
        {
            string[] row = Row(network);
            if (old.TryGetValue(network.Name, out string[]? before))
                foreach (int i in s_byHand)
                    row[i] = before[i];
            Line(text, row);
        }
        return text.ToString();
    }

    /// <summary>A document with its table made anew; the text around the table stays.</summary>
    /// <exception cref="ValueError">It has no table that begins with the column "Network".</exception>
    public static string Update(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        string[] lines = document.ReplaceLineEndings("\n").Split('\n');
        int first = Array.FindIndex(lines, IsHeader);
        if (first < 0)
            throw new ValueError("NetworkTable: argument document: expected a table whose first column is 'Network'; found none");
        int end = first;
        while (end < lines.Length && lines[end].StartsWith('|'))
            end++;
        return string.Join('\n', [.. lines[..first], Render(document).TrimEnd('\n'), .. lines[end..]]);
    }

    private static string[] Row(NetworkInfo n)
    {
        keras.backend.clear_session();
        long macs = LayerCosts.Of(n.Build(), new Shape(n.Size, n.Size, n.Channels)).Macs;
        return
        [
            n.Name, Invariant($"{n.Size}x{n.Size}x{n.Channels}"), Invariant($"{n.Parameters:N0}"), Invariant($"{macs / 1e6:N2}"),
            Unknown, Unknown, Unknown, n.Rows, n.Paper, Unknown,
        ];
    }

    /// <summary>Rows by network; lines that are no row of this table are passed over.</summary>
    private static Dictionary<string, string[]> Parse(string text)
    {
        var rows = new Dictionary<string, string[]>();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string[] cells = Cells(line);
            if (cells.Length == s_header.Length)
                rows[cells[0]] = cells;
        }
        return rows;
    }

    private static bool IsHeader(string line) => Cells(line) is [var first, ..] && first == s_header[0];

    private static string[] Cells(string line) => line.StartsWith('|') && line.TrimEnd().EndsWith('|')
        ? [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())]
        : [];

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
