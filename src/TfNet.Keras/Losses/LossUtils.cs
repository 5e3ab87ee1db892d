namespace Tensorflow.Keras.Losses;

/// <summary>Shapes and weights of losses and metrics, as Keras 2.15 treats them.</summary>
internal static class LossUtils
{
    /// <summary>Keras' epsilon: what probabilities and logarithms are kept away from 0 by.</summary>
    internal const double Epsilon = 1e-7;

    /// <summary>Labels and predictions whose ranks differ by one: the longer one's last axis goes if it has extent 1.</summary>
    internal static (Tensor YPred, Tensor YTrue) Squeeze(Tensor yPred, Tensor yTrue)
    {
        int difference = yPred.rank - yTrue.rank;
        if (difference == 1 && yPred.shape[-1] == 1)
            return (ShapeOps.Squeeze(yPred, -1), yTrue);
        if (difference == -1 && yTrue.shape[-1] == 1)
            return (yPred, ShapeOps.Squeeze(yTrue, -1));
        return (yPred, yTrue);
    }

    /// <summary>Weights brought to the rank of the values they weigh, where that is one axis more or less.</summary>
    internal static Tensor FitWeights(Tensor weights, int rank)
    {
        if (weights.rank == 0)
            return weights;
        if (weights.rank == rank + 1 && weights.shape[-1] == 1)
            return ShapeOps.Squeeze(weights, -1);
        return weights.rank == rank - 1 ? ShapeOps.ExpandDims(weights, -1) : weights;
    }

    /// <summary>Weighs the per-sample losses and reduces them. Half types are reduced in float32.</summary>
    /// <param name="losses">One value per sample.</param>
    /// <param name="weights">None, one for all, or of the losses' shape (an axis of extent 1 more or less is mended).</param>
    /// <param name="mask">1 for losses that count, 0 for others: the average is over those that count.</param>
    /// <param name="reduction">A key of <see cref="ReductionV2"/>.</param>
    internal static Tensor Reduce(Tensor losses, Tensor? weights, Tensor? mask, string reduction)
    {
        TF_DataType dtype = losses.dtype;
        TF_DataType working = dtype == TF_DataType.TF_DOUBLE ? dtype : TF_DataType.TF_FLOAT;
        Tensor values = MathOps.Cast(losses, working);
        Tensor? w = weights is null ? null : FitWeights(MathOps.Cast(weights, working), values.rank);
        if (mask != null)
            w = Masked(w, MathOps.Cast(mask, working), reduction);
        Tensor weighted = w is null ? values : values * w;
        return MathOps.Cast(ReduceWeighted(weighted, w, reduction), dtype);
    }

    private static Tensor ReduceWeighted(Tensor weighted, Tensor? weights, string reduction)
    {
        switch (reduction)
        {
            case ReductionV2.NONE:
                return weighted;
            case ReductionV2.SUM or Reduction.WEIGHTED_SUM:
                return Reductions.Sum(weighted);
            case ReductionV2.WEIGHTED_MEAN when weights != null:
                return BinaryOps.DivideNoNan(Reductions.Sum(weighted), Reductions.Sum(Broadcast.To(weights, weighted.shape)));
            case Reduction.SUM_BY_NONZERO_WEIGHTS when weights != null:
                Tensor counted = MathOps.Cast(Compare.NotEqual(weights, Creation.ScalarFor(weights, 0)), weighted.dtype);
                return BinaryOps.DivideNoNan(Reductions.Sum(weighted), Reductions.Sum(Broadcast.To(counted, weighted.shape)));
            default:
                return weighted.size == 0 ? Reductions.Sum(weighted) : Reductions.Mean(weighted);
        }
    }

    /// <summary>Under an average, the mask is scaled so that the average goes over the samples that count.</summary>
    private static Tensor Masked(Tensor? weights, Tensor mask, string reduction)
    {
        bool average = reduction is ReductionV2.AUTO or ReductionV2.SUM_OVER_BATCH_SIZE or Reduction.SUM_OVER_BATCH_SIZE;
        Tensor scaled = average ? mask * (mask.size / Reductions.Sum(mask)) : mask;
        return weights is null ? scaled : weights * FitWeights(scaled, weights.rank);
    }
}
