using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

internal sealed class StockMaxPool(long[] kernel, long[] strides) : StockLayer
{
    private Tensor? _x, _indices;

    internal long[] Padding { get; set; } = [0, 0];

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        (Tensor y, Tensor indices) = Aten.max_pool_with_indices(x[0], kernel, strides, Padding);
        if (training)
            (_x, _indices) = (Share(x[0]), indices);
        else
            indices.Dispose();
        return y;
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        Tensor dx = Aten.max_pool_with_indices_backward(dy, _x!, kernel, strides, Padding, _indices!);
        Drop(ref _x);
        Drop(ref _indices);
        return [new(dx, true)];
    }
}

internal sealed class StockAvgPool(long[] kernel, long[] strides) : StockLayer
{
    private Tensor? _x;

    internal long[] Padding { get; set; } = [0, 0];

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _x = training ? Share(x[0]) : null;
        return Aten.avg_pool(x[0], kernel, strides, Padding, false, null);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        Tensor dx = Aten.avg_pool_backward(dy, _x!, kernel, strides, Padding, false, null);
        Drop(ref _x);
        return [new(dx, true)];
    }
}

/// <summary>The mean over height and width, which adaptive_avg_pool2d(1) is.</summary>
internal sealed class StockGlobalAverage(bool keep) : StockLayer
{
    private Shape? _shape;

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _shape = x[0].shape;
        return Aten.mean(x[0], [2, 3], keep);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        Tensor wide = Aten.expand(Aten.reshape(dy, _shape![0], _shape[1], 1, 1), _shape.Span);
        return [new(NativeOps.Divide(wide, _shape[2] * _shape[3]), true)];
    }
}
