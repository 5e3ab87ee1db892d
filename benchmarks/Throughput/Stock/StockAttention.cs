using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

/// <summary>
/// torch.nn.MultiheadAttention with batch_first on x [N, L, E], weights not asked for. In training: the packed projection on x transposed
/// to [L, N, E], q, k and v as three selections of one [3, L, N, E] copy, scaled_dot_product_attention, the output projection. Otherwise
/// its fast path, one call of _native_multi_head_attention.
/// </summary>
internal sealed class StockAttention : StockLayer
{
    private readonly long _heads;
    private Tensor? _rows, _packed, _q, _k, _v, _y, _logsumexp, _joined;
    private Shape _shape = new(0, 0, 0);

    internal StockAttention(StockParameter qkv, StockParameter qkvBias, StockParameter proj, StockParameter projBias, long heads)
    {
        _heads = heads;
        Parameters.AddRange([qkv, qkvBias, proj, projBias]);
    }

    private double Scale => 1 / Math.Sqrt((double)_shape[2] / _heads);

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _shape = x[0].shape;
        return training ? Train(x[0])
            : StockOps.MultiHead(x[0], _heads, Parameters[0].Value, Parameters[1].Value, Parameters[2].Value, Parameters[3].Value);
    }

    private Tensor Train(Tensor x)
    {
        (long n, long l, long e) = (_shape[0], _shape[1], _shape[2]);
        _rows = Aten.reshape(Aten.permute(x, 1, 0, 2), l * n, e);
        Tensor projected = Aten.reshape(Aten.linear(_rows, Parameters[0].Value, Parameters[1].Value), l, n, 3, e);
        _packed = Aten.contiguous(Aten.permute(projected, 2, 0, 1, 3));
        (_q, _k, _v) = (Heads(0), Heads(1), Heads(2));
        (_y, _logsumexp) = Aten._scaled_dot_product_flash_attention_for_cpu(_q, _k, _v, Scale);
        _joined = Aten.reshape(Aten.contiguous(Aten.permute(_y, 2, 0, 1, 3)), l * n, e);
        Tensor result = Aten.reshape(Aten.linear(_joined, Parameters[2].Value, Parameters[3].Value), l, n, e);
        return Aten.permute(result, 1, 0, 2);
    }

    /// <summary>[L, N, E] of the packed three as [N, heads, L, depth], views only.</summary>
    private Tensor Heads(long which)
    {
        (long n, long l, long e) = (_shape[0], _shape[1], _shape[2]);
        Tensor rows = Aten.permute(Aten.reshape(Aten.select(_packed!, 0, which), l, n * _heads, e / _heads), 1, 0, 2);
        return Aten.reshape(rows, n, _heads, l, e / _heads);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        (long n, long l, long e) = (_shape[0], _shape[1], _shape[2]);
        Tensor d = Aten.reshape(Aten.permute(dy, 1, 0, 2), l * n, e);
        Tensor joined = Project(d, _joined!, 2);
        Tensor dy4 = Aten.permute(Aten.reshape(joined, l, n, _heads, e / _heads), 1, 2, 0, 3);
        Tensor[] g = Aten._scaled_dot_product_flash_attention_for_cpu_backward(dy4, _q!, _k!, _v!, _y!, _logsumexp!, Scale);
        Tensor packed = StockOps.SelectBackward(Joined(g[0]), _packed!.shape, 0, 0);
        NativeOps.AddInPlace(packed, StockOps.SelectBackward(Joined(g[1]), _packed.shape, 0, 1));
        NativeOps.AddInPlace(packed, StockOps.SelectBackward(Joined(g[2]), _packed.shape, 0, 2));
        Tensor rows = Aten.reshape(Aten.permute(packed, 1, 2, 0, 3), l * n, 3 * e);
        Tensor dx = Project(rows, _rows!, 0);
        foreach (Tensor? t in (Tensor?[])[_rows, _packed, _q, _k, _v, _y, _logsumexp, _joined])
            t?.Dispose();
        return [new(Aten.permute(Aten.reshape(dx, l, n, e), 1, 0, 2), false)];
    }

    /// <summary>[N, heads, L, depth] back to [L, N, E].</summary>
    private Tensor Joined(Tensor x) => Aten.reshape(Aten.permute(x, 2, 0, 1, 3), _shape[1], _shape[0], _shape[2]);

    /// <summary>The three products of a linear layer's backward pass on rows.</summary>
    private Tensor Project(Tensor dy, Tensor x, int weight)
    {
        Parameters[weight].Gradient = Aten.mm(Aten.permute(dy, 1, 0), x);
        Parameters[weight + 1].Gradient = Aten.sum(dy, [0], false);
        return Aten.mm(dy, Parameters[weight].Value);
    }
}
