using TfNet.LibTorch;

namespace Tensorflow.Keras.Metrics;

/// <summary>Accuracies and similar, as functions: one value per sample.</summary>
internal static class MetricFunctions
{
    /// <summary>1 where target and prediction are equal.</summary>
    internal static Tensor Accuracy(Tensor yTrue, Tensor yPred)
    {
        MetricUtils.RequireSameShape(yTrue, yPred);
        using var scope = new Scope("accuracy");
        return scope.Return(AsFloat(Compare.Equal(yPred, MathOps.Cast(yTrue, yPred.dtype))));
    }

    /// <summary>The share of the last axis where prediction > threshold equals the target.</summary>
    internal static Tensor BinaryAccuracy(Tensor yTrue, Tensor yPred, double threshold = 0.5)
    {
        using var scope = new Scope("binary_accuracy");
        Tensor matches = BinaryMatches(yTrue, yPred, threshold);
        return scope.Return(matches.rank == 0 ? matches : Reductions.Mean(matches, -1));
    }

    /// <summary>1 where prediction > threshold equals the target.</summary>
    internal static Tensor BinaryMatches(Tensor yTrue, Tensor yPred, double threshold)
    {
        using var scope = new Scope("binary_matches");
        Tensor decided = MathOps.Cast(Compare.Greater(yPred, Creation.ScalarFor(yPred, threshold)), yPred.dtype);
        return scope.Return(AsFloat(Matches(MathOps.Cast(yTrue, yPred.dtype), decided)));
    }

    internal static Tensor CategoricalAccuracy(Tensor yTrue, Tensor yPred)
    {
        using var scope = new Scope("categorical_accuracy");
        return scope.Return(SparseCategoricalAccuracy(ArgOps.ArgMax(yTrue, -1, TF_DataType.TF_INT64), yPred));
    }

    /// <summary>Class numbers [N] or [N, 1] against scores [N, K].</summary>
    internal static Tensor SparseCategoricalAccuracy(Tensor yTrue, Tensor yPred)
    {
        using var scope = new Scope("sparse_categorical_accuracy");
        Tensor labels = Column(yTrue, yPred);
        Tensor best = ArgOps.ArgMax(yPred, -1, TF_DataType.TF_INT64);
        return scope.Return(AsFloat(Matches(labels, MathOps.Cast(best, labels.dtype))));
    }

    internal static Tensor TopKCategoricalAccuracy(Tensor yTrue, Tensor yPred, int k = 5)
    {
        using var scope = new Scope("top_k_categorical_accuracy");
        return scope.Return(SparseTopKCategoricalAccuracy(ArgOps.ArgMax(yTrue, -1, TF_DataType.TF_INT64), yPred, k));
    }

    /// <summary>1 where fewer than k classes have a larger score than the target.</summary>
    internal static Tensor SparseTopKCategoricalAccuracy(Tensor yTrue, Tensor yPred, int k = 5)
    {
        using var scope = new Scope("sparse_top_k_categorical_accuracy");
        Tensor labels = Column(yTrue, yPred);
        Tensor rows = ShapeOps.Reshape(yPred, (-1, yPred.shape[-1]));
        Tensor hits = ArgOps.InTopK(ShapeOps.Reshape(MathOps.Cast(labels, TF_DataType.TF_INT32), -1), rows, k);
        return scope.Return(ShapeOps.Reshape(AsFloat(hits), labels.shape));
    }

    internal static Tensor CosineSimilarity(Tensor yTrue, Tensor yPred, int axis = -1) =>
        -Losses.LossFunctions.CosineSimilarity(yTrue, yPred, axis);

    /// <summary>Labels of the scores' rank have a last axis of extent 1, which goes.</summary>
    private static Tensor Column(Tensor yTrue, Tensor yPred) => yTrue.rank == yPred.rank ? ShapeOps.Squeeze(yTrue, -1) : yTrue;

    private static Tensor Matches(Tensor a, Tensor b)
    {
        Broadcast.Shapes("equal", a.shape, b.shape);
        return Compare.Equal(a, b);
    }

    private static Tensor AsFloat(Tensor condition) => MathOps.Cast(condition, TF_DataType.TF_FLOAT);
}
