namespace Tensorflow.Keras.Optimizers.Legacy;

/// <summary>Gradient descent; the momentum slot exists only with momentum.</summary>
public sealed class SGD : LegacyOptimizer
{
    public SGD(
        LearningRate? learning_rate = null, double momentum = 0, bool nesterov = false, string name = "SGD", double decay = 0,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null)
        : base(learning_rate ?? 0.01, name, decay, Clipping(clipnorm, clipvalue, global_clipnorm))
    {
        if (momentum is not (>= 0 and <= 1))
            throw new ValueError($"`momentum` must be between [0, 1]. Received: momentum={momentum}");
        (this.momentum, this.nesterov) = (momentum, nesterov);
    }

    internal SGD(IDictionary<string, object?> c)
        : base(RateOf(c, 0.01), c.Text("name", "SGD")!, c.Double("decay", 0), Clipping(c))
    {
        (momentum, nesterov) = (c.Double("momentum", 0), c.Bool("nesterov", false));
    }

    public double momentum { get; }

    public bool nesterov { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        if (momentum > 0)
            AddSlots(var_list, "momentum");
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) =>
        OptimizerKernels.Sgd([(variable, gradient, momentum > 0 ? Slot(variable, "momentum") : null)], RateFor(variable), momentum,
            nesterov);

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["momentum"] = Hyper(momentum);
        config["nesterov"] = nesterov;
    }
}

/// <summary>RMSprop; without momentum epsilon stands outside the root, with momentum inside.</summary>
public sealed class RMSprop : LegacyOptimizer
{
    public RMSprop(
        LearningRate? learning_rate = null, double rho = 0.9, double momentum = 0, double epsilon = 1e-7, bool centered = false,
        string name = "RMSprop",
        double decay = 0, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null)
        : base(learning_rate ?? 0.001, name, decay, Clipping(clipnorm, clipvalue, global_clipnorm))
    {
        (this.rho, this.momentum, this.epsilon, this.centered) = (rho, momentum, epsilon, centered);
    }

    internal RMSprop(IDictionary<string, object?> c)
        : base(RateOf(c, 0.001), c.Text("name", "RMSprop")!, c.Double("decay", 0), Clipping(c))
    {
        (rho, momentum, epsilon, centered) = (c.Double("rho", 0.9), c.Double("momentum", 0), c.Double("epsilon", 1e-7),
            c.Bool("centered", false));
    }

    public double rho { get; }

    public double momentum { get; }

    public double epsilon { get; }

    public bool centered { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        AddSlots(var_list, "rms");
        if (momentum > 0)
            AddSlots(var_list, "momentum");
        if (centered)
            AddSlots(var_list, "mg");
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable)
    {
        var g = new Untracked(gradient);
        ResourceVariable rms = Slot(variable, "rms");
        (rho * Untracked.Of(rms) + (1 - rho) * g.Square()).StoreIn(rms);
        Untracked denominator = Untracked.Of(rms);
        if (centered)
        {
            ResourceVariable mean = Slot(variable, "mg");
            (rho * Untracked.Of(mean) + (1 - rho) * g).StoreIn(mean);
            denominator -= Untracked.Of(mean).Square();
        }
        Untracked scaled = g * RateFor(variable);
        if (momentum > 0)
        {
            ResourceVariable collected = Slot(variable, "momentum");
            (momentum * Untracked.Of(collected) + scaled / (denominator + epsilon).Sqrt()).StoreIn(collected);
            (Untracked.Of(variable) - Untracked.Of(collected)).StoreIn(variable);
            return;
        }
        (Untracked.Of(variable) - scaled / (denominator.Sqrt() + epsilon)).StoreIn(variable);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["rho"] = Hyper(rho);
        config["momentum"] = Hyper(momentum);
        config["epsilon"] = epsilon;
        config["centered"] = centered;
    }
}

/// <summary>Adagrad with epsilon outside the root: w -= rate * g / (sqrt(acc) + eps).</summary>
public sealed class Adagrad : LegacyOptimizer
{
    private readonly double _initial;
    private readonly double _epsilon;

    public Adagrad(
        LearningRate? learning_rate = null, double initial_accumulator_value = 0.1, double epsilon = 1e-7, string name = "Adagrad",
        double decay = 0,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null)
        : base(learning_rate ?? 0.001, name, decay, Clipping(clipnorm, clipvalue, global_clipnorm))
    {
        if (initial_accumulator_value < 0)
            throw new ValueError($"initial_accumulator_value must be non-negative: {initial_accumulator_value}");
        (_initial, _epsilon) = (initial_accumulator_value, epsilon);
    }

