using TfNet.LibTorch;

namespace Tensorflow.Keras.Losses;

/// <summary>
/// Cross-entropies. Where the prediction remembers the logits it was made of (a softmax or sigmoid activation's result), the stable form
/// on those logits is taken, from_logits or not.
/// </summary>
internal static partial class LossFunctions
{
    internal static Tensor CategoricalCrossentropy(Tensor yTrue, Tensor yPred, bool fromLogits = false, double labelSmoothing = 0,
        int axis = -1)
    {
        using var scope = new Scope("categorical_crossentropy");
        Tensor pred = Floating(yPred);
        Tensor labels = SmoothCategories(MathOps.Cast(yTrue, pred.dtype), labelSmoothing);
        RequireSameShape(labels, pred);
        (Tensor output, bool logits) = LogitsOf(pred, fromLogits, "Softmax", "categorical_crossentropy");
        if (logits)
            return scope.Return(CrossEntropy.Softmax(labels, output, axis));
        Tensor p = Select.Clip(output / Reductions.Sum(output, axis, keepdims: true), Eps, 1 - Eps);
        return scope.Return(-Reductions.Sum(labels * UnaryOps.Log(p), axis));
    }

    /// <summary>The losses and, with an ignored class, which of them count.</summary>
    internal static (Tensor Losses, Tensor? Mask) SparseCategoricalCrossentropy(
        Tensor yTrue, Tensor yPred, bool fromLogits = false, int axis = -1, int? ignoreClass = null)
    {
        const string Op = "sparse_categorical_crossentropy";
        using var scope = new Scope(Op);
        Tensor pred = Floating(yPred);
        Check.MinRank(Op, pred, 1, "y_pred");
        (Tensor output, bool logits) = LogitsOf(pred, fromLogits, "Softmax", Op);
        int at = Check.AxisOf(Op, output.shape, axis);
        if (at != output.rank - 1)
            output = ShapeOps.Transpose(output, new Axis([.. Enumerable.Range(0, output.rank).Where(i => i != at), at]));
        Shape rows = output.shape[..^1];
        if (yTrue.size != rows.size)
            throw new ValueError($"{Op}: argument y_true: expected one label for each row of y_pred {pred.shape}; received shape "
                + $"{yTrue.shape}");
        Tensor labels = ShapeOps.Reshape(MathOps.Cast(yTrue, TF_DataType.TF_INT64), rows);
        Tensor? counts = null;
        if (ignoreClass is { } ignored)
        {
            counts = Compare.NotEqual(labels, Creation.ScalarFor(labels, ignored));
            labels = Select.Where(counts, labels, Creation.ZerosLike(labels));
            output = Select.Where(ShapeOps.ExpandDims(counts, -1), output, Creation.ScalarFor(output, logits ? 0 : 1));
        }
        if (!logits)
            output = UnaryOps.Log(Select.Clip(output, Eps, 1 - Eps));
        Tensor losses = CrossEntropy.SparseSoftmax(labels, output);
        if (counts != null)
            losses = Select.Where(counts, losses, Creation.ScalarFor(losses, 0));
        return counts is null ? (scope.Return(losses), null) : (scope.Return(losses), scope.Return(counts));
    }

    internal static Tensor BinaryCrossentropy(Tensor yTrue, Tensor yPred, bool fromLogits = false, double labelSmoothing = 0, int axis = -1)
    {
        using var scope = new Scope("binary_crossentropy");
        Tensor pred = Floating(yPred);
        Tensor labels = SmoothBinary(MathOps.Cast(yTrue, pred.dtype), labelSmoothing);
        return scope.Return(Reductions.Mean(Binary(labels, pred, fromLogits), axis));
    }

    /// <summary>(1 - p_t)^gamma times the binary cross-entropy, p_t the probability given to the right answer (Lin et al. 2018).</summary>
    internal static Tensor BinaryFocalCrossentropy(
        Tensor yTrue, Tensor yPred, bool applyClassBalancing = false, double alpha = 0.25, double gamma = 2, bool fromLogits = false,
        double labelSmoothing = 0, int axis = -1)
    {
        using var scope = new Scope("binary_focal_crossentropy");
        Tensor pred = Floating(yPred);
        Tensor labels = SmoothBinary(MathOps.Cast(yTrue, pred.dtype), labelSmoothing);
        Tensor loss = BinaryFocal(labels, pred, gamma, fromLogits);
        if (applyClassBalancing)
            loss = (labels * alpha + (1 - labels) * (1 - alpha)) * loss;
        return scope.Return(Reductions.Mean(loss, axis));
    }

