namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Adafactor (Shazeer and Stern 2018, https://keras.io/api/optimizers/adafactor/): second moments of matrices as the product of row and
/// column means; the step is a share of the variable's own size. Formulas: <see cref="update_step"/>.
/// </summary>
public sealed class Adafactor : OptimizerV2
{
    public Adafactor(
        LearningRate? learning_rate = null, double beta_2_decay = -0.8, double epsilon_1 = 1e-30, double epsilon_2 = 1e-3,
        double clip_threshold = 1,
        bool relative_step = true, double? weight_decay = null, double? clipnorm = null, double? clipvalue = null,
        double? global_clipnorm = null,
        bool use_ema = false, double ema_momentum = 0.99, int? ema_overwrite_frequency = null, string name = "Adafactor")
        : base(learning_rate ?? 0.001, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
        this.beta_2_decay = beta_2_decay;
        this.epsilon_1 = epsilon_1;
        this.epsilon_2 = epsilon_2;
        this.clip_threshold = clip_threshold;
        this.relative_step = relative_step;
    }

    internal Adafactor(IDictionary<string, object?> config)
        : base(LearningRate.FromConfig(config, 0.001), config.Text("name", "Adafactor")!, OptimizerOptions.FromConfig(config))
    {
        beta_2_decay = config.Double("beta_2_decay", -0.8);
        epsilon_1 = config.Double("epsilon_1", 1e-30);
        epsilon_2 = config.Double("epsilon_2", 1e-3);
        clip_threshold = config.Double("clip_threshold", 1);
        relative_step = config.Bool("relative_step", true);
    }

    public double beta_2_decay { get; }

    public double epsilon_1 { get; }

    public double epsilon_2 { get; }

    public double clip_threshold { get; }

    public bool relative_step { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list.Where(v => v.shape.ndim >= 2))
            add_variable_from_reference(v, "r", shape: v.shape[..^1]);
        foreach (ResourceVariable v in var_list.Where(v => v.shape.ndim >= 2))
            add_variable_from_reference(v, "c", shape: v.shape[..^2].concatenate(new Shape(v.shape[-1])));
        foreach (ResourceVariable v in var_list)
            add_variable_from_reference(v, "v");
    }

    /// <summary>
    /// a = min(rate, 1/sqrt t) if relative_step; al = max(eps2, rms(w)) * min(a, 1/sqrt t); q = g^2 + eps1; b = 1 - t^beta_2_decay;
    /// rank >= 2: r = b r + (1 - b) mean(q, -1), c = b c + (1 - b) mean(q, -2), v = (r / mean(r, -1)) c; else v = b v + (1 - b) q;
    /// h = g / sqrt v; w -= al * h / max(1, rms(h) / clip_threshold).
    /// </summary>
    protected override void update_step(Tensor gradient, ResourceVariable variable)
    {
        double t = Step + 1;
        var g = new Untracked(gradient);
        Untracked w = Untracked.Of(variable);
        double bound = 1 / Math.Sqrt(t);
        double rate = Math.Min(RateFor(variable), bound);
        if (!relative_step)
            rate = RateFor(variable);
        Untracked alpha = Rms(w).Max(epsilon_2) * Math.Min(rate, bound);
        Untracked squares = g.Square() + epsilon_1;
        double beta = 1 - Math.Pow(t, beta_2_decay);
        ResourceVariable v = Slot(variable, "v");
        if (variable.shape.ndim >= 2)
            Factored(variable, squares, beta).StoreIn(v);
        else
            (beta * Untracked.Of(v) + (1 - beta) * squares).StoreIn(v);
        Untracked u = g / Untracked.Of(v).Sqrt();
        Untracked clipped = u / (Rms(u) / clip_threshold).Max(1);
        (w - alpha * clipped).StoreIn(variable);
    }

    private Untracked Factored(ResourceVariable variable, Untracked squares, double beta)
    {
        (ResourceVariable r, ResourceVariable c) = (Slot(variable, "r"), Slot(variable, "c"));
        int last = variable.shape.ndim - 1;
        (beta * Untracked.Of(r) + (1 - beta) * squares.Mean(last)).StoreIn(r);
        (beta * Untracked.Of(c) + (1 - beta) * squares.Mean(last - 1)).StoreIn(c);
        Untracked rows = Untracked.Of(r);
        Untracked share = rows / rows.Mean(last - 1).ExpandDims(last - 1);
        return share.ExpandDims(last) * Untracked.Of(c).ExpandDims(last - 1);
    }

    private static Untracked Rms(Untracked x) => x.Square().Mean().Sqrt();

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["beta_2_decay"] = beta_2_decay;
        config["epsilon_1"] = epsilon_1;
        config["epsilon_2"] = epsilon_2;
        config["clip_threshold"] = clip_threshold;
        config["relative_step"] = relative_step;
    }
}
