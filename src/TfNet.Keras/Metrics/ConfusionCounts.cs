using Tensorflow.Keras.Losses;

namespace Tensorflow.Keras.Metrics;

/// <summary>
/// True and false positives and negatives of a batch at each of T thresholds, where a prediction above a threshold is a positive.
/// Each prediction is sorted into the T + 1 gaps between the thresholds once; the counts are sums over gaps. So the cost does not
/// grow with T.
/// </summary>
internal sealed class ConfusionCounts
{
    /// <summary>What predictions outside the top k are replaced by: below every threshold.</summary>
    internal const double NegativeInfinity = -1e10;

    private readonly double[] _thresholds;
    private readonly int[] _order;

    internal ConfusionCounts(double[] thresholds)
    {
        _thresholds = thresholds;
        _order = [.. Enumerable.Range(0, thresholds.Length)];
        Array.Sort((double[])thresholds.Clone(), _order);
    }

    internal int? TopK { get; init; }

    internal int? ClassId { get; init; }

    /// <summary>Count each column by itself: results are [T, L] instead of [T].</summary>
    internal bool ByLabel { get; init; }

    internal double[]? LabelWeights { get; init; }

    /// <summary>[T] or [T, L] each; weights count as many times as they say.</summary>
    internal (Tensor TruePositives, Tensor FalsePositives, Tensor TrueNegatives, Tensor FalseNegatives) Count(
        Tensor yTrue, Tensor yPred, Tensor? sampleWeight, TF_DataType dtype)
    {
        (Tensor labels, Tensor pred) = MetricUtils.Prepare(yTrue, yPred, dtype);
        RequireProbabilities(pred);
        MetricUtils.RequireSameShape(labels, pred);
        Tensor? weights = sampleWeight is null ? null : LossUtils.FitWeights(MathOps.Cast(sampleWeight, dtype), pred.rank);
        if (TopK is { } k)
            pred = KeepTop(pred, k);
        if (ClassId is { } c)
        {
            if (weights is not null && weights.rank == pred.rank && weights.shape[-1] == 1)
                weights = ShapeOps.Squeeze(weights, -1);
            (labels, pred) = (Column(labels, c), Column(pred, c));
        }
        Tensor spread = Weights(weights, pred);
        long columns = ByLabel && pred.rank > 1 ? pred.size / Math.Max(1, pred.shape[0]) : 1;
        Shape table = ByLabel && pred.rank > 1 ? new Shape(pred.shape[0], columns) : new Shape(pred.size, 1);
        return CountTable(ShapeOps.Reshape(labels, table), ShapeOps.Reshape(pred, table), ShapeOps.Reshape(spread, table));
    }

    private (Tensor, Tensor, Tensor, Tensor) CountTable(Tensor labels, Tensor pred, Tensor weights)
    {
        double[] ascending = Array.ConvertAll(_order, i => _thresholds[i]);
        Tensor boundaries = MathOps.Cast(new Tensor(ascending), pred.dtype);
        Tensor bucket = Histogram.Bucket(pred, boundaries);
        Tensor positive = MathOps.Cast(Compare.NotEqual(labels, Creation.ScalarFor(labels, 0)), pred.dtype) * weights;
        int gaps = ascending.Length + 1;
        Tensor positives = Histogram.Count(bucket, positive, gaps);
        Tensor negatives = Histogram.Count(bucket, weights - positive, gaps);
        return (Above(positives), Above(negatives), Below(negatives), Below(positives));
    }

    /// <summary>Per threshold, the sum over the gaps above it, in the thresholds' own order.</summary>
    private Tensor Above(Tensor counts) => Ordered(Rows(Scan.Cumsum(counts, 0, reverse: true), 1));

    private Tensor Below(Tensor counts) => Ordered(Rows(Scan.Cumsum(counts, 0), 0));

    /// <summary>T of the T + 1 rows.</summary>
    private Tensor Rows(Tensor x, int from)
    {
        var rows = new Tensor(Enumerable.Range(from, _order.Length).Select(i => (long)i).ToArray());
        return GatherOps.Gather(x, rows);
    }

    private Tensor Ordered(Tensor x)
    {
        var place = new long[_order.Length];
        for (int i = 0; i < _order.Length; i++)
            place[_order[i]] = i;
        Tensor ordered = GatherOps.Gather(x, new Tensor(place));
        return ByLabel ? ordered : ShapeOps.Reshape(ordered, _order.Length);
    }

    private Tensor Weights(Tensor? weights, Tensor pred)
    {
        Tensor all = weights is null ? Creation.OnesLike(pred) : Broadcast.To(weights, pred.shape);
        return LabelWeights is null ? all : all * MathOps.Cast(new Tensor(LabelWeights), all.dtype);
    }

    private static Tensor KeepTop(Tensor pred, int k)
    {
        (Tensor top, _) = ArgOps.TopK(pred, k);
        // As Keras: exactly k per row, the first of equal ones.
        Tensor order = ArgOps.ArgSort(ArgOps.ArgSort(pred, -1, descending: true), -1);
        Tensor kept = Compare.Less(order, Creation.ScalarFor(order, top.shape[-1]));
        return Select.Where(kept, pred, Creation.ScalarFor(pred, NegativeInfinity));
    }

    private static Tensor Column(Tensor x, int column)
    {
        if (x.rank == 0 || column < 0 || column >= x.shape[-1])
            throw new ValueError($"metric: argument class_id: expected a class in 0..{(x.rank == 0 ? -1 : x.shape[-1] - 1)} for shape "
                + $"{x.shape}; received {column}");
        return ShapeOps.Squeeze(GatherOps.Gather(x, new Tensor([(long)column]), x.rank - 1), -1);
    }

    /// <summary>On the processor only: on a GPU asking would make every step wait.</summary>
    private static void RequireProbabilities(Tensor pred)
    {
        if (pred.Device.IsCuda || pred.size == 0)
            return;
        if ((double)Reductions.Min(pred) is var low && low < 0)
            throw new InvalidArgumentError($"predictions must be >= 0; received {low}");
        if ((double)Reductions.Max(pred) is var high && high > 1)
            throw new InvalidArgumentError($"predictions must be <= 1; received {high}");
    }
}
