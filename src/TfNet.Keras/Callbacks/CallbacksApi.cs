using System.Runtime.CompilerServices;
using Tensorflow.Keras.Callbacks;

namespace Tensorflow.Keras
{
    public sealed partial class KerasInterface
    {
        /// <summary>What watches and steers training.</summary>
        public CallbacksApi callbacks { get; } = new();
    }
}

namespace Tensorflow.Keras.Callbacks
{
    /// <summary><c>keras.callbacks</c>: the callbacks with Keras' arguments.</summary>
    public sealed class CallbacksApi
    {
        internal CallbacksApi()
        {
        }

        /// <inheritdoc cref="Callbacks.History"/>
        public History History() => new();

        /// <inheritdoc cref="Callbacks.ModelCheckpoint(string, string, int, bool, bool, string, SaveFrequency, double?, int)"/>
        public ModelCheckpoint ModelCheckpoint(
            string filepath, string monitor = "val_loss", int verbose = 0, bool save_best_only = false, bool save_weights_only = false,
            string mode = "auto", SaveFrequency? save_freq = null, double? initial_value_threshold = null, int period = 1) =>
            new(filepath, monitor, verbose, save_best_only, save_weights_only, mode, save_freq, initial_value_threshold, period);

        /// <inheritdoc cref="Callbacks.EarlyStopping(string, float, int, int, string, float?, bool, int)"/>
        public EarlyStopping EarlyStopping(
            string monitor = "val_loss", float min_delta = 0f, int patience = 0, int verbose = 0, string mode = "auto",
            float? baseline = null, bool restore_best_weights = false, int start_from_epoch = 0) =>
            new(monitor, min_delta, patience, verbose, mode, baseline, restore_best_weights, start_from_epoch);

        /// <inheritdoc cref="Callbacks.ReduceLROnPlateau(string, double, int, int, string, double, int, double)"/>
        public ReduceLROnPlateau ReduceLROnPlateau(
            string monitor = "val_loss", double factor = 0.1, int patience = 10, int verbose = 0, string mode = "auto",
            double min_delta = 1e-4, int cooldown = 0, double min_lr = 0) =>
            new(monitor, factor, patience, verbose, mode, min_delta, cooldown, min_lr);

        /// <inheritdoc cref="Callbacks.LearningRateScheduler"/>
        [OverloadResolutionPriority(1)]
        public LearningRateScheduler LearningRateScheduler(Func<int, double> schedule, int verbose = 0) => new(schedule, verbose);

        /// <inheritdoc cref="Callbacks.LearningRateScheduler"/>
        [OverloadResolutionPriority(1)]
        public LearningRateScheduler LearningRateScheduler(Func<int, double, double> schedule, int verbose = 0) => new(schedule, verbose);

        /// <inheritdoc cref="Callbacks.LearningRateScheduler(Func{int, float}, int)"/>
        public LearningRateScheduler LearningRateScheduler(Func<int, float> schedule, int verbose = 0) => new(schedule, verbose);

        /// <inheritdoc cref="Callbacks.LearningRateScheduler(Func{int, float}, int)"/>
        public LearningRateScheduler LearningRateScheduler(Func<int, float, float> schedule, int verbose = 0) => new(schedule, verbose);

        /// <inheritdoc cref="Callbacks.CSVLogger"/>
        public CSVLogger CSVLogger(string filename, string separator = ",", bool append = false) => new(filename, separator, append);

        /// <inheritdoc cref="Callbacks.BackupAndRestore(string, SaveFrequency, bool, bool)"/>
        public BackupAndRestore BackupAndRestore(
            string backup_dir, SaveFrequency? save_freq = null, bool delete_checkpoint = true, bool save_before_preemption = false) =>
            new(backup_dir, save_freq, delete_checkpoint, save_before_preemption);

        /// <inheritdoc cref="Callbacks.TerminateOnNaN"/>
        public TerminateOnNaN TerminateOnNaN() => new();

        /// <inheritdoc cref="Callbacks.LambdaCallback"/>
        public LambdaCallback LambdaCallback(
            Action<int>? on_epoch_begin = null, Action<int, Dictionary<string, float>>? on_epoch_end = null,
            Action<long>? on_batch_begin = null,
            Action<long, Dictionary<string, float>>? on_batch_end = null, Action? on_train_begin = null,
            Action<Dictionary<string, float>>? on_train_end = null) =>
            new(on_epoch_begin, on_epoch_end, on_batch_begin, on_batch_end, on_train_begin, on_train_end);
    }
}
