using System.Runtime.CompilerServices;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;

namespace Tensorflow.Keras
{
    /// <summary><c>keras.optimizers</c> as TensorFlow.NET declares it.</summary>
    public interface IOptimizerApi
    {
        OptimizerV2 Adam(
            float learning_rate = 0.001f, float beta_1 = 0.9f, float beta_2 = 0.999f, float epsilon = 1e-7f, bool amsgrad = false,
            string name = "Adam");

        OptimizerV2 AdamW(
            float learning_rate = 0.001f, float weight_decay = 0.004f, float beta_1 = 0.9f, float beta_2 = 0.999f, float epsilon = 1e-7f,
            bool amsgrad = false, List<string>? no_decay_params = null, string name = "AdamW");

        OptimizerV2 RMSprop(
            float learning_rate = 0.001f, float rho = 0.9f, float momentum = 0f, float epsilon = 1e-7f, bool centered = false,
            string name = "RMSprop");

        OptimizerV2 SGD(float learning_rate = 0.01f, float momentum = 0f);
    }
}

namespace Tensorflow.Keras.Optimizers
{
    /// <summary>
    /// <c>keras.optimizers</c>. The forms with float arguments are TensorFlow.NET's; the others take everything Keras 2.15's take, and a
    /// schedule as the rate.
    /// </summary>
    public sealed class OptimizerApi : IOptimizerApi
    {
        private static readonly Dictionary<string, Func<IDictionary<string, object?>, IOptimizer>> s_byName =
            new(StringComparer.OrdinalIgnoreCase)
            {
                ["sgd"] = c => new SGD(c),
                ["adam"] = c => new Adam(c),
                ["rmsprop"] = c => new RMSprop(c),
                ["adagrad"] = c => new Adagrad(c),
                ["adadelta"] = c => new Adadelta(c),
                ["adamax"] = c => new Adamax(c),
                ["nadam"] = c => new Nadam(c),
                ["ftrl"] = c => new Ftrl(c),
            };

        /// <summary>Keras 2.15 knows these by their configs only.</summary>
        private static readonly Dictionary<string, Func<IDictionary<string, object?>, IOptimizer>> s_byConfigOnly =
            new(StringComparer.OrdinalIgnoreCase)
            {
                ["adamw"] = c => new AdamW(c),
                ["lion"] = c => new Lion(c),
                ["adafactor"] = c => new Adafactor(c),
            };

        /// <summary>Learning-rate schedules.</summary>
        public SchedulesApi schedules { get; } = new();

        /// <summary>The optimizers of TensorFlow up to 2.10.</summary>
        public Legacy.LegacyOptimizersApi legacy { get; } = new();

        [OverloadResolutionPriority(1)]
        public OptimizerV2 SGD(float learning_rate = 0.01f, float momentum = 0f) => new SGD(learning_rate, momentum);

        public OptimizerV2 SGD(
            LearningRate? learning_rate = null, double momentum = 0, bool nesterov = false, double? weight_decay = null,
            double? clipnorm = null,
            double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99,
            int? ema_overwrite_frequency = null, string name = "SGD") => new SGD(
                learning_rate, momentum, nesterov, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                ema_overwrite_frequency, name);

        [OverloadResolutionPriority(1)]
        public OptimizerV2 Adam(
            float learning_rate = 0.001f, float beta_1 = 0.9f, float beta_2 = 0.999f, float epsilon = 1e-7f, bool amsgrad = false,
            string name = "Adam") =>
            new Adam(learning_rate, beta_1, beta_2, epsilon, amsgrad, name);

        public OptimizerV2 Adam(
            LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, bool amsgrad = false,
            double? weight_decay = null, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null,
            bool use_ema = false,
            double ema_momentum = 0.99, int? ema_overwrite_frequency = null, string name = "Adam") => new Adam(
                learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                ema_overwrite_frequency, name);

        [OverloadResolutionPriority(1)]
        public OptimizerV2 AdamW(
            float learning_rate = 0.001f, float weight_decay = 0.004f, float beta_1 = 0.9f, float beta_2 = 0.999f, float epsilon = 1e-7f,
            bool amsgrad = false, List<string>? no_decay_params = null, string name = "AdamW") =>
            new AdamW(learning_rate, weight_decay, beta_1, beta_2, epsilon, amsgrad, no_decay_params, name);

        public OptimizerV2 AdamW(
            LearningRate? learning_rate = null, double? weight_decay = 0.004, double beta_1 = 0.9, double beta_2 = 0.999,
            double epsilon = 1e-7,
            bool amsgrad = false, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false,
            double ema_momentum = 0.99, int? ema_overwrite_frequency = null, string name = "AdamW") => new AdamW(
                learning_rate, weight_decay, beta_1, beta_2, epsilon, amsgrad, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                ema_overwrite_frequency, name);

        [OverloadResolutionPriority(1)]
        public OptimizerV2 RMSprop(
            float learning_rate = 0.001f, float rho = 0.9f, float momentum = 0f, float epsilon = 1e-7f, bool centered = false,
            string name = "RMSprop") =>
            new RMSprop(learning_rate, ConfigValues.AsWritten(rho), ConfigValues.AsWritten(momentum), ConfigValues.AsWritten(epsilon),
                centered, name: name);

        public OptimizerV2 RMSprop(
            LearningRate? learning_rate = null, double rho = 0.9, double momentum = 0, double epsilon = 1e-7, bool centered = false,
            double? weight_decay = null, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null,
            bool use_ema = false,
            double ema_momentum = 0.99, int? ema_overwrite_frequency = 100, string name = "RMSprop") => new RMSprop(
                learning_rate, rho, momentum, epsilon, centered, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                ema_overwrite_frequency, name);

