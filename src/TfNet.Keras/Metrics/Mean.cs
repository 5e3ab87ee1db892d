using Tensorflow.Keras.Losses;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Metrics;

/// <summary>Base of metrics that collect values rather than targets and predictions.</summary>
public abstract class ValueMetric : Metric
{
    protected ValueMetric(string? name, TF_DataType dtype)
        : base(name, dtype)
    {
    }

    /// <summary>Takes values in, each with its weight.</summary>
    public Tensor update_state(Tensor values, Tensor? sample_weight = null)
    {
        using var scope = new Scope(Name);
        return scope.Return(Collect(MathOps.Cast(Detached(values), dtype), sample_weight is null ? null
            : MathOps.Cast(Detached(sample_weight), dtype)));
    }

    /// <summary>Takes a number in.</summary>
    public Tensor update_state(double value) => update_state(new Tensor(value));

    /// <summary>Takes values in and tells the result so far: <c>train_loss.Apply(loss)</c> is Python's <c>train_loss(loss)</c>.</summary>
    public Tensor Apply(Tensor values, Tensor? sample_weight = null)
    {
        update_state(values, sample_weight);
        return result();
    }

    /// <inheritdoc cref="Apply(Tensor, Tensor)"/>
    public Tensor call(Tensor values, Tensor? sample_weight = null) => Apply(values, sample_weight);

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight) =>
        throw new ValueError($"{GetType().Name} '{Name}': update_state takes values and their weights, not targets and predictions.");

    /// <summary>Values and weights of the metric's dtype.</summary>
    private protected abstract Tensor Collect(Tensor values, Tensor? weights);
}

/// <summary>Sum of values; the base of <see cref="Mean"/>.</summary>
public abstract class Reduce : ValueMetric
{
    private readonly bool _average;

    private protected Reduce(bool average, string? name, TF_DataType dtype)
        : base(name, dtype)
    {
        _average = average;
        total = add_weight("total");
        if (average)
            count = add_weight("count");
    }

    protected ResourceVariable total { get; }

    protected ResourceVariable? count { get; }

    private protected override Tensor Collect(Tensor values, Tensor? weights)
    {
        Tensor weighted = values;
        Tensor? w = weights is null ? null : LossUtils.FitWeights(weights, values.rank);
        if (w != null)
        {
            (weighted, w) = MetricUtils.FitToWeights(values, w, _average);
            weighted *= w;
        }
        Tensor sum = accumulate(total, Reductions.Sum(weighted));
        if (count != null)
            accumulate(count, w is null ? Creation.ScalarFor(values, values.size) : Reductions.Sum(w));
        return sum;
    }

    protected override Tensor Result() => count is null
        ? new Untracked(total.Handle).Copy().Value
        : BinaryOps.DivideNoNan(total.AsTensor(), count.AsTensor());
}

/// <summary>The (weighted) sum of values.</summary>
public sealed class Sum(string? name = "sum", TF_DataType dtype = TF_DataType.TF_FLOAT) : Reduce(false, name ?? "sum", dtype);

/// <summary>The (weighted) mean of values; 0 before the first one.</summary>
public sealed class Mean(string? name = "mean", TF_DataType dtype = TF_DataType.TF_FLOAT) : Reduce(true, name ?? "mean", dtype);

/// <summary>The (weighted) mean of each element of tensors of one shape.</summary>
public sealed class MeanTensor : ValueMetric
{
    private ResourceVariable? _total;
    private ResourceVariable? _count;

    public MeanTensor(string? name = "mean_tensor", TF_DataType dtype = TF_DataType.TF_FLOAT, Shape? shape = null)
        : base(name ?? "mean_tensor", dtype)
    {
        if (shape is not null)
            Build(shape);
    }

    private protected override Tensor Collect(Tensor values, Tensor? weights)
    {
        if (_total is null)
            Build(values.shape);
        else if (values.shape != _total.shape)
            throw new ValueError($"MeanTensor input values must always have the same shape. Expected shape (set during the first call): "
                + $"{_total.shape}. Got: {values.shape}.");
        Tensor counts = Creation.OnesLike(values);
        if (weights != null)
        {
            (values, Tensor w) = MetricUtils.FitToWeights(values, LossUtils.FitWeights(weights, values.rank), average: true);
            counts = Broadcast.To(w, values.shape);
            values *= w;
        }
        Tensor sum = accumulate(_total!, values);
        accumulate(_count!, counts);
        return sum;
    }

    protected override Tensor Result() => _total is null
        ? throw new ValueError("MeanTensor does not have any value yet. Please call the MeanTensor instance or use "
            + "`.update_state(value)` before retrieving the result.")
        : BinaryOps.DivideNoNan(_total.AsTensor(), _count!.AsTensor());

    private void Build(Shape shape)
    {
        _total = add_weight("total", shape);
        _count = add_weight("count", shape);
    }
}
