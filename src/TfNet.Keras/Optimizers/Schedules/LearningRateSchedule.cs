namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// A learning rate that depends on the step (https://keras.io/api/optimizers/learning_rate_schedules/). An optimizer calls it with the
/// number of finished steps, so the first step sees 0. Derive, and override <see cref="Call"/>, for a schedule of your own.
/// </summary>
public abstract class LearningRateSchedule
{
    private static readonly Dictionary<string, Func<IDictionary<string, object?>, LearningRateSchedule>> s_known = new()
    {
        ["ExponentialDecay"] = c =>
            new ExponentialDecay(Need(c, "initial_learning_rate"), Need(c, "decay_steps"), Need(c, "decay_rate"),
            c.Bool("staircase", false), c.Text("name")),
        ["InverseTimeDecay"] = c =>
            new InverseTimeDecay(Need(c, "initial_learning_rate"), Need(c, "decay_steps"), Need(c, "decay_rate"),
            c.Bool("staircase", false), c.Text("name")),
        ["PiecewiseConstantDecay"] = c =>
            new PiecewiseConstantDecay(c.Doubles("boundaries") ?? [], c.Doubles("values") ?? [], c.Text("name")),
        ["PolynomialDecay"] = c => new PolynomialDecay(
            Need(c, "initial_learning_rate"), Need(c, "decay_steps"), c.Double("end_learning_rate", 0.0001), c.Double("power", 1),
            c.Bool("cycle", false), c.Text("name")),
        ["CosineDecay"] = c => new CosineDecay(
            Need(c, "initial_learning_rate"), Need(c, "decay_steps"), c.Double("alpha", 0), c.Text("name"),
            c.DoubleOrNull("warmup_target"), c.Double("warmup_steps", 0)),
        ["CosineDecayRestarts"] = c => new CosineDecayRestarts(
            Need(c, "initial_learning_rate"), Need(c, "first_decay_steps"), c.Double("t_mul", 2), c.Double("m_mul", 1),
            c.Double("alpha", 0), c.Text("name")),
    };

    /// <summary>The rate of a step.</summary>
    /// <param name="step">Finished steps, from 0.</param>
    public abstract double Call(double step);

    /// <summary>The arguments by Keras' names.</summary>
    public virtual IDictionary<string, object?> get_config() =>
        throw new ValueError($"Learning rate schedule '{GetType().Name}' must override `get_config()` in order to be serializable.");

    /// <summary>{module, class_name, config, registered_name}.</summary>
    public Dictionary<string, object?> Serialize() => ConfigValues.Serialize("keras.optimizers.schedules", GetType().Name, get_config());

    internal static LearningRateSchedule Deserialize(string className, IDictionary<string, object?> config) =>
        s_known.TryGetValue(className, out Func<IDictionary<string, object?>, LearningRateSchedule>? make)
            ? make(config)
            : throw new ValueError($"Unknown learning rate schedule: '{className}'. Known: {string.Join(", ", s_known.Keys)}.");

    /// <summary>Whole numbers stay integers in configs, as they were given in Python.</summary>
    private protected static object Plain(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? (long)value : value;

    private protected static double Positive(double value, string argument, string schedule) => value > 0
        ? value
        : throw new ValueError($"{schedule}: argument {argument}: expected a value > 0; received {value}");

    private static double Need(IDictionary<string, object?> config, string key) =>
        config.DoubleOrNull(key)
            ?? throw new ValueError($"learning rate schedule: config: argument {key}: expected a number; received none");
}

/// <summary>A schedule from a plain function of the step; it has no config.</summary>
public sealed class LambdaSchedule(Func<long, double> function) : LearningRateSchedule
{
    private readonly Func<long, double> _function =
        function ?? throw new ValueError("LambdaSchedule: argument function: expected a function; received null");

    public override double Call(double step) => _function((long)step);
}
