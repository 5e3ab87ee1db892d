namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Cosine decay that starts again (Loshchilov and Hutter 2016): the i-th period has first_decay_steps * t_mul^i steps and begins at
/// initial_learning_rate * m_mul^i.
/// </summary>
public sealed class CosineDecayRestarts(
    double initial_learning_rate, double first_decay_steps, double t_mul = 2, double m_mul = 1, double alpha = 0, string? name = null)
    : LearningRateSchedule
{
    private readonly double _first = Positive(first_decay_steps, nameof(first_decay_steps), nameof(CosineDecayRestarts));

    public override double Call(double step)
    {
        double fraction = step / _first;
        double period;
        if (t_mul == 1)
        {
            period = Math.Floor(fraction);
            fraction -= period;
        }
        else
        {
            period = Math.Floor(Math.Log(1 - fraction * (1 - t_mul)) / Math.Log(t_mul));
            double before = (1 - Math.Pow(t_mul, period)) / (1 - t_mul);
            fraction = (fraction - before) / Math.Pow(t_mul, period);
        }
        double cosine = 0.5 * Math.Pow(m_mul, period) * (1 + Math.Cos(Math.PI * fraction));
        return initial_learning_rate * ((1 - alpha) * cosine + alpha);
    }

    public override IDictionary<string, object?> get_config() => new Dictionary<string, object?>
    {
        ["initial_learning_rate"] = initial_learning_rate,
        ["first_decay_steps"] = Plain(first_decay_steps),
        ["t_mul"] = t_mul,
        ["m_mul"] = m_mul,
        ["alpha"] = alpha,
        ["name"] = name,
    };
}
