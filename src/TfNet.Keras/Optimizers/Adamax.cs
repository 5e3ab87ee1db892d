namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Adamax (Kingma and Ba 2014, section 7.1, https://keras.io/api/optimizers/adamax/): m as in Adam; u = max(b2 * u, abs g);
/// w -= rate * m / ((1 - b1^t)(u + eps)).
/// </summary>
public sealed class Adamax : OptimizerV2
{
    public Adamax(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, double? weight_decay = null,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99,
        int? ema_overwrite_frequency = null, string name = "Adamax")
        : this(learning_rate ?? 0.001, beta_1, beta_2, epsilon, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
    }

    internal Adamax(IDictionary<string, object?> config)
        : this(LearningRate.FromConfig(config, 0.001), config.Double("beta_1", 0.9), config.Double("beta_2", 0.999),
            config.Double("epsilon", 1e-7),
            config.Text("name", "Adamax")!, OptimizerOptions.FromConfig(config))
    {
    }

    private Adamax(LearningRate rate, double beta_1, double beta_2, double epsilon, string name, OptimizerOptions options)
        : base(rate, name, options)
    {
        this.beta_1 = beta_1;
        this.beta_2 = beta_2;
        this.epsilon = epsilon;
    }

    public double beta_1 { get; }

    public double beta_2 { get; }

    public double epsilon { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
        {
            add_variable_from_reference(v, "m");
            add_variable_from_reference(v, "u");
        }
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) =>
        Update(gradient, variable, Slot(variable, "m"), Slot(variable, "u"), RateFor(variable), beta_1, beta_2, epsilon, Step + 1);

    internal static void Update(
        Tensor gradient, ResourceVariable variable, ResourceVariable m, ResourceVariable u, double rate, double beta1, double beta2,
        double epsilon, long t)
    {
        var g = new Untracked(gradient);
        (Untracked.Of(m) + (g - Untracked.Of(m)) * (1 - beta1)).StoreIn(m);
        (beta2 * Untracked.Of(u)).Max(g.Abs()).StoreIn(u);
        double correction = 1 - Math.Pow(beta1, t);
        (Untracked.Of(variable) - Untracked.Of(m) * rate / ((Untracked.Of(u) + epsilon) * correction)).StoreIn(variable);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["beta_1"] = beta_1;
        config["beta_2"] = beta_2;
        config["epsilon"] = epsilon;
    }
}
