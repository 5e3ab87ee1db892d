using System.Globalization;
using System.Text;

namespace Tensorflow.Keras.Text;

/// <summary>
/// The progress bar of <c>tf.keras.utils.Progbar</c>, with its exact text:
/// <c>103/206 [==============&gt;...............] - ETA: 1s - loss: 2.0000</c>.
/// </summary>
/// <remarks>
/// The time per step leaves the first step out (it pays for warming up). Values are averaged over the steps unless named in
/// <c>stateful_metrics</c>. verbose 2 writes one line at the end, with the time of the epoch and of a step.
/// </remarks>
public sealed class Progbar
{
    private readonly int _width;
    private readonly int _verbose;
    private readonly double _interval;
    private readonly string _unit;
    private readonly HashSet<string> _stateful;
    private readonly ProgressOutput _output;
    private readonly List<string> _order = [];
    private readonly Dictionary<string, (double Sum, double Weight)> _values = [];
    private readonly double _start;
    private double _lastDrawn = double.NegativeInfinity;
    private double? _afterFirstStep;
    private int _seen;
    private int _shown;

    /// <param name="target">number of steps; null while it is not known</param>
    /// <param name="width">cells of the bar</param>
    /// <param name="verbose">0 silent, 1 bar, 2 one line at the end</param>
    /// <param name="interval">least seconds between two drawings</param>
    /// <param name="stateful_metrics">names whose values are shown as given instead of averaged</param>
    /// <param name="unit_name">what a step is called</param>
    /// <param name="output">where to write; standard output by default</param>
    /// <exception cref="ValueError">target or width below 1, verbose outside 0..2.</exception>
    public Progbar(
        int? target,
        int width = 30,
        int verbose = 1,
        double interval = .05,
        IEnumerable<string>? stateful_metrics = null,
        string unit_name = "step",
        ProgressOutput? output = null)
    {
        if (target < 1)
            throw new ValueError($"Progbar: argument target: expected at least 1, or null for unknown; received {target}");
        if (width < 1)
            throw new ValueError($"Progbar: argument width: expected at least 1; received {width}");
        if (verbose is < 0 or > 2)
            throw new ValueError($"Progbar: argument verbose: expected 0, 1 or 2; received {verbose}");
        (Target, _width, _verbose, _interval, _unit) = (target, width, verbose, interval, unit_name);
        _stateful = [.. stateful_metrics ?? []];
        _output = output ?? ProgressOutput.Console;
        _start = _output.Clock();
    }

    /// <summary>The number of steps; it may become known at the end of the first epoch.</summary>
    internal int? Target { get; set; }

    /// <summary>Every value is shown as given.</summary>
    internal bool AllStateful { get; init; }

    /// <summary>Steps done so far.</summary>
    public int seen_so_far => _seen;

    /// <summary>Whether an update now would draw (or is the first, whose time counts).</summary>
    internal bool IsDue => _seen == 0 || _output.Clock() - _lastDrawn >= _interval;

    /// <summary>Goes on by <paramref name="n"/> steps.</summary>
    public void add(int n, IEnumerable<(string name, double value)>? values = null) => update(_seen + n, values);

    /// <summary>Shows the state after <paramref name="current"/> steps.</summary>
    /// <param name="current">steps done</param>
    /// <param name="values">names and values, shown in the order in which the names first came</param>
    /// <param name="finalize">whether this is the last drawing; by default when current has reached the target</param>
    public void update(int current, IEnumerable<(string name, double value)>? values = null, bool? finalize = null)
    {
        bool last = finalize ?? (Target is { } t && current >= t);
        Collect(current, values ?? []);
        double now = _output.Clock();
        double step = StepSeconds(current, now);
        if (_verbose == 1)
        {
            if (!last && now - _lastDrawn < _interval)
                return;
            Draw(current, now, step, last);
        }
        else if (_verbose == 2 && last)
        {
            int total = Target ?? Math.Max(current, 1);
            double epoch = now - _start;
            string head = Count(current, total) + " - " + Seconds(epoch) + Metrics(v => v > 1e-3);
            _output.Write(head + " -" + Duration(epoch, "epoch") + " -" + Duration(epoch / total, _unit) + "\n");
        }
        _lastDrawn = now;
    }

