namespace Tensorflow.Keras.Metrics;

/// <summary>
/// Area under the ROC or precision-recall curve, from counts at thresholds
/// (https://keras.io/api/metrics/classification_metrics/#auc-class).
/// The PR curve is interpolated after Davis and Goadrich 2006.
/// </summary>
public sealed class AUC : Metric
{
    private readonly int _count;
    private readonly string _curve;
    private readonly string _method;
    private readonly double[]? _given;
    private readonly double[] _thresholds;
    private readonly bool _multiLabel;
    private readonly int? _numLabels;
    private readonly double[]? _labelWeights;
    private readonly bool _fromLogits;
    private readonly ConfusionCounts _counts;
    private ResourceVariable? _tp;
    private ResourceVariable? _tn;
    private ResourceVariable? _fp;
    private ResourceVariable? _fn;

    public AUC(
        int num_thresholds = 200, string curve = "ROC", string summation_method = "interpolation", string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT, double[]? thresholds = null, bool multi_label = false, int? num_labels = null,
        double[]? label_weights = null, bool from_logits = false)
        : base(name, dtype)
    {
        if (curve is not ("ROC" or "PR"))
            throw new ValueError($"Invalid AUC curve value: \"{curve}\". Expected values are [\"PR\", \"ROC\"].");
        if (summation_method is not ("interpolation" or "minoring" or "majoring"))
            throw new ValueError($"Invalid AUC summation method value: \"{summation_method}\". Expected values are [\"interpolation\", "
                + "\"majoring\", \"minoring\"].");
        if (num_labels is not null && !multi_label)
            throw new ValueError("`num_labels` is needed only when `multi_label` is True.");
        (_curve, _method, _given, _multiLabel) = (curve, summation_method, thresholds, multi_label);
        (_numLabels, _labelWeights, _fromLogits) = (num_labels, label_weights, from_logits);
        double[] inner = Inner(num_thresholds, thresholds);
        _count = inner.Length + 2;
        _thresholds = [0 - Losses.LossUtils.Epsilon, .. inner, 1 + Losses.LossUtils.Epsilon];
        _counts = new ConfusionCounts(_thresholds) { ByLabel = multi_label, LabelWeights = multi_label ? null : label_weights };
        if (!multi_label)
            Build(_count);
        else if (num_labels is { } labels)
            Build((_count, labels));
    }

