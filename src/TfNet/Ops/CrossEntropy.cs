using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Cross-entropies of logits, computed without overflow.</summary>
internal static class CrossEntropy
{
    /// <summary>
    /// -sum(labels log_softmax(logits)) along an axis. d logits = (softmax - labels) dy, which is the derivative when
    /// the labels sum to 1 and TensorFlow's choice always; d labels = -log_softmax dy.
    /// </summary>
    internal static Tensor Softmax(Tensor labels, Tensor logits, int axis = -1)
    {
        const string Op = "softmax_cross_entropy_with_logits";
        Check.Floating(Op, logits);
        Check.SameDType(Op, labels, logits);
        Check.MinRank(Op, logits, 1);
        Check.That(labels.shape.is_compatible_with(logits.shape), Op, "labels", $"the shape of logits, {logits.shape}", labels.shape);
        int i = Check.AxisOf(Op, logits.shape, axis);
        Shape shape = Reductions.ShapeOf(logits.shape, [i], keepdims: false);
        if (labels.IsSymbolic || logits.IsSymbolic)
            return SymbolicOrigin.Result(Op, shape, logits.dtype, [labels, logits], t => Softmax(t[0], t[1], axis));
        using var scope = new Scope(Op);
        Tensor log = Aten._log_softmax(logits, i);
        Tensor y = Aten.neg(Aten.sum(Aten.mul(labels, log), [i], false));
        if (Tape.IsRecording(labels, logits))
            Tape.Record(Op, [labels, logits], y, (Tensor dy, bool[] needs) =>
            {
                Tensor up = ShapeOps.ExpandDims(dy, i);
                Tensor p = Tape.AnyActive ? Tensorflow.Softmax.Apply(logits, i) : Aten.exp(log);
                return
                [
                    needs[0] ? -(up * (Tape.AnyActive ? Tensorflow.Softmax.Log(logits, i) : log)) : null,
                    needs[1] ? up * (p - labels) : null,
                ];
            }, labels, logits, log);
        return scope.Return(y);
    }

    /// <summary>-log_softmax(logits) at the label, along the last axis. A label outside 0..classes-1 is an error.</summary>
    internal static Tensor SparseSoftmax(Tensor labels, Tensor logits)
    {
        const string Op = "sparse_softmax_cross_entropy_with_logits";
        Check.Floating(Op, logits);
        Check.Integer(Op, labels);
        Check.MinRank(Op, logits, 1);
        Check.That(
            labels.shape.is_compatible_with(logits.shape[..^1]), Op, "labels", $"shape {logits.shape[..^1]} for logits {logits.shape}",
            labels.shape);
        if (labels.IsSymbolic || logits.IsSymbolic)
            return SymbolicOrigin.Result(Op, labels.shape, logits.dtype, [labels, logits], t => SparseSoftmax(t[0], t[1]));
        using var scope = new Scope(Op);
        long classes = logits.shape[-1];
        int last = logits.rank - 1;
        Tensor index = Aten.unsqueeze(Indices.AsInt64(labels), last);
        Tensor? bad = Invalid(Op, labels, classes, ref index);
        Tensor log = Aten._log_softmax(logits, last);
        Tensor y = Aten.neg(Aten.reshape(Aten.gather(log, last, index), labels.shape.Span));
        if (bad != null)
            y = Aten.where(bad, Aten.scalar(double.NaN, y.dtype, y.Device), y);
        if (Tape.IsRecording(logits))
            Tape.Record(Op, [logits], y, dy =>
            {
                Tensor up = ShapeOps.ExpandDims(bad is null ? dy : Select.Where(bad, Creation.Fill(Shape.Scalar, double.NaN, dy.dtype, dy.Device), dy), last);
                Tensor p = Tape.AnyActive ? Tensorflow.Softmax.Apply(logits, last) : Aten.exp(log);
                return [up * p - GatherOps.AddAlong(up, last, index, logits.shape)];
            }, logits, log, index, bad);
        return scope.Return(y);
    }

