using System.Globalization;
using Tensorflow;
using TfNetZoo.Text;

namespace TfNetZoo.Inference;

/// <summary>How predictions are written.</summary>
public enum PredictionFormat
{
    /// <summary>The notes' lines.</summary>
    Text,

    /// <summary>An array with an object for each photo.</summary>
    Json,

    /// <summary>A line for each photo and class, with a header (RFC 4180).</summary>
    Csv,
}

/// <summary>Writes predictions one after another; <see cref="End"/> completes the text.</summary>
public abstract class PredictionWriter
{
    private protected PredictionWriter(TextWriter target, int top) => (Target, Top) = (target, top);

    private protected TextWriter Target { get; }

    private protected int Top { get; }

    /// <summary>A writer of a format.</summary>
    /// <param name="format">Which.</param>
    /// <param name="target">Where to; it is not closed.</param>
    /// <param name="top">Most probable classes of each photo.</param>
    /// <param name="single">Text only: one photo in the notes' form for one, its classes line by line.</param>
    public static PredictionWriter Of(PredictionFormat format, TextWriter target, int top = 5, bool single = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (top < 1)
            throw new ValueError($"PredictionWriter: argument top: expected at least 1; received {top}");
        return format switch
        {
            PredictionFormat.Json => new JsonPredictions(target, top),
            PredictionFormat.Csv => new CsvPredictions(target, top),
            _ => new TextPredictions(target, top, single),
        };
    }

    /// <summary>Writes a photo's result. Text and CSV leave out photos that could not be read.</summary>
    public abstract void Write(PhotoPrediction prediction);

    /// <summary>Completes the text.</summary>
    public virtual void End() => Target.Flush();

    private protected static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>One photo: the best class, then the best ones line by line. Many: a line each, and below it the next best.</summary>
internal sealed class TextPredictions(TextWriter target, int top, bool single) : PredictionWriter(target, top)
{
    public override void Write(PhotoPrediction prediction)
    {
        if (prediction.Error is not null)
            return;
        IReadOnlyList<ClassProbability> best = prediction.Top(Top);
        Target.WriteLine(single
            ? NotesText.Prediction(best[0].Name, best[0].Probability)
            : NotesText.BatchPrediction(prediction.Photo, best[0].Name, best[0].Probability));
        foreach (ClassProbability c in best.Skip(single ? 0 : 1))
            Target.WriteLine((single ? "" : "  ") + NotesText.ClassProbability(c.Name, c.Probability));
    }
}