    private static double[] Inner(int count, double[]? thresholds)
    {
        if (thresholds is null)
            return count > 1
                ? [.. Enumerable.Range(0, count - 2).Select(i => (i + 1) * 1.0 / (count - 1))]
                : throw new ValueError($"Argument `num_thresholds` must be an integer > 1. Received: num_thresholds={count}");
        if (thresholds.Any(t => !(t is >= 0 and <= 1)))
            throw new ValueError($"Threshold values must be in [0, 1]. Received: [{string.Join(", ", thresholds)}]");
        return [.. thresholds.Order()];
    }

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight)
    {
        Tensor pred = MathOps.Cast(y_pred, dtype);
        if (_fromLogits)
            pred = Activations.Sigmoid(pred);
        if (_tp is null)
        {
            if (pred.rank != 2)
                throw new ValueError($"`y_pred` must have rank 2 when `multi_label=True`. Found rank {pred.rank}. Received: y_pred of "
                    + $"shape {pred.shape}");
            Build((_count, pred.shape[1]));
        }
        if (_multiLabel && pred.shape[-1] != _tp!.shape[1])
            throw new ValueError($"AUC '{Name}': argument y_pred: expected {_tp.shape[1]} labels; received shape {pred.shape}");
        (Tensor tp, Tensor fp, Tensor tn, Tensor fn) = _counts.Count(y_true, pred, sample_weight, dtype);
        Tensor sum = accumulate(_tp!, tp);
        accumulate(_fp!, fp);
        accumulate(_tn!, tn);
        accumulate(_fn!, fn);
        return sum;
    }

    protected override Tensor Result()
    {
        if (_tp is null)
            throw new ValueError($"AUC '{Name}': with multi_label and without num_labels there is no result before the first "
                + "update_state.");
        if (_curve == "PR" && _method == "interpolation")
            return Total(InterpolatedPr());
        Tensor tp = _tp.AsTensor();
        Tensor recall = BinaryOps.DivideNoNan(tp, tp + _fn!.AsTensor());
        Tensor fp = _fp!.AsTensor();
        (Tensor x, Tensor y) = _curve == "ROC"
            ? (BinaryOps.DivideNoNan(fp, fp + _tn!.AsTensor()), recall)
            : (recall, BinaryOps.DivideNoNan(tp, tp + fp));
        (Tensor left, Tensor right) = (Head(y), Tail(y));
        Tensor heights = _method switch
        {
            "interpolation" => (left + right) / 2,
            "minoring" => BinaryOps.Minimum(left, right),
            _ => BinaryOps.Maximum(left, right),
        };
        return Total((Head(x) - Tail(x)) * heights);
    }

    /// <summary>
    /// slope (dTP + intercept log(P_i / P_i+1)) / positives for each interval, with P = TP + FP, slope = dTP / dP, intercept = TP - slope
    /// P.
    /// </summary>
    private Tensor InterpolatedPr()
    {
        Tensor tp = _tp!.AsTensor();
        Tensor p = tp + _fp!.AsTensor();
        (Tensor pLeft, Tensor pRight, Tensor tpRight) = (Head(p), Tail(p), Tail(tp));
        Tensor dtp = Head(tp) - tpRight;
        Tensor slope = BinaryOps.DivideNoNan(dtp, NotNegative(pLeft - pRight));
        Tensor intercept = tpRight - slope * pRight;
        Tensor zero = Creation.ZerosLike(pLeft);
        Tensor both = Compare.And(Compare.Greater(pLeft, zero), Compare.Greater(pRight, zero));
        Tensor ratio = Select.Where(both, BinaryOps.DivideNoNan(pLeft, NotNegative(pRight)), Creation.OnesLike(pRight));
        Tensor area = slope * (dtp + intercept * UnaryOps.Log(ratio));
        return BinaryOps.DivideNoNan(area, NotNegative(tpRight + Tail(_fn!.AsTensor())));
    }

    /// <summary>The sum over the intervals; for several labels the (weighted) mean of their sums.</summary>
    private Tensor Total(Tensor intervals)
    {
        if (!_multiLabel)
            return Reductions.Sum(intervals);
        Tensor byLabel = Reductions.Sum(intervals, 0);
        if (_labelWeights is null)
            return Reductions.Mean(byLabel);
        Tensor w = MathOps.Cast(new Tensor(_labelWeights), dtype);
        return BinaryOps.DivideNoNan(Reductions.Sum(byLabel * w), Reductions.Sum(w));
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["num_thresholds"] = _count;
        config["curve"] = _curve;
        config["summation_method"] = _method;
        config["multi_label"] = _multiLabel;
        config["num_labels"] = _numLabels;
        config["label_weights"] = _labelWeights?.Select(w => (object)w).ToList();
        config["from_logits"] = _fromLogits;
        if (_given is not null)
            config["thresholds"] = _thresholds[1..^1].Select(t => (object)t).ToList();
    }

    private void Build(Shape shape)
    {
        _tp = add_weight("true_positives", shape);
        _tn = add_weight("true_negatives", shape);
        _fp = add_weight("false_positives", shape);
        _fn = add_weight("false_negatives", shape);
    }

    private static Tensor Head(Tensor x) => Part(x, 0);

    private static Tensor Tail(Tensor x) => Part(x, 1);

    private static Tensor Part(Tensor x, int from) =>
        GatherOps.Gather(x, new Tensor(Enumerable.Range(from, (int)x.shape[0] - 1).Select(i => (long)i).ToArray()));

    private static Tensor NotNegative(Tensor x) => BinaryOps.Maximum(x, Creation.ScalarFor(x, 0));
}
