using System.Globalization;
using TfNetZoo.Text;

namespace TfNetZoo.Inference;

/// <summary>The columns image, rank (from 1), index, class, probability.</summary>
internal sealed class CsvPredictions : PredictionWriter
{
    internal CsvPredictions(TextWriter target, int top)
        : base(target, top)
    {
        target.Write(Csv.Line("image", "rank", "index", "class", "probability"));
    }

    public override void Write(PhotoPrediction prediction)
    {
        if (prediction.Error is not null)
            return;
        int rank = 0;
        foreach (ClassProbability c in prediction.Top(Top))
            Target.Write(Csv.Line(
                prediction.Photo, Text(++rank), Text(c.Index), c.Name, Number(c.Probability)));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
