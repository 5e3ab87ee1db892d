using Tensorflow.Keras.Losses;

namespace Tensorflow.Keras.Metrics;

/// <summary>How often prediction and target are equal.</summary>
public sealed class Accuracy(string? name = "accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(MetricFunctions.Accuracy, name ?? "accuracy", dtype);

/// <summary>How often the largest score is at the one-hot target.</summary>
public sealed class CategoricalAccuracy(string? name = "categorical_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(MetricFunctions.CategoricalAccuracy, name ?? "categorical_accuracy", dtype);

/// <summary>How often the largest score is at the target class.</summary>
public sealed class SparseCategoricalAccuracy(string? name = "sparse_categorical_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(MetricFunctions.SparseCategoricalAccuracy, name ?? "sparse_categorical_accuracy", dtype);

/// <summary>Mean of (p - y)^2.</summary>
public sealed class MeanSquaredError(string? name = "mean_squared_error", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.MeanSquaredError, name ?? "mean_squared_error", dtype);

/// <summary>Mean of |p - y|.</summary>
public sealed class MeanAbsoluteError(string? name = "mean_absolute_error", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.MeanAbsoluteError, name ?? "mean_absolute_error", dtype);

/// <summary>Mean of 100 |(y - p) / y|.</summary>
public sealed class MeanAbsolutePercentageError(string? name = "mean_absolute_percentage_error", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.MeanAbsolutePercentageError, name ?? "mean_absolute_percentage_error", dtype);

/// <summary>Mean of (log(1 + p) - log(1 + y))^2.</summary>
public sealed class MeanSquaredLogarithmicError(string? name = "mean_squared_logarithmic_error", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.MeanSquaredLogarithmicError, name ?? "mean_squared_logarithmic_error", dtype);

/// <summary>Mean of log(cosh(p - y)).</summary>
public sealed class LogCoshError(string? name = "logcosh", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.LogCosh, name ?? "logcosh", dtype);

/// <summary>Mean of p - y log p.</summary>
public sealed class Poisson(string? name = "poisson", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.Poisson, name ?? "poisson", dtype);

/// <summary>Mean over samples of the sum of y log(y / p).</summary>
public sealed class KLDivergence(string? name = "kullback_leibler_divergence", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.KLDivergence, name ?? "kullback_leibler_divergence", dtype);

/// <summary>Mean of max(1 - y p, 0).</summary>
public sealed class Hinge(string? name = "hinge", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.Hinge, name ?? "hinge", dtype);

/// <summary>Mean of max(1 - y p, 0)^2.</summary>
public sealed class SquaredHinge(string? name = "squared_hinge", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.SquaredHinge, name ?? "squared_hinge", dtype);

/// <summary>Mean of max(0, max((1 - y) p) - sum(y p) + 1).</summary>
public sealed class CategoricalHinge(string? name = "categorical_hinge", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(LossFunctions.CategoricalHinge, name ?? "categorical_hinge", dtype);
