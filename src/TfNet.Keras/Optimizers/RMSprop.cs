using Tensorflow.Keras.ArgsDefinition;

namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// RMSprop (https://keras.io/api/optimizers/rmsprop/): v = rho * v + (1 - rho) g^2; w -= rate * g / sqrt(v + eps), where centered
/// subtracts the squared mean gradient from v, and momentum collects the steps.
/// </summary>
public sealed class RMSprop : OptimizerV2
{
    public RMSprop(RMSpropArgs args)
        : this(ConfigValues.AsWritten(args.LearningRate), ConfigValues.AsWritten(args.RHO), ConfigValues.AsWritten(args.Momentum),
            ConfigValues.AsWritten(args.Epsilon), args.Centered, name: args.Name)
    {
    }

    public RMSprop(
        LearningRate? learning_rate = null, double rho = 0.9, double momentum = 0, double epsilon = 1e-7, bool centered = false,
        double? weight_decay = null, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null,
        bool use_ema = false,
        double ema_momentum = 0.99, int? ema_overwrite_frequency = 100, string name = "RMSprop")
        : this(learning_rate ?? 0.001, rho, momentum, epsilon, centered, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
    }

    internal RMSprop(IDictionary<string, object?> config)
        : this(LearningRate.FromConfig(config, 0.001), config.Double("rho", 0.9), config.Double("momentum", 0),
            config.Double("epsilon", 1e-7),
            config.Bool("centered", false), config.Text("name", "RMSprop")!, OptimizerOptions.FromConfig(config, 100))
    {
    }

    private RMSprop(LearningRate rate, double rho, double momentum, double epsilon, bool centered, string name, OptimizerOptions options)
        : base(rate, name, options)
    {
        this.rho = rho;
        this.momentum = momentum;
        this.epsilon = epsilon;
        this.centered = centered;
    }

    public double rho { get; }

    public double momentum { get; }

    public double epsilon { get; }

    public bool centered { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
            add_variable_from_reference(v, "velocity");
        if (momentum > 0)
            foreach (ResourceVariable v in var_list)
                add_variable_from_reference(v, "momentum");
        if (centered)
            foreach (ResourceVariable v in var_list)
                add_variable_from_reference(v, "average_gradient");
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable)
    {
        var g = new Untracked(gradient);
        ResourceVariable velocity = Slot(variable, "velocity");
        (rho * Untracked.Of(velocity) + (1 - rho) * g.Square()).StoreIn(velocity);
        Untracked denominator = Untracked.Of(velocity);
        if (centered)
        {
            ResourceVariable mean = Slot(variable, "average_gradient");
            (rho * Untracked.Of(mean) + (1 - rho) * g).StoreIn(mean);
            denominator -= Untracked.Of(mean).Square();
        }
        Untracked step = g * RateFor(variable) / (denominator + epsilon).Sqrt();
        if (momentum > 0)
        {
            ResourceVariable collected = Slot(variable, "momentum");
            (momentum * Untracked.Of(collected) + step).StoreIn(collected);
            step = Untracked.Of(collected);
        }
        (Untracked.Of(variable) - step).StoreIn(variable);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["rho"] = rho;
        config["momentum"] = momentum;
        config["epsilon"] = epsilon;
        config["centered"] = centered;
    }
}
