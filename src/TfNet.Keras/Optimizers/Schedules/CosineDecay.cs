namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Half a cosine from the initial rate (or, after a linear warm-up, from warmup_target) down to alpha times it
/// (Loshchilov and Hutter 2016, https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/).
/// Without warmup_target there is no warm-up, whatever warmup_steps says.
/// </summary>
public sealed class CosineDecay(
    double initial_learning_rate, double decay_steps, double alpha = 0, string? name = null, double? warmup_target = null,
    double warmup_steps = 0)
    : LearningRateSchedule
{
    private readonly double _steps = Positive(decay_steps, nameof(decay_steps), nameof(CosineDecay));

    public override double Call(double step)
    {
        if (warmup_target is not { } target)
            return Decay(Math.Min(step, _steps), initial_learning_rate);
        double current = Math.Min(step, _steps + warmup_steps);
        return current < warmup_steps
            ? initial_learning_rate + (target - initial_learning_rate) * (current / warmup_steps)
            : Decay(current - warmup_steps, target);
    }

    public override IDictionary<string, object?> get_config() => new Dictionary<string, object?>
    {
        ["initial_learning_rate"] = initial_learning_rate,
        ["decay_steps"] = Plain(decay_steps),
        ["alpha"] = alpha,
        ["name"] = name,
        ["warmup_target"] = warmup_target,
        ["warmup_steps"] = Plain(warmup_steps),
    };

    private double Decay(double step, double from)
    {
        double cosine = 0.5 * (1 + Math.Cos(Math.PI * step / _steps));
        return from * ((1 - alpha) * cosine + alpha);
    }
}
