namespace Tensorflow.Keras.Optimizers;

/// <summary>initial_learning_rate * decay_rate ^ (step / decay_steps); staircase floors the exponent.</summary>
public sealed class ExponentialDecay(double initial_learning_rate, double decay_steps, double decay_rate, bool staircase = false,
    string? name = null)
    : LearningRateSchedule
{
    private readonly double _steps = Positive(decay_steps, nameof(decay_steps), nameof(ExponentialDecay));

    public override double Call(double step)
    {
        double p = step / _steps;
        return initial_learning_rate * Math.Pow(decay_rate, staircase ? Math.Floor(p) : p);
    }

    public override IDictionary<string, object?> get_config() => new Dictionary<string, object?>
    {
        ["initial_learning_rate"] = initial_learning_rate,
        ["decay_steps"] = Plain(decay_steps),
        ["decay_rate"] = decay_rate,
        ["staircase"] = staircase,
        ["name"] = name,
    };
}
