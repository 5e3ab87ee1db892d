namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// (initial - end) * (1 - step / decay_steps) ^ power + end; after decay_steps the end rate, or with cycle again over a whole multiple
/// of decay_steps.
/// </summary>
public sealed class PolynomialDecay : LearningRateSchedule
{
    private readonly double _initial;
    private readonly double _steps;
    private readonly double _end;
    private readonly double _power;
    private readonly bool _cycle;
    private readonly string? _name;

    public PolynomialDecay(
        float initial_learning_rate, float decay_steps, float end_learning_rate = 0.0001f, float power = 1f, bool cycle = false,
        string? name = null)
        : this(ConfigValues.AsWritten(initial_learning_rate), ConfigValues.AsWritten(decay_steps),
            ConfigValues.AsWritten(end_learning_rate),
            ConfigValues.AsWritten(power), cycle, name)
    {
    }

    public PolynomialDecay(
        double initial_learning_rate, double decay_steps, double end_learning_rate = 0.0001, double power = 1, bool cycle = false,
        string? name = null)
    {
        (_initial, _end, _power, _cycle, _name) = (initial_learning_rate, end_learning_rate, power, cycle, name);
        _steps = Positive(decay_steps, nameof(decay_steps), nameof(PolynomialDecay));
    }

    public override double Call(double step)
    {
        double length = _cycle ? _steps * (step == 0 ? 1 : Math.Ceiling(step / _steps)) : _steps;
        double p = Math.Min(step, length) / length;
        return (_initial - _end) * Math.Pow(1 - p, _power) + _end;
    }

    public override IDictionary<string, object?> get_config() => new Dictionary<string, object?>
    {
        ["initial_learning_rate"] = _initial,
        ["decay_steps"] = Plain(_steps),
        ["end_learning_rate"] = _end,
        ["power"] = _power,
        ["cycle"] = _cycle,
        ["name"] = _name,
    };
}
