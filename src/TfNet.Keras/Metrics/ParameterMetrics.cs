using Tensorflow.Keras.Losses;

namespace Tensorflow.Keras.Metrics;

/// <summary>
/// How often prediction > threshold equals the target, every element counted. Differs from TensorFlow.NET 0.150: the threshold is .5, not
/// 5.
/// </summary>
public sealed class BinaryAccuracy(string? name = "binary_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT, float threshold = 0.5f)
    : MeanMetricWrapper((y, p) => MetricFunctions.BinaryMatches(y, p, ConfigValues.AsWritten(threshold)), name ?? "binary_accuracy", dtype)
{
    protected override void AddTo(IDictionary<string, object?> config) => config["threshold"] = ConfigValues.AsWritten(threshold);
}

/// <summary>How often the one-hot target is among the k largest scores.</summary>
public sealed class TopKCategoricalAccuracy(int k = 5, string? name = "top_k_categorical_accuracy",
    TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper((y, p) => MetricFunctions.TopKCategoricalAccuracy(y, p, k), name ?? "top_k_categorical_accuracy", dtype)
{
    protected override void AddTo(IDictionary<string, object?> config) => config["k"] = k;
}

/// <summary>How often the target class is among the k largest scores.</summary>
public sealed class SparseTopKCategoricalAccuracy(int k = 5, string? name = "sparse_top_k_categorical_accuracy",
    TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper((y, p) => MetricFunctions.SparseTopKCategoricalAccuracy(y, p, k), name ?? "sparse_top_k_categorical_accuracy",
        dtype)
{
    protected override void AddTo(IDictionary<string, object?> config) => config["k"] = k;
}

/// <summary>The mean categorical cross-entropy.</summary>
public sealed class CategoricalCrossentropy(
    string? name = "categorical_crossentropy", TF_DataType dtype = TF_DataType.TF_FLOAT, bool from_logits = false,
    float label_smoothing = 0f, Axis? axis = null)
    : MeanMetricWrapper(
        (y, p) => LossFunctions.CategoricalCrossentropy(y, p, from_logits, ConfigValues.AsWritten(label_smoothing), axis is null ? -1
        : axis[0]),
        name ?? "categorical_crossentropy", dtype)
{
    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["from_logits"] = from_logits;
        config["label_smoothing"] = ConfigValues.AsWritten(label_smoothing);
        config["axis"] = axis is null ? -1 : axis[0];
    }
}

/// <summary>The mean sparse categorical cross-entropy. Samples of ignore_class add 0 and are counted, as in Keras.</summary>
public sealed class SparseCategoricalCrossentropy(
    string? name = "sparse_categorical_crossentropy", TF_DataType dtype = TF_DataType.TF_FLOAT, bool from_logits = false,
    int? ignore_class = null, Axis? axis = null)
    : MeanMetricWrapper(
        (y, p) => LossFunctions.SparseCategoricalCrossentropy(y, p, from_logits, axis is null ? -1 : axis[0], ignore_class).Losses,
        name ?? "sparse_categorical_crossentropy", dtype)
{
    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["from_logits"] = from_logits;
        config["ignore_class"] = ignore_class;
        config["axis"] = axis is null ? -1 : axis[0];
    }
}

/// <summary>The mean binary cross-entropy.</summary>
public sealed class BinaryCrossentropy(
    string? name = "binary_crossentropy", TF_DataType dtype = TF_DataType.TF_FLOAT, bool from_logits = false, float label_smoothing = 0f)
    : MeanMetricWrapper(
        (y, p) => LossFunctions.BinaryCrossentropy(y, p, from_logits, ConfigValues.AsWritten(label_smoothing)), name
        ?? "binary_crossentropy", dtype)
{
    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["from_logits"] = from_logits;
        config["label_smoothing"] = ConfigValues.AsWritten(label_smoothing);
    }
}

/// <summary>The mean cosine of the angle between target and prediction: 1 for equal directions.</summary>
public sealed class CosineSimilarity(string? name = "cosine_similarity", TF_DataType dtype = TF_DataType.TF_FLOAT, Axis? axis = null)
    : MeanMetricWrapper((y, p) => MetricFunctions.CosineSimilarity(y, p, axis is null ? -1 : axis[0]), name ?? "cosine_similarity", dtype)
{
    protected override void AddTo(IDictionary<string, object?> config) => config["axis"] = axis is null ? -1 : axis[0];
}

/// <summary>The root of the mean squared error over all samples.</summary>
public sealed class RootMeanSquaredError(string? name = "root_mean_squared_error", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(BinaryOps.SquaredDifference, name ?? "root_mean_squared_error", dtype)
{
    protected override Tensor Result() => UnaryOps.Sqrt(base.Result());
}

/// <summary>The mean of |y - p| / normalizer.</summary>
public sealed class MeanRelativeError(Tensor normalizer, string? name = "mean_relative_error", TF_DataType dtype = TF_DataType.TF_FLOAT)
    : MeanMetricWrapper(
        (y, p) => BinaryOps.DivideNoNan(UnaryOps.Abs(y - p), Broadcast.To(MathOps.Cast(normalizer, p.dtype), p.shape)), name
        ?? "mean_relative_error", dtype)
{
    protected override void AddTo(IDictionary<string, object?> config) =>
        config["normalizer"] = MathOps.Cast(normalizer, TF_DataType.TF_DOUBLE).ToArray<double>().Select(v => (object)v).ToList();
}

/// <summary>
/// The share of wrong answers (TensorFlow Addons): "multiclass" counts samples whose class is wrong, "multilabel" the wrong labels.
/// Without a threshold the largest score of a row is its answer.
/// </summary>
public sealed class HammingLoss : MeanMetricWrapper
{
    private readonly string _mode;
    private readonly float? _threshold;

    public HammingLoss(string mode, float? threshold = null, string? name = "hamming_loss", TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base((y, p) => Losses(y, p, mode, threshold), name ?? "hamming_loss", dtype)
    {
        if (mode is not ("multiclass" or "multilabel"))
            throw new TypeError($"mode must be either multiclass or multilabel. Received: {mode}");
        (_mode, _threshold) = (mode, threshold);
    }

    private static Tensor Losses(Tensor y, Tensor p, string mode, float? threshold)
    {
        Tensor decided = MathOps.Cast(FBetaScore.Decide(p, threshold), p.dtype);
        Tensor labels = MathOps.Cast(MathOps.Cast(y, TF_DataType.TF_INT32), p.dtype);
        Tensor wrong = mode == "multiclass" ? decided * labels : decided - labels;
        Tensor nonzero = Reductions.Sum(MathOps.Cast(Compare.NotEqual(wrong, Creation.ScalarFor(wrong, 0)), p.dtype), -1);
        return mode == "multiclass" ? 1 - nonzero : nonzero / (double)p.shape[-1];
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["mode"] = _mode;
        config["threshold"] = _threshold is { } t ? ConfigValues.AsWritten(t) : null;
    }
}
