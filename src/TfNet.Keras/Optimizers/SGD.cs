namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Gradient descent with momentum (https://keras.io/api/optimizers/sgd/): m = momentum * m - rate * g; w += m, or with
/// nesterov w += momentum * m - rate * g. Differs from TensorFlow.NET 0.150: nesterov is honoured.
/// </summary>
public sealed class SGD : OptimizerV2
{
    /// <exception cref="ValueError">momentum outside [0, 1], or decay given: use a schedule.</exception>
    public SGD(float learning_rate, float momentum = 0f, bool nesterov = false, float decay = 0f)
        : this(ConfigValues.AsWritten(learning_rate), ConfigValues.AsWritten(momentum), nesterov)
    {
        if (decay != 0)
            throw new ValueError(
                "decay is deprecated in the new Keras optimizer, please check the docstring for valid arguments, or use the legacy "
                    + "optimizer, e.g., "
                + "tf.keras.optimizers.legacy.SGD.");
    }

    public SGD(
        LearningRate? learning_rate = null, double momentum = 0, bool nesterov = false, double? weight_decay = null,
        double? clipnorm = null,
        double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99,
        int? ema_overwrite_frequency = null, string name = "SGD")
        : this(learning_rate ?? 0.01, momentum, nesterov, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
    }

    internal SGD(IDictionary<string, object?> config)
        : this(LearningRate.FromConfig(config, 0.01), config.Double("momentum", 0), config.Bool("nesterov", false),
            config.Text("name", "SGD")!,
            OptimizerOptions.FromConfig(config))
    {
    }

    private SGD(LearningRate rate, double momentum, bool nesterov, string name, OptimizerOptions options)
        : base(rate, name, options)
    {
        if (momentum is not (>= 0 and <= 1))
            throw new ValueError($"`momentum` must be between [0, 1]. Received: momentum={momentum}");
        this.momentum = momentum;
        this.nesterov = nesterov;
    }

    public double momentum { get; }

    public bool nesterov { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
            add_variable_from_reference(v, "m");
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) => UpdateGroup([(variable, gradient)]);

    private protected override void UpdateAll(IReadOnlyList<(ResourceVariable Variable, Tensor Gradient)> items)
    {
        DecayWeights(items);
        foreach (IGrouping<TF_DataType, (ResourceVariable Variable, Tensor Gradient)> group in items.GroupBy(i => i.Variable.dtype))
            UpdateGroup([.. group]);
    }

    /// <summary>One call for all variables of a dtype.</summary>
    private void UpdateGroup((ResourceVariable Variable, Tensor Gradient)[] items)
    {
        if (items.Length > 0)
            OptimizerKernels.Sgd(
                Array.ConvertAll(items, i => (i.Variable, i.Gradient, (ResourceVariable?)Slot(i.Variable, "m"))),
                RateFor(items[0].Variable), momentum, nesterov);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["momentum"] = momentum;
        config["nesterov"] = nesterov;
    }
}
