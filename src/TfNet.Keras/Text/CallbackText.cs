namespace Tensorflow.Keras.Text;

/// <summary>
/// The messages of Keras' callbacks. Epochs count from 0 here and from 1 in the texts. Texts for standard output end with a
/// newline; warnings, which Keras gives to its log, do not.
/// </summary>
internal static class CallbackText
{
    public static string CheckpointImproved(int epoch, string monitor, double best, double current, string path) =>
        PythonFormat.Percent("\nEpoch %d: %s improved from %.5f to %.5f, saving model to %s\n", epoch + 1, monitor, best, current, path);

    public static string CheckpointNotImproved(int epoch, string monitor, double best) =>
        PythonFormat.Percent("\nEpoch %d: %s did not improve from %.5f\n", epoch + 1, monitor, best);

    public static string CheckpointSaving(int epoch, string path) =>
        PythonFormat.Percent("\nEpoch %d: saving model to %s\n", epoch + 1, path);

    public static string CheckpointMonitorMissing(string monitor) => $"Can save best model only with {monitor} available, skipping.";

    public static string CheckpointModeUnknown(string mode) => $"ModelCheckpoint mode {mode} is unknown, fallback to auto mode.";

    public const string CheckpointPeriodDeprecated =
        "`period` argument is deprecated. Please use `save_freq` to specify the frequency in number of batches seen.";

    /// <summary>The path of an epoch (from 0) and, where there is one, of a batch (from 0), with the logs' values.</summary>
    /// <exception cref="KeyError">The path names a value that the logs do not have.</exception>
    public static string CheckpointPath(string template, int epoch, int? batch, IReadOnlyDictionary<string, object?> logs)
    {
        var fields = new Dictionary<string, object?>(logs) { ["epoch"] = epoch + 1 };
        if (batch is { } b)
            fields["batch"] = b + 1;
        try
        {
            return PythonFormat.Template(template, fields);
        }
        catch (KeyError e)
        {
            throw new KeyError($"Failed to format this callback filepath: \"{template}\". Reason: {e.Message}");
        }
    }

    public static string EarlyStoppingRestoring(int bestEpoch) =>
        PythonFormat.Percent("Restoring model weights from the end of the best epoch: %d.\n", bestEpoch + 1);

    public static string EarlyStopping(int epoch) => PythonFormat.Percent("Epoch %d: early stopping\n", epoch + 1);

    public static string EarlyStoppingMonitorMissing(string monitor, IEnumerable<string> available) =>
        $"Early stopping conditioned on metric `{monitor}` which is not available. Available metrics are: {string.Join(",", available)}";

    public static string EarlyStoppingModeUnknown(string mode) => $"EarlyStopping mode {mode} is unknown, fallback to auto mode.";

    /// <summary>The rate as the double it was computed in.</summary>
    public static string ReducingLearningRate(int epoch, double rate) =>
        PythonFormat.Percent("\nEpoch %d: ReduceLROnPlateau reducing learning rate to %s.\n", epoch + 1, rate);

    public static string ReduceMonitorMissing(string monitor, IEnumerable<string> available) =>
        $"Learning rate reduction is conditioned on metric `{monitor}` which is not available. "
        + $"Available metrics are: {string.Join(",", available)}";

    public static string ReduceModeUnknown(string mode) => $"Learning rate reduction mode {mode} is unknown, fallback to auto mode.";

    /// <summary>The rate as the schedule returned it.</summary>
    public static string SettingLearningRate(int epoch, double rate) =>
        PythonFormat.Percent("\nEpoch %d: LearningRateScheduler setting learning rate to %s.\n", epoch + 1, rate);

    public static string ScheduleNotFloat(object? received) =>
        $"The output of the \"schedule\" function should be float. Got: {PythonText.Str(received)}";

    public static string InvalidLoss(int batch) => PythonFormat.Percent("Batch %d: Invalid loss, terminating training\n", batch);

    /// <summary>Data ended before all steps of all epochs.</summary>
    public static string RanOutOfData(long needed) =>
        "Your input ran out of data; interrupting training. Make sure that your dataset or generator can generate at least "
        + PythonFormat.Percent("`steps_per_epoch * epochs` batches (in this case, %d batches). ", needed)
        + "You may need to use the repeat() function when building your dataset.";
}
