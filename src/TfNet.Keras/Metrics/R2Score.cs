namespace Tensorflow.Keras.Metrics;

/// <summary>
/// The coefficient of determination 1 - residual / total of [N, K] targets; class_aggregation: "uniform_average",
/// "variance_weighted_average" or null (one for each column). num_regressors adjusts it; as in Keras 2.15 the sample count then counts
/// elements, not rows.
/// </summary>
public sealed class R2Score : Metric
{
    private readonly string? _aggregation;
    private readonly int _regressors;
    private ResourceVariable? _samples;
    private ResourceVariable? _squaredSum;
    private ResourceVariable? _sum;
    private ResourceVariable? _residual;
    private ResourceVariable? _count;

    public R2Score(string? class_aggregation = "uniform_average", int num_regressors = 0, string? name = "r2_score",
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name ?? "r2_score", dtype)
    {
        if (class_aggregation is not (null or "uniform_average" or "variance_weighted_average"))
            throw new ValueError(
                "Invalid value for argument `class_aggregation`. Expected one of (None, 'uniform_average', 'variance_weighted_average'). "
                + $"Received: class_aggregation={class_aggregation}");
        if (num_regressors < 0)
            throw new ValueError($"Invalid value for argument `num_regressors`. Expected a value >= 0. Received: "
                + $"num_regressors={num_regressors}");
        (_aggregation, _regressors) = (class_aggregation, num_regressors);
    }

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight)
    {
        (Tensor labels, Tensor pred) = (MathOps.Cast(y_true, dtype), MathOps.Cast(y_pred, dtype));
        if (labels.rank != 2 || pred.rank != 2)
            throw new ValueError($"R2Score expects 2D inputs with shape (batch_size, output_dim). Received input shapes: "
                + $"y_pred.shape={pred.shape} and y_true.shape={labels.shape}.");
        MetricUtils.RequireSameShape(labels, pred);
        Build(labels.shape[1]);
        Tensor w = sample_weight is null ? Creation.OnesLike(labels) : MathOps.Cast(sample_weight, dtype);
        if (w.rank == 1)
            w = ShapeOps.ExpandDims(w, 1);
        w = Broadcast.To(w, labels.shape);
        Tensor weighted = labels * w;
        Tensor sum = accumulate(_sum!, Reductions.Sum(weighted, 0));
        accumulate(_squaredSum!, Reductions.Sum(labels * weighted, 0));
        accumulate(_residual!, Reductions.Sum(BinaryOps.SquaredDifference(labels, pred) * w, 0));
        accumulate(_count!, Reductions.Sum(w, 0));
        accumulate(_samples!, MathOps.Cast(new Tensor(labels.size), TF_DataType.TF_INT32));
        return sum;
    }

    protected override Tensor Result()
    {
        if (_sum is null)
            throw new ValueError($"R2Score '{Name}': has no result before the first update_state.");
        Tensor mean = _sum.AsTensor() / _count!.AsTensor();
        Tensor total = _squaredSum!.AsTensor() - _sum.AsTensor() * mean;
        Tensor raw = 1 - _residual!.AsTensor() / total;
        raw = Select.Where(UnaryOps.IsInf(raw), Creation.ZerosLike(raw), raw);
        Tensor score = _aggregation switch
        {
            "uniform_average" => Reductions.Mean(raw),
            "variance_weighted_average" => Reductions.Sum(total * raw) / Reductions.Sum(total),
            _ => raw,
        };
        return _regressors == 0 ? score : Adjusted(score);
    }

    private Tensor Adjusted(Tensor score)
    {
        long n = (long)_samples!.AsTensor();
        if (_regressors >= n - 1)
        {
            Warnings.Warn(_regressors > n - 1
                ? "More independent predictors than datapoints in adjusted R2 score. Falls back to standard R2 score."
                : "Division by zero in Adjusted R2 score. Falls back to standard R2 score.");
            return score;
        }
        return 1 - (1 - score) * (n - 1) / (n - _regressors - 1.0);
    }

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["class_aggregation"] = _aggregation;
        config["num_regressors"] = _regressors;
    }

    private void Build(long outputs)
    {
        if (_sum is not null)
        {
            if (_sum.shape[0] != outputs)
                throw new ValueError($"R2Score '{Name}': argument y_true: expected {_sum.shape[0]} columns; received {outputs}");
            return;
        }
        _samples = add_weight("num_samples", Shape.Scalar, TF_DataType.TF_INT32);
        _squaredSum = add_weight("squared_sum", outputs);
        _sum = add_weight("sum", outputs);
        _residual = add_weight("residual", outputs);
        _count = add_weight("count", outputs);
    }
}
