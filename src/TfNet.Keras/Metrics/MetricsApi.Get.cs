using Tensorflow.Keras.Losses;

namespace Tensorflow.Keras.Metrics;

/// <summary>Metrics by name, config or function.</summary>
public sealed partial class MetricsApi
{
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> s_functions = Functions();

    private static readonly Dictionary<string, Func<IDictionary<string, object?>, Metric>> s_classes = new()
    {
        ["Mean"] = c => new Mean(c.Text("name"), DType(c)),
        ["Sum"] = c => new Sum(c.Text("name"), DType(c)),
        ["MeanTensor"] = c => new MeanTensor(c.Text("name"), DType(c)),
        ["Accuracy"] = c => new Accuracy(c.Text("name"), DType(c)),
        ["BinaryAccuracy"] = c => new BinaryAccuracy(c.Text("name"), DType(c), (float)c.Double("threshold", 0.5)),
        ["CategoricalAccuracy"] = c => new CategoricalAccuracy(c.Text("name"), DType(c)),
        ["SparseCategoricalAccuracy"] = c => new SparseCategoricalAccuracy(c.Text("name"), DType(c)),
        ["TopKCategoricalAccuracy"] = c => new TopKCategoricalAccuracy(c.Int("k", 5), c.Text("name"), DType(c)),
        ["SparseTopKCategoricalAccuracy"] = c => new SparseTopKCategoricalAccuracy(c.Int("k", 5), c.Text("name"), DType(c)),
        ["CategoricalCrossentropy"] = c => new CategoricalCrossentropy(
            c.Text("name"), DType(c), c.Bool("from_logits", false), (float)c.Double("label_smoothing", 0), c.Int("axis", -1)),
        ["SparseCategoricalCrossentropy"] = c => new SparseCategoricalCrossentropy(
            c.Text("name"), DType(c), c.Bool("from_logits", false), c.IntOrNull("ignore_class"), c.Int("axis", -1)),
        ["BinaryCrossentropy"] = c =>
            new BinaryCrossentropy(c.Text("name"), DType(c), c.Bool("from_logits", false), (float)c.Double("label_smoothing", 0)),
        ["MeanSquaredError"] = c => new MeanSquaredError(c.Text("name"), DType(c)),
        ["RootMeanSquaredError"] = c => new RootMeanSquaredError(c.Text("name"), DType(c)),
        ["MeanAbsoluteError"] = c => new MeanAbsoluteError(c.Text("name"), DType(c)),
        ["MeanAbsolutePercentageError"] = c => new MeanAbsolutePercentageError(c.Text("name"), DType(c)),
        ["MeanSquaredLogarithmicError"] = c => new MeanSquaredLogarithmicError(c.Text("name"), DType(c)),
        ["LogCoshError"] = c => new LogCoshError(c.Text("name"), DType(c)),
        ["Poisson"] = c => new Poisson(c.Text("name"), DType(c)),
        ["KLDivergence"] = c => new KLDivergence(c.Text("name"), DType(c)),
        ["Hinge"] = c => new Hinge(c.Text("name"), DType(c)),
        ["SquaredHinge"] = c => new SquaredHinge(c.Text("name"), DType(c)),
        ["CategoricalHinge"] = c => new CategoricalHinge(c.Text("name"), DType(c)),
        ["CosineSimilarity"] = c => new CosineSimilarity(c.Text("name"), DType(c), c.Int("axis", -1)),
        ["MeanRelativeError"] = c => new MeanRelativeError(new Tensor(Need(c, "normalizer")), c.Text("name"), DType(c)),
        ["HammingLoss"] = c => new HammingLoss(c.Text("mode", "")!, (float?)c.DoubleOrNull("threshold"), c.Text("name"), DType(c)),
        ["F1Score"] = c => new F1Score(c.Text("average"), c.DoubleOrNull("threshold"), c.Text("name"), DType(c)),
        ["FBetaScore"] = c => new FBetaScore(c.Text("average"), c.Double("beta", 1), c.DoubleOrNull("threshold"), c.Text("name"), DType(c)),
        ["R2Score"] = c => new R2Score(
            c.ContainsKey("class_aggregation") ? c.Text("class_aggregation") : "uniform_average", c.Int("num_regressors", 0),
            c.Text("name"), DType(c)),
        ["TruePositives"] = c => new TruePositives(c.Doubles("thresholds"), c.Text("name"), DType(c)),
        ["TrueNegatives"] = c => new TrueNegatives(c.Doubles("thresholds"), c.Text("name"), DType(c)),
        ["FalsePositives"] = c => new FalsePositives(c.Doubles("thresholds"), c.Text("name"), DType(c)),
        ["FalseNegatives"] = c => new FalseNegatives(c.Doubles("thresholds"), c.Text("name"), DType(c)),
        ["Precision"] = c =>
            new Precision(c.Doubles("thresholds"), c.IntOrNull("top_k"), c.IntOrNull("class_id"), c.Text("name"), DType(c)),
        ["Recall"] = c => new Recall(c.Doubles("thresholds"), c.IntOrNull("top_k"), c.IntOrNull("class_id"), c.Text("name"), DType(c)),
        ["AUC"] = c => new AUC(
            c.Int("num_thresholds", 200), c.Text("curve", "ROC")!, c.Text("summation_method", "interpolation")!, c.Text("name"), DType(c),
            c.Doubles("thresholds"), c.Bool("multi_label", false), c.IntOrNull("num_labels"), c.Doubles("label_weights"),
            c.Bool("from_logits", false)),
        ["SensitivityAtSpecificity"] = c => new SensitivityAtSpecificity(
            Need(c, "specificity")[0], c.Int("num_thresholds", 200), c.IntOrNull("class_id"), c.Text("name"), DType(c)),
        ["SpecificityAtSensitivity"] = c => new SpecificityAtSensitivity(
            Need(c, "sensitivity")[0], c.Int("num_thresholds", 200), c.IntOrNull("class_id"), c.Text("name"), DType(c)),
        ["PrecisionAtRecall"] = c =>
            new PrecisionAtRecall(Need(c, "recall")[0], c.Int("num_thresholds", 200), c.IntOrNull("class_id"), c.Text("name"), DType(c)),
        ["RecallAtPrecision"] = c => new RecallAtPrecision(
            Need(c, "precision")[0], c.Int("num_thresholds", 200), c.IntOrNull("class_id"), c.Text("name"), DType(c)),
        ["IoU"] = c => new IoU(
            c.Int("num_classes", 0), Ints(c, "target_class_ids"), c.Text("name"), DType(c), c.IntOrNull("ignore_class"),
            c.Bool("sparse_y_true", true),
            c.Bool("sparse_y_pred", true), c.Int("axis", -1)),
        ["BinaryIoU"] = c => new BinaryIoU(
            c.Has("target_class_ids") ? Ints(c, "target_class_ids") : null, (float)c.Double("threshold", 0.5), c.Text("name"), DType(c)),
        ["MeanIoU"] = c => new MeanIoU(
            c.Int("num_classes", 0), c.Text("name"), DType(c), c.IntOrNull("ignore_class"), c.Bool("sparse_y_true", true),
            c.Bool("sparse_y_pred", true), c.Int("axis", -1)),
        ["OneHotIoU"] = c => new OneHotIoU(
            c.Int("num_classes", 0), Ints(c, "target_class_ids"), c.Text("name"), DType(c), c.IntOrNull("ignore_class"),
            c.Bool("sparse_y_pred", false), c.Int("axis", -1)),
        ["OneHotMeanIoU"] = c => new OneHotMeanIoU(
            c.Int("num_classes", 0), c.Text("name"), DType(c), c.IntOrNull("ignore_class"), c.Bool("sparse_y_pred", false),
            c.Int("axis", -1)),
    };

