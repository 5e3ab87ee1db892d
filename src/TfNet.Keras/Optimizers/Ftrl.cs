namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Follow the regularized leader (McMahan et al. 2013, https://keras.io/api/optimizers/ftrl/): g' = g + 2 * l2_shrinkage * w;
/// n = acc + g^2; lin += g' - (n^p - acc^p) / rate * w with p = -learning_rate_power;
/// w = (clip(lin, -l1, l1) - lin) / (n^p / rate + 2 (l2 + beta / (2 rate))).
/// </summary>
public sealed class Ftrl : OptimizerV2
{
    public Ftrl(
        LearningRate? learning_rate = null, double learning_rate_power = -0.5, double initial_accumulator_value = 0.1,
        double l1_regularization_strength = 0, double l2_regularization_strength = 0, double l2_shrinkage_regularization_strength = 0,
        double beta = 0, double? weight_decay = null, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null,
        bool use_ema = false, double ema_momentum = 0.99, int? ema_overwrite_frequency = null, string name = "Ftrl")
        : base(learning_rate ?? 0.001, name,
            new OptimizerOptions(weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
        Coefficients = new FtrlCoefficients(
            learning_rate_power, initial_accumulator_value, l1_regularization_strength, l2_regularization_strength,
            l2_shrinkage_regularization_strength, beta);
    }

    internal Ftrl(IDictionary<string, object?> config)
        : base(LearningRate.FromConfig(config, 0.001), config.Text("name", "Ftrl")!, OptimizerOptions.FromConfig(config))
    {
        Coefficients = FtrlCoefficients.FromConfig(config);
    }

    private FtrlCoefficients Coefficients { get; }

    protected override void CreateSlots(IReadOnlyList<ResourceVariable> var_list)
    {
        foreach (ResourceVariable v in var_list)
        {
            add_variable_from_reference(v, "accumulator", Coefficients.InitialAccumulator);
            add_variable_from_reference(v, "linear");
        }
    }

    protected override void update_step(Tensor gradient, ResourceVariable variable) =>
        Coefficients.Step(gradient, variable, Slot(variable, "accumulator"), Slot(variable, "linear"), RateFor(variable));

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["learning_rate_power"] = Coefficients.Power;
        config["initial_accumulator_value"] = Coefficients.InitialAccumulator;
        config["l1_regularization_strength"] = Coefficients.L1;
        config["l2_regularization_strength"] = Coefficients.L2;
        config["l2_shrinkage_regularization_strength"] = Coefficients.Shrinkage;
        config["beta"] = Coefficients.Beta;
    }
}

/// <summary>Ftrl's arguments and its update, the same in the new and the legacy class.</summary>
internal sealed record FtrlCoefficients
{
    internal FtrlCoefficients(double power, double initialAccumulator, double l1, double l2, double shrinkage, double beta)
    {
        Require(power <= 0, "learning_rate_power", "<= 0", power);
        Require(initialAccumulator >= 0, "initial_accumulator_value", ">= 0", initialAccumulator);
        Require(l1 >= 0, "l1_regularization_strength", ">= 0", l1);
        Require(l2 >= 0, "l2_regularization_strength", ">= 0", l2);
        Require(shrinkage >= 0, "l2_shrinkage_regularization_strength", ">= 0", shrinkage);
        (Power, InitialAccumulator, L1, L2, Shrinkage, Beta) = (power, initialAccumulator, l1, l2, shrinkage, beta);
    }

    internal double Power { get; }

    internal double InitialAccumulator { get; }

    internal double L1 { get; }

    internal double L2 { get; }

    internal double Shrinkage { get; }

    internal double Beta { get; }

    internal static FtrlCoefficients FromConfig(IDictionary<string, object?> config) => new(
        config.Double("learning_rate_power", -0.5), config.Double("initial_accumulator_value", 0.1),
        config.Double("l1_regularization_strength", 0),
        config.Double("l2_regularization_strength", 0), config.Double("l2_shrinkage_regularization_strength", 0), config.Double("beta", 0));

    internal void Step(Tensor gradient, ResourceVariable variable, ResourceVariable accumulator, ResourceVariable linear, double rate)
    {
        var g = new Untracked(gradient);
        Untracked w = Untracked.Of(variable);
        Untracked acc = Untracked.Of(accumulator);
        Untracked lin = Untracked.Of(linear);
        Untracked shrunk = Shrinkage == 0 ? g : g + w * (2 * Shrinkage);
        Untracked n = acc + g.Square();
        Untracked power = n.Pow(-Power);
        Untracked newLinear = lin + shrunk - (power - acc.Pow(-Power)) / rate * w;
        Untracked quadratic = power / rate + 2 * (L2 + Beta / (2 * rate));
        Untracked value = (newLinear.Max(-L1).Min(L1) - newLinear) / quadratic;
        n.StoreIn(accumulator);
        newLinear.StoreIn(linear);
        value.StoreIn(variable);
    }

    private static void Require(bool holds, string argument, string rule, double value)
    {
        if (!holds)
            throw new ValueError($"Ftrl: argument {argument}: expected a value {rule}; received {value}");
    }
}
