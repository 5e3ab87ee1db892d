using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Scaled dot-product attention (Vaswani et al. 2017): softmax(q k^T * scale) v over [B, heads, length, depth].</summary>
internal static class Attention
{
    private const string Op = "attention";

    /// <summary>
    /// Without a mask, float32 (or bfloat16) goes through LibTorch's fused operators, which never hold the scores: flash attention on the
    /// processor, the memory-efficient one on a GPU; everything else is composed of ops. The mask is added to the scaled scores and broadcasts to [B, heads, queries, keys].
    /// </summary>
    internal static Tensor Apply(Tensor q, Tensor k, Tensor v, double scale, Tensor? mask = null)
    {
        CheckArguments(q, k, v, mask);
        Tensor[] inputs = mask is null ? [q, k, v] : [q, k, v, mask];
        if (Array.Exists(inputs, t => t.IsSymbolic))
            return SymbolicOrigin.Result(Op, new Shape(q.shape[0], q.shape[1], q.shape[2], v.shape[3]), q.dtype, inputs,
                a => Apply(a[0], a[1], a[2], scale, a.Length > 3 ? a[3] : null));
        return mask is null && TakesFlash(q, k, v) ? Flash(q, k, v, scale)
            : mask is null && TakesEfficient(q, k, v) ? Efficient(q, k, v, scale)
            : Composed(q, k, v, scale, mask);
    }

    private static Tensor Composed(Tensor q, Tensor k, Tensor v, double scale, Tensor? mask)
    {
        using var scope = new Scope(Op);
        Tensor scores = MatMul.Apply(q * scale, k, transposeB: true);
        if (mask is not null)
            scores += mask;
        return scope.Return(MatMul.Apply(Softmax.Apply(scores), v));
    }

    private static Tensor Flash(Tensor q, Tensor k, Tensor v, double scale)
    {
        using var scope = new Scope(Op);
        (Tensor y, Tensor logsumexp) = Aten._scaled_dot_product_flash_attention_for_cpu(q, k, v, scale);
        if (Tape.IsRecording([q, k, v]))
            Tape.Record(Op, [q, k, v], y, dy =>
            {
                Check.SameAs("gradient of " + Op, dy, y);
                return Tape.AnyActive
                    ? ComposedGradient(dy, q, k, v, scale)
                    : Aten._scaled_dot_product_flash_attention_for_cpu_backward(dy, q, k, v, y, logsumexp, scale);
            }, q, k, v, y, logsumexp);
        return scope.Return(y);
    }

    private static Tensor Efficient(Tensor q, Tensor k, Tensor v, double scale)
    {
        using var scope = new Scope(Op);
        bool recording = Tape.IsRecording([q, k, v]);
        (Tensor y, Tensor logsumexp, Tensor seed, Tensor offset) = Aten._scaled_dot_product_efficient_attention(q, k, v, recording, scale);
        if (recording)
            Tape.Record(Op, [q, k, v], y, dy =>
            {
                Check.SameAs("gradient of " + Op, dy, y);
                return Tape.AnyActive
                    ? ComposedGradient(dy, q, k, v, scale)
                    : Aten._scaled_dot_product_efficient_attention_backward(dy, q, k, v, y, logsumexp, seed, offset, scale);
            }, q, k, v, y, logsumexp, seed, offset);
        return scope.Return(y);
    }

    /// <summary>With p = softmax(s): dv = p^T dy, ds = p*(dp - sum(p*dp)) with dp = dy v^T, dq = ds k, dk = ds^T q.</summary>
    private static Tensor?[] ComposedGradient(Tensor dy, Tensor q, Tensor k, Tensor v, double scale)
    {
        Tensor p = Softmax.Apply(MatMul.Apply(q * scale, k, transposeB: true));
        Tensor dp = MatMul.Apply(dy, v, transposeB: true);
        Tensor ds = p * (dp - Reductions.Sum(p * dp, -1, keepdims: true)) * scale;
        return [MatMul.Apply(ds, k), MatMul.Apply(ds, q, transposeA: true), MatMul.Apply(p, dy, transposeA: true)];
    }

    /// <summary>The operator trusts that batches, heads and depths are the same.</summary>
    private static bool TakesFlash(Tensor q, Tensor k, Tensor v) =>
        q.dtype is TF_DataType.TF_FLOAT or TF_DataType.TF_BFLOAT16 && !q.Device.IsCuda && !k.Device.IsCuda && !v.Device.IsCuda
        && q.size > 0 && k.size > 0 && q.shape[3] == v.shape[3];

    /// <summary>The operator wants rows of whole 16 bytes; its backward pass adds in any order.</summary>
    private static bool TakesEfficient(Tensor q, Tensor k, Tensor v) =>
        q.dtype is TF_DataType.TF_FLOAT or TF_DataType.TF_BFLOAT16 && q.Device.IsCuda && k.Device == q.Device && v.Device == q.Device
        && q.size > 0 && k.size > 0 && q.shape[3] == v.shape[3] && q.shape[3] % 8 == 0 && !Cuda.Deterministic;

    private static void CheckArguments(Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        Check.Floating(Op, q);
        Check.Rank(Op, q, 4);
        Check.Rank(Op, k, 4);
        Check.Rank(Op, v, 4);
        Check.SameDType(Op, q, k);
        Check.SameDType(Op, q, v);
        for (int i = 0; i < 2; i++)
        {
            Check.That(Check.Agree(q.shape[i], k.shape[i]), Op, "key", $"{q.shape[i]} along axis {i}, as the query of shape {q.shape}",
                k.shape);
            Check.That(Check.Agree(q.shape[i], v.shape[i]), Op, "value", $"{q.shape[i]} along axis {i}, as the query of shape {q.shape}",
                v.shape);
        }
        Check.That(Check.Agree(q.shape[3], k.shape[3]), Op, "key", $"depth {q.shape[3]}, as the query of shape {q.shape}", k.shape);
        Check.That(Check.Agree(k.shape[2], v.shape[2]), Op, "value", $"length {k.shape[2]}, as the key of shape {k.shape}", v.shape);
        if (mask is not null)
            Check.SameDType(Op, q, mask);
    }
}

public sealed partial class nn_api
{
    /// <summary>
    /// softmax(query key^T * scale + mask) value over [B, heads, length, depth]; not in TensorFlow. The scale's default is 1 / sqrt(depth).
    /// </summary>
    public Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? mask = null, double? scale = null) =>
        Attention.Apply(query, key, value, scale ?? 1 / Math.Sqrt(query.shape[-1]), mask);
}
