namespace Tensorflow.Keras.Metrics;

/// <summary>Base of metrics that count at given thresholds: one number for one threshold, a vector for several.</summary>
public abstract class ThresholdMetric : Metric
{
    private readonly double[]? _given;

    private protected ThresholdMetric(double[]? thresholds, double otherwise, int? topK, int? classId, string? name, TF_DataType dtype)
        : base(name, dtype)
    {
        _given = thresholds;
        double[] used = thresholds ?? [otherwise];
        if (used.Length == 0 || thresholds is not null && used.Any(t => !(t is >= 0 and <= 1)))
            throw new ValueError($"Threshold values must be in [0, 1]. Received: [{string.Join(", ", used)}]");
        Thresholds = used;
        Counts = new ConfusionCounts(used) { TopK = topK, ClassId = classId };
    }

    private protected double[] Thresholds { get; }

    private protected ConfusionCounts Counts { get; }

    /// <summary>A scalar for a single threshold.</summary>
    private protected Tensor Shown(Tensor values) => Thresholds.Length == 1 ? ShapeOps.Reshape(values, Shape.Scalar) : values;

    /// <summary>As given: null, a number or a list.</summary>
    private protected object? ThresholdConfig => _given switch
    {
        null => null,
        [var single] => single,
        _ => _given.Select(t => (object)t).ToList(),
    };
}

/// <summary>Base of the four counts.</summary>
public abstract class ConfusionMetric : ThresholdMetric
{
    private readonly ResourceVariable _accumulator;

    private protected ConfusionMetric(double[]? thresholds, string? name, TF_DataType dtype)
        : base(thresholds, 0.5, null, null, name, dtype)
    {
        _accumulator = add_weight("accumulator", Thresholds.Length);
    }

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight) =>
        accumulate(_accumulator, Choose(Counts.Count(y_true, y_pred, sample_weight, dtype)));

    private protected abstract Tensor Choose((Tensor TruePositives, Tensor FalsePositives, Tensor TrueNegatives,
        Tensor FalseNegatives) counts);

    protected override Tensor Result() => Shown(new Untracked(_accumulator.Handle).Copy().Value);

    protected override void AddTo(IDictionary<string, object?> config) => config["thresholds"] = ThresholdConfig;
}

/// <summary>How many positives are predicted as such.</summary>
public sealed class TruePositives(double[]? thresholds = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : ConfusionMetric(thresholds, name, dtype)
{
    private protected override Tensor Choose((Tensor TruePositives, Tensor FalsePositives, Tensor TrueNegatives,
        Tensor FalseNegatives) counts) => counts.TruePositives;
}

/// <summary>How many negatives are predicted as such.</summary>
public sealed class TrueNegatives(double[]? thresholds = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : ConfusionMetric(thresholds, name, dtype)
{
    private protected override Tensor Choose((Tensor TruePositives, Tensor FalsePositives, Tensor TrueNegatives,
        Tensor FalseNegatives) counts) => counts.TrueNegatives;
}

/// <summary>How many negatives are predicted as positives.</summary>
public sealed class FalsePositives(double[]? thresholds = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : ConfusionMetric(thresholds, name, dtype)
{
    private protected override Tensor Choose((Tensor TruePositives, Tensor FalsePositives, Tensor TrueNegatives,
        Tensor FalseNegatives) counts) => counts.FalsePositives;
}

/// <summary>How many positives are predicted as negatives.</summary>
public sealed class FalseNegatives(double[]? thresholds = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : ConfusionMetric(thresholds, name, dtype)
{
    private protected override Tensor Choose((Tensor TruePositives, Tensor FalsePositives, Tensor TrueNegatives,
        Tensor FalseNegatives) counts) => counts.FalseNegatives;
}

/// <summary>
/// True positives / predicted positives, 0 where nothing is predicted. With top_k only the k largest scores of a row are predictions,
/// with class_id only that class is looked at. Differs from TensorFlow.NET 0.150: class_id and top_k are absent unless given.
/// </summary>
public sealed class Precision : ThresholdMetric
{
    private readonly ResourceVariable _tp;
    private readonly ResourceVariable _fp;
    private readonly int? _topK;
    private readonly int? _classId;

    public Precision(double[]? thresholds = null, int? top_k = null, int? class_id = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(thresholds, top_k is null ? 0.5 : ConfusionCounts.NegativeInfinity, top_k, class_id, name, dtype)
    {
        (_topK, _classId) = (top_k, class_id);
        _tp = add_weight("true_positives", Thresholds.Length);
        _fp = add_weight("false_positives", Thresholds.Length);
    }

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight)
    {
        (Tensor tp, Tensor fp, _, _) = Counts.Count(y_true, y_pred, sample_weight, dtype);
        accumulate(_fp, fp);
        return accumulate(_tp, tp);
    }

    protected override Tensor Result()
    {
        Tensor tp = _tp.AsTensor();
        return Shown(BinaryOps.DivideNoNan(tp, tp + _fp.AsTensor()));
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["thresholds"] = ThresholdConfig;
        config["top_k"] = _topK;
        config["class_id"] = _classId;
    }
}

/// <summary>True positives / positives, 0 where there are none. Arguments as for <see cref="Precision"/>.</summary>
public sealed class Recall : ThresholdMetric
{
    private readonly ResourceVariable _tp;
    private readonly ResourceVariable _fn;
    private readonly int? _topK;
    private readonly int? _classId;

    public Recall(double[]? thresholds = null, int? top_k = null, int? class_id = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(thresholds, top_k is null ? 0.5 : ConfusionCounts.NegativeInfinity, top_k, class_id, name, dtype)
    {
        (_topK, _classId) = (top_k, class_id);
        _tp = add_weight("true_positives", Thresholds.Length);
        _fn = add_weight("false_negatives", Thresholds.Length);
    }

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight)
    {
        (Tensor tp, _, _, Tensor fn) = Counts.Count(y_true, y_pred, sample_weight, dtype);
        accumulate(_fn, fn);
        return accumulate(_tp, tp);
    }

    protected override Tensor Result()
    {
        Tensor tp = _tp.AsTensor();
        return Shown(BinaryOps.DivideNoNan(tp, tp + _fn.AsTensor()));
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["thresholds"] = ThresholdConfig;
        config["top_k"] = _topK;
        config["class_id"] = _classId;
    }
}
