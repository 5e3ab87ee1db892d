using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// The losses that compile was given: one for each output, their weights, and their means over the epoch. Own train_step methods
/// call it as <c>compiled_loss.Call(y, y_pred, sample_weight, regularization_losses: losses)</c>.
/// </summary>
public sealed class CompiledLoss
{
    private readonly object? _given;
    private readonly object? _givenWeights;
    private readonly LossMean _mean = new("loss");
    private ILossFunc?[]? _losses;
    private double?[] _weights = [];
    private LossMean?[] _means = [];

    internal CompiledLoss(object? loss, object? weights)
    {
        (_given, _givenWeights) = (loss, weights);
        // An unknown name is an error of compile, not of the first step.
        if (loss is string name)
            _ = new LossesApi().get(name);
    }

    internal bool HasLoss => _given is not null;

    /// <summary>As error messages name it.</summary>
    internal string Description => _given is string s ? s : _given is ILossFunc l ? l.Name : "losses by output";

    /// <summary>The means over the epoch: "loss", then those of single outputs.</summary>
    public IReadOnlyList<IMetricFunc> metrics => [.. Means];

    internal IEnumerable<LossMean> Means => _means.OfType<LossMean>().Prepend(_mean);

    internal bool IsBuilt { get; private set; }

    /// <summary>The weighted sum of the outputs' losses and the penalties; the means over the epoch take it in.</summary>
    public Tensor Call(Tensors? y_true, Tensors y_pred, Tensors? sample_weight = null, IEnumerable<Tensor>? regularization_losses = null,
        string[]? output_names = null)
    {
        Build(y_pred, output_names);
        var terms = new List<Tensor>();
        double samples = 1;
        for (int i = 0; i < y_pred.Count; i++)
        {
            if (_losses![i] is not { } loss || y_true is null || i >= y_true.Count || y_true[i] is not { } target)
                continue;
            (Tensor y, Tensor? w) = Match(target, y_pred[i], WeightOf(sample_weight, i, y_pred.Count));
            Tensor value = loss.Call(y, y_pred[i], w);
            if (value.rank > 0)
                value = Reductions.Mean(value);
            samples = y.rank > 0 ? y.shape[0] : 1;
            _means[i]?.Add(value, samples);
            terms.Add(_weights[i] is { } weight ? value * weight : value);
        }
        terms.AddRange(regularization_losses ?? []);
        if (terms.Count == 0)
            return new Tensor(0f);
        Tensor total = terms[0];
        foreach (Tensor t in terms.Skip(1))
            total = MathOps.Add(total, MathOps.Cast(t, total.dtype));
        _mean.Add(total, samples);
        return total;
    }

    internal void Build(Tensors yPred, string[]? outputNames)
    {
        if (IsBuilt)
            return;
        string[] outputs = Names(outputNames, yPred.Count);
        var api = new LossesApi();
        _losses = Array.ConvertAll(OutputArguments.One(_given, outputs), l => l is null ? null : api.get(l));
        _weights = Array.ConvertAll(OutputArguments.One(_givenWeights, outputs), Weight);
        _means = [.. _losses.Select((l, i) => outputs.Length > 1 && l is not null ? new LossMean(outputs[i] + "_loss") : null)];
        IsBuilt = true;
    }

    internal static string[] Names(string[]? names, int count) =>
        names is not null && names.Length == count ? names : [.. Enumerable.Range(1, count).Select(i => $"output_{i}")];

    /// <summary>A target of rank 1 for a prediction of rank 2 gets a second axis; floats go to the prediction's dtype.</summary>
    internal static (Tensor Y, Tensor? Weight) Match(Tensor y, Tensor yPred, Tensor? weight)
    {
        if (y.rank == 1 && yPred.rank == 2)
            y = ShapeOps.ExpandDims(y, -1);
        if (weight is { rank: 1 } && yPred.rank == 2)
            weight = ShapeOps.ExpandDims(weight, -1);
        if ((y.dtype.is_floating() && yPred.dtype.is_floating()) || (y.dtype.is_integer() && yPred.dtype.is_integer()))
            y = MathOps.Cast(y, yPred.dtype);
        return (y, weight is null ? null : MathOps.Cast(weight, yPred.dtype));
    }

    /// <summary>Weights given once hold for all outputs.</summary>
    internal static Tensor? WeightOf(Tensors? weights, int output, int outputs) =>
        weights is null ? null : weights.Count == 1 && outputs > 1 ? weights[0] : output < weights.Count ? weights[output] : null;

    internal void Reset()
    {
        foreach (LossMean m in Means)
            m.reset_state();
    }

    private static double? Weight(object? given) => given switch
    {
        null => null,
        float f => ConfigValues.AsWritten(f),
        double d => d,
        int n => n,
        _ => throw new TypeError($"compile: argument loss_weights: expected numbers; received {given.GetType().Name}"),
    };
}
