namespace Tensorflow.Keras.Optimizers;

/// <summary><c>keras.optimizers.schedules</c>.</summary>
public sealed class SchedulesApi
{
    public LearningRateSchedule ExponentialDecay(double initial_learning_rate, double decay_steps, double decay_rate,
        bool staircase = false, string? name = null) =>
        new ExponentialDecay(initial_learning_rate, decay_steps, decay_rate, staircase, name);

    public LearningRateSchedule InverseTimeDecay(double initial_learning_rate, double decay_steps, double decay_rate,
        bool staircase = false, string? name = null) =>
        new InverseTimeDecay(initial_learning_rate, decay_steps, decay_rate, staircase, name);

    public LearningRateSchedule PiecewiseConstantDecay(IEnumerable<double> boundaries, IEnumerable<double> values, string? name = null) =>
        new PiecewiseConstantDecay(boundaries, values, name);

    public LearningRateSchedule PolynomialDecay(
        double initial_learning_rate, double decay_steps, double end_learning_rate = 0.0001, double power = 1, bool cycle = false,
        string? name = null) =>
        new PolynomialDecay(initial_learning_rate, decay_steps, end_learning_rate, power, cycle, name);

    public LearningRateSchedule CosineDecay(
        double initial_learning_rate, double decay_steps, double alpha = 0, string? name = null, double? warmup_target = null,
        double warmup_steps = 0) =>
        new CosineDecay(initial_learning_rate, decay_steps, alpha, name, warmup_target, warmup_steps);

    public LearningRateSchedule CosineDecayRestarts(
        double initial_learning_rate, double first_decay_steps, double t_mul = 2, double m_mul = 1, double alpha = 0,
        string? name = null) =>
        new CosineDecayRestarts(initial_learning_rate, first_decay_steps, t_mul, m_mul, alpha, name);

    /// <summary>A schedule from a plain function of the number of finished steps.</summary>
    public LearningRateSchedule Function(Func<long, double> function) => new LambdaSchedule(function);

    /// <summary>The schedule that a {class_name, config} dictionary stands for.</summary>
    public LearningRateSchedule deserialize(IDictionary<string, object?> config) => ConfigValues.Serialized(config) is { } s
        ? LearningRateSchedule.Deserialize(s.ClassName, s.Config)
        : throw new ValueError("schedules.deserialize: argument config: expected a dictionary with class_name and config; received none");
}
