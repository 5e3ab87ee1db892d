namespace Tensorflow.Keras.Metrics;

/// <summary>Metrics that TensorFlow.NET lacks, and the metrics as functions.</summary>
public sealed partial class MetricsApi
{
    public Mean Mean(string? name = "mean", TF_DataType dtype = TF_DataType.TF_FLOAT) => new(name, dtype);

    public Sum Sum(string? name = "sum", TF_DataType dtype = TF_DataType.TF_FLOAT) => new(name, dtype);

    public MeanTensor MeanTensor(string? name = "mean_tensor", TF_DataType dtype = TF_DataType.TF_FLOAT, Shape? shape = null) =>
        new(name, dtype, shape);

    /// <summary>The mean of a function (y_true, y_pred) -> one value per sample.</summary>
    public Metric MeanMetricWrapper(Func<Tensor, Tensor, Tensor> fn, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new MeanMetricWrapper(fn, name, dtype);

    public Metric MeanSquaredError(string? name = "mean_squared_error", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new MeanSquaredError(name, dtype);

    public Metric RootMeanSquaredError(string? name = "root_mean_squared_error", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RootMeanSquaredError(name, dtype);

    public Metric MeanAbsoluteError(string? name = "mean_absolute_error", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new MeanAbsoluteError(name, dtype);

    public Metric MeanAbsolutePercentageError(string? name = "mean_absolute_percentage_error", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new MeanAbsolutePercentageError(name, dtype);

    public Metric MeanSquaredLogarithmicError(string? name = "mean_squared_logarithmic_error", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new MeanSquaredLogarithmicError(name, dtype);

    public Metric LogCoshError(string? name = "logcosh", TF_DataType dtype = TF_DataType.TF_FLOAT) => new LogCoshError(name, dtype);

    public Metric Poisson(string? name = "poisson", TF_DataType dtype = TF_DataType.TF_FLOAT) => new Poisson(name, dtype);

    public Metric KLDivergence(string? name = "kullback_leibler_divergence", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new KLDivergence(name, dtype);

    public Metric Hinge(string? name = "hinge", TF_DataType dtype = TF_DataType.TF_FLOAT) => new Hinge(name, dtype);

    public Metric SquaredHinge(string? name = "squared_hinge", TF_DataType dtype = TF_DataType.TF_FLOAT) => new SquaredHinge(name, dtype);

    public Metric CategoricalHinge(string? name = "categorical_hinge", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new CategoricalHinge(name, dtype);

    public Metric MeanRelativeError(Tensor normalizer, string? name = "mean_relative_error", TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new MeanRelativeError(normalizer, name, dtype);

    public Metric R2Score(
        string? class_aggregation = "uniform_average", int num_regressors = 0, string? name = "r2_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new R2Score(class_aggregation, num_regressors, name, dtype);

    public Metric TruePositives(double[]? thresholds = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new TruePositives(thresholds, name, dtype);

    public Metric TrueNegatives(double[]? thresholds = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new TrueNegatives(thresholds, name, dtype);

    public Metric FalsePositives(double[]? thresholds = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new FalsePositives(thresholds, name, dtype);

    public Metric FalseNegatives(double[]? thresholds = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new FalseNegatives(thresholds, name, dtype);

    public Metric AUC(
        int num_thresholds = 200, string curve = "ROC", string summation_method = "interpolation", string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT, double[]? thresholds = null, bool multi_label = false, int? num_labels = null,
        double[]? label_weights = null, bool from_logits = false) =>
        new AUC(num_thresholds, curve, summation_method, name, dtype, thresholds, multi_label, num_labels, label_weights, from_logits);

    public Metric SensitivityAtSpecificity(
        double specificity, int num_thresholds = 200, int? class_id = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new SensitivityAtSpecificity(specificity, num_thresholds, class_id, name, dtype);

    public Metric SpecificityAtSensitivity(
        double sensitivity, int num_thresholds = 200, int? class_id = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new SpecificityAtSensitivity(sensitivity, num_thresholds, class_id, name, dtype);

    public Metric PrecisionAtRecall(double recall, int num_thresholds = 200, int? class_id = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new PrecisionAtRecall(recall, num_thresholds, class_id, name, dtype);

    public Metric RecallAtPrecision(double precision, int num_thresholds = 200, int? class_id = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RecallAtPrecision(precision, num_thresholds, class_id, name, dtype);

    public Metric IoU(
        int num_classes, int[] target_class_ids, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT, int? ignore_class = null,
        bool sparse_y_true = true, bool sparse_y_pred = true, int axis = -1) =>
        new IoU(num_classes, target_class_ids, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis);

    public Metric BinaryIoU(int[]? target_class_ids = null, float threshold = 0.5f, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new BinaryIoU(target_class_ids, threshold, name, dtype);

    public Metric MeanIoU(
        int num_classes, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT, int? ignore_class = null, bool sparse_y_true = true,
        bool sparse_y_pred = true, int axis = -1) => new MeanIoU(num_classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred,
        axis);

    public Metric OneHotIoU(
        int num_classes, int[] target_class_ids, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT, int? ignore_class = null,
        bool sparse_y_pred = false, int axis = -1) => new OneHotIoU(num_classes, target_class_ids, name, dtype, ignore_class,
        sparse_y_pred, axis);

    public Metric OneHotMeanIoU(
        int num_classes, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT, int? ignore_class = null,
        bool sparse_y_pred = false, int axis = -1) =>
        new OneHotMeanIoU(num_classes, name, dtype, ignore_class, sparse_y_pred, axis);

    public Tensor accuracy(Tensor y_true, Tensor y_pred) => MetricFunctions.Accuracy(y_true, y_pred);

    public Tensor binary_accuracy(Tensor y_true, Tensor y_pred, float threshold = 0.5f) =>
        MetricFunctions.BinaryAccuracy(y_true, y_pred, ConfigValues.AsWritten(threshold));

    public Tensor categorical_accuracy(Tensor y_true, Tensor y_pred) => MetricFunctions.CategoricalAccuracy(y_true, y_pred);

    public Tensor sparse_categorical_accuracy(Tensor y_true, Tensor y_pred) => MetricFunctions.SparseCategoricalAccuracy(y_true, y_pred);

    public Tensor top_k_categorical_accuracy(Tensor y_true, Tensor y_pred, int k = 5) =>
        MetricFunctions.TopKCategoricalAccuracy(y_true, y_pred, k);

    public Tensor sparse_top_k_categorical_accuracy(Tensor y_true, Tensor y_pred, int k = 5) =>
        MetricFunctions.SparseTopKCategoricalAccuracy(y_true, y_pred, k);

    public Tensor mean_absolute_error(Tensor y_true, Tensor y_pred) => Losses.LossFunctions.MeanAbsoluteError(y_true, y_pred);

    public Tensor mean_absolute_percentage_error(Tensor y_true, Tensor y_pred) =>
        Losses.LossFunctions.MeanAbsolutePercentageError(y_true, y_pred);

    public Tensor mean_squared_error(Tensor y_true, Tensor y_pred) => Losses.LossFunctions.MeanSquaredError(y_true, y_pred);

    public Tensor categorical_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false, float label_smoothing = 0f,
        Axis? axis = null) =>
        Losses.LossFunctions.CategoricalCrossentropy(y_true, y_pred, from_logits, ConfigValues.AsWritten(label_smoothing), axis is null
            ? -1 : axis[0]);

    public Tensor sparse_categorical_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false, int? ignore_class = null,
        Axis? axis = null) =>
        Losses.LossFunctions.SparseCategoricalCrossentropy(y_true, y_pred, from_logits, axis is null ? -1 : axis[0], ignore_class).Losses;

    public Tensor binary_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false, float label_smoothing = 0f, int axis = -1) =>
        Losses.LossFunctions.BinaryCrossentropy(y_true, y_pred, from_logits, ConfigValues.AsWritten(label_smoothing), axis);
}
