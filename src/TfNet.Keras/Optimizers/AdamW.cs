namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2017, https://keras.io/api/optimizers/adamw/):
/// w -= w * weight_decay * rate before Adam's step.
/// </summary>
public sealed class AdamW : Adam
{
    /// <param name="learning_rate">Step size.</param>
    /// <param name="weight_decay">Share of rate * w taken away in each step.</param>
    /// <param name="beta_1">Decay of the first moment.</param>
    /// <param name="beta_2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="amsgrad">Use the greatest second moment so far.</param>
    /// <param name="no_decay_params">Regular expressions searched in variables' names: those are not decayed.</param>
    /// <param name="name">Name.</param>
    public AdamW(
        float learning_rate, float weight_decay = 0.004f, float beta_1 = 0.9f, float beta_2 = 0.999f, float epsilon = 1e-7f,
        bool amsgrad = false, List<string>? no_decay_params = null, string name = "AdamW")
        : base(ConfigValues.AsWritten(learning_rate), ConfigValues.AsWritten(beta_1), ConfigValues.AsWritten(beta_2),
            ConfigValues.AsWritten(epsilon),
            amsgrad, name, new OptimizerOptions(ConfigValues.AsWritten(weight_decay)))
    {
        if (no_decay_params != null)
            exclude_from_weight_decay(var_names: no_decay_params);
    }

    public AdamW(
        LearningRate? learning_rate = null, double? weight_decay = 0.004, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7,
        bool amsgrad = false, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false,
        double ema_momentum = 0.99, int? ema_overwrite_frequency = null, string name = "AdamW")
        : base(learning_rate ?? 0.001, beta_1, beta_2, epsilon, amsgrad, name, new OptimizerOptions(
            weight_decay ?? throw new ValueError("Missing value of `weight_decay` which is required and must be a float value."),
            clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency))
    {
    }

    internal AdamW(IDictionary<string, object?> config)
        : base(config, "AdamW")
    {
        if (weight_decay is null)
            throw new ValueError("Missing value of `weight_decay` which is required and must be a float value.");
    }
}
