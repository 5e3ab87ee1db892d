using TfNet.LibTorch;

namespace Tensorflow.Keras.Losses;

/// <summary>
/// The loss functions of Keras 2.15 on targets and predictions: one value per sample, the mean or sum over the last axis.
/// </summary>
internal static partial class LossFunctions
{
    private const double Eps = LossUtils.Epsilon;

    /// <summary>log 2 as float32: Keras rounds it so for every dtype.</summary>
    private const double LogTwo = 0.693147182464599609375;

    internal static Tensor MeanSquaredError(Tensor yTrue, Tensor yPred) =>
        Of("mean_squared_error", yTrue, yPred, static (y, p) => Mean(BinaryOps.SquaredDifference(p, y)));

    internal static Tensor MeanAbsoluteError(Tensor yTrue, Tensor yPred) =>
        Of("mean_absolute_error", yTrue, yPred, static (y, p) => Mean(UnaryOps.Abs(p - y)));

    /// <summary>100 |y - p| / max(|y|, eps).</summary>
    internal static Tensor MeanAbsolutePercentageError(Tensor yTrue, Tensor yPred) =>
        Of("mean_absolute_percentage_error", yTrue, yPred, static (y, p) =>
            Mean(UnaryOps.Abs((y - p) / AtLeast(UnaryOps.Abs(y), Eps))) * 100);

    /// <summary>(log(1 + max(p, eps)) - log(1 + max(y, eps)))^2.</summary>
    internal static Tensor MeanSquaredLogarithmicError(Tensor yTrue, Tensor yPred) =>
        Of("mean_squared_logarithmic_error", yTrue, yPred, static (y, p) =>
            Mean(BinaryOps.SquaredDifference(UnaryOps.Log(AtLeast(p, Eps) + 1), UnaryOps.Log(AtLeast(y, Eps) + 1))));

    /// <summary>max(1 - y p, 0); labels that are all 0 or 1 become -1 and 1.</summary>
    internal static Tensor Hinge(Tensor yTrue, Tensor yPred) =>
        Of("hinge", yTrue, yPred, static (y, p) => Mean(AtLeast(1 - Signs(y) * p, 0)));

    internal static Tensor SquaredHinge(Tensor yTrue, Tensor yPred) =>
        Of("squared_hinge", yTrue, yPred, static (y, p) => Mean(UnaryOps.Square(AtLeast(1 - Signs(y) * p, 0))));

    /// <summary>max(0, max((1 - y) p) - sum(y p) + 1).</summary>
    internal static Tensor CategoricalHinge(Tensor yTrue, Tensor yPred) =>
        Of("categorical_hinge", yTrue, yPred, static (y, p) =>
            AtLeast(Reductions.Max((1 - y) * p, -1) - Reductions.Sum(y * p, -1) + 1, 0));

    /// <summary>e^2 / 2 where |e| is at most delta, else delta |e| - delta^2 / 2.</summary>
    internal static Tensor Huber(Tensor yTrue, Tensor yPred, double delta = 1) =>
        Of("huber", yTrue, yPred, (y, p) =>
        {
            Tensor error = p - y;
            Tensor size = UnaryOps.Abs(error);
            Tensor inside = Compare.LessEqual(size, Creation.ScalarFor(size, delta));
            return Mean(Select.Where(inside, UnaryOps.Square(error) * 0.5, size * delta - 0.5 * delta * delta));
        });

    /// <summary>log(cosh(e)) = e + softplus(-2e) - log 2.</summary>
    internal static Tensor LogCosh(Tensor yTrue, Tensor yPred) =>
        Of("log_cosh", yTrue, yPred, static (y, p) =>
        {
            Tensor error = p - y;
            return Mean(error + Tensorflow.Activations.Softplus(error * -2) - LogTwo);
        });

    /// <summary>p - y log(p + eps).</summary>
    internal static Tensor Poisson(Tensor yTrue, Tensor yPred) =>
        Of("poisson", yTrue, yPred, static (y, p) => Mean(p - y * UnaryOps.Log(p + Eps)));

    /// <summary>sum(y log(y / p)), both clipped to [eps, 1].</summary>
    internal static Tensor KLDivergence(Tensor yTrue, Tensor yPred) =>
        Of("kl_divergence", yTrue, yPred, static (y, p) =>
        {
            Tensor labels = Select.Clip(y, Eps, 1);
            return Reductions.Sum(labels * UnaryOps.Log(labels / Select.Clip(p, Eps, 1)), -1);
        });

    /// <summary>Minus the sum of the products of the l2-normalised arguments.</summary>
    internal static Tensor CosineSimilarity(Tensor yTrue, Tensor yPred, int axis = -1) =>
        Of("cosine_similarity", yTrue, yPred, (y, p) => -Reductions.Sum(Norms.L2Normalize(y, axis) * Norms.L2Normalize(p, axis), axis));

    /// <summary>The common beginning: floating predictions, targets of their dtype, shapes that broadcast; one scope.</summary>
    private static Tensor Of(string name, Tensor yTrue, Tensor yPred, Func<Tensor, Tensor, Tensor> function)
    {
        using var scope = new Scope(name);
        Tensor pred = Floating(yPred);
        Tensor labels = MathOps.Cast(yTrue, pred.dtype);
        if (pred.rank == 0)
            (pred, labels) = (ShapeOps.Reshape(pred, 1), ShapeOps.Reshape(labels, 1));
        Broadcast.Shapes(name, pred.shape, labels.shape);
        return scope.Return(function(labels, pred));
    }

    private static Tensor Floating(Tensor x) => x.dtype.is_floating() ? x : MathOps.Cast(x, TF_DataType.TF_FLOAT);

    private static Tensor Mean(Tensor x) => Reductions.Mean(x, -1);

    private static Tensor AtLeast(Tensor x, double bound) => BinaryOps.Maximum(x, Creation.ScalarFor(x, bound));

    private static Tensor Signs(Tensor labels)
    {
        Tensor zeros = Compare.Equal(labels, Creation.ScalarFor(labels, 0));
        Tensor ones = Compare.Equal(labels, Creation.ScalarFor(labels, 1));
        return Select.Where(Reductions.All(Compare.Or(zeros, ones)), labels * 2 - 1, labels);
    }
}
