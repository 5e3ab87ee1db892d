namespace Tensorflow.Keras.Metrics;

/// <summary>
/// (1 + beta^2) precision recall / (beta^2 precision + recall) for each class of [N, K] labels and scores; average: null (a vector),
/// "micro", "macro" or "weighted" (by support). Without a threshold the largest score of a row is its answer.
/// </summary>
public class FBetaScore : Metric
{
    private readonly string? _average;
    private readonly double _beta;
    private readonly double? _threshold;
    private readonly int? _classes;
    private ResourceVariable? _tp;
    private ResourceVariable? _fp;
    private ResourceVariable? _fn;
    private ResourceVariable? _support;

    public FBetaScore(
        int num_classes, string? average = null, float beta = 1f, float? threshold = null, string? name = "fbeta_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : this(average, ConfigValues.AsWritten(beta), threshold is { } t ? ConfigValues.AsWritten(t) : null, name, dtype, num_classes)
    {
    }

    public FBetaScore(
        string? average = null, double beta = 1, double? threshold = null, string? name = "fbeta_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : this(average, beta, threshold, name, dtype, null)
    {
    }

    private protected FBetaScore(string? average, double beta, double? threshold, string? name, TF_DataType dtype, int? classes)
        : base(name ?? "fbeta_score", dtype)
    {
        if (average is not (null or "micro" or "macro" or "weighted"))
            throw new ValueError($"Invalid `average` argument value. Expected one of: {{None, 'micro', 'macro', 'weighted'}}. Received: "
                + $"average={average}");
        if (!(beta > 0))
            throw new ValueError($"Invalid `beta` argument value. It should be > 0. Received: beta={beta}");
        if (threshold is not (null or (> 0 and <= 1)))
            throw new ValueError($"Invalid `threshold` argument value. It should verify 0 < threshold <= 1. Received: "
                + $"threshold={threshold}");
        (_average, _beta, _threshold, _classes) = (average, beta, threshold, classes);
    }

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight)
    {
        Tensor scores = MathOps.Cast(y_pred, dtype);
        Tensor labels = MathOps.Cast(y_true, dtype);
        Build(labels, scores);
        Tensor answers = MathOps.Cast(Decide(scores, (float?)_threshold), dtype);
        Tensor? w = sample_weight is null ? null : ShapeOps.ExpandDims(MathOps.Cast(sample_weight, dtype), 1);
        Tensor sum = accumulate(_tp!, Total(answers * labels));
        accumulate(_fp!, Total(answers * (1 - labels)));
        accumulate(_fn!, Total((1 - answers) * labels));
        accumulate(_support!, Total(labels));
        return sum;

        Tensor Total(Tensor x) => Reductions.Sum(w is null ? x : x * w, _average == "micro" ? null : 0);
    }

    protected override Tensor Result()
    {
        if (_tp is null)
            throw new ValueError($"{GetType().Name} '{Name}': has no result before the first update_state.");
        (Tensor tp, Tensor fp, Tensor fn) = (_tp.AsTensor(), _fp!.AsTensor(), _fn!.AsTensor());
        Tensor precision = BinaryOps.DivideNoNan(tp, tp + fp);
        Tensor recall = BinaryOps.DivideNoNan(tp, tp + fn);
        Tensor score = BinaryOps.DivideNoNan(precision * recall, precision * (_beta * _beta) + recall) * (1 + _beta * _beta);
        if (_average == "weighted")
        {
            Tensor support = _support!.AsTensor();
            return Reductions.Sum(score * BinaryOps.DivideNoNan(support, Broadcast.To(Reductions.Sum(support), support.shape)));
        }
        return _average is null ? score : Reductions.Mean(score);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["average"] = _average;
        AddBeta(config, _beta);
        config["threshold"] = _threshold;
    }

    private protected virtual void AddBeta(IDictionary<string, object?> config, double beta) => config["beta"] = beta;

    /// <summary>Which scores are answers: those above the threshold, or each row's largest (unless it is 0).</summary>
    internal static Tensor Decide(Tensor scores, float? threshold)
    {
        if (threshold is { } t)
            return Compare.Greater(scores, Creation.ScalarFor(scores, ConfigValues.AsWritten(t)));
        Tensor largest = Compare.GreaterEqual(scores, Broadcast.To(Reductions.Max(scores, -1, keepdims: true), scores.shape));
        return Compare.And(largest, Compare.Greater(UnaryOps.Abs(scores), Creation.ScalarFor(scores, 1e-12)));
    }

    private void Build(Tensor labels, Tensor scores)
    {
        if (labels.rank != 2 || scores.rank != 2)
            throw new ValueError($"{GetType().Name} expects 2D inputs with shape (batch_size, output_dim). Received input shapes: "
                + $"y_pred.shape={scores.shape} and y_true.shape={labels.shape}.");
        if (_classes is { } expected && scores.shape[-1] != expected)
            throw new ValueError($"{GetType().Name} '{Name}': argument y_pred: expected {expected} classes, as num_classes says; "
                + $"received shape {scores.shape}");
        MetricUtils.RequireSameShape(labels, scores);
        if (_tp is not null)
            return;
        Shape shape = _average == "micro" ? Shape.Scalar : new Shape(scores.shape[-1]);
        _tp = add_weight("true_positives", shape);
        _fp = add_weight("false_positives", shape);
        _fn = add_weight("false_negatives", shape);
        _support = add_weight("intermediate_weights", shape);
    }
}

/// <summary>The harmonic mean of precision and recall: <see cref="FBetaScore"/> with beta 1.</summary>
public sealed class F1Score : FBetaScore
{
    public F1Score(int num_classes, string? average = null, float? threshold = null, string? name = "f1_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(average, 1, threshold is { } t ? ConfigValues.AsWritten(t) : null, name ?? "f1_score", dtype, num_classes)
    {
    }

    public F1Score(string? average = null, double? threshold = null, string? name = "f1_score", TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(average, 1, threshold, name ?? "f1_score", dtype, null)
    {
    }

    private protected override void AddBeta(IDictionary<string, object?> config, double beta)
    {
    }
}
