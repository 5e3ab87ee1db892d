using System.Globalization;
using System.Text;
using Tensorflow;
using TfNetZoo.Text;

namespace TfNetZoo.Analysis;

/// <summary>Precision, recall and specificity of a class; 0 where nothing was counted.</summary>
/// <param name="Name">Of the class.</param>
/// <param name="Precision">True positives of all predictions of the class.</param>
/// <param name="Recall">True positives of all samples of the class.</param>
/// <param name="Specificity">True negatives of all samples of other classes.</param>
/// <param name="Support">Samples of the class.</param>
public sealed record ClassScores(string Name, double Precision, double Recall, double Specificity, long Support);

/// <summary>How often each class was predicted for each true class.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    /// <param name="names">Of the classes.</param>
    public ConfusionMatrix(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
            throw new ValueError("ConfusionMatrix: argument names: expected at least one class; received none");
        Names = [.. names];
        _counts = new long[names.Count, names.Count];
    }

    /// <summary>Of the classes.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Samples counted.</summary>
    public long Total { get; private set; }

    /// <summary>How many samples of a class were predicted as another.</summary>
    public long this[int predicted, int actual] => _counts[predicted, actual];

    /// <summary>Right answers of all; 0 where nothing was counted.</summary>
    public double Accuracy => Ratio(Enumerable.Range(0, Names.Count).Sum(i => _counts[i, i]), Total);

    /// <summary>Counts a sample.</summary>
    /// <exception cref="ValueError">No such class.</exception>
    public void Add(int predicted, int actual)
    {
        foreach (int k in (int[])[predicted, actual])
            if (k < 0 || k >= Names.Count)
                throw new ValueError($"ConfusionMatrix: expected a class from 0 to {Names.Count - 1}; received {k}");
        _counts[predicted, actual]++;
        Total++;
    }

    /// <summary>The scores of each class.</summary>
    public IReadOnlyList<ClassScores> Scores()
    {
        var scores = new ClassScores[Names.Count];
        for (int k = 0; k < scores.Length; k++)
        {
            long hits = _counts[k, k], predicted = 0, actual = 0;
            for (int i = 0; i < scores.Length; i++)
                (predicted, actual) = (predicted + _counts[k, i], actual + _counts[i, k]);
            long others = Total - actual, wrong = predicted - hits;
            scores[k] = new ClassScores(Names[k], Ratio(hits, predicted), Ratio(hits, actual), Ratio(others - wrong, others), actual);
        }
        return scores;
    }

    /// <summary>The scores as an aligned table, three decimals.</summary>
    public string Table()
    {
        int width = Math.Max(5, Names.Max(n => n.Length));
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture, $"{"".PadRight(width)}  {"Precision",9}  {"Recall",9}  {"Specificity",11}  {"Support",7}"));
        foreach (ClassScores s in Scores())
            text.Append('\n').Append(string.Create(
                CultureInfo.InvariantCulture, $"{s.Name.PadRight(width)}  {s.Precision,9:F3}  {s.Recall,9:F3}  {s.Specificity,11:F3}  {s.Support,7}"));
        return text.ToString();
    }

    /// <summary>The scores and the counts as CSV: a line for each class, with a column for each class it was predicted as.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder(Csv.Line(
            ["class", "precision", "recall", "specificity", "support", .. Names.Select(n => "predicted " + n)]));
        IReadOnlyList<ClassScores> scores = Scores();
        for (int k = 0; k < scores.Count; k++)
        {
            ClassScores s = scores[k];
            int actual = k;
            text.Append(Csv.Line(
            [
                s.Name, Text(s.Precision), Text(s.Recall), Text(s.Specificity), Text(s.Support),
                .. Enumerable.Range(0, scores.Count).Select(p => Text(_counts[p, actual])),
            ]));
        }
        return text.ToString();
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
