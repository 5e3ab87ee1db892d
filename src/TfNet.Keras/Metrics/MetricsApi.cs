using System.Runtime.CompilerServices;

namespace Tensorflow.Keras.Metrics;

/// <summary><c>keras.metrics</c> as TensorFlow.NET declares it.</summary>
public interface IMetricsApi
{
    Metric Accuracy(string? name = "accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT);

    Metric BinaryAccuracy(string? name = "binary_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT, float threshold = 0.5f);

    Metric CategoricalAccuracy(string? name = "categorical_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT);

    Metric CategoricalCrossentropy(
        string? name = "categorical_crossentropy", TF_DataType dtype = TF_DataType.TF_FLOAT, bool from_logits = false,
        float label_smoothing = 0f, Axis? axis = null);

    Metric CosineSimilarity(string? name = "cosine_similarity", TF_DataType dtype = TF_DataType.TF_FLOAT, Axis? axis = null);

    Metric F1Score(int num_classes, string? average = null, float? threshold = null, string? name = "f1_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT);

    Metric FBetaScore(
        int num_classes, string? average = null, float beta = 1f, float? threshold = null, string? name = "fbeta_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT);

    Metric HammingLoss(string mode, float? threshold = null, string? name = "hamming_loss", TF_DataType dtype = TF_DataType.TF_FLOAT);

    Metric Precision(float thresholds = 0.5f, int? top_k = null, int? class_id = null, string? name = "precision",
        TF_DataType dtype = TF_DataType.TF_FLOAT);

    Metric Recall(float thresholds = 0.5f, int? top_k = null, int? class_id = null, string? name = "recall",
        TF_DataType dtype = TF_DataType.TF_FLOAT);

    Metric SparseCategoricalAccuracy(string? name = "sparse_categorical_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT);

    Metric SparseCategoricalCrossentropy(
        string? name = "sparse_categorical_crossentropy", TF_DataType dtype = TF_DataType.TF_FLOAT, bool from_logits = false,
        int? ignore_class = null, Axis? axis = null);

    Metric SparseTopKCategoricalAccuracy(int k = 5, string? name = "sparse_top_k_categorical_accuracy",
        TF_DataType dtype = TF_DataType.TF_FLOAT);

    Metric TopKCategoricalAccuracy(int k = 5, string? name = "top_k_categorical_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT);
}

/// <summary><c>keras.metrics</c>: TensorFlow.NET's factories and the rest of Keras 2.15's metrics.</summary>
public sealed partial class MetricsApi : IMetricsApi
{
    public Metric Accuracy(string? name = "accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT) => new Accuracy(name, dtype);

    public Metric BinaryAccuracy(string? name = "binary_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT, float threshold = 0.5f) =>
        new BinaryAccuracy(name, dtype, threshold);

    public Metric CategoricalAccuracy(string? name = "categorical_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new CategoricalAccuracy(name, dtype);

    public Metric SparseCategoricalAccuracy(string? name = "sparse_categorical_accuracy", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new SparseCategoricalAccuracy(name, dtype);

    public Metric TopKCategoricalAccuracy(int k = 5, string? name = "top_k_categorical_accuracy",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new TopKCategoricalAccuracy(k, name, dtype);

    public Metric SparseTopKCategoricalAccuracy(int k = 5, string? name = "sparse_top_k_categorical_accuracy",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new SparseTopKCategoricalAccuracy(k, name, dtype);

    public Metric CategoricalCrossentropy(
        string? name = "categorical_crossentropy", TF_DataType dtype = TF_DataType.TF_FLOAT, bool from_logits = false,
        float label_smoothing = 0f, Axis? axis = null) =>
        new CategoricalCrossentropy(name, dtype, from_logits, label_smoothing, axis);

    public Metric SparseCategoricalCrossentropy(
        string? name = "sparse_categorical_crossentropy", TF_DataType dtype = TF_DataType.TF_FLOAT, bool from_logits = false,
        int? ignore_class = null, Axis? axis = null) =>
        new SparseCategoricalCrossentropy(name, dtype, from_logits, ignore_class, axis);

    public Metric BinaryCrossentropy(
        string? name = "binary_crossentropy", TF_DataType dtype = TF_DataType.TF_FLOAT, bool from_logits = false,
        float label_smoothing = 0f) =>
        new BinaryCrossentropy(name, dtype, from_logits, label_smoothing);

    public Metric CosineSimilarity(string? name = "cosine_similarity", TF_DataType dtype = TF_DataType.TF_FLOAT, Axis? axis = null) =>
        new CosineSimilarity(name, dtype, axis);

    public Metric F1Score(int num_classes, string? average = null, float? threshold = null, string? name = "f1_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new F1Score(num_classes, average, threshold, name, dtype);

    public Metric F1Score(string? average = null, double? threshold = null, string? name = "f1_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new F1Score(average, threshold, name, dtype);

    public Metric FBetaScore(
        int num_classes, string? average = null, float beta = 1f, float? threshold = null, string? name = "fbeta_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new FBetaScore(num_classes, average, beta, threshold, name, dtype);

    public Metric FBetaScore(
        string? average = null, double beta = 1, double? threshold = null, string? name = "fbeta_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new FBetaScore(average, beta, threshold, name, dtype);

    public Metric HammingLoss(string mode, float? threshold = null, string? name = "hamming_loss",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new HammingLoss(mode, threshold, name, dtype);

    /// <summary>
    /// TensorFlow.NET's form, one threshold. With top_k and no other threshold than .5, every one of the k counts, as in Keras.
    /// </summary>
    [OverloadResolutionPriority(1)]
    public Metric Precision(float thresholds = 0.5f, int? top_k = null, int? class_id = null, string? name = "precision",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Precision(One(thresholds), top_k, class_id, name, dtype);

    public Metric Precision(double[]? thresholds, int? top_k = null, int? class_id = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Precision(thresholds, top_k, class_id, name, dtype);

    /// <inheritdoc cref="Precision(float, int?, int?, string, TF_DataType)"/>
    [OverloadResolutionPriority(1)]
    public Metric Recall(float thresholds = 0.5f, int? top_k = null, int? class_id = null, string? name = "recall",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Recall(One(thresholds), top_k, class_id, name, dtype);

    public Metric Recall(double[]? thresholds, int? top_k = null, int? class_id = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Recall(thresholds, top_k, class_id, name, dtype);

    /// <summary>.5 is the default and means no threshold of its own.</summary>
    private static double[]? One(float threshold) => threshold == 0.5f ? null : [ConfigValues.AsWritten(threshold)];
}
