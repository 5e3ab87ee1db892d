using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Text;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Callbacks;

/// <summary>Stops training when a value has not got better for some epochs (https://keras.io/api/callbacks/early_stopping/).</summary>
public sealed class EarlyStopping : Callback
{
    private readonly string _monitor;
    private readonly double _minDelta;
    private readonly int _patience;
    private readonly int _verbose;
    private readonly double? _baseline;
    private readonly bool _restore;
    private readonly int _startFromEpoch;
    private readonly Direction _direction;
    private Tensor[]? _bestWeights;

    /// <param name="monitor">A name in the logs.</param>
    /// <param name="min_delta">A change of less counts as none.</param>
    /// <param name="patience">Epochs without getting better after which training stops.</param>
    /// <param name="verbose">1: tells when it stops.</param>
    /// <param name="mode">"min", "max", or "auto": max for names that end with acc, accuracy or auc.</param>
    /// <param name="baseline">A value that must be passed, too.</param>
    /// <param name="restore_best_weights">Whether the best epoch's weights come back when it stops (not when the epochs run out).</param>
    /// <param name="start_from_epoch">Epochs before it are ignored.</param>
    public EarlyStopping(
        string monitor = "val_loss", float min_delta = 0f, int patience = 0, int verbose = 0, string mode = "auto", float? baseline = null,
        bool restore_best_weights = false, int start_from_epoch = 0)
    {
        (_monitor, _patience, _verbose, _restore, _startFromEpoch) = (monitor, patience, verbose, restore_best_weights, start_from_epoch);
        _baseline = baseline;
        _direction = Direction.Of(
            mode,
            () => monitor.EndsWith("acc", StringComparison.Ordinal) || monitor.EndsWith("accuracy", StringComparison.Ordinal)
                || monitor.EndsWith("auc", StringComparison.Ordinal),
            CallbackText.EarlyStoppingModeUnknown);
        double delta = Math.Abs(ConfigValues.AsWritten(min_delta));
        _minDelta = _direction.Up ? delta : -delta;
    }

    /// <summary>TensorFlow.NET's form; fit gives the parameters anew. No baseline unless one is given.</summary>
    public EarlyStopping(
        CallbackParams parameters, string monitor = "val_loss", float min_delta = 0f, int patience = 0, int verbose = 1,
        string mode = "auto", float? baseline = null, bool restore_best_weights = false, int start_from_epoch = 0)
        : this(monitor, min_delta, patience, verbose, mode, baseline, restore_best_weights, start_from_epoch)
    {
        @params = parameters;
    }

    /// <summary>Epochs since the value last got better.</summary>
    public int wait { get; private set; }

    public double best { get; private set; }

    public int best_epoch { get; private set; }

    /// <summary>The epoch (from 0) at whose end training stopped; 0 while it did not.</summary>
    public int stopped_epoch { get; private set; }

    public override void on_train_begin()
    {
        (wait, stopped_epoch, best_epoch, best) = (0, 0, 0, _direction.Worst);
        DropWeights();
    }

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        if (!epoch_logs.TryGetValue(_monitor, out float current))
        {
            Warnings.Warn(CallbackText.EarlyStoppingMonitorMissing(_monitor, epoch_logs.Keys));
            return;
        }
        if (epoch < _startFromEpoch)
            return;
        if (_restore && _bestWeights is null)
            KeepWeights();
        wait++;
        if (Improves(current, best))
        {
            (best, best_epoch) = (current, epoch);
            if (_restore)
                KeepWeights();
            if (_baseline is not { } line || Improves(current, line))
                wait = 0;
            return;
        }
        if (wait < _patience || epoch == 0)
            return;
        stopped_epoch = epoch;
        model.stop_training = true;
        if (!_restore)
            return;
        if (_verbose > 0)
            Print(CallbackText.EarlyStoppingRestoring(best_epoch));
        foreach ((IVariableV1 variable, Tensor value) in model.Weights.Zip(_bestWeights!))
            variable.assign(value, read_value: false);
    }

    public override void on_train_end()
    {
        if (stopped_epoch > 0 && _verbose > 0)
            Print(CallbackText.EarlyStopping(stopped_epoch));
        DropWeights();
    }

    internal override void Save(StateWriter state)
    {
        state.Set("best", best);
        state.Set("best_epoch", best_epoch);
        state.Set("wait", wait);
        state.SetTensors("best_weights", _bestWeights ?? []);
    }

    internal override void Load(StateReader state)
    {
        (best, best_epoch, wait) = (state.Double("best"), (int)state.Int64("best_epoch"), (int)state.Int64("wait"));
        DropWeights();
        using Scope.ManualBlock manual = Scope.Manual();
        if (state.Tensors("best_weights") is { Length: > 0 } weights)
            _bestWeights = weights;
    }

    private bool Improves(double value, double reference) => _direction.Better(value - _minDelta, reference);

    /// <summary>The present values; the next step writes into new memory, so nothing is copied.</summary>
    private void KeepWeights()
    {
        DropWeights();
        _bestWeights = [.. model.Weights.Select(w => w.AsTensor())];
    }

    private void DropWeights()
    {
        foreach (Tensor t in _bestWeights ?? [])
            t.Dispose();
        _bestWeights = null;
    }
}
