namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2014, https://keras.io/api/optimizers/adam/): m += (g - m)(1 - b1); v += (g^2 - v)(1 - b2);
/// w -= a * m / (sqrt(v) + eps) with a = rate * sqrt(1 - b2^t) / (1 - b1^t). Unlike PyTorch's, eps stands outside the bias correction.
/// With amsgrad, the greatest v so far takes the place of v.
/// </summary>
public class Adam : OptimizerV2
{
    public Adam(
        float learning_rate, float beta_1 = 0.9f, float beta_2 = 0.999f, float epsilon = 1e-7f, bool amsgrad = false, string name = "Adam")
        : this(ConfigValues.AsWritten(learning_rate), ConfigValues.AsWritten(beta_1), ConfigValues.AsWritten(beta_2),
            ConfigValues.AsWritten(epsilon),
            amsgrad, name, new OptimizerOptions())
    {
    }

    public Adam(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, bool amsgrad = false,
        double? weight_decay = null, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null,
        bool use_ema = false,
        double ema_momentum = 0.99, int? ema_overwrite_frequency = null, string name = "Adam")
        : this(learning_rate ?? 0.001, beta_1, beta_2, epsilon, amsgrad, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
    }

    internal Adam(IDictionary<string, object?> config, string defaultName = "Adam")
        : this(LearningRate.FromConfig(config, 0.001), config.Double("beta_1", 0.9), config.Double("beta_2", 0.999),
            config.Double("epsilon", 1e-7),
            config.Bool("amsgrad", false), config.Text("name", defaultName)!, OptimizerOptions.FromConfig(config))
    {
    }

    private protected Adam(LearningRate rate, double beta_1, double beta_2, double epsilon, bool amsgrad, string name,
        OptimizerOptions options)
        : base(rate, name, options)
    {
        this.beta_1 = beta_1;
        this.beta_2 = beta_2;
        this.epsilon = epsilon;
        this.amsgrad = amsgrad;
    }

    public double beta_1 { get; }

    public double beta_2 { get; }

    public double epsilon { get; }

    public bool amsgrad { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
        {
            add_variable_from_reference(v, "m");
            add_variable_from_reference(v, "v");
        }
        if (amsgrad)
            foreach (ResourceVariable v in var_list)
                add_variable_from_reference(v, "vhat");
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) => UpdateGroup([(variable, gradient)], decay: false);

    private protected override void UpdateAll(IReadOnlyList<(ResourceVariable Variable, Tensor Gradient)> items)
    {
        foreach (var group in items.GroupBy(i => (i.Variable.dtype, Decays: Decays(i.Variable))))
            UpdateGroup([.. group], group.Key.Decays);
    }

    /// <summary>One call for all variables of a dtype that are treated alike.</summary>
    private void UpdateGroup((ResourceVariable Variable, Tensor Gradient)[] items, bool decay)
    {
        ResourceVariable first = items[0].Variable;
        double share = decay ? weight_decay!.Value * RateFor(first) : 0;
        OptimizerKernels.Adam(
            Array.ConvertAll(items, i => (i.Variable, i.Gradient, Slot(i.Variable, "m"), Slot(i.Variable, "v"), amsgrad
            ? Slot(i.Variable, "vhat") : null)),
            Alpha(first, RateFor(first), beta_1, beta_2, Step + 1), beta_1, beta_2, epsilon, share);
    }

    /// <summary>rate * sqrt(1 - b2^t) / (1 - b1^t); for float32 variables each operation is rounded to float32, as Keras' are.</summary>
    internal static double Alpha(ResourceVariable variable, double rate, double beta1, double beta2, long t)
    {
        if (variable.dtype == TF_DataType.TF_DOUBLE)
            return rate * Math.Sqrt(1 - Math.Pow(beta2, t)) / (1 - Math.Pow(beta1, t));
        float power1 = MathF.Pow((float)beta1, t);
        float power2 = MathF.Pow((float)beta2, t);
        return (float)rate * MathF.Sqrt(1 - power2) / (1 - power1);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["beta_1"] = beta_1;
        config["beta_2"] = beta_2;
        config["epsilon"] = epsilon;
        config["amsgrad"] = amsgrad;
    }
}
