using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using Tensorflow;
using Tensorflow.Keras.Text;

namespace TfNetZoo.Analysis;

/// <summary>A named row of values, one for each epoch from 0.</summary>
public sealed record Curve(string Name, IReadOnlyList<float> Values);

/// <summary>The curves of a training: loss and accuracy over the epochs, for the training and the validation data.</summary>
public static class HistoryPlot
{
    // matplotlib's figure of 6.4 by 4.8 inches at 100 dots each.
    private const int FigureWidth = 640, FigureHeight = 480;

    /// <summary><c>train_loss</c> and <c>val_loss</c> over the epochs.</summary>
    public static Figure Loss(IReadOnlyList<float> train, IReadOnlyList<float> validation) =>
        Lines("loss", new Curve("train_loss", train), new Curve("val_loss", validation));

    /// <summary><c>train_accuracy</c> and <c>val_accuracy</c> over the epochs.</summary>
    public static Figure Accuracy(IReadOnlyList<float> train, IReadOnlyList<float> validation) =>
        Lines("accuracy", new Curve("train_accuracy", train), new Curve("val_accuracy", validation));

    /// <summary>Curves over the epochs with a legend. A value that is not finite leaves a gap; curves may differ in length.</summary>
    /// <param name="yLabel">what the values are</param>
    /// <param name="curves">at least one, with at least one value among them</param>
    /// <exception cref="ValueError">There is nothing to draw.</exception>
    public static Figure Lines(string yLabel, params Curve[] curves)
    {
        if (!curves.Any(c => c.Values.Any(float.IsFinite)))
            throw new ValueError("HistoryPlot: argument curves: expected at least one finite value; received none");
        Plot plot = Figure.NewPlot();
        foreach (Curve curve in curves)
        {
            double[] x = [.. Enumerable.Range(0, curve.Values.Count)];
            double[] y = [.. curve.Values.Select(v => float.IsFinite(v) ? (double)v : double.NaN)];
            Scatter line = plot.Add.Scatter(x, y);
            line.LegendText = curve.Name;
            line.LineWidth = 2;
            // A point without neighbours has no line to be seen by.
            line.MarkerSize = y.Count(double.IsFinite) == 1 ? 6 : 0;
        }
        plot.XLabel("epochs");
        plot.YLabel(yLabel);
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(Emptiest(curves));
        return new Figure(plot, FigureWidth, FigureHeight);
    }

    /// <summary>The same numbers as a table: <c>epoch</c> (from 0) and a column for each curve, empty where it has ended.</summary>
    public static string ToCsv(params Curve[] curves)
    {
        IReadOnlyList<string> names = [.. curves.Select(c => c.Name)];
        string text = CsvText.Header(names);
        int epochs = curves.Select(c => c.Values.Count).DefaultIfEmpty().Max();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            object? Value(Curve c) => epoch < c.Values.Count ? c.Values[epoch] : null;
            text += CsvText.Row(epoch, names, curves.ToDictionary(c => c.Name, Value));
        }
        return text;
    }

    /// <summary>The corner that holds the fewest points: falling curves leave the upper right free, rising ones the lower right.</summary>
    private static Alignment Emptiest(Curve[] curves)
    {
        float[] all = [.. curves.SelectMany(c => c.Values).Where(float.IsFinite)];
        float low = all.Min(), high = all.Max();
        int last = curves.Max(c => c.Values.Count) - 1;
        (Alignment Corner, bool Right, bool Upper)[] corners =
        [
            (Alignment.UpperRight, true, true), (Alignment.LowerRight, true, false),
            (Alignment.UpperLeft, false, true), (Alignment.LowerLeft, false, false),
        ];
        bool Beside(int epoch, bool right) => right ? epoch > last * .65 : epoch < last * .35;
        bool Level(float value, bool upper) => upper ? value > low + .75 * (high - low) : value < low + .25 * (high - low);
        int Points(Curve c, bool right, bool upper) =>
            Enumerable.Range(0, c.Values.Count).Count(i => Beside(i, right) && Level(c.Values[i], upper));
        return corners.MinBy(corner => curves.Sum(c => Points(c, corner.Right, corner.Upper))).Corner;
    }
}
