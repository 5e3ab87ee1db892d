using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

/// <summary>native_layer_norm over the last axis.</summary>
internal sealed class StockLayerNorm : StockLayer
{
    private readonly double _epsilon;
    private Tensor? _x, _mean, _rstd;

    internal StockLayerNorm(StockParameter gamma, StockParameter beta, double epsilon)
    {
        _epsilon = epsilon;
        Parameters.AddRange([gamma, beta]);
    }

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        (Tensor y, Tensor mean, Tensor rstd) = Aten.native_layer_norm(x[0], [x[0].shape[-1]], Parameters[0].Value, Parameters[1].Value, _epsilon);
        if (training)
            (_x, _mean, _rstd) = (Share(x[0]), mean, rstd);
        return y;
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        Tensor?[] g = Aten.native_layer_norm_backward(
            dy, _x!, [dy.shape[-1]], _mean!, _rstd!, Parameters[0].Value, Parameters[1].Value, [true, true, true]);
        (Parameters[0].Gradient, Parameters[1].Gradient) = (g[1], g[2]);
        Drop(ref _x);
        Drop(ref _mean);
        Drop(ref _rstd);
        return [new(g[0]!, true)];
    }
}

/// <summary>The exact gelu as a pass of its own.</summary>
internal sealed class StockGelu : StockLayer
{
    private Tensor? _x;

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _x = training ? Share(x[0]) : null;
        return Aten.gelu(x[0], "none"u8);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        Tensor dx = Aten.gelu_backward(dy, _x!, "none"u8);
        Drop(ref _x);
        return [new(dx, true)];
    }
}

/// <summary>A map (N, C, H, W) as tokens (N, H*W, C): flatten(2).transpose(1, 2).</summary>
internal sealed class StockTokens : StockLayer
{
    private Shape? _shape;

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _shape = x[0].shape;
        return Aten.permute(Aten.reshape(x[0], _shape[0], _shape[1], -1), 0, 2, 1);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput) =>
        [new(Aten.reshape(Aten.permute(dy, 0, 2, 1), _shape!.Span), true)];
}

/// <summary>cat([token.expand(n, -1, -1), x], 1) + positions.</summary>
internal sealed class StockClassToken : StockLayer
{
    internal StockClassToken(StockParameter token, StockParameter positions)
    {
        Parameters.AddRange([token, positions]);
    }

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        Tensor token = Aten.expand(Parameters[0].Value, [x[0].shape[0], -1, -1]);
        return Aten.add(Aten.cat([token, x[0]], 1), Parameters[1].Value);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        Parameters[0].Gradient = Aten.sum(Aten.slice(dy, 1, 0, 1), [0], true);
        Parameters[1].Gradient = Aten.sum(dy, [0], true);
        return [new(Aten.slice(dy, 1, 1, dy.shape[1]), false)];
    }
}

/// <summary>The first token of each sample: x[:, 0].</summary>
internal sealed class StockFirstToken : StockLayer
{
    private Shape? _shape;

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _shape = x[0].shape;
        return Aten.select(x[0], 1, 0);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput) => [new(StockOps.SelectBackward(dy, _shape!, 1, 0), true)];
}

/// <summary>Operators with no other user than the stock networks.</summary>
internal static class StockOps
{
    /// <summary>select_backward(Tensor grad_output, SymInt[] input_sizes, int dim, SymInt index) -> Tensor: zeros with the gradient in its
    /// place.</summary>
    internal static Tensor SelectBackward(Tensor dy, Shape shape, long dim, long index) =>
        new DispatcherCall("aten::select_backward"u8).Add(dy).AddList(shape.Span).Add(dim).Add(index).Invoke();

    /// <summary>
    /// _native_multi_head_attention(Tensor query, key, value, int embed_dim, num_head, Tensor qkv_weight, qkv_bias, proj_weight, proj_bias,
    /// Tensor? mask=None, bool need_weights=True, bool average_attn_weights=True, int? mask_type=None) -> (Tensor, Tensor)
    /// </summary>
    internal static Tensor MultiHead(Tensor x, long heads, Tensor qkv, Tensor qkvBias, Tensor proj, Tensor projBias)
    {
        // The weights come back undefined.
        return new DispatcherCall("aten::_native_multi_head_attention"u8).Add(x).Add(x).Add(x).Add(x.shape[-1]).Add(heads)
            .Add(qkv).Add(qkvBias).Add(proj).Add(projBias).AddNone().Add(false).Add(true).AddNone().InvokeMasked([true, false])[0]!;
    }
}
