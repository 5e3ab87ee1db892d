using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Text;

namespace Tensorflow.Keras.Callbacks;

/// <summary>
/// Lowers the learning rate when a value has stopped getting better (https://keras.io/api/callbacks/reduce_lr_on_plateau/). Adds the
/// epoch's rate to the logs as "lr".
/// </summary>
public sealed class ReduceLROnPlateau : Callback
{
    private readonly string _monitor;
    private readonly double _factor;
    private readonly int _patience;
    private readonly int _verbose;
    private readonly double _minDelta;
    private readonly int _cooldown;
    private readonly double _minLr;
    private readonly Direction _direction;

    /// <param name="monitor">A name in the logs.</param>
    /// <param name="factor">What the rate is multiplied by, below 1.</param>
    /// <param name="patience">Epochs without getting better after which the rate is lowered.</param>
    /// <param name="verbose">1: tells when it does so.</param>
    /// <param name="mode">"min", "max", or "auto": max for names with acc in them.</param>
    /// <param name="min_delta">A change of less counts as none.</param>
    /// <param name="cooldown">Epochs to wait after lowering before counting again.</param>
    /// <param name="min_lr">The rate never goes below.</param>
    public ReduceLROnPlateau(
        string monitor = "val_loss", double factor = 0.1, int patience = 10, int verbose = 0, string mode = "auto", double min_delta = 1e-4,
        int cooldown = 0, double min_lr = 0)
    {
        if (factor >= 1)
            throw new ValueError($"ReduceLROnPlateau does not support a factor >= 1.0. Got {PythonText.Repr(factor)}");
        (_monitor, _factor, _patience, _verbose, _minDelta, _cooldown, _minLr) = (monitor, factor, patience, verbose, min_delta, cooldown,
            min_lr);
        _direction = Direction.Of(mode, () => monitor.Contains("acc", StringComparison.Ordinal), CallbackText.ReduceModeUnknown);
        best = _direction.Worst;
    }

    public int wait { get; private set; }

    public double best { get; private set; }

    public int cooldown_counter { get; private set; }

    public override void on_train_begin() => (best, cooldown_counter, wait) = (_direction.Worst, 0, 0);

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        epoch_logs["lr"] = (float)model.Optimizer.learning_rate;
        if (!epoch_logs.TryGetValue(_monitor, out float current))
        {
            Warnings.Warn(CallbackText.ReduceMonitorMissing(_monitor, epoch_logs.Keys));
            return;
        }
        if (cooldown_counter > 0)
        {
            cooldown_counter--;
            wait = 0;
        }
        if (_direction.Up ? current > best + _minDelta : current < best - _minDelta)
        {
            best = current;
            wait = 0;
        }
        else if (cooldown_counter == 0 && ++wait >= _patience)
        {
            Reduce(epoch);
        }
    }

    internal override void Save(StateWriter state)
    {
        state.Set("best", best);
        state.Set("wait", wait);
        state.Set("cooldown_counter", cooldown_counter);
    }

    internal override void Load(StateReader state) =>
        (best, wait, cooldown_counter) = (state.Double("best"), (int)state.Int64("wait"), (int)state.Int64("cooldown_counter"));

    /// <summary>Computed in double from the float32 rate, as Keras does.</summary>
    private void Reduce(int epoch)
    {
        var old = (float)model.Optimizer.learning_rate;
        if (old <= (float)_minLr)
            return;
        double rate = Math.Max(old * _factor, _minLr);
        model.Optimizer.learning_rate.assign(rate, read_value: false);
        if (_verbose > 0)
            Print(CallbackText.ReducingLearningRate(epoch, rate));
        cooldown_counter = _cooldown;
        wait = 0;
    }
}
