namespace Tensorflow.Keras.Optimizers.Legacy;

/// <summary>
/// Base of the optimizers of TensorFlow up to 2.10 (<c>tf.keras.optimizers.legacy</c>): slots named variable/slot and made for a variable
/// at
/// its first gradient, a decay of the rate by the step, no weight decay and no moving averages.
/// </summary>
public abstract class LegacyOptimizer : OptimizerV2
{
    private readonly HashSet<long> _seen = [];

    private protected LegacyOptimizer(LearningRate rate, string name, double decay, OptimizerOptions clipping)
        : base(rate, name, clipping)
    {
        if (decay < 0)
            throw new ValueError($"{name}: argument decay: expected a value >= 0; received {decay}");
        this.decay = decay;
    }

    /// <summary>rate / (1 + decay * iterations).</summary>
    public double decay { get; }

    private protected override string IterationName => $"{name}/iter:0";

    private protected override string Module => "keras.optimizers.legacy";

    private protected override string SlotName(string prefix, string slot, string variable) => $"{name}/{variable}/{slot}:0";

    private protected override void Prepare((Tensor? Gradient, IVariableV1 Variable)[] pairs, string prefix) =>
        MakeSlots(pairs.Where(p => p.Gradient is not null).Select(p => p.Variable));

    internal override void MakeSlots(IEnumerable<IVariableV1> trained)
    {
        ResourceVariable[] fresh = [.. trained.Select(Resource).Where(v => _seen.Add(v.UniqueId))];
        if (fresh.Length > 0)
            CreateSlots(fresh);
    }

    private protected override ResourceVariable Known(IVariableV1 variable) => Resource(variable);

    protected override double RateFor(ResourceVariable variable)
    {
        double rate = base.RateFor(variable);
        return decay == 0 ? rate : rate / (1 + decay * Step);
    }

    public override IDictionary<string, object?> get_config()
    {
        var config = new Dictionary<string, object?> { ["name"] = name };
        if (clipnorm is not null)
            config["clipnorm"] = clipnorm;
        if (clipvalue is not null)
            config["clipvalue"] = clipvalue;
        if (global_clipnorm is not null)
            config["global_clipnorm"] = global_clipnorm;
        config["learning_rate"] = Rate.ToConfig();
        config["decay"] = decay;
        AddTo(config);
        return config;
    }

    /// <summary>A hyperparameter as the config has it: legacy optimizers keep them as float32.</summary>
    private protected static double Hyper(double value) => (float)value;

    private protected void AddSlots(IReadOnlyList<ResourceVariable> variables, string slot, double initial = 0)
    {
        foreach (ResourceVariable v in variables)
            add_variable_from_reference(v, slot, initial);
    }

    internal static LearningRate RateOf(IDictionary<string, object?> config, double otherwise) =>
        config.Has("learning_rate") ? LearningRate.FromConfig(config, otherwise) : config.Double("lr", otherwise);

    internal static OptimizerOptions Clipping(IDictionary<string, object?> config) =>
        new(clipnorm: config.DoubleOrNull("clipnorm"), clipvalue: config.DoubleOrNull("clipvalue"),
            global_clipnorm: config.DoubleOrNull("global_clipnorm"));

    private protected static OptimizerOptions Clipping(double? clipnorm, double? clipvalue, double? global_clipnorm) =>
        new(clipnorm: clipnorm, clipvalue: clipvalue, global_clipnorm: global_clipnorm);
}
