using Tensorflow.Keras.Losses;

namespace Tensorflow.Keras.Metrics;

/// <summary>Common parts of metrics.</summary>
internal static class MetricUtils
{
    /// <summary>
    /// Values and weights that multiply. Where the weights have fewer axes and do not broadcast, the values are reduced over the axes
    /// that the weights lack.
    /// </summary>
    internal static (Tensor Values, Tensor Weights) FitToWeights(Tensor values, Tensor weights, bool average)
    {
        if (weights.rank == 0 || Broadcasts(weights.shape, values.shape))
            return (values, weights.rank == 0 && average ? Broadcast.To(weights, values.shape) : Spread(weights, values.shape));
        int[] extra = [.. Enumerable.Range(weights.rank, Math.Max(0, values.rank - weights.rank))];
        Tensor reduced = extra.Length == 0 ? values : average ? Reductions.Mean(values, extra) : Reductions.Sum(values, extra);
        if (reduced.shape != weights.shape)
            throw new InvalidArgumentError($"metric: argument sample_weight: expected a shape that broadcasts to the values' "
                + $"{values.shape}; received {weights.shape}");
        return (reduced, weights);
    }

    /// <summary>The same rank, each extent 1 or equal.</summary>
    private static bool Broadcasts(Shape weights, Shape values)
    {
        if (weights.ndim != values.ndim)
            return false;
        for (int i = 0; i < weights.ndim; i++)
            if (weights[i] != 1 && weights[i] != values[i])
                return false;
        return true;
    }

    /// <summary>Weights of a rank and shape of their own are repeated, so that their sum counts every value.</summary>
    private static Tensor Spread(Tensor weights, Shape values) =>
        weights.rank == 0 || weights.shape == values ? weights : Broadcast.To(weights, values);

    internal static void RequireSameShape(Tensor yTrue, Tensor yPred)
    {
        if (!yTrue.shape.is_compatible_with(yPred.shape))
            throw new ValueError($"Shapes {yPred.shape} and {yTrue.shape} are incompatible");
    }

    /// <summary>Both in a dtype, shapes mended as losses do it.</summary>
    internal static (Tensor YTrue, Tensor YPred) Prepare(Tensor yTrue, Tensor yPred, TF_DataType dtype)
    {
        (Tensor pred, Tensor labels) = LossUtils.Squeeze(MathOps.Cast(yPred, dtype), MathOps.Cast(yTrue, dtype));
        return (labels, pred);
    }
}