    /// <summary>
    /// On the processor a bad label is an error. On a GPU asking would make every step wait, and LibTorch would end the
    /// process: as TensorFlow does there, such a row's loss becomes NaN.
    /// </summary>
    private static Tensor? Invalid(string op, Tensor labels, long classes, ref Tensor index)
    {
        if (!labels.Device.IsCuda)
        {
            Indices.InRange(op, labels, classes, "labels");
            return null;
        }
        Tensor zero = Aten.scalar(0, TF_DataType.TF_INT64, index.Device);
        Tensor top = Aten.scalar(classes - 1, TF_DataType.TF_INT64, index.Device);
        Tensor bad = Aten.reshape(Aten.logical_or(Aten.lt(index, zero), Aten.gt(index, top)), labels.shape.Span);
        index = Aten.clamp(index, zero, top);
        return bad;
    }

    /// <summary>max(x, 0) - x z + log(1 + exp(-|x|)) for logits x and labels z; dx = (sigmoid(x) - z) dy, dz = -x dy.</summary>
    internal static Tensor Sigmoid(Tensor labels, Tensor logits)
    {
        const string Op = "sigmoid_cross_entropy_with_logits";
        CheckSigmoid(Op, labels, logits);
        if (labels.IsSymbolic || logits.IsSymbolic)
            return SymbolicOrigin.Result(Op, logits.shape, logits.dtype, [labels, logits], t => Sigmoid(t[0], t[1]));
        using var scope = new Scope(Op);
        Tensor tail = Aten.log1p(Aten.exp(Aten.neg(Aten.abs(logits))));
        Tensor y = Aten.add(Aten.sub(Aten.relu(logits), Aten.mul(logits, labels)), tail);
        if (Tape.IsRecording(labels, logits))
            Tape.Record(Op, [labels, logits], y, (Tensor dy, bool[] needs) =>
            [
                needs[0] ? -(dy * logits) : null,
                needs[1] ? dy * (Activations.Sigmoid(logits) - labels) : null,
            ], labels, logits);
        return scope.Return(y);
    }

    /// <summary>(1 - z) x + (1 + (q - 1) z) log(1 + exp(-x)): positive labels count q times.</summary>
    internal static Tensor WeightedSigmoid(Tensor labels, Tensor logits, double posWeight)
    {
        CheckSigmoid("weighted_cross_entropy_with_logits", labels, logits);
        using var scope = new Scope("weighted_cross_entropy_with_logits");
        Tensor weight = labels * (posWeight - 1) + 1;
        return scope.Return((1 - labels) * logits + weight * Activations.Softplus(-logits));
    }

    private static void CheckSigmoid(string op, Tensor labels, Tensor logits)
    {
        Check.Floating(op, logits);
        Check.SameDType(op, labels, logits);
        Check.That(labels.shape.is_compatible_with(logits.shape), op, "labels", $"the shape of logits, {logits.shape}", labels.shape);
    }
}

public sealed partial class nn_api
{
    /// <summary>-sum(labels log_softmax(logits)) along an axis, labels being probabilities.</summary>
    public Tensor softmax_cross_entropy_with_logits(Tensor labels, Tensor logits, int dim = -1, string? name = null) =>
        CrossEntropy.Softmax(labels, logits, dim);

    public Tensor softmax_cross_entropy_with_logits_v2(Tensor labels, Tensor logits, int axis = -1, string? name = null) =>
        CrossEntropy.Softmax(labels, logits, axis);

    /// <summary>-log_softmax(logits) at the integer label.</summary>
    public Tensor sparse_softmax_cross_entropy_with_logits(Tensor labels, Tensor logits, string? name = null) =>
        CrossEntropy.SparseSoftmax(labels, logits);

    /// <summary>Element-wise, labels being probabilities of independent classes.</summary>
    public Tensor sigmoid_cross_entropy_with_logits(Tensor labels, Tensor logits, string? name = null) =>
        CrossEntropy.Sigmoid(labels, logits);

    /// <summary>As sigmoid_cross_entropy_with_logits, positive labels counting pos_weight times.</summary>
    public Tensor weighted_cross_entropy_with_logits(Tensor labels, Tensor logits, float pos_weight, string? name = null) =>
        CrossEntropy.WeightedSigmoid(labels, logits, pos_weight);
}
