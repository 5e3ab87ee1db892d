namespace Tensorflow.Keras.Metrics;

/// <summary>The mean of a function of targets and predictions over all samples.</summary>
public class MeanMetricWrapper : Metric
{
    private readonly Mean _mean;
    private readonly Func<Tensor, Tensor, Tensor> _function;

    /// <param name="fn">(y_true, y_pred) -> one value per sample.</param>
    /// <param name="name">Shown name; the function's own where null.</param>
    /// <param name="dtype">What values are collected in.</param>
    public MeanMetricWrapper(Func<Tensor, Tensor, Tensor> fn, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name ?? FunctionName.Of(fn), dtype)
    {
        _function = fn;
        _mean = new Mean(Name, this.dtype);
    }

    /// <summary>total, count.</summary>
    public override IReadOnlyList<ResourceVariable> weights => _mean.weights;

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight)
    {
        (Tensor labels, Tensor pred) = MetricUtils.Prepare(y_true, y_pred, dtype);
        return _mean.update_state(_function(labels, pred), sample_weight);
    }

    protected override Tensor Result() => _mean.result();

    public override void reset_state() => _mean.reset_state();
}
