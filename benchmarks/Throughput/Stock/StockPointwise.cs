using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

/// <summary>relu or relu6 as a pass of its own, in place where nobody else reads its input (torchvision's inplace=True).</summary>
internal sealed class StockRelu(bool six) : StockLayer
{
    private Tensor? _y;

    internal bool InPlace { get; set; }

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        Tensor y = InPlace ? Share(x[0]) : six ? Aten.relu6(x[0]) : Aten.relu(x[0]);
        if (InPlace && six)
            Aten.relu6_(y);
        else if (InPlace)
            Aten.relu_(y);
        _y = training ? Share(y) : null;
        return y;
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        Tensor dx = six ? NativeOps.HardtanhBackward(dy, _y!, 0, 6) : NativeOps.ThresholdBackward(dy, _y!);
        Drop(ref _y);
        return [new(dx, true)];
    }
}

/// <summary>native_batch_norm over axis 1; gamma and beta are parameters, the moving statistics are PyTorch's.</summary>
internal sealed class StockBatchNorm : StockLayer
{
    private readonly Tensor _mean;
    private readonly Tensor _variance;
    private readonly double _epsilon;
    private Tensor? _x, _saveMean, _saveInverse;

    internal StockBatchNorm(StockParameter gamma, StockParameter beta, Tensor mean, Tensor variance, double epsilon)
    {
        (_mean, _variance, _epsilon) = (mean, variance, epsilon);
        Parameters.AddRange([gamma, beta]);
    }

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        (Tensor y, Tensor mean, Tensor inverse) = Aten.native_batch_norm(x[0], Parameters[0].Value, Parameters[1].Value, _mean, _variance, training, 0.1, _epsilon);
        if (training)
            (_x, _saveMean, _saveInverse) = (Share(x[0]), mean, inverse);
        return y;
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        Tensor?[] g = Aten.native_batch_norm_backward(dy, _x!, Parameters[0].Value, _saveMean!, _saveInverse!, _epsilon, [true, true, true]);
        (Parameters[0].Gradient, Parameters[1].Gradient) = (g[1], g[2]);
        Drop(ref _x);
        Drop(ref _saveMean);
        Drop(ref _saveInverse);
        return [new(g[0]!, true)];
    }
}

/// <summary>The sum of its inputs; the gradient is handed to each.</summary>
internal sealed class StockAdd : StockLayer
{
    internal override Tensor Forward(Tensor[] x, bool training) => x.Aggregate(Aten.add);

    internal override StockGradient[] Backward(Tensor dy, bool wantInput) => [.. Reads.Select(_ => new StockGradient(Share(dy), false))];
}

/// <summary>Channels one after the other; the gradients are slices.</summary>
internal sealed class StockConcat : StockLayer
{
    private long[] _channels = [];

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _channels = Array.ConvertAll(x, t => t.shape[1]);
        return Aten.cat(x, 1);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput)
    {
        var result = new StockGradient[_channels.Length];
        long at = 0;
        for (int i = 0; i < result.Length; i++)
            result[i] = new(Aten.slice(dy, 1, at, at += _channels[i]), false);
        return result;
    }
}

/// <summary>A view of another shape (batch first, the rest as given).</summary>
internal sealed class StockReshape(long[] tail) : StockLayer
{
    private Shape? _shape;

    internal override Tensor Forward(Tensor[] x, bool training)
    {
        _shape = x[0].shape;
        return Aten.reshape(x[0], [x[0].shape[0], .. tail]);
    }

    internal override StockGradient[] Backward(Tensor dy, bool wantInput) => [new(Aten.reshape(dy, _shape!.Span), false)];
}

/// <summary>Zeros (or another constant) around the map: top, bottom, left, right.</summary>
internal sealed class StockPad(long[] cells, double value) : StockLayer
{
    internal long[] Cells => cells;

    internal override Tensor Forward(Tensor[] x, bool training) => Aten.pad(x[0], [cells[2], cells[3], cells[0], cells[1]], value);

    internal override StockGradient[] Backward(Tensor dy, bool wantInput) =>
        wantInput ? [new(Aten.pad(dy, [-cells[2], -cells[3], -cells[0], -cells[1]], 0), true)] : [];
}
