using Tensorflow.Keras.Metrics;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Engine;

public abstract partial class Layer
{
    private List<Mean>? _addedMetrics;

    /// <summary>Reports the mean of a value of this call over the epoch; it stands after the compiled metrics in the logs.</summary>
    /// <param name="value">A tensor whose elements are averaged.</param>
    /// <param name="name">Its name in the logs.</param>
    /// <param name="aggregation">"mean" or null: both mean the mean.</param>
    protected void add_metric(Tensor value, string name, string? aggregation = null)
    {
        if (aggregation is not (null or "mean"))
            throw new ValueError($"layer '{Name}': add_metric: argument aggregation: expected 'mean' or null; received '{aggregation}'");
        _addedMetrics ??= [];
        Mean? metric = _addedMetrics.Find(m => m.Name == name);
        if (metric is null)
            _addedMetrics.Add(metric = new Mean(name));
        if (!value.IsSymbolic)
            metric.update_state(value);
    }

    /// <summary>The metrics that this layer and all inner ones added.</summary>
    internal List<IMetricFunc> AddedMetrics()
    {
        var all = new List<IMetricFunc>();
        Collect(all);
        return all;
    }

    private void Collect(List<IMetricFunc> all)
    {
        all.AddRange(_addedMetrics ?? []);
        foreach (Layer child in FlatLayers())
            child.Collect(all);
    }
}
