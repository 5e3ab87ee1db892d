namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Adadelta (Zeiler 2012, https://keras.io/api/optimizers/adadelta/): v = rho * v + (1 - rho) g^2; d = -sqrt(dv + eps) / sqrt(v + eps) * g;
/// dv = rho * dv + (1 - rho) d^2; w += rate * d.
/// </summary>
public sealed class Adadelta : OptimizerV2
{
    public Adadelta(
        LearningRate? learning_rate = null, double rho = 0.95, double epsilon = 1e-7, double? weight_decay = null, double? clipnorm = null,
        double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99,
        int? ema_overwrite_frequency = null, string name = "Adadelta")
        : this(learning_rate ?? 0.001, rho, epsilon, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
    }

    internal Adadelta(IDictionary<string, object?> config)
        : this(LearningRate.FromConfig(config, 0.001), config.Double("rho", 0.95), config.Double("epsilon", 1e-7),
            config.Text("name", "Adadelta")!,
            OptimizerOptions.FromConfig(config))
    {
    }

    private Adadelta(LearningRate rate, double rho, double epsilon, string name, OptimizerOptions options)
        : base(rate, name, options)
    {
        this.rho = rho;
        this.epsilon = epsilon;
    }

    public double rho { get; }

    public double epsilon { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
        {
            add_variable_from_reference(v, "accumulated_grad");
            add_variable_from_reference(v, "accumulated_delta_var");
        }
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) =>
        Update(gradient, variable, Slot(variable, "accumulated_grad"), Slot(variable, "accumulated_delta_var"), RateFor(variable), rho,
            epsilon);

    internal static void Update(
        Tensor gradient, ResourceVariable variable, ResourceVariable grad, ResourceVariable delta, double rate, double rho, double epsilon)
    {
        var g = new Untracked(gradient);
        (rho * Untracked.Of(grad) + (1 - rho) * g.Square()).StoreIn(grad);
        Untracked step = -((Untracked.Of(delta) + epsilon).Sqrt() * g / (Untracked.Of(grad) + epsilon).Sqrt());
        (rho * Untracked.Of(delta) + (1 - rho) * step.Square()).StoreIn(delta);
        (Untracked.Of(variable) + step * rate).StoreIn(variable);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["rho"] = rho;
        config["epsilon"] = epsilon;
    }
}
