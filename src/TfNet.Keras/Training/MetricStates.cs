using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

/// <summary>The accumulators of a model's metrics in the middle of an epoch.</summary>
internal static class MetricStates
{
    internal static void Save(Model model, StateWriter state)
    {
        int i = 0;
        foreach (IMetricFunc metric in model.metrics)
        {
            StateWriter own = state.Group(StateReader.Numbered(i++));
            switch (Unwrap(metric))
            {
                case LossMean loss:
                    own.Set("count", loss.State.Count);
                    own.SetTensors("variables", loss.State.Total is { } total ? [total.Handle] : []);
                    break;
                case Metric m:
                    own.SetTensors("variables", [.. m.weights.Select(w => w.Handle)]);
                    break;
                default:
                    throw Unknown(metric);
            }
        }
        state.Set("metrics", i);
    }

    internal static void Load(Model model, StateReader state)
    {
        IMetricFunc[] metrics = [.. model.metrics];
        if (state.Int64("metrics") != metrics.Length)
            throw state.Wrong("metrics", $"{metrics.Length}, as compiled; the file has {state.Int64("metrics")}");
        for (int i = 0; i < metrics.Length; i++)
        {
            StateReader own = state.Group(StateReader.Numbered(i));
            Tensor[] values = own.Tensors("variables");
            switch (Unwrap(metrics[i]))
            {
                case LossMean loss:
                    loss.Restore(values.Length > 0 ? values[0] : null, own.Double("count"));
                    break;
                case Metric m when m.weights.Count == values.Length:
                    for (int k = 0; k < values.Length; k++)
                        m.weights[k].assign(values[k], read_value: false);
                    break;
                case Metric m:
                    throw own.Wrong("variables", $"{m.weights.Count} for metric '{m.Name}'; the file has {values.Length}");
                default:
                    throw Unknown(metrics[i]);
            }
        }
    }

    private static IMetricFunc Unwrap(IMetricFunc metric) => metric is NamedMetric named ? Unwrap(named.Inner) : metric;

    private static ValueError Unknown(IMetricFunc metric) => new(
        $"BackupAndRestore: metric '{metric.Name}': expected a subclass of Metric, whose values can be saved in the middle of an epoch; "
        + $"received {metric.GetType().Name}. Use save_freq \"epoch\".");
}
