namespace Tensorflow.Keras.Optimizers;

/// <summary>What every optimizer of Keras 2.15 takes besides its own arguments.</summary>
/// <param name="weight_decay">Each step first takes weight_decay * learning rate of a variable away.</param>
/// <param name="clipnorm">Greatest norm of each variable's gradient.</param>
/// <param name="clipvalue">Greatest absolute value of a gradient's elements.</param>
/// <param name="global_clipnorm">Greatest norm of all gradients together.</param>
/// <param name="use_ema">Keep exponential moving averages of the variables.</param>
/// <param name="ema_momentum">average = momentum * average + (1 - momentum) * variable.</param>
/// <param name="ema_overwrite_frequency">Every so many steps the variables take their averages; null: only at the end.</param>
public sealed record OptimizerOptions(
    double? weight_decay = null,
    double? clipnorm = null,
    double? clipvalue = null,
    double? global_clipnorm = null,
    bool use_ema = false,
    double ema_momentum = 0.99,
    int? ema_overwrite_frequency = null)
{
    internal void Check()
    {
        if (clipnorm != null && global_clipnorm != null)
            throw new ValueError(
                $"At most one of `clipnorm` and `global_clipnorm` can be set. Received: clipnorm={clipnorm}, "
                    + $"global_clipnorm={global_clipnorm}.");
        if (!use_ema)
            return;
        if (ema_momentum is not (>= 0 and <= 1))
            throw new ValueError($"`ema_momentum` must be in the range [0, 1]. Received: ema_momentum={ema_momentum}");
        if (ema_overwrite_frequency is < 1)
            throw new ValueError($"`ema_overwrite_frequency` must be an integer > 1 or None. Received: "
                + $"ema_overwrite_frequency={ema_overwrite_frequency}");
    }

    internal void AddTo(IDictionary<string, object?> config)
    {
        config["weight_decay"] = weight_decay;
        config["clipnorm"] = clipnorm;
        config["global_clipnorm"] = global_clipnorm;
        config["clipvalue"] = clipvalue;
        config["use_ema"] = use_ema;
        config["ema_momentum"] = ema_momentum;
        config["ema_overwrite_frequency"] = ema_overwrite_frequency;
        config["jit_compile"] = false;
        config["is_legacy_optimizer"] = false;
    }

    internal static OptimizerOptions FromConfig(IDictionary<string, object?> config, int? defaultFrequency = null) => new(
        config.DoubleOrNull("weight_decay"),
        config.DoubleOrNull("clipnorm"),
        config.DoubleOrNull("clipvalue"),
        config.DoubleOrNull("global_clipnorm"),
        config.Bool("use_ema", false),
        config.Double("ema_momentum", 0.99),
        config.ContainsKey("ema_overwrite_frequency") ? config.IntOrNull("ema_overwrite_frequency") : defaultFrequency);
}