    /// <summary>
    /// A metric by the name of a function ("mse", "categorical_accuracy", ..: it bears the name as given) or of a class ("AUC").
    /// "accuracy", "acc", "crossentropy" and "ce" mean what fits the output: see <see cref="ForOutput"/>.
    /// </summary>
    /// <exception cref="ValueError">An unknown name; the text lists the known ones.</exception>
    public Metric get(string identifier)
    {
        if (s_functions.TryGetValue(identifier, out Func<Tensor, Tensor, Tensor>? function))
            return new MeanMetricWrapper(function, identifier);
        if (s_classes.TryGetValue(identifier, out Func<IDictionary<string, object?>, Metric>? make))
            return make(new Dictionary<string, object?>());
        throw new ValueError($"Unknown metric function: '{identifier}'. Known: "
            + $"{string.Join(", ", s_functions.Keys.Concat(s_classes.Keys))}.");
    }

    /// <summary>The metric itself, or the one that a name, a function or a {class_name, config} dictionary stands for.</summary>
    public IMetricFunc get(object identifier)
    {
        switch (identifier)
        {
            case IMetricFunc metric:
                return metric;
            case string text:
                return get(text);
            case Func<Tensor, Tensor, Tensor> function:
                return new MeanMetricWrapper(function);
            case ILossFunc loss:
                return new MeanMetricWrapper((y, p) => loss.Call(y, p), loss.Name);
        }
        if (ConfigValues.Serialized(identifier) is not { } s)
            throw new ValueError($"Could not interpret metric identifier: {identifier}");
        return s_classes.TryGetValue(s.ClassName, out Func<IDictionary<string, object?>, Metric>? make)
            ? make(s.Config)
            : throw new ValueError($"Unknown metric function: '{s.ClassName}'. Known classes: {string.Join(", ", s_classes.Keys)}.");
    }

