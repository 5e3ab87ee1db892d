using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>The mean of each window's cells that lie inside the map. Linear, so its gradient's gradient is itself.</summary>
internal static class AvgPool
{
    internal static Tensor Apply(string op, Tensor x, long[] kernel, long[] strides, Padding padding)
    {
        Check.Floating(op, x);
        Check.Rank(op, x, kernel.Length + 2);
        Window w = Window.Of(op, x.shape, kernel, strides, Pooling.NoDilation(kernel.Length), padding);
        Shape shape = w.OutputShape(x.shape, x.shape[^1], x.dtype);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(op, shape, x.dtype, [x], a => Apply(op, a[0], kernel, strides, padding));
        Pooling.CheckCovered(op, w, x.shape);
        if (shape.size == 0)
            return Conv2D.Empty(op, [x], shape);
        // CUDA's gradient of channels-last maps misses windows at the borders when the operator pads (LibTorch 2.11).
        if (Pooling.IsWholePadding(w) && !(x.Device.IsCuda && w.Symmetric.Any(p => p > 0)))
            return Mean(op, x, w);
        using var scope = new Scope(op);
        Tensor sums = Sum(op, PadCrop.Pad(x, w.AllBefore, w.AllAfter), w);
        return scope.Return(MathOps.Divide(sums, Counts(x, w)));
    }

    /// <summary>LibTorch's own padding, not counted.</summary>
    private static Tensor Mean(string op, Tensor x, Window w)
    {
        using var scope = new Scope(op);
        Tensor y = Channels.Last(Aten.avg_pool(Channels.First(x), w.Kernel, w.Strides, w.Symmetric, false, null));
        if (Tape.IsRecording(x))
            Tape.Record(op, [x], y, dy => [Backward(op, dy, x, w, w.Symmetric, null, Mean)], x);
        return scope.Return(y);
    }

    /// <summary>The sum over each window of a map that has its padding.</summary>
    private static Tensor Sum(string op, Tensor x, Window w)
    {
        using var scope = new Scope(op);
        long[] none = Pooling.NoPadding(w.Kernel.Length);
        Tensor y = Channels.Last(Aten.avg_pool(Channels.First(x), w.Kernel, w.Strides, none, true, 1));
        if (Tape.IsRecording(x))
            Tape.Record(op, [x], y, dy => [Backward(op, dy, x, w, none, 1, Sum)], x);
        return scope.Return(y);
    }

    private static Tensor Backward(string op, Tensor dy, Tensor x, Window w, long[] padding, long? divisor, Func<string, Tensor, Window,
        Tensor> forward)
    {
        var expected = new Shape([x.shape[0], .. w.Output, x.shape[^1]]);
        Check.That(dy.shape == expected && dy.dtype == x.dtype, "gradient of " + op, "dy", $"shape {expected} {x.dtype.as_numpy_name()}",
            dy.shape);
        using var scope = new Scope("gradient of " + op);
        Tensor dx = Channels.Last(Aten.avg_pool_backward(Channels.First(dy), Channels.First(x), w.Kernel, w.Strides, padding,
            divisor != null, divisor));
        if (Tape.IsRecording(dy))
            Tape.Record("gradient of " + op, [dy], dx, dz => [forward(op, dz, w)]);
        return scope.Return(dx);
    }

    /// <summary>The number of real cells under each window position, [1, spatial.., 1].</summary>
    private static Tensor Counts(Tensor x, Window w)
    {
        double[] counts = [1];
        for (int axis = 0; axis < w.Kernel.Length; axis++)
        {
            var next = new double[counts.Length * w.Output[axis]];
            for (long o = 0; o < w.Output[axis]; o++)
            {
                long start = o * w.Strides[axis] - w.Before[axis];
                long real = Math.Min(start + w.Kernel[axis], x.shape[axis + 1]) - Math.Max(start, 0);
                for (int i = 0; i < counts.Length; i++)
                    next[i * w.Output[axis] + o] = counts[i] * real;
            }
            counts = next;
        }
        return Aten._to_copy(new Tensor(counts, new Shape([1, .. w.Output, 1])), x.dtype, x.Device);
    }
}
