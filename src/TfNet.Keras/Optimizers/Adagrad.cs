namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Adagrad (Duchi et al. 2011, https://keras.io/api/optimizers/adagrad/): acc += g^2; w -= rate * g / sqrt(acc + eps).
/// </summary>
public sealed class Adagrad : OptimizerV2
{
    public Adagrad(
        LearningRate? learning_rate = null, double initial_accumulator_value = 0.1, double epsilon = 1e-7, double? weight_decay = null,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99,
        int? ema_overwrite_frequency = null, string name = "Adagrad")
        : this(learning_rate ?? 0.001, initial_accumulator_value, epsilon, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
    }

    internal Adagrad(IDictionary<string, object?> config)
        : this(LearningRate.FromConfig(config, 0.001), config.Double("initial_accumulator_value", 0.1), config.Double("epsilon", 1e-7),
            config.Text("name", "Adagrad")!, OptimizerOptions.FromConfig(config))
    {
    }

    private Adagrad(LearningRate rate, double initialAccumulatorValue, double epsilon, string name, OptimizerOptions options)
        : base(rate, name, options)
    {
        if (initialAccumulatorValue < 0)
            throw new ValueError($"Adagrad: argument initial_accumulator_value: expected a value >= 0; received {initialAccumulatorValue}");
        initial_accumulator_value = initialAccumulatorValue;
        this.epsilon = epsilon;
    }

    public double initial_accumulator_value { get; }

    public double epsilon { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
            add_variable_from_reference(v, "accumulator", initial_accumulator_value);
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable)
    {
        var g = new Untracked(gradient);
        ResourceVariable accumulator = Slot(variable, "accumulator");
        (Untracked.Of(accumulator) + g.Square()).StoreIn(accumulator);
        (Untracked.Of(variable) - g * RateFor(variable) / (Untracked.Of(accumulator) + epsilon).Sqrt()).StoreIn(variable);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["initial_accumulator_value"] = initial_accumulator_value;
        config["epsilon"] = epsilon;
    }
}