    /// <summary>alpha (1 - p)^gamma times the categorical cross-entropy of p = softmax, clipped.</summary>
    internal static Tensor CategoricalFocalCrossentropy(
        Tensor yTrue, Tensor yPred, double alpha = 0.25, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0,
        int axis = -1)
    {
        using var scope = new Scope("categorical_focal_crossentropy");
        Tensor pred = Floating(yPred);
        Tensor labels = SmoothCategories(MathOps.Cast(yTrue, pred.dtype), labelSmoothing);
        RequireSameShape(labels, pred);
        (Tensor output, bool logits) = LogitsOf(pred, fromLogits, "Softmax", "categorical_focal_crossentropy");
        if (logits)
            output = Softmax.Apply(output, axis);
        Tensor p = Select.Clip(output / Reductions.Sum(output, axis, keepdims: true), Eps, 1 - Eps);
        Tensor factor = Power(1 - p, gamma) * alpha;
        return scope.Return(Reductions.Sum(factor * (-labels * UnaryOps.Log(p)), axis));
    }

    /// <summary>
    /// The focal loss of TensorFlow Addons: alpha_t (1 - p_t)^gamma times the binary cross-entropy, summed over the last axis.
    /// </summary>
    internal static Tensor SigmoidFocalCrossentropy(Tensor yTrue, Tensor yPred, double alpha = 0.25, double gamma = 2,
        bool fromLogits = false)
    {
        using var scope = new Scope("sigmoid_focal_crossentropy");
        Tensor pred = Floating(yPred);
        Tensor labels = MathOps.Cast(yTrue, pred.dtype);
        Tensor loss = BinaryFocal(labels, pred, gamma, fromLogits);
        if (alpha != 0)
            loss = (labels * alpha + (1 - labels) * (1 - alpha)) * loss;
        return scope.Return(Reductions.Sum(loss, -1));
    }

    private static Tensor BinaryFocal(Tensor labels, Tensor pred, double gamma, bool fromLogits)
    {
        Tensor p = pred;
        if (fromLogits)
        {
            // The sigmoid remembers its logits, so the cross-entropy below is the stable one.
            p = Activations.Sigmoid(pred);
            p.Logits = pred;
        }
        Tensor right = labels * p + (1 - labels) * (1 - p);
        return Power(1 - right, gamma) * Binary(labels, p, false);
    }

    private static Tensor Binary(Tensor labels, Tensor pred, bool fromLogits)
    {
        (Tensor output, bool logits) = LogitsOf(pred, fromLogits, "Sigmoid", "binary_crossentropy");
        if (logits)
        {
            Shape shape = Broadcast.Shapes("binary_crossentropy", labels.shape, output.shape);
            return CrossEntropy.Sigmoid(Broadcast.To(labels, shape), Broadcast.To(output, shape));
        }
        Tensor p = Select.Clip(output, Eps, 1 - Eps);
        return -(labels * UnaryOps.Log(p + Eps) + (1 - labels) * UnaryOps.Log(1 - p + Eps));
    }

    private static Tensor Power(Tensor x, double exponent) => BinaryOps.Pow(x, Creation.ScalarFor(x, exponent));

    /// <summary>y (1 - a) + a / K, K the extent of the last axis.</summary>
    private static Tensor SmoothCategories(Tensor labels, double smoothing) =>
        smoothing == 0 ? labels : labels * (1 - smoothing) + smoothing / labels.shape[-1];

    /// <summary>y (1 - a) + a / 2.</summary>
    private static Tensor SmoothBinary(Tensor labels, double smoothing) =>
        smoothing == 0 ? labels : labels * (1 - smoothing) + 0.5 * smoothing;

    /// <summary>The logits to compute with, if there are any.</summary>
    private static (Tensor Output, bool Logits) LogitsOf(Tensor output, bool fromLogits, string activation, string function)
    {
        if (output.Logits is not { } logits)
            return (output, fromLogits);
        if (fromLogits)
            Warnings.Warn(
                $"\"`{function}` received `from_logits=True`, but the `output` argument was produced by a {activation} activation and "
                    + "thus does not "
                + "represent logits. Was this intended?");
        return (logits, true);
    }

    private static void RequireSameShape(Tensor labels, Tensor pred)
    {
        if (!labels.shape.is_compatible_with(pred.shape))
            throw new ValueError($"Shapes {labels.shape} and {pred.shape} are incompatible");
    }
}