    internal Adagrad(IDictionary<string, object?> c)
        : base(RateOf(c, 0.001), c.Text("name", "Adagrad")!, c.Double("decay", 0), Clipping(c))
    {
        (_initial, _epsilon) = (c.Double("initial_accumulator_value", 0.1), c.Double("epsilon", 1e-7));
    }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list) => AddSlots(var_list, "accumulator", _initial);

    protected override void update_step(Tensor gradient, ResourceVariable variable)
    {
        var g = new Untracked(gradient);
        ResourceVariable accumulator = Slot(variable, "accumulator");
        (Untracked.Of(accumulator) + g.Square()).StoreIn(accumulator);
        (Untracked.Of(variable) - g * RateFor(variable) / (Untracked.Of(accumulator).Sqrt() + _epsilon)).StoreIn(variable);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["initial_accumulator_value"] = _initial;
        config["epsilon"] = _epsilon;
    }
}

/// <summary>Adadelta: the formulas of <see cref="Optimizers.Adadelta"/>.</summary>
public sealed class Adadelta : LegacyOptimizer
{
    private readonly double _rho;
    private readonly double _epsilon;

    public Adadelta(
        LearningRate? learning_rate = null, double rho = 0.95, double epsilon = 1e-7, string name = "Adadelta", double decay = 0,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null)
        : base(learning_rate ?? 0.001, name, decay, Clipping(clipnorm, clipvalue, global_clipnorm))
    {
        (_rho, _epsilon) = (rho, epsilon);
    }

    internal Adadelta(IDictionary<string, object?> c)
        : base(RateOf(c, 0.001), c.Text("name", "Adadelta")!, c.Double("decay", 0), Clipping(c))
    {
        (_rho, _epsilon) = (c.Double("rho", 0.95), c.Double("epsilon", 1e-7));
    }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        AddSlots(var_list, "accum_grad");
        AddSlots(var_list, "accum_var");
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) =>
        Optimizers.Adadelta.Update(gradient, variable, Slot(variable, "accum_grad"), Slot(variable, "accum_var"), RateFor(variable), _rho,
            _epsilon);

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["rho"] = Hyper(_rho);
        config["epsilon"] = _epsilon;
    }
}

/// <summary>Ftrl: the formulas of <see cref="Optimizers.Ftrl"/>.</summary>
public sealed class Ftrl : LegacyOptimizer
{
    private readonly FtrlCoefficients _coefficients;

    public Ftrl(
        LearningRate? learning_rate = null, double learning_rate_power = -0.5, double initial_accumulator_value = 0.1,
        double l1_regularization_strength = 0, double l2_regularization_strength = 0, string name = "Ftrl",
        double l2_shrinkage_regularization_strength = 0, double beta = 0, double decay = 0, double? clipnorm = null,
        double? clipvalue = null,
        double? global_clipnorm = null)
        : base(learning_rate ?? 0.001, name, decay, Clipping(clipnorm, clipvalue, global_clipnorm))
    {
        _coefficients = new FtrlCoefficients(
            learning_rate_power, initial_accumulator_value, l1_regularization_strength, l2_regularization_strength,
            l2_shrinkage_regularization_strength, beta);
    }

    internal Ftrl(IDictionary<string, object?> c)
        : base(RateOf(c, 0.001), c.Text("name", "Ftrl")!, c.Double("decay", 0), Clipping(c))
    {
        _coefficients = FtrlCoefficients.FromConfig(c);
    }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
        {
            add_variable_from_reference(v, "accumulator", _coefficients.InitialAccumulator);
            add_variable_from_reference(v, "linear");
        }
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) =>
        _coefficients.Step(gradient, variable, Slot(variable, "accumulator"), Slot(variable, "linear"), RateFor(variable));

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["initial_accumulator_value"] = _coefficients.InitialAccumulator;
        config["learning_rate_power"] = Hyper(_coefficients.Power);
        config["l1_regularization_strength"] = Hyper(_coefficients.L1);
        config["l2_regularization_strength"] = Hyper(_coefficients.L2);
        config["beta"] = _coefficients.Beta;
        config["l2_shrinkage_regularization_strength"] = _coefficients.Shrinkage;
    }
}
