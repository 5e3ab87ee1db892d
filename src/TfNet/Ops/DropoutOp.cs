using TfNet.Kernels;
using TfNet.LibTorch;
using TfNet.Random;

namespace Tensorflow;

/// <summary>
/// Inverted dropout: x * m, m = 0 with probability rate, else 1 / (1 - rate) rounded to float32; linear in x, so its
/// gradient is the same op with the same m. Which values fall depends on the random key and the kind of device.
/// </summary>
internal static class DropoutOp
{
    /// <summary>Dropout passes its input on: for comparisons with references that have none.</summary>
    internal static bool Off { get; set; }

    /// <param name="x">Floating.</param>
    /// <param name="rate">In [0, 1).</param>
    /// <param name="noiseShape">Shape of the draw, broadcast to x; null: x's.</param>
    /// <param name="seed">An op seed, or null.</param>
    internal static Tensor Apply(Tensor x, double rate, Shape? noiseShape = null, int? seed = null)
    {
        Check.Floating("dropout", x);
        if (rate is not (>= 0 and < 1))
            throw new ValueError($"`rate` must be a scalar tensor or a float in the range [0, 1). Received: rate={rate}");
        if (noiseShape is not null)
            Check.That(Broadcast.Shapes("dropout", noiseShape, x.shape) == x.shape, "dropout", "noise_shape", $"a shape that broadcasts to {x.shape}", noiseShape);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("dropout", x.shape, x.dtype, [x], a => Apply(a[0], rate, noiseShape, seed));
        return rate == 0 || Off ? x : WithKey(x, rate, noiseShape, RandomState.NextKey(seed));
    }

    private static Tensor WithKey(Tensor x, double rate, Shape? noiseShape, RandomKey key)
    {
        using var scope = new Scope("dropout");
        float scale = (float)(1 / (1 - rate));
        bool whole = noiseShape is null || noiseShape == x.shape;
        if (whole && Kernel.Enabled && x.dtype == TF_DataType.TF_FLOAT && !x.Device.IsCuda && x.size > 0)
        {
            Tensor dense = Layout.Dense(x);
            Tensor y = Aten.empty(x.shape, x.dtype, x.Device);
            DropoutKernel.Apply(dense, y, rate, scale, key);
            Tape.Record("dropout", [x], y, dy => [WithKey(dy, rate, null, key)]);
            return scope.Return(y);
        }
        if (x.Device.IsCuda && Cuda.DrawsByKey && x.size > 0)
            return scope.Return(OnGpu(x, rate, whole ? null : noiseShape, key));
        Tensor mask = HostMemory.Staging(noiseShape ?? x.shape, TF_DataType.TF_FLOAT, x.Device, out bool pinned);
        if (mask.size > 0)
            DropoutKernel.Mask(mask, rate, scale, key);
        Tensor product = Aten.mul(x, HostMemory.Upload(mask, x.dtype, x.Device, pinned));
        Tape.Record("dropout", [x], product, dy => [WithKey(dy, rate, noiseShape, key)]);
        return scope.Return(product);
    }

    private static Tensor OnGpu(Tensor x, double rate, Shape? noiseShape, RandomKey key)
    {
        if (noiseShape is not null)
            return MathOps.Multiply(x, Cuda.Dropout(Creation.Fill(noiseShape, 1, x.dtype, x.Device), rate, key).Y);
        (Tensor y, Tensor mask) = Cuda.Dropout(Layout.Dense(x), rate, key);
        Tape.Record("dropout", [x], y, dy => [Masked(dy, mask, 1 / (1 - rate))], mask);
        return y;
    }

    private static Tensor Masked(Tensor x, Tensor mask, double scale)
    {
        using var scope = new Scope("dropout");
        Tensor y = Aten.native_dropout_backward(x, mask, scale);
        Tape.Record("dropout", [x], y, dy => [Masked(dy, mask, scale)], mask);
        return scope.Return(y);
    }
}
