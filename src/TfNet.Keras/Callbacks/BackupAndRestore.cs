using System.Runtime.InteropServices;
using Tensorflow.Keras.Engine;
using TfNet.Formats;

namespace Tensorflow.Keras.Callbacks;

/// <summary>
/// Keeps a training going over interruptions (https://keras.io/api/callbacks/backup_and_restore/): its state is saved at the end of each
/// epoch, and the same call of fit in a new process goes on from there. The resumed run equals one without interruption bit for bit: the
/// file has weights, optimizer, random generators, places in the data, history, and what other callbacks remember. A generator (an
/// enumerable) is walked through again up to its place; a user's own random numbers in it are the user's.
/// </summary>
public sealed class BackupAndRestore : Callback
{
    private const string FileName = "training_state.h5";

    private readonly string _folder;
    private readonly SaveFrequency _frequency;
    private readonly bool _delete;
    private readonly bool _onTermination;
    private PosixSignalRegistration? _signal;
    private volatile bool _terminated;
    private int _epoch;
    private long _batches;
    private long _lastBatch = -1;

    /// <param name="backup_dir">A folder for this training alone; it is made where it does not exist.</param>
    /// <param name="save_freq">"epoch" (null), or a number of batches.</param>
    /// <param name="delete_checkpoint">Delete the state when the training has come to its end.</param>
    /// <param name="save_before_preemption">
    /// On SIGTERM, which announces the end of a machine, also save after the present batch; fit then ends with an error.
    /// </param>
    public BackupAndRestore(
        string backup_dir, SaveFrequency? save_freq = null, bool delete_checkpoint = true, bool save_before_preemption = false)
    {
        if (string.IsNullOrEmpty(backup_dir))
            throw new ValueError("Empty `backup_dir` argument passed");
        (_folder, _frequency, _delete, _onTermination) = (backup_dir, save_freq ?? "epoch", delete_checkpoint, save_before_preemption);
    }

    internal override bool WantsTrainBatches => _frequency.Batches is not null || _onTermination;

    private string StateFile => Path.Combine(_folder, FileName);

    public override void on_train_begin()
    {
        Directory.CreateDirectory(_folder);
        AtomicFile.CleanStale(StateFile);
        (_batches, _lastBatch, _terminated) = (0, -1, false);
        if (File.Exists(StateFile))
            model.Run!.Restore(StateFile);
        // A training that failed before has not ended.
        _signal?.Dispose();
        if (_onTermination)
            _signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTermination);
    }

    public override void on_epoch_begin(int epoch) => _epoch = epoch;

    public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
    {
        // A new epoch's numbers begin again; several batches may lie between two calls.
        _batches += end_step <= _lastBatch ? end_step + 1 : end_step - _lastBatch;
        _lastBatch = end_step;
        bool due = _frequency.Batches is { } every && _batches >= every;
        if (due)
            _batches = 0;
        if (due || _terminated)
            model.Run!.Save(StateFile, _epoch, checked((int)end_step + 1));
        if (_terminated)
            throw new RuntimeError($"The training was told to end (SIGTERM). Its state is saved in '{StateFile}'; the same call goes on from there.");
    }

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        if (_frequency.Batches is null)
            model.Run!.Save(StateFile, epoch, null);
    }

    public override void on_train_end()
    {
        _signal?.Dispose();
        if (!_delete)
            return;
        File.Delete(StateFile);
        if (!Directory.EnumerateFileSystemEntries(_folder).Any())
            Directory.Delete(_folder);
    }

    internal override void Save(Saving.StateWriter state)
    {
        state.Set("batches", _batches);
        state.Set("last_batch", _lastBatch);
    }

    internal override void Load(Saving.StateReader state) => (_batches, _lastBatch) = (state.Int64("batches"), state.Int64("last_batch"));

    private void OnTermination(PosixSignalContext context)
    {
        // After the training (also one that failed) the signal ends the process as ever.
        if (model.Run is null)
            return;
        context.Cancel = true;
        _terminated = true;
    }
}