    /// <summary>
    /// The metric a string given to compile means for an output: "accuracy", "acc", "crossentropy" and "ce" are binary for one column of
    /// predictions, sparse where the targets are class numbers, else categorical. The name stays as given.
    /// </summary>
    internal Metric ForOutput(string identifier, Shape yTrue, Shape yPred)
    {
        bool accuracy = identifier.Equals("accuracy", StringComparison.OrdinalIgnoreCase)
            || identifier.Equals("acc", StringComparison.OrdinalIgnoreCase);
        if (!accuracy && !identifier.Equals("crossentropy", StringComparison.OrdinalIgnoreCase)
            && !identifier.Equals("ce", StringComparison.OrdinalIgnoreCase))
            return get(identifier);
        long last = yPred.ndim == 0 ? 1 : yPred[-1];
        bool sparse = yTrue.ndim < yPred.ndim || (yTrue.ndim > 0 && yTrue[-1] == 1 && last > 1);
        string kind = last == 1 ? "binary" : sparse ? "sparse_categorical" : "categorical";
        return new MeanMetricWrapper(s_functions[kind + (accuracy ? "_accuracy" : "_crossentropy")], identifier);
    }

    private static TF_DataType DType(IDictionary<string, object?> config) =>
        config.Text("dtype") is { } name ? name.as_tf_dtype() : TF_DataType.TF_FLOAT;

    private static double[] Need(IDictionary<string, object?> config, string key) =>
        config.Doubles(key) is { Length: > 0 } values ? values
            : throw new ValueError($"metric: config: argument {key}: expected a number; received none");

    private static int[] Ints(IDictionary<string, object?> config, string key) => Array.ConvertAll(Need(config, key), d => (int)d);

    private static Dictionary<string, Func<Tensor, Tensor, Tensor>> Functions()
    {
        var known = new Dictionary<string, Func<Tensor, Tensor, Tensor>>();
        Add(MetricFunctions.Accuracy, "accuracy", "acc");
        Add((y, p) => MetricFunctions.BinaryAccuracy(y, p), "binary_accuracy");
        Add(MetricFunctions.CategoricalAccuracy, "categorical_accuracy");
        Add(MetricFunctions.SparseCategoricalAccuracy, "sparse_categorical_accuracy");
        Add((y, p) => MetricFunctions.TopKCategoricalAccuracy(y, p), "top_k_categorical_accuracy");
        Add((y, p) => MetricFunctions.SparseTopKCategoricalAccuracy(y, p), "sparse_top_k_categorical_accuracy");
        Add(LossFunctions.MeanSquaredError, "mean_squared_error", "mse", "MSE");
        Add(LossFunctions.MeanAbsoluteError, "mean_absolute_error", "mae", "MAE");
        Add(LossFunctions.MeanAbsolutePercentageError, "mean_absolute_percentage_error", "mape", "MAPE");
        Add(LossFunctions.MeanSquaredLogarithmicError, "mean_squared_logarithmic_error", "msle", "MSLE");
        Add(LossFunctions.KLDivergence, "kl_divergence", "kld", "KLD", "kullback_leibler_divergence");
        Add(LossFunctions.LogCosh, "log_cosh", "logcosh");
        Add(LossFunctions.Poisson, "poisson");
        Add(LossFunctions.Hinge, "hinge");
        Add(LossFunctions.SquaredHinge, "squared_hinge");
        Add((y, p) => MetricFunctions.CosineSimilarity(y, p), "cosine_similarity", "cosine_proximity");
        Add((y, p) => LossFunctions.CategoricalCrossentropy(y, p), "categorical_crossentropy");
        Add((y, p) => LossFunctions.SparseCategoricalCrossentropy(y, p).Losses, "sparse_categorical_crossentropy");
        Add((y, p) => LossFunctions.BinaryCrossentropy(y, p), "binary_crossentropy");
        Add((y, p) => LossFunctions.BinaryFocalCrossentropy(y, p), "binary_focal_crossentropy");
        Add((y, p) => LossFunctions.CategoricalFocalCrossentropy(y, p), "categorical_focal_crossentropy");
        return known;

        void Add(Func<Tensor, Tensor, Tensor> function, params string[] names)
        {
            foreach (string name in names)
                known[name] = function;
        }
    }
}