        public OptimizerV2 Adagrad(
            LearningRate? learning_rate = null, double initial_accumulator_value = 0.1, double epsilon = 1e-7, double? weight_decay = null,
            double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false,
            double ema_momentum = 0.99,
            int? ema_overwrite_frequency = null, string name = "Adagrad") => new Adagrad(
                learning_rate, initial_accumulator_value, epsilon, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema,
                ema_momentum,
                ema_overwrite_frequency, name);

        public OptimizerV2 Adadelta(
            LearningRate? learning_rate = null, double rho = 0.95, double epsilon = 1e-7, double? weight_decay = null,
            double? clipnorm = null,
            double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99,
            int? ema_overwrite_frequency = null, string name = "Adadelta") => new Adadelta(
                learning_rate, rho, epsilon, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                ema_overwrite_frequency, name);

        public OptimizerV2 Adamax(
            LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7,
            double? weight_decay = null,
            double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false,
            double ema_momentum = 0.99,
            int? ema_overwrite_frequency = null, string name = "Adamax") => new Adamax(
                learning_rate, beta_1, beta_2, epsilon, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                ema_overwrite_frequency, name);

        public OptimizerV2 Nadam(
            LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7,
            double? weight_decay = null,
            double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false,
            double ema_momentum = 0.99,
            int? ema_overwrite_frequency = null, string name = "Nadam") => new Nadam(
                learning_rate, beta_1, beta_2, epsilon, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                ema_overwrite_frequency, name);

        public OptimizerV2 Ftrl(
            LearningRate? learning_rate = null, double learning_rate_power = -0.5, double initial_accumulator_value = 0.1,
            double l1_regularization_strength = 0, double l2_regularization_strength = 0, double l2_shrinkage_regularization_strength = 0,
            double beta = 0, double? weight_decay = null, double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null,
            bool use_ema = false, double ema_momentum = 0.99, int? ema_overwrite_frequency = null, string name = "Ftrl") => new Ftrl(
                learning_rate, learning_rate_power, initial_accumulator_value, l1_regularization_strength, l2_regularization_strength,
                l2_shrinkage_regularization_strength, beta, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                ema_overwrite_frequency, name);

        public OptimizerV2 Lion(
            LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.99, double? weight_decay = null,
            double? clipnorm = null,
            double? clipvalue = null, double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99,
            int? ema_overwrite_frequency = null, string name = "Lion") => new Lion(
                learning_rate, beta_1, beta_2, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                ema_overwrite_frequency, name);

        public OptimizerV2 Adafactor(
            LearningRate? learning_rate = null, double beta_2_decay = -0.8, double epsilon_1 = 1e-30, double epsilon_2 = 1e-3,
            double clip_threshold = 1, bool relative_step = true, double? weight_decay = null, double? clipnorm = null,
            double? clipvalue = null,
            double? global_clipnorm = null, bool use_ema = false, double ema_momentum = 0.99, int? ema_overwrite_frequency = null,
            string name = "Adafactor") => new Adafactor(
                learning_rate, beta_2_decay, epsilon_1, epsilon_2, clip_threshold, relative_step, weight_decay, clipnorm, clipvalue,
                global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, name);

        /// <summary>
        /// An optimizer by its name (sgd, adam, rmsprop, adagrad, adadelta, adamax, nadam, ftrl, in any case) with its defaults.
        /// </summary>
        /// <exception cref="ValueError">Another name; as in Keras 2.15 AdamW, Lion and Adafactor are not known by name.</exception>
        public IOptimizer get(string identifier) =>
            s_byName.TryGetValue(identifier, out Func<IDictionary<string, object?>, IOptimizer>? make)
                ? make(new Dictionary<string, object?>())
                : throw new ValueError(
                    $"Unknown optimizer: '{identifier}'. Known names: {string.Join(", ", s_byName.Keys)}; others are made by "
                        + "keras.optimizers, e.g. keras.optimizers.AdamW().");

        /// <summary>The optimizer itself, or the one a name or a {class_name, config} dictionary stands for.</summary>
        public IOptimizer get(object identifier) => identifier switch
        {
            IOptimizer optimizer => optimizer,
            string text => get(text),
            _ when ConfigValues.Serialized(identifier) is { } s => IsLegacy(identifier, s.Config)
                ? Legacy.LegacyOptimizersApi.Deserialize(s.ClassName, s.Config)
                : Deserialize(s.ClassName, s.Config),
            _ => throw new ValueError($"Could not interpret optimizer identifier: {identifier}"),
        };

        private static bool IsLegacy(object identifier, IDictionary<string, object?> config) =>
            config.Bool("is_legacy_optimizer", false)
            || ConfigValues.AsDictionary(ConfigValues.Plain(identifier))!.Text("module") is { } module
                && module.EndsWith("legacy", StringComparison.Ordinal);

        internal static IOptimizer Deserialize(string className, IDictionary<string, object?> config) =>
            s_byName.TryGetValue(className, out Func<IDictionary<string, object?>, IOptimizer>? make)
                || s_byConfigOnly.TryGetValue(className, out make)
                ? make(config)
                : throw new ValueError(
                    $"Unknown optimizer: '{className}'. Known class names: "
                        + $"{string.Join(", ", s_byName.Keys.Concat(s_byConfigOnly.Keys))}.");
    }
}
