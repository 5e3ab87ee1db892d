namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Lion (Chen et al. 2023, https://arxiv.org/abs/2302.06675): w -= rate * sign(b1 * m + (1 - b1) g); m = b2 * m + (1 - b2) g.
/// </summary>
public sealed class Lion : OptimizerV2
{
    public Lion(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.99, double? weight_decay = null, double? clipnorm = null,
        double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99,
        int? ema_overwrite_frequency = null, string name = "Lion")
        : this(learning_rate ?? 0.0001, beta_1, beta_2, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
    }

    internal Lion(IDictionary<string, object?> config)
        : this(LearningRate.FromConfig(config, 0.0001), config.Double("beta_1", 0.9), config.Double("beta_2", 0.99),
            config.Text("name", "Lion")!,
            OptimizerOptions.FromConfig(config))
    {
    }

    private Lion(LearningRate rate, double beta_1, double beta_2, string name, OptimizerOptions options)
        : base(rate, name, options)
    {
        if (beta_1 is not (> 0 and <= 1))
            throw new ValueError($"`beta_1`={beta_1} must be between ]0, 1]. Otherwise, the optimizer degenerates to SignSGD.");
        this.beta_1 = beta_1;
        this.beta_2 = beta_2;
    }

    public double beta_1 { get; }

    public double beta_2 { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
            add_variable_from_reference(v, "m");
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable)
    {
        var g = new Untracked(gradient);
        ResourceVariable m = Slot(variable, "m");
        Untracked direction = (beta_1 * Untracked.Of(m) + (1 - beta_1) * g).Sign();
        (Untracked.Of(variable) - direction * RateFor(variable)).StoreIn(variable);
        (beta_2 * Untracked.Of(m) + (1 - beta_2) * g).StoreIn(m);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["beta_1"] = beta_1;
        config["beta_2"] = beta_2;
    }
}