    private void Collect(int current, IEnumerable<(string name, double value)> values)
    {
        // Two updates at the same step (the last batch and the end of the epoch) still count the value once.
        double weight = Math.Max(current - _seen, 1);
        foreach ((string name, double value) in values)
        {
            bool known = _values.TryGetValue(name, out (double Sum, double Weight) old);
            if (!known)
                _order.Add(name);
            _values[name] = AllStateful || _stateful.Contains(name) ? (value, 1) : (old.Sum + value * weight, old.Weight + weight);
        }
        _seen = current;
    }

    private double StepSeconds(int current, double now)
    {
        if (current == 0)
            return 0;
        double seconds = _afterFirstStep is { } first && current > 1 ? (now - first) / (current - 1) : (now - _start) / current;
        if (current == 1)
            _afterFirstStep = now;
        return seconds;
    }

    private void Draw(int current, double now, double step, bool last)
    {
        string bar = Target is { } total
            ? Count(current, total) + " [" + Cells(current, total) + "]"
            : PythonFormat.Percent("%7d/Unknown", current);
        string time = Target is { } all && !last
            ? " - ETA: " + Clock(step * (all - current))
            : " - " + Seconds(now - _start) + Duration(step, _unit);
        string text = bar + time + Metrics(v => Math.Abs(v) > 1e-3);
        int before = _shown;
        _shown = text.Length;
        string end = last ? "\n" : "";
        switch (_output.Resolved)
        {
            case ProgressDisplay.FinalLine:
                if (last)
                    _output.Write(text + end);
                break;
            case ProgressDisplay.NewLine:
                _output.Write("\n" + text.PadRight(before) + end);
                break;
            default:
                _output.Write(new string('\b', before) + "\r" + text.PadRight(before) + end);
                break;
        }
    }

    private static string Count(int current, int total)
    {
        string all = total.ToString(CultureInfo.InvariantCulture);
        return current.ToString(CultureInfo.InvariantCulture).PadLeft(all.Length) + "/" + all;
    }

    private string Cells(int current, int total)
    {
        int done = (int)(_width * ((double)current / total));
        string head = done > 0 ? new string('=', done - 1) + (current < total ? ">" : "=") : "";
        return head + new string('.', Math.Max(0, _width - done));
    }

    private string Metrics(Func<double, bool> plain)
    {
        var text = new StringBuilder();
        foreach (string name in _order)
        {
            (double sum, double weight) = _values[name];
            double value = sum / Math.Max(1, weight);
            text.Append(" - ").Append(name).Append(": ").Append(PythonFormat.Format(value, plain(value) ? ".4f" : ".4e"));
        }
        return text.ToString();
    }

    private static string Seconds(double seconds) => PythonFormat.Format(seconds, ".0f") + "s";

    /// <summary><c>12s</c>, <c>1:02</c>, <c>1:02:03</c> in whole seconds.</summary>
    private static string Clock(double seconds)
    {
        long s = (long)seconds;
        return seconds > 3600 ? PythonFormat.Percent("%d:%02d:%02d", s / 3600, s % 3600 / 60, s % 60)
            : seconds > 60 ? PythonFormat.Percent("%d:%02d", s / 60, s % 60)
            : PythonFormat.Percent("%ds", s);
    }

    private static string Duration(double seconds, string unit)
    {
        (double value, string symbol) = seconds >= 1 || seconds == 0 ? (seconds, "s")
            : seconds >= 1e-3 ? (seconds * 1e3, "ms")
            : (seconds * 1e6, "us");
        return " " + PythonFormat.Format(value, ".0f") + symbol + "/" + unit;
    }
}
