namespace Tensorflow.Keras.Optimizers.Legacy;

/// <summary>Base of the optimizers with two moments.</summary>
public abstract class LegacyMoments : LegacyOptimizer
{
    private protected LegacyMoments(LearningRate rate, double beta_1, double beta_2, double epsilon, string name, double decay,
        OptimizerOptions clipping)
        : base(rate, name, decay, clipping)
    {
        (this.beta_1, this.beta_2, this.epsilon) = (beta_1, beta_2, epsilon);
    }

    private protected LegacyMoments(IDictionary<string, object?> c, string defaultName, double defaultDecay = 0)
        : this(RateOf(c, 0.001), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7),
            c.Text("name", defaultName)!,
            c.Double("decay", defaultDecay), Clipping(c))
    {
    }

    public double beta_1 { get; }

    public double beta_2 { get; }

    public double epsilon { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        AddSlots(var_list, "m");
        AddSlots(var_list, "v");
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["beta_1"] = Hyper(beta_1);
        config["beta_2"] = Hyper(beta_2);
        config["epsilon"] = epsilon;
    }
}

/// <summary>Adam: the formulas of <see cref="Optimizers.Adam"/>.</summary>
public sealed class Adam : LegacyMoments
{
    public Adam(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, bool amsgrad = false,
        string name = "Adam",
        double decay = 0, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null)
        : base(learning_rate ?? 0.001, beta_1, beta_2, epsilon, name, decay, Clipping(clipnorm, clipvalue, global_clipnorm))
    {
        this.amsgrad = amsgrad;
    }

    internal Adam(IDictionary<string, object?> c)
        : base(c, "Adam")
    {
        amsgrad = c.Bool("amsgrad", false);
    }

    public bool amsgrad { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        base.CreateSlots(var_list);
        if (amsgrad)
            AddSlots(var_list, "vhat");
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) => OptimizerKernels.Adam(
        [(variable, gradient, Slot(variable, "m"), Slot(variable, "v"), amsgrad ? Slot(variable, "vhat") : null)],
        Optimizers.Adam.Alpha(variable, RateFor(variable), beta_1, beta_2, Step + 1), beta_1, beta_2, epsilon, 0);

    protected override void AddTo(IDictionary<string, object?> config)
    {
        base.AddTo(config);
        config["amsgrad"] = amsgrad;
    }
}

/// <summary>Adamax: the formulas of <see cref="Optimizers.Adamax"/>.</summary>
public sealed class Adamax : LegacyMoments
{
    public Adamax(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, string name = "Adamax",
        double decay = 0,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null)
        : base(learning_rate ?? 0.001, beta_1, beta_2, epsilon, name, decay, Clipping(clipnorm, clipvalue, global_clipnorm))
    {
    }

    internal Adamax(IDictionary<string, object?> c)
        : base(c, "Adamax")
    {
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) =>
        Optimizers.Adamax.Update(gradient, variable, Slot(variable, "m"), Slot(variable, "v"), RateFor(variable), beta_1, beta_2, epsilon,
            Step + 1);
}

/// <summary>
/// Nadam with the momentum schedule b1 (1 - .5 * .96^(decay * t)), decay being .004 unless given; it takes no learning-rate schedule.
/// </summary>
public sealed class Nadam : LegacyMoments
{
    private const double DefaultDecay = 0.004;

    private readonly NadamMomentum _momentum;
    private ResourceVariable? _cache;

    public Nadam(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, string name = "Nadam",
        double schedule_decay = DefaultDecay, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null)
        : base(learning_rate ?? 0.001, beta_1, beta_2, epsilon, name, schedule_decay, Clipping(clipnorm, clipvalue, global_clipnorm))
    {
        RefuseSchedule();
        _momentum = new NadamMomentum(beta_1, schedule_decay);
    }

    internal Nadam(IDictionary<string, object?> c)
        : base(c, "Nadam", DefaultDecay)
    {
        RefuseSchedule();
        _momentum = new NadamMomentum(beta_1, decay);
    }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        _cache ??= AddOwn($"{name}/momentum_cache:0", 1);
        base.CreateSlots(var_list);
    }

    /// <summary>Here decay belongs to the momentum, not to the rate.</summary>
    protected override double RateFor(ResourceVariable variable) =>
        variable.dtype == TF_DataType.TF_DOUBLE ? Rate.Value : (float)Rate.Value;

    private protected override void UpdateAll(IReadOnlyList<(ResourceVariable Variable, Tensor Gradient)> items)
    {
        base.UpdateAll(items);
        _cache!.assign((float)_momentum.At(Step + 1).Product, read_value: false);
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) => Optimizers.Nadam.Update(
        gradient, variable, Slot(variable, "m"), Slot(variable, "v"), RateFor(variable), _momentum, beta_1, beta_2, epsilon, Step + 1);

    private void RefuseSchedule()
    {
        if (Rate.Schedule is not null)
            throw new ValueError("The Nadam optimizer does not support tf.keras.optimizers.LearningRateSchedules as the learning rate.");
    }
}
