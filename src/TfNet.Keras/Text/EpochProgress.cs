using System.Globalization;

namespace Tensorflow.Keras.Text;

/// <summary>
/// The text of a run of epochs: <c>Epoch 1/10</c> (only when there are several), then one <see cref="Progbar"/> for each epoch.
/// A length not known in the first epoch is known from then on. evaluate and predict are one epoch each.
/// </summary>
public sealed class EpochProgress
{
    private readonly int _verbose;
    private readonly int _epochs;
    private readonly ProgressOutput _output;
    private readonly string[]? _stateful;
    private int? _steps;
    private int _seen;
    private Progbar? _bar;

    /// <param name="verbose">0 silent, 1 bar, 2 one line an epoch</param>
    /// <param name="epochs">the number of the last epoch</param>
    /// <param name="steps">steps of an epoch; null while it is not known</param>
    /// <param name="output">where to write; standard output by default</param>
    /// <param name="stateful_metrics">names shown as given (the model's own metrics), others are averaged; null: all as given</param>
    public EpochProgress(int verbose, int epochs, int? steps, ProgressOutput? output = null, IEnumerable<string>? stateful_metrics = null)
    {
        (_verbose, _epochs, _steps, _output) = (verbose, epochs, steps, output ?? ProgressOutput.Console);
        _stateful = stateful_metrics?.ToArray();
    }

    /// <summary>Starts an epoch (from 0).</summary>
    public void Begin(int epoch)
    {
        _seen = 0;
        _bar = null;
        if (_verbose > 0 && _epochs > 1)
            _output.Write(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}/{_epochs}\n"));
        if (_verbose > 0)
            _bar = NewBar(_steps);
    }

    /// <summary>After a batch: how many steps are done in this epoch, and the values so far.</summary>
    public void Step(int done, IEnumerable<(string name, double value)> logs)
    {
        _seen = done;
        if (_verbose == 1)
            _bar?.update(done, logs, false);
    }

    /// <summary>As above; the values are asked for only when the bar is due to be drawn.</summary>
    internal void Step(int done, Func<IEnumerable<(string name, double value)>> logs)
    {
        _seen = done;
        if (_verbose == 1 && _bar is { IsDue: true })
            _bar.update(done, logs(), false);
    }

    /// <summary>Ends the epoch with its final values (validation included).</summary>
    public void End(IEnumerable<(string name, double value)> logs)
    {
        if (_bar == null || (_seen == 0 && _steps == null))
            return;
        if (_steps == null)
        {
            _steps = _seen;
            _bar.Target = _seen;
        }
        _bar.update(_steps.Value, logs, true);
    }

    private Progbar NewBar(int? steps) =>
        new(steps, verbose: _verbose, stateful_metrics: _stateful, output: _output) { AllStateful = _stateful == null };
}
