using Tensorflow.Keras.Metrics;

namespace Tensorflow.Keras.Engine;

/// <summary>The metrics that compile was given, for each output: plain ones, and weighted ones that see the sample weights.</summary>
public sealed class CompiledMetrics
{
    private readonly object? _given;
    private readonly object? _givenWeighted;
    private IMetricFunc[][] _plain = [];
    private IMetricFunc[][] _weighted = [];

    internal CompiledMetrics(object? metrics, object? weighted)
    {
        (_given, _givenWeighted) = (metrics, weighted);
    }

    internal bool IsBuilt { get; private set; }

    /// <summary>All metrics by output, plain ones first; empty before the first step.</summary>
    public IReadOnlyList<IMetricFunc> metrics => [.. _plain.Zip(_weighted, (a, b) => a.Concat(b)).SelectMany(m => m)];

    /// <summary>Takes a batch in.</summary>
    public void update_state(Tensors? y_true, Tensors y_pred, Tensors? sample_weight = null, string[]? output_names = null)
    {
        Build(y_true, y_pred, output_names);
        for (int i = 0; i < y_pred.Count && y_true is not null; i++)
        {
            if (i >= y_true.Count || y_true[i] is not { } target || (_plain[i].Length == 0 && _weighted[i].Length == 0))
                continue;
            (Tensor y, Tensor? w) = CompiledLoss.Match(target, y_pred[i], CompiledLoss.WeightOf(sample_weight, i, y_pred.Count));
            foreach (IMetricFunc m in _plain[i])
                m.update_state(y, y_pred[i]);
            foreach (IMetricFunc m in _weighted[i])
                m.update_state(y, y_pred[i], w);
        }
    }

    internal void Build(Tensors? yTrue, Tensors yPred, string[]? outputNames)
    {
        if (IsBuilt)
            return;
        string[] outputs = CompiledLoss.Names(outputNames, yPred.Count);
        object[][] plain = OutputArguments.Many(_given, outputs), weighted = OutputArguments.Many(_givenWeighted, outputs);
        var used = new HashSet<string>();
        var objects = new HashSet<object>(ReferenceEqualityComparer.Instance);
        _plain = new IMetricFunc[outputs.Length][];
        _weighted = new IMetricFunc[outputs.Length][];
        for (int i = 0; i < outputs.Length; i++)
        {
            Tensor? y = yTrue is not null && i < yTrue.Count ? yTrue[i] : null;
            string prefix = outputs.Length > 1 ? outputs[i] + "_" : "";
            _plain[i] = Array.ConvertAll(plain[i], m => Named(Find(m, y, yPred[i], objects), prefix, "", used));
            _weighted[i] = Array.ConvertAll(weighted[i], m => Named(Find(m, y, yPred[i], objects), prefix, "weighted_", used));
        }
        IsBuilt = true;
    }

    private static IMetricFunc Find(object given, Tensor? y, Tensor yPred, HashSet<object> objects)
    {
        if (given is IMetricFunc && !objects.Add(given))
            throw new ValueError(
                $"compile: argument metrics: expected a metric object of its own for each output; received "
                + $"'{((IMetricFunc)given).Name}' for several. Give its name, or a list for each output.");
        var api = new MetricsApi();
        return given is string name ? api.ForOutput(name, (y ?? yPred).shape, yPred.shape) : api.get(given);
    }

    private static IMetricFunc Named(IMetricFunc metric, string prefix, string otherwise, HashSet<string> used)
    {
        string name = prefix + metric.Name;
        if (otherwise.Length > 0 && used.Contains(name))
            name = prefix + otherwise + metric.Name;
        if (!used.Add(name))
            throw new ValueError(
                $"Found two metrics with the same name: {name}. All the metrics added to the model need to have unique names.");
        return name == metric.Name ? metric : new NamedMetric(name, metric);
    }

    internal void Reset()
    {
        foreach (IMetricFunc m in metrics)
            m.reset_state();
    }
}
