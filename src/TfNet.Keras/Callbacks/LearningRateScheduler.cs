using System.Runtime.CompilerServices;
using Tensorflow.Keras.Text;

namespace Tensorflow.Keras.Callbacks;

/// <summary>
/// Sets the learning rate at the start of each epoch (https://keras.io/api/callbacks/learning_rate_scheduler/): a function of the epoch
/// (from 0), or of the epoch and the present rate. Adds the rate to the logs as "lr".
/// </summary>
public sealed class LearningRateScheduler : Callback
{
    private readonly Func<int, double, double> _schedule;
    private readonly int _verbose;

    [OverloadResolutionPriority(1)]
    public LearningRateScheduler(Func<int, double> schedule, int verbose = 0)
        : this((epoch, _) => schedule(epoch), verbose)
    {
    }

    [OverloadResolutionPriority(1)]
    public LearningRateScheduler(Func<int, double, double> schedule, int verbose = 0)
    {
        _schedule = schedule ?? throw new ValueError("LearningRateScheduler: argument schedule: expected a function; received null");
        _verbose = verbose;
    }

    /// <summary>A function in float; its result stands for the number as written, 0.1f for 0.1.</summary>
    public LearningRateScheduler(Func<int, float> schedule, int verbose = 0)
        : this((epoch, _) => ConfigValues.AsWritten(schedule(epoch)), verbose)
    {
    }

    /// <inheritdoc cref="LearningRateScheduler(Func{int, float}, int)"/>
    public LearningRateScheduler(Func<int, float, float> schedule, int verbose = 0)
        : this((epoch, rate) => ConfigValues.AsWritten(schedule(epoch, (float)rate)), verbose)
    {
    }

    public override void on_epoch_begin(int epoch)
    {
        double rate = _schedule(epoch, (float)model.Optimizer.learning_rate);
        model.Optimizer.learning_rate.assign(rate, read_value: false);
        if (_verbose > 0)
            Print(CallbackText.SettingLearningRate(epoch, rate));
    }

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) =>
        epoch_logs["lr"] = (float)model.Optimizer.learning_rate;
}
