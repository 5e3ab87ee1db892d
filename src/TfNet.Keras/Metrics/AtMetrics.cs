namespace Tensorflow.Keras.Metrics;

/// <summary>
/// Base of metrics that give the best of one quantity over the thresholds where another reaches a value; 0 where none does.
/// </summary>
public abstract class BestUnderConstraint : Metric
{
    private readonly int _count;
    private readonly int? _classId;
    private readonly double _value;
    private readonly ConfusionCounts _counts;
    private readonly ResourceVariable _tp;
    private readonly ResourceVariable _tn;
    private readonly ResourceVariable _fp;
    private readonly ResourceVariable _fn;

    private protected BestUnderConstraint(string argument, double value, int numThresholds, int? classId, string? name, TF_DataType dtype)
        : base(name, dtype)
    {
        if (!(value is >= 0 and <= 1))
            throw new ValueError($"Argument `{argument}` must be in the range [0, 1]. Received: {argument}={value}");
        if (numThresholds <= 0)
            throw new ValueError($"Argument `num_thresholds` must be an integer > 0. Received: num_thresholds={numThresholds}");
        (_value, _count, _classId) = (value, numThresholds, classId);
        double[] thresholds = numThresholds == 1
            ? [0.5]
            : [0, .. Enumerable.Range(0, numThresholds - 2).Select(i => (i + 1) * 1.0 / (numThresholds - 1)), 1];
        _counts = new ConfusionCounts(thresholds) { ClassId = classId };
        _tp = add_weight("true_positives", thresholds.Length);
        _tn = add_weight("true_negatives", thresholds.Length);
        _fp = add_weight("false_positives", thresholds.Length);
        _fn = add_weight("false_negatives", thresholds.Length);
    }

    private protected abstract string Argument { get; }

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight)
    {
        (Tensor tp, Tensor fp, Tensor tn, Tensor fn) = _counts.Count(y_true, y_pred, sample_weight, dtype);
        accumulate(_tn, tn);
        accumulate(_fp, fp);
        accumulate(_fn, fn);
        return accumulate(_tp, tp);
    }

    protected override Tensor Result()
    {
        (Tensor constrained, Tensor wanted) = Quantities(_tp.AsTensor(), _tn.AsTensor(), _fp.AsTensor(), _fn.AsTensor());
        Tensor feasible = Compare.GreaterEqual(constrained, Creation.ScalarFor(constrained, _value));
        // All quantities are at least 0, so an infeasible threshold counts as 0.
        return Reductions.Max(Select.Where(feasible, wanted, Creation.ZerosLike(wanted)));
    }

    /// <summary>What must reach the value, and what is maximised.</summary>
    private protected abstract (Tensor Constrained, Tensor Wanted) Quantities(Tensor tp, Tensor tn, Tensor fp, Tensor fn);

    private protected static Tensor Share(Tensor part, Tensor rest) => BinaryOps.DivideNoNan(part, part + rest);

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["class_id"] = _classId;
        config["num_thresholds"] = _count;
        config[Argument] = _value;
    }
}

/// <summary>The best sensitivity where specificity is at least the given one.</summary>
public sealed class SensitivityAtSpecificity(
    double specificity, int num_thresholds = 200, int? class_id = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : BestUnderConstraint("specificity", specificity, num_thresholds, class_id, name, dtype)
{
    private protected override string Argument => "specificity";

    private protected override (Tensor Constrained, Tensor Wanted) Quantities(Tensor tp, Tensor tn, Tensor fp, Tensor fn) =>
        (Share(tn, fp), Share(tp, fn));
}

/// <summary>The best specificity where sensitivity is at least the given one.</summary>
public sealed class SpecificityAtSensitivity(
    double sensitivity, int num_thresholds = 200, int? class_id = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : BestUnderConstraint("sensitivity", sensitivity, num_thresholds, class_id, name, dtype)
{
    private protected override string Argument => "sensitivity";

    private protected override (Tensor Constrained, Tensor Wanted) Quantities(Tensor tp, Tensor tn, Tensor fp, Tensor fn) =>
        (Share(tp, fn), Share(tn, fp));
}

/// <summary>The best precision where recall is at least the given one.</summary>
public sealed class PrecisionAtRecall(
    double recall, int num_thresholds = 200, int? class_id = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : BestUnderConstraint("recall", recall, num_thresholds, class_id, name, dtype)
{
    private protected override string Argument => "recall";

    private protected override (Tensor Constrained, Tensor Wanted) Quantities(Tensor tp, Tensor tn, Tensor fp, Tensor fn) =>
        (Share(tp, fn), Share(tp, fp));
}

/// <summary>The best recall where precision is at least the given one.</summary>
public sealed class RecallAtPrecision(
    double precision, int num_thresholds = 200, int? class_id = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : BestUnderConstraint("precision", precision, num_thresholds, class_id, name, dtype)
{
    private protected override string Argument => "precision";

    private protected override (Tensor Constrained, Tensor Wanted) Quantities(Tensor tp, Tensor tn, Tensor fp, Tensor fn) =>
        (Share(tp, fp), Share(tp, fn));
}
