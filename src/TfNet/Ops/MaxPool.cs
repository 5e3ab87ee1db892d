using TfNet.Kernels;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// The largest value of each window; padding never wins. The first of equal maxima in row-major order gets the gradient.
/// </summary>
internal static class MaxPool
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
        if (MaxPoolKernel.Takes(x, w))
            return ByKernel(op, x, w);
        if (Pooling.IsWholePadding(w))
            return ByLibTorch(op, x, w, w.Symmetric);
        Tensor padded = PadCrop.Pad(x, w.AllBefore, w.AllAfter, double.NegativeInfinity);
        return ByLibTorch(op, padded, w, Pooling.NoPadding(kernel.Length));
    }

    private static Tensor ByKernel(string op, Tensor x, Window w)
    {
        using var scope = new Scope(op);
        (Tensor y, Tensor places) = MaxPoolKernel.Forward(x, w);
        Shape shape = x.shape;
        if (Tape.IsRecording(x))
            Tape.Record(op, [x], y, dy =>
            {
                Check.SameAs("gradient of " + op, dy, y);
                if (Tape.IsRecording(dy))
                    return [Spread(dy, MaxPoolKernel.FlatPlaces(places, shape, w), shape)];
                return [MaxPoolKernel.Backward(Layout.Dense(dy), places, shape, w)];
            }, places);
        return scope.Return(y);
    }

    private static Tensor ByLibTorch(string op, Tensor x, Window w, long[] padding)
    {
        using var scope = new Scope(op);
        (Tensor y, Tensor indices) = Aten.max_pool_with_indices(Channels.First(x), w.Kernel, w.Strides, padding);
        Tensor result = Channels.Last(y);
        if (Tape.IsRecording(x))
            Tape.Record(op, [x], result, dy =>
            {
                Check.SameAs("gradient of " + op, dy, result);
                // The operator adds where windows overlap in any order.
                if (Tape.IsRecording(dy) || Cuda.Deterministic && x.Device.IsCuda)
                    return [Spread(dy, Aten.reshape(Channels.Last(indices), x.shape[0], -1, x.shape[^1]), x.shape)];
                return [Channels.Last(Aten.max_pool_with_indices_backward(Channels.First(dy), Channels.First(x), w.Kernel, w.Strides,
                    padding, indices))];
            }, x, indices);
        return scope.Return(result);
    }

    /// <summary>Adds each dy to the cell of its maximum; places [N, windows, C] are positions in the flattened map.</summary>
    private static Tensor Spread(Tensor dy, Tensor places, Shape shape)
    {
        using var scope = new Scope("max_pool_gradient");
        Tensor zeros = Creation.Fill(new Shape(shape[0], shape.size / (shape[0] * shape[^1]), shape[^1]), 0, dy.dtype, dy.Device);
        Tensor dx = Aten.reshape(Aten.scatter_add(zeros, 1, places, Aten.reshape(dy, places.shape.Span)), shape.Span);
        Shape small = dy.shape;
        if (Tape.IsRecording(dy))
            Tape.Record("max_pool_gradient", [dy], dx, dz => [Pick(dz, places, small)], places);
        return scope.Return(dx);
    }

    /// <summary>Takes from dz the cells that were the maxima.</summary>
    private static Tensor Pick(Tensor dz, Tensor places, Shape shape)
    {
        using var scope = new Scope("max_pool_pick");
        Tensor flat = Aten.reshape(dz, dz.shape[0], -1, dz.shape[^1]);
        Tensor picked = Aten.reshape(Aten.gather(flat, 1, places), shape.Span);
        Shape large = dz.shape;
        if (Tape.IsRecording(dz))
            Tape.Record("max_pool_pick", [dz], picked, du => [Spread(du, places, large)], places);
        return scope.Return(picked);
    }
}
