using Tensorflow.Keras.Metrics;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// The mean of a loss over the samples of an epoch. The sum lies on the device and is read only when somebody asks; the count is
/// known here. Sums are float32 (float64 for float64 losses), as Keras keeps them.
/// </summary>
internal sealed class LossMean(string name) : IMetricFunc
{
    private ResourceVariable? _total;
    private double _count;

    public string Name { get; } = name;

    internal void Add(Tensor loss, double weight)
    {
        using var scope = new Scope("loss mean");
        Tensor value = loss.dtype is TF_DataType.TF_FLOAT or TF_DataType.TF_DOUBLE ? loss : Aten._to_copy(loss, TF_DataType.TF_FLOAT);
        Untracked weighted = weight == 1 ? new Untracked(value) : new Untracked(value) * weight;
        if (_total is null || _total.dtype != value.dtype)
            _total = new ResourceVariable(weighted.Value, trainable: false, Name + "/total:0");
        else
            (_count == 0 ? weighted : Untracked.Of(_total) + weighted).StoreIn(_total);
        _count += weight;
    }

    /// <summary>The sum and the count, for a checkpoint.</summary>
    internal (ResourceVariable? Total, double Count) State => (_total, _count);

    /// <summary>Takes over another's sum and count.</summary>
    internal void Restore(Tensor? total, double count)
    {
        _count = count;
        if (total is not null)
            _total = new ResourceVariable(total, trainable: false, Name + "/total:0");
    }

    internal float Value => _total is null || _count == 0 ? 0
        : _total.dtype == TF_DataType.TF_DOUBLE ? (float)((double)_total.Handle / _count)
        : (float)_total.Handle / (float)_count;

    public Tensor update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null) =>
        throw new ValueError($"metric '{Name}': expected to be updated by the compiled loss only");

    public Tensor result()
    {
        if (_total is null || _count == 0)
            return new Tensor(0f);
        using var scope = new Scope(Name);
        return scope.Return((Untracked.Of(_total) / _count).Value);
    }

    public void reset_states() => _count = 0;

    public void reset_state() => _count = 0;
}

/// <summary>A metric under the name it has in the model (with its output's name before it).</summary>
internal sealed class NamedMetric(string name, IMetricFunc metric) : IMetricFunc
{
    public string Name { get; } = name;

    internal IMetricFunc Inner => metric;

    public Tensor update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null) =>
        metric.update_state(y_true, y_pred, sample_weight);

    public Tensor result() => metric.result();

    public void reset_states() => metric.reset_states();

    public void reset_state() => metric.reset_state();
}
