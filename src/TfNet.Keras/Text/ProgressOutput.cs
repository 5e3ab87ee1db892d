using System.Diagnostics;
using System.Text;

namespace Tensorflow.Keras.Text;

/// <summary>How a progress bar shows its running state.</summary>
public enum ProgressDisplay
{
    /// <summary><see cref="Redraw"/> on a terminal, <see cref="FinalLine"/> where the output is a file, a pipe or another writer.</summary>
    Auto,

    /// <summary>Keras' and tqdm's own text: each drawing goes back over the last one (backspaces and carriage returns).</summary>
    Redraw,

    /// <summary>Each drawing on a line of its own: Keras' text where the display cannot go back.</summary>
    NewLine,

    /// <summary>Only the finished bar, as one plain line.</summary>
    FinalLine,
}

/// <summary>Where a progress bar writes, how it shows its state, and the clock it reads (seconds; only differences count).</summary>
public sealed record ProgressOutput(TextWriter Writer, ProgressDisplay Display, Func<double> Clock)
{
    /// <summary>Seconds of a clock that never goes back.</summary>
    public static readonly Func<double> Monotonic = () => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    /// <summary>Standard output with the real clock.</summary>
    public static ProgressOutput Console => new(System.Console.Out, ProgressDisplay.Auto, Monotonic);

    /// <summary>A writer with the real clock.</summary>
    public static ProgressOutput To(TextWriter writer, ProgressDisplay display = ProgressDisplay.Auto) => new(writer, display, Monotonic);

    internal bool IsTerminal => ReferenceEquals(Writer, System.Console.Out) && !System.Console.IsOutputRedirected;

    internal ProgressDisplay Resolved =>
        Display != ProgressDisplay.Auto ? Display : IsTerminal ? ProgressDisplay.Redraw : ProgressDisplay.FinalLine;

    internal bool IsUnicode => Writer.Encoding is UTF8Encoding or UnicodeEncoding or UTF32Encoding;

    internal void Write(string text)
    {
        Writer.Write(text);
        Writer.Flush();
    }
}
