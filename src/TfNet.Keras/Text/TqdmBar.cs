using System.Collections;
using System.Text;

namespace Tensorflow.Keras.Text;

/// <summary>How a <see cref="TqdmBar"/> looks.</summary>
public sealed record TqdmStyle
{
    /// <summary>Columns of the whole line; 0 leaves the bar out; null: a bar of ten cells, the terminal's width on a terminal.</summary>
    public int? Columns { get; init; }

    /// <summary>Bar of <c>#</c> and digits; null: only when the writer's encoding has no block characters.</summary>
    public bool? Ascii { get; init; }

    public string Unit { get; init; } = "it";

    /// <summary>Counts and rates with k, M, G.</summary>
    public bool UnitScale { get; init; }

    /// <summary>Text after the rate.</summary>
    public string Postfix { get; init; } = "";

    /// <summary>Whether the finished bar stays.</summary>
    public bool Leave { get; init; } = true;

    /// <summary>Least seconds between two drawings.</summary>
    public double MinInterval { get; init; } = .1;

    public bool Disable { get; init; }
}

/// <summary>
/// A loop with tqdm's progress text: <c>desc: 50%|█████     | 103/206 [00:15&lt;00:15,  6.80it/s]</c>.
/// <see cref="Description"/> may be set inside the loop and shows at the next drawing.
/// </summary>
/// <example><code>
/// var bar = new TqdmBar(steps);
/// foreach (int i in bar) { ...; bar.Description = $"train epoch[{epoch}/{epochs}] loss:{loss:F3}"; }
/// </code></example>
public sealed class TqdmBar : IEnumerable<int>
{
    private const double Smoothing = .3;
    // tqdm's watcher thread makes a bar that has been still this long draw at its next step.
    private const double MaxInterval = 10;

    private readonly int? _total;
    private readonly TqdmStyle _style;
    private readonly ProgressOutput _output;
    private readonly ProgressDisplay _display;
    private readonly MovingAverage _steps = new(), _seconds = new();
    private double _start, _lastDrawn, _minSteps;
    private int _lastCount, _shown;
    private bool _started, _closed;

    /// <param name="total">number of steps; null while it is not known</param>
    /// <param name="description">text in front of the bar</param>
    /// <param name="style">columns, characters, intervals</param>
    /// <param name="output">where to write; standard output by default</param>
    public TqdmBar(int? total, string description = "", TqdmStyle? style = null, ProgressOutput? output = null)
    {
        Description = description.Length > 0 ? description + ": " : "";
        (_total, _style, _output) = (total, style ?? new TqdmStyle(), output ?? ProgressOutput.Console);
        _display = _style.Disable ? ProgressDisplay.FinalLine : _output.Resolved;
        int? columns = _style.Columns ?? (_output.IsTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : null);
        _style = _style with { Columns = columns, Ascii = _style.Ascii ?? !_output.IsUnicode };
    }

    /// <summary>Text in front of the bar; a colon is added when it has none.</summary>
    public string Description { get; set; }

    /// <summary>Steps done.</summary>
    public int Count { get; private set; }

