namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Adam with Nesterov momentum (Dozat 2015, https://keras.io/api/optimizers/Nadam/): u_t = b1 (1 - .5 * .96^t), U = u_1 * .. * u_t,
/// mh = u_(t+1) m / (1 - U u_(t+1)) + (1 - u_t) g / (1 - U); w -= rate * mh / (sqrt(v / (1 - b2^t)) + eps).
/// </summary>
public sealed class Nadam : OptimizerV2
{
    private readonly NadamMomentum _momentum;

    public Nadam(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, double? weight_decay = null,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99,
        int? ema_overwrite_frequency = null, string name = "Nadam")
        : this(learning_rate ?? 0.001, beta_1, beta_2, epsilon, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
    }

    internal Nadam(IDictionary<string, object?> config)
        : this(LearningRate.FromConfig(config, 0.001), config.Double("beta_1", 0.9), config.Double("beta_2", 0.999),
            config.Double("epsilon", 1e-7),
            config.Text("name", "Nadam")!, OptimizerOptions.FromConfig(config))
    {
    }

    private Nadam(LearningRate rate, double beta_1, double beta_2, double epsilon, string name, OptimizerOptions options)
        : base(rate, name, options)
    {
        this.beta_1 = beta_1;
        this.beta_2 = beta_2;
        this.epsilon = epsilon;
        _momentum = new NadamMomentum(beta_1, 1);
    }

    public double beta_1 { get; }

    public double beta_2 { get; }

    public double epsilon { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
        {
            add_variable_from_reference(v, "m");
            add_variable_from_reference(v, "v");
        }
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) =>
        Update(gradient, variable, Slot(variable, "m"), Slot(variable, "v"), RateFor(variable), _momentum, beta_1, beta_2, epsilon, Step
            + 1);

    internal static void Update(
        Tensor gradient, ResourceVariable variable, ResourceVariable m, ResourceVariable v, double rate, NadamMomentum momentum,
        double beta1,
        double beta2, double epsilon, long t)
    {
        var g = new Untracked(gradient);
        (Untracked.Of(m) + (g - Untracked.Of(m)) * (1 - beta1)).StoreIn(m);
        (Untracked.Of(v) + (g.Square() - Untracked.Of(v)) * (1 - beta2)).StoreIn(v);
        (double now, double next, double product) = momentum.At(t);
        Untracked mh = Untracked.Of(m) * (next / (1 - product * next)) + g * ((1 - now) / (1 - product));
        Untracked root = (Untracked.Of(v) / (1 - Math.Pow(beta2, t))).Sqrt() + epsilon;
        (Untracked.Of(variable) - mh * rate / root).StoreIn(variable);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["beta_1"] = beta_1;
        config["beta_2"] = beta_2;
        config["epsilon"] = epsilon;
    }
}

/// <summary>
/// Nadam's momentum schedule u_t = b1 (1 - .5 * .96^(rate * t)) and its running product, computed from the step alone: a resumed run needs
/// nothing else.
/// </summary>
internal sealed class NadamMomentum(double beta, double rate)
{
    private long _step;
    private double _product = 1;

    /// <summary>u_t, u_(t+1) and u_1 * .. * u_t.</summary>
    internal (double Now, double Next, double Product) At(long t)
    {
        if (t < _step)
            (_step, _product) = (0, 1);
        while (_step < t)
            _product *= U(++_step);
        return (U(t), U(t + 1), _product);
    }

    private double U(long t) => beta * (1 - 0.5 * Math.Pow(0.96, rate * t));
}
