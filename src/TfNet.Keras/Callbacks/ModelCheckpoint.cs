using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Text;

namespace Tensorflow.Keras.Callbacks;

/// <summary>
/// Saves the model's weights as training goes on (https://keras.io/api/callbacks/model_checkpoint/): every time, or when a value has
/// got better. Files are replaced in one step: a crash leaves the last good one.
/// </summary>
public sealed class ModelCheckpoint : Callback
{
    private readonly string _path;
    private readonly string _monitor;
    private readonly int _verbose;
    private readonly bool _bestOnly;
    private readonly SaveFrequency _frequency;
    private readonly int _period;
    private readonly Direction _direction;
    private int _epoch;
    private int _epochsSinceSave;
    private long _lastBatch;
    private long _batchesSinceSave;

    /// <param name="filepath">A path with places for epoch (from 1), batch (from 1) and logs: "w-{epoch:02d}-{val_loss:.2f}.h5".</param>
    /// <param name="monitor">The value that save_best_only looks at.</param>
    /// <param name="verbose">1: tells what it does.</param>
    /// <param name="save_best_only">Only when the monitored value got better.</param>
    /// <param name="save_weights_only">Must be true: models are saved as weights.</param>
    /// <param name="mode">"min", "max", or "auto": max for names with acc in them or that begin with fmeasure.</param>
    /// <param name="save_freq">"epoch", or a number of batches.</param>
    /// <param name="initial_value_threshold">The value to be better than at first.</param>
    /// <param name="period">Epochs between saves; old, with a warning where it is not 1.</param>
    public ModelCheckpoint(
        string filepath, string monitor = "val_loss", int verbose = 0, bool save_best_only = false, bool save_weights_only = false,
        string mode = "auto", SaveFrequency? save_freq = null, double? initial_value_threshold = null, int period = 1)
    {
        if (!save_weights_only)
            throw new ValueError(
                "ModelCheckpoint: argument save_weights_only: expected true (models are saved as weights); received false");
        // A name that cannot be saved under is an error before the training, not after its first epoch.
        WeightFormat.RequireHdf5("ModelCheckpoint", filepath, null);
        (_path, _monitor, _verbose, _bestOnly, _period) = (filepath, monitor, verbose, save_best_only, period);
        _frequency = save_freq ?? "epoch";
        _direction = Direction.Of(
            mode, () => monitor.Contains("acc", StringComparison.Ordinal) || monitor.StartsWith("fmeasure", StringComparison.Ordinal),
            CallbackText.CheckpointModeUnknown);
        best = initial_value_threshold ?? _direction.Worst;
        if (period != 1)
            Warnings.Warn(CallbackText.CheckpointPeriodDeprecated);
    }

    /// <summary>The best value seen.</summary>
    public double best { get; private set; }

    internal override bool WantsTrainBatches => _frequency.Batches is not null;

    public override void on_epoch_begin(int epoch) => _epoch = epoch;

    public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
    {
        if (_frequency.Batches is not { } every)
            return;
        // The count goes on over epochs; after a new epoch the batch numbers begin again.
        _batchesSinceSave += end_step <= _lastBatch ? end_step + 1 : end_step - _lastBatch;
        _lastBatch = end_step;
        if (_batchesSinceSave < every)
            return;
        _batchesSinceSave = 0;
        Save(_epoch, (int)end_step, logs);
    }

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        _epochsSinceSave++;
        if (_frequency.Batches is null && _epochsSinceSave >= _period)
            Save(epoch, null, epoch_logs);
    }

    internal override void Save(StateWriter state)
    {
        state.Set("best", best);
        state.Set("epochs_since_save", _epochsSinceSave);
        state.Set("last_batch", _lastBatch);
        state.Set("batches_since_save", _batchesSinceSave);
    }

    internal override void Load(StateReader state)
    {
        best = state.Double("best");
        _epochsSinceSave = (int)state.Int64("epochs_since_save");
        (_lastBatch, _batchesSinceSave) = (state.Int64("last_batch"), state.Int64("batches_since_save"));
    }

    private void Save(int epoch, int? batch, Dictionary<string, float> logs)
    {
        _epochsSinceSave = 0;
        string path = CallbackText.CheckpointPath(_path, epoch, batch, logs.ToDictionary(p => p.Key, p => (object?)(double)p.Value));
        if (_bestOnly)
        {
            if (!logs.TryGetValue(_monitor, out float current))
            {
                Warnings.Warn(CallbackText.CheckpointMonitorMissing(_monitor));
                return;
            }
            if (!_direction.Better(current, best))
            {
                if (_verbose > 0)
                    Print(CallbackText.CheckpointNotImproved(epoch, _monitor, best));
                return;
            }
            if (_verbose > 0)
                Print(CallbackText.CheckpointImproved(epoch, _monitor, best, current, path));
            best = current;
        }
        else if (_verbose > 0)
        {
            Print(CallbackText.CheckpointSaving(epoch, path));
        }
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        model.save_weights(path, overwrite: true);
    }
}

/// <summary>When a checkpoint is written: "epoch", or every n batches.</summary>
public sealed class SaveFrequency
{
    private SaveFrequency(int? batches)
    {
        Batches = batches;
    }

    /// <summary>Null: every epoch.</summary>
    internal int? Batches { get; }

    public static implicit operator SaveFrequency(string frequency) => frequency == "epoch" ? new(null)
        : throw new ValueError($"Unrecognized save_freq: {frequency}. Expected save_freq are \"epoch\" or integer");

    public static implicit operator SaveFrequency(int batches) => batches > 0 ? new(batches)
        : throw new ValueError($"Unrecognized save_freq: {batches}. Expected save_freq are \"epoch\" or a positive integer");
}