    /// <summary>Counts from 0 to the total, drawing the bar on the way.</summary>
    /// <exception cref="ValueError">The total is not known: call <see cref="Update"/> instead.</exception>
    public IEnumerator<int> GetEnumerator()
    {
        int total = _total ?? throw new ValueError("TqdmBar: argument total: expected a number to count to; received null");
        return Wrap(Enumerable.Range(0, total)).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The items of a sequence, counted as they are used up.</summary>
    public IEnumerable<T> Wrap<T>(IEnumerable<T> items)
    {
        Start();
        try
        {
            foreach (T item in items)
            {
                yield return item;
                Update(1);
            }
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Goes on by some steps and draws when it is time to.</summary>
    public void Update(int steps)
    {
        Start();
        Count += steps;
        if (_style.Disable)
            return;
        int fresh = Count - _lastCount;
        double now = _output.Clock(), seconds = now - _lastDrawn;
        if ((fresh < _minSteps && seconds < MaxInterval) || seconds < _style.MinInterval)
            return;
        if (seconds > 0 && fresh > 0)
        {
            _steps.Add(fresh);
            _seconds.Add(seconds);
        }
        Draw(Rate());
        // Later calls need not look at the text before about the next interval's worth of steps.
        _minSteps = seconds >= MaxInterval
            ? fresh * _style.MinInterval / seconds
            : Smoothing * fresh * (seconds > 0 && _style.MinInterval > 0 ? _style.MinInterval / seconds : 1) + (1 - Smoothing) * _minSteps;
        (_lastCount, _lastDrawn) = (Count, now);
    }

    /// <summary>Draws the finished bar with the rate of the whole run and ends the line.</summary>
    public void Close()
    {
        if (_closed || _style.Disable)
            return;
        Start();
        _closed = true;
        if (!_style.Leave)
        {
            if (_display == ProgressDisplay.Redraw)
                _output.Write("\r" + new string(' ', _shown) + "\r");
            return;
        }
        string line = Line(null);
        string head = _display == ProgressDisplay.Redraw ? "\r" : "";
        _output.Write(head + Padded(line) + "\n");
    }

    /// <summary>One line of the bar.</summary>
    /// <param name="n">steps done</param>
    /// <param name="total">all steps, or null</param>
    /// <param name="elapsed">seconds since the start</param>
    /// <param name="prefix">text in front</param>
    /// <param name="rate">steps a second; null: n / elapsed</param>
    /// <param name="style">columns and characters</param>
    public static string Meter(int n, int? total, double elapsed, string prefix = "", double? rate = null, TqdmStyle? style = null)
    {
        style ??= new TqdmStyle();
        if (total is 0 || n >= total + .5)
            total = null;
        double? speed = rate ?? (elapsed > 0 ? n / elapsed : null);
        string rateText = RateText(speed, style);
        string postfix = style.Postfix.Length > 0 ? ", " + style.Postfix.Trim() : "";
        string head = prefix.Length == 0 || prefix.EndsWith(": ", StringComparison.Ordinal) ? prefix : prefix + ": ";
        string count = Number(n, style);
        if (total is not { } all)
            return head + count + style.Unit + " [" + Interval(elapsed) + ", " + rateText + postfix + "]";

        double fraction = n / (double)all;
        string remaining = speed > 0 ? Interval((all - n) / speed.Value) : "?";
        string left = head + PythonFormat.Format(fraction * 100, "3.0f") + "%";
        string right = count + "/" + Number(all, style) + " [" + Interval(elapsed) + "<" + remaining + ", " + rateText + postfix + "]";
        if (style.Columns == 0)
            return left + " " + right;
        string[] around = [left + "|", "| " + right];
        int cells = style.Columns is { } columns ? Math.Max(1, columns - TextWidth.Of(around[0]) - TextWidth.Of(around[1])) : 10;
        string line = around[0] + Bar(fraction, cells, style.Ascii == true) + around[1];
        return style.Columns is { } width ? TextWidth.Cut(line, width) : line;
    }

    private void Start()
    {
        if (_started || _style.Disable)
            return;
        _started = true;
        _start = _lastDrawn = _output.Clock();
        Draw(null);
    }

    private double? Rate() => _seconds.Value is > 0 and { } seconds ? _steps.Value / seconds : null;

    private string Line(double? rate) => Meter(Count, _total, _output.Clock() - _start, Description, rate, _style);

    private void Draw(double? rate)
    {
        if (_display == ProgressDisplay.FinalLine)
            return;
        string line = Line(rate);
        _output.Write(_display == ProgressDisplay.Redraw ? "\r" + Padded(line) : line + "\n");
    }

    /// <summary>A line that also covers the last one.</summary>
    private string Padded(string line)
    {
        int before = _display == ProgressDisplay.Redraw ? _shown : 0;
        _shown = TextWidth.Of(line);
        return line + new string(' ', Math.Max(0, before - _shown));
    }

    private static string RateText(double? rate, TqdmStyle style)
    {
        if (rate is not { } speed || speed == 0)
            return "?" + style.Unit + "/s";
        return 1 / speed > 1 ? Quantity(1 / speed, style) + "s/" + style.Unit : Quantity(speed, style) + style.Unit + "/s";
    }

    private static string Quantity(double value, TqdmStyle style) => style.UnitScale ? Sized(value) : PythonFormat.Format(value, "5.2f");

    private static string Number(int n, TqdmStyle style) => style.UnitScale ? Sized(n) : PythonFormat.Format((long)n, "");

    private static string Sized(double value)
    {
        foreach (string unit in new[] { "", "k", "M", "G", "T", "P", "E", "Z" })
        {
            double size = Math.Abs(value);
            if (size < 999.5)
                return PythonFormat.Format(value, size < 9.995 ? "1.2f" : size < 99.95 ? "2.1f" : "3.0f") + unit;
            value /= 1000;
        }
        return PythonFormat.Format(value, "3.1f") + "Y";
    }

    /// <summary><c>mm:ss</c>, from an hour on <c>h:mm:ss</c>.</summary>
    private static string Interval(double seconds)
    {
        long s = (long)seconds, hours = s / 3600;
        return (hours > 0 ? PythonFormat.Percent("%d:", hours) : "") + PythonFormat.Percent("%02d:%02d", s % 3600 / 60, s % 60);
    }

    private static string Bar(double fraction, int cells, bool ascii)
    {
        string symbols = ascii ? " 123456789#" : " ▏▎▍▌▋▊▉█";
        int parts = symbols.Length - 1;
        int filled = (int)(Math.Clamp(fraction, 0, 1) * cells * parts);
        var bar = new StringBuilder().Append(symbols[^1], filled / parts);
        if (bar.Length < cells)
            bar.Append(symbols[filled % parts]).Append(' ', cells - bar.Length);
        return bar.ToString();
    }

    /// <summary>Exponential moving average that starts without a bias towards zero.</summary>
    private sealed class MovingAverage
    {
        private double _last, _forgotten = 1;

        public double Value => _forgotten < 1 ? _last / (1 - _forgotten) : _last;

        public void Add(double value)
        {
            _last = Smoothing * value + (1 - Smoothing) * _last;
            _forgotten *= 1 - Smoothing;
        }
    }
}
