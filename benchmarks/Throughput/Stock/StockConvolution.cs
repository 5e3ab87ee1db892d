using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

/// <summary>aten::convolution with bias, kernel OIHW; its backward gives all three gradients, as autograd asks for them.</summary>
internal sealed class StockConvolution : StockLayer
{
    private readonly long[] _strides;
    private readonly long[] _dilations;
    private readonly long _groups;
    private Tensor? _x;

    internal StockConvolution(StockParameter kernel, StockParameter? bias, long[] strides, long[] padding, long[] dilations, long groups)
    {
        (_strides, Padding, _dilations, _groups) = (strides, padding, dilations, groups);
        Parameters.Add(kernel);
        if (bias is not null)
            Parameters.Add(bias);
    }

    internal long[] Padding { get; set; }

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _x = training ? Share(x[0]) : null;
        return Aten.convolution(x[0], Parameters[0].Value, Parameters.Count > 1 ? Parameters[1].Value : null, _strides, Padding, _dilations, _groups);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        bool bias = Parameters.Count > 1;
        var call = new DispatcherCall("aten::convolution_backward"u8).Add(dy).Add(_x!).Add(Parameters[0].Value);
        call = bias ? call.AddOptionalList([Parameters[1].Value.shape[0]]) : call.AddNone();
        Tensor?[] g = call.AddList(_strides).AddList(Padding).AddList(_dilations).Add(false).AddList(new long[_strides.Length]).Add(_groups)
            .AddList([wantInput ? 1 : 0, 1, bias ? 1 : 0]).InvokeMasked([wantInput, true, bias]);
        Parameters[0].Gradient = g[1];
        if (bias)
            Parameters[1].Gradient = g[2];
        Drop(ref _x);
        return wantInput ? [new(g[0]!, true)] : [];
    }
}

/// <summary>aten::linear: weight (out, in); the three products that autograd makes of it.</summary>
internal sealed class StockLinear : StockLayer
{
    private Tensor? _x;

    internal StockLinear(StockParameter weight, StockParameter? bias)
    {
        Parameters.Add(weight);
        if (bias is not null)
            Parameters.Add(bias);
    }

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _x = training ? Share(x[0]) : null;
        return Aten.linear(x[0], Parameters[0].Value, Parameters.Count > 1 ? Parameters[1].Value : null);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        Tensor rows = Aten.reshape(dy, -1, dy.shape[-1]);
        Tensor? dx = wantInput ? Aten.reshape(Aten.mm(rows, Parameters[0].Value), _x!.shape.Span) : null;
        Parameters[0].Gradient = Aten.mm(Aten.permute(rows, 1, 0), Aten.reshape(_x!, -1, _x!.shape[-1]));
        if (Parameters.Count > 1)
            Parameters[1].Gradient = Aten.sum(rows, [0], false);
        Drop(ref _x);
        return dx is null ? [] : [new(dx, true)];
    }
}
