using System.Globalization;
using System.Text.RegularExpressions;
using Tensorflow.Keras.Text;

namespace TfNet.Keras.Tests.Text;

/// <summary>Reads a summary of dialect C back into a description: the cells of the wrapped lines are joined again.</summary>
internal sealed partial class SummaryParser
{
    private readonly string[] _lines;
    private readonly bool _trainable;
    private readonly bool _connected;
    private readonly int[] _ends;

    public SummaryParser(string text, bool trainable, IReadOnlyList<double>? positions)
    {
        _lines = text.TrimEnd('\n').Split('\n');
        _trainable = trainable;
        int length = _lines[1].Length - (trainable ? 11 : 0);
        _connected = _lines[2].Contains("Connected to", StringComparison.Ordinal);
        positions ??= _connected ? [.3, .6, .7, 1] : [.45, .85, 1];
        List<int> ends = [.. positions.Select(p => (int)(length * p))];
        if (trainable)
            ends.Add(length + 11);
        _ends = [.. ends];
    }

    /// <param name="int64Values">how many of the non-trainable numbers have eight bytes</param>
    public SummaryModel Parse(long int64Values)
    {
        var top = new List<Node>();
        var open = new List<Node>();
        foreach ((int level, string[] cells) in Rows())
        {
            var node = new Node(cells, []);
            (level == 0 ? top : open[level - 1].Children).Add(node);
            open.RemoveRange(level, open.Count - level);
            open.Add(node);
        }
        long trainable = Total("Trainable"), frozen = Total("Non-trainable");
        return new SummaryModel(
            Name().Match(_lines[0]).Groups[1].Value,
            [.. top.Select(Row)],
            _connected,
            new SummaryTotals(trainable, frozen, 4 * trainable, 4 * (frozen + int64Values)));
    }

    private SummaryRow Row(Node node)
    {
        Match title = Title().Match(node.Cells[0]);
        bool unused = node.Cells[2] == "0 (unused)";
        long count = unused ? 0 : long.Parse(node.Cells[2], CultureInfo.InvariantCulture);
        MatchCollection inputs = Connection().Matches(_connected ? node.Cells[3] : "");
        return new SummaryRow(title.Groups[1].Value, title.Groups[2].Value, node.Cells[1], count)
        {
            Unused = unused,
            Trainable = !_trainable || node.Cells[^1] == "Y",
            Connections = [.. inputs.Select(m => new SummaryConnection(m.Groups[1].Value, Number(m, 2), Number(m, 3)))],
            Nested = [.. node.Children.Select(Row)],
        };
    }

    private IEnumerable<(int Level, string[] Cells)> Rows()
    {
        int rule = Array.FindIndex(_lines, l => l.All(c => c == '='));
        var block = new List<string>();
        foreach (string line in _lines.Skip(rule + 1).TakeWhile(l => l.Any(c => c != '=')).Append(""))
        {
            if (line.Any(c => c is not ('|' or ' ' or '¯')))
            {
                block.Add(line);
            }
            else if (block.Count > 0)
            {
                int level = block[0].TakeWhile(c => c == '|').Count();
                yield return (level, [.. Enumerable.Range(0, _ends.Length).Select(i => Cell(block, i, level))]);
                block.Clear();
            }
        }
    }

    private string Cell(List<string> block, int column, int level)
    {
        bool last = column == _ends.Length - 1;
        int start = column == 0 ? level + 1 : _ends[column - 1];
        int room = last ? _ends[column] - level - start : _ends[column] - start - (column == 0 ? 2 : 3);
        string[] pieces = [.. block.Select(l => l.Substring(start, room))];
        int used = Array.FindLastIndex(pieces, p => p.Trim().Length > 0);
        string cell = "";
        for (int i = 0; i <= used; i++)
        {
            string trimmed = pieces[i].TrimEnd();
            // A piece is full unless it is the last one or ends where a tuple, list or text ends.
            cell += i == used || Break().IsMatch(trimmed) ? trimmed : pieces[i];
        }
        return cell;
    }

    private long Total(string label) => long.Parse(
        Count().Match(_lines.Single(l => l.StartsWith(label + " params: ", StringComparison.Ordinal))).Value, CultureInfo.InvariantCulture);

    private static int Number(Match m, int group) => int.Parse(m.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private sealed record Node(string[] Cells, List<Node> Children);

    [GeneratedRegex("\"(.*)\"")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(.*) \((\w+)\)$")]
    private static partial Regex Title();

    [GeneratedRegex(@"'([^']+)\[(\d+)\]\[(\d+)\]'")]
    private static partial Regex Connection();

    [GeneratedRegex(@"[)}\]'],$")]
    private static partial Regex Break();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Count();
}
