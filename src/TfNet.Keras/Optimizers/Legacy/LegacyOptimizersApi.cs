using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Optimizers.Legacy;

/// <summary><c>keras.optimizers.legacy</c>: the optimizers of TensorFlow up to 2.10.</summary>
public sealed class LegacyOptimizersApi
{
    private static readonly Dictionary<string, Func<IDictionary<string, object?>, IOptimizer>> s_byName =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["SGD"] = c => new SGD(c),
            ["Adam"] = c => new Adam(c),
            ["RMSprop"] = c => new RMSprop(c),
            ["Adagrad"] = c => new Adagrad(c),
            ["Adadelta"] = c => new Adadelta(c),
            ["Adamax"] = c => new Adamax(c),
            ["Nadam"] = c => new Nadam(c),
            ["Ftrl"] = c => new Ftrl(c),
        };

    public OptimizerV2 SGD(
        LearningRate? learning_rate = null, double momentum = 0, bool nesterov = false, string name = "SGD", double decay = 0,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null) =>
        new SGD(learning_rate, momentum, nesterov, name, decay, clipnorm, clipvalue, global_clipnorm);

    public OptimizerV2 Adam(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, bool amsgrad = false,
        string name = "Adam",
        double decay = 0, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null) =>
        new Adam(learning_rate, beta_1, beta_2, epsilon, amsgrad, name, decay, clipnorm, clipvalue, global_clipnorm);

    public OptimizerV2 RMSprop(
        LearningRate? learning_rate = null, double rho = 0.9, double momentum = 0, double epsilon = 1e-7, bool centered = false,
        string name = "RMSprop",
        double decay = 0, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null) =>
        new RMSprop(learning_rate, rho, momentum, epsilon, centered, name, decay, clipnorm, clipvalue, global_clipnorm);

    public OptimizerV2 Adagrad(
        LearningRate? learning_rate = null, double initial_accumulator_value = 0.1, double epsilon = 1e-7, string name = "Adagrad",
        double decay = 0,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null) =>
        new Adagrad(learning_rate, initial_accumulator_value, epsilon, name, decay, clipnorm, clipvalue, global_clipnorm);

    public OptimizerV2 Adadelta(
        LearningRate? learning_rate = null, double rho = 0.95, double epsilon = 1e-7, string name = "Adadelta", double decay = 0,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null) =>
        new Adadelta(learning_rate, rho, epsilon, name, decay, clipnorm, clipvalue, global_clipnorm);

    public OptimizerV2 Adamax(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, string name = "Adamax",
        double decay = 0,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null) =>
        new Adamax(learning_rate, beta_1, beta_2, epsilon, name, decay, clipnorm, clipvalue, global_clipnorm);

    public OptimizerV2 Nadam(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, string name = "Nadam",
        double schedule_decay = 0.004, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null) =>
        new Nadam(learning_rate, beta_1, beta_2, epsilon, name, schedule_decay, clipnorm, clipvalue, global_clipnorm);

    public OptimizerV2 Ftrl(
        LearningRate? learning_rate = null, double learning_rate_power = -0.5, double initial_accumulator_value = 0.1,
        double l1_regularization_strength = 0, double l2_regularization_strength = 0, string name = "Ftrl",
        double l2_shrinkage_regularization_strength = 0, double beta = 0, double decay = 0, double? clipnorm = null,
        double? clipvalue = null,
        double? global_clipnorm = null) => new Ftrl(
            learning_rate, learning_rate_power, initial_accumulator_value, l1_regularization_strength, l2_regularization_strength, name,
            l2_shrinkage_regularization_strength, beta, decay, clipnorm, clipvalue, global_clipnorm);

    internal static IOptimizer Deserialize(string className, IDictionary<string, object?> config) =>
        s_byName.TryGetValue(className, out Func<IDictionary<string, object?>, IOptimizer>? make)
            ? make(config)
            : throw new ValueError($"Unknown optimizer: '{className}'. Known class names: {string.Join(", ", s_byName.Keys)}.");
}
