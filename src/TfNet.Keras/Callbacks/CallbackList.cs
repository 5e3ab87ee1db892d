using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Callbacks;

/// <summary>
/// Calls the callbacks of a run in order: the user's, the history, the progress bar. Values of batches are read from the device only
/// when one of them looks at them.
/// </summary>
public sealed class CallbackList
{
    private readonly List<ICallback> _callbacks = [];
    private readonly ICallback[] _train, _test;

    /// <summary>The callbacks with what a run adds: a history (fit only) and, unless silent, a progress bar.</summary>
    internal CallbackList(Model model, IEnumerable<ICallback>? callbacks, bool addHistory, int verbose, int epochs, int? steps)
    {
        if (verbose is < 0 or > 2)
            throw new ValueError($"argument verbose: expected 0 (silent), 1 (progress bar) or 2 (one line an epoch); received {verbose}");
        _callbacks.AddRange(callbacks ?? []);
        if (_callbacks.Contains(null!))
            throw new ValueError("argument callbacks: expected callbacks; received null among them");
        History? history = _callbacks.OfType<History>().FirstOrDefault();
        if (addHistory && history is null)
            _callbacks.Add(history = new History());
        if (verbose != 0 && !_callbacks.OfType<ProgbarLogger>().Any())
            _callbacks.Add(new ProgbarLogger());
        // A backup holds what all others have done, and takes effect after they have begun.
        ICallback[] backups = [.. _callbacks.OfType<BackupAndRestore>()];
        _callbacks.RemoveAll(c => c is BackupAndRestore);
        _callbacks.AddRange(backups);
        var parameters = new CallbackParams { Model = model, Verbose = verbose, Epochs = epochs, Steps = steps };
        foreach (Callback c in _callbacks.OfType<Callback>())
            c.Attach(model, parameters);
        if (addHistory)
            model.history = history;
        _train = [.. _callbacks.Where(c => c is not Callback own || own.WantsTrainBatches)];
        _test = [.. _callbacks.Where(c => c is not Callback own || own.WantsTestBatches)];
    }

    public IReadOnlyList<ICallback> callbacks => _callbacks;

    public void on_train_begin() => _callbacks.ForEach(c => c.on_train_begin());

    public void on_train_end(Dictionary<string, float> logs) => _callbacks.ForEach(c =>
    {
        if (c is Callback own)
            own.on_train_end(logs);
        else
            c.on_train_end();
    });

    public void on_epoch_begin(int epoch) => _callbacks.ForEach(c => c.on_epoch_begin(epoch));

    public void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => _callbacks.ForEach(c => c.on_epoch_end(epoch, epoch_logs));

    public void on_train_batch_begin(long step) => _callbacks.ForEach(c => c.on_train_batch_begin(step));

    internal void on_train_batch_end(long end_step, Func<Dictionary<string, float>> logs)
    {
        Dictionary<string, float>? read = null;
        foreach (ICallback c in _train)
        {
            if (c is ProgbarLogger bar)
                bar.BatchEnd(end_step, () => read ??= logs());
            else
                c.on_train_batch_end(end_step, read ??= logs());
        }
    }

    public void on_test_begin() => _callbacks.ForEach(c => c.on_test_begin());

    public void on_test_end(Dictionary<string, float> logs) => _callbacks.ForEach(c => c.on_test_end(logs));

    public void on_test_batch_begin(long step) => _callbacks.ForEach(c => c.on_test_batch_begin(step));

    internal void on_test_batch_end(long end_step, Func<Dictionary<string, float>> logs)
    {
        Dictionary<string, float>? read = null;
        foreach (ICallback c in _test)
        {
            if (c is ProgbarLogger bar)
                bar.TestBatchEnd(end_step, () => read ??= logs());
            else
                c.on_test_batch_end(end_step, read ??= logs());
        }
    }

    public void on_predict_begin() => _callbacks.ForEach(c => c.on_predict_begin());

    public void on_predict_end() => _callbacks.ForEach(c => c.on_predict_end());

    public void on_predict_batch_begin(long step) => _callbacks.ForEach(c => c.on_predict_batch_begin(step));

    internal void on_predict_batch_end(long end_step, Tensors outputs) =>
        _callbacks.ForEach(c => c.on_predict_batch_end(end_step, new Dictionary<string, Tensors> { ["outputs"] = outputs }));
}
