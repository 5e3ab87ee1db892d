using TfNet.Kernels;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// tf.image.resize: half-pixel centres, separable. Nearest keeps the dtype, all others give float32, as TensorFlow.
/// </summary>
internal static class Resize
{
    private const string Op = "image.resize";

    /// <summary>x [N,H,W,C] or [H,W,C].</summary>
    internal static Tensor Apply(Tensor x, long height, long width, string method = "bilinear", bool preserveAspectRatio = false,
        bool antialias = false)
    {
        Check.Numeric(Op, x);
        Check.That(x.rank is 3 or 4, Op, "images", "rank 3 or 4", $"shape {x.shape}");
        Check.That(height is > 0 and <= int.MaxValue && width is > 0 and <= int.MaxValue, Op, "size", "two numbers > 0",
            $"({height}, {width})");
        if (x.rank == 3)
            return ShapeOps.Squeeze(Apply(ShapeOps.ExpandDims(x, 0), height, width, method, preserveAspectRatio, antialias), 0);
        string kind = Known(method);
        bool unknown = x.shape[1] < 0 || x.shape[2] < 0;
        if (preserveAspectRatio && !unknown)
            (height, width) = KeepAspect(x.shape, height, width);
        TF_DataType dtype = kind == "nearest" ? x.dtype : TF_DataType.TF_FLOAT;
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(Op, Symbolic(x.shape, height, width, unknown && preserveAspectRatio), dtype, [x],
                a => Apply(a[0], height, width, method, preserveAspectRatio, antialias));
        Check.That(x.shape[1] > 0 && x.shape[2] > 0, Op, "images", "heights and widths > 0", x.shape);
        HostMemory.Limit([x.shape[0], height, width, x.shape[3]], dtype);
        using var scope = new Scope(Op);
        if (kind == "nearest")
            return scope.Return(Nearest(Nearest(x, 1, (int)height), 2, (int)width));
        Tensor y = MathOps.Cast(x, TF_DataType.TF_FLOAT);
        // The blurring filters change an image that has the size already, the others do not.
        if (x.shape[1] == height && x.shape[2] == width && kind is ("bilinear" or "bicubic" or "area"))
            return ReferenceEquals(y, x) ? x : scope.Return(y);
        y = Along(y, 1, Taps(kind, (int)x.shape[1], (int)height, antialias));
        return scope.Return(Along(y, 2, Taps(kind, (int)x.shape[2], (int)width, antialias)));
    }

    /// <summary>One axis by taps; linear, its gradient uses the transposed taps.</summary>
    internal static Tensor Along(Tensor x, int axis, ResizeTaps taps)
    {
        using var scope = new Scope("resize_axis");
        Tensor y = Kernel.Takes(x) ? ResizeKernel.Run(x, axis, taps) : ByMatrix(x, axis, taps);
        if (Tape.IsRecording(x))
            Tape.Record("resize_axis", [x], y, dy => [Along(dy, axis, taps.Transposed())]);
        return scope.Return(y);
    }

    private static Tensor ByMatrix(Tensor x, int axis, ResizeTaps taps)
    {
        Tensor matrix = Aten._to_copy(new Tensor(taps.Matrix(), (taps.Results, taps.Sources)), x.dtype, x.Device);
        long outer = 1;
        for (int i = 0; i < axis; i++)
            outer *= x.shape[i];
        Tensor flat = Aten.reshape(x, outer, taps.Sources, x.size / Math.Max(outer * taps.Sources, 1));
        return Aten.reshape(Aten.matmul(matrix, flat), x.shape.With(axis, taps.Results).Span);
    }

    private static Tensor Nearest(Tensor x, int axis, int results)
    {
        float scale = x.shape[axis] / (float)results;
        long last = x.shape[axis] - 1;
        IEnumerable<long> sources = Enumerable.Range(0, results).Select(i => Math.Min((long)MathF.Floor((i + 0.5f) * scale), last));
        return GatherOps.Pick(x, axis, Indices.Constant(sources, x.Device));
    }

    private static ResizeTaps Taps(string method, int n, int m, bool antialias) => method switch
    {
        "bilinear" when !antialias => ResizeTaps.Bilinear(n, m),
        "bilinear" => ResizeTaps.Kernel(n, m, 1, x => x < 1 ? 1 - x : 0, true),
        "bicubic" when !antialias => ResizeTaps.Bicubic(n, m),
        "bicubic" => ResizeTaps.Kernel(n, m, 2, Keys, true),
        "area" => ResizeTaps.Area(n, m),
        "lanczos3" => ResizeTaps.Kernel(n, m, 3, x => Lanczos(x, 3), antialias),
        "lanczos5" => ResizeTaps.Kernel(n, m, 5, x => Lanczos(x, 5), antialias),
        "gaussian" => ResizeTaps.Kernel(n, m, 1.5f, x => x >= 1.5f ? 0 : MathF.Exp(-x * x / (2 * 0.5f * 0.5f)), antialias),
        _ => ResizeTaps.Kernel(n, m, 2, Mitchell, antialias),
    };

    private static string Known(string method)
    {
        string m = method.ToLowerInvariant();
        return m is "nearest" or "bilinear" or "bicubic" or "area" or "lanczos3" or "lanczos5" or "gaussian" or "mitchellcubic" ? m
            : throw new ValueError(
                $"{Op}: argument method: expected 'bilinear', 'nearest', 'bicubic', 'area', 'lanczos3', 'lanczos5', 'gaussian' "
                + $"or 'mitchellcubic'; received '{method}'");
    }

    private static (long, long) KeepAspect(Shape x, long height, long width)
    {
        float scale = Math.Min((float)height / x[1], (float)width / x[2]);
        return ((long)MathF.Round(scale * x[1], MidpointRounding.ToEven), (long)MathF.Round(scale * x[2], MidpointRounding.ToEven));
    }

    private static Shape Symbolic(Shape x, long height, long width, bool unknownSize) =>
        unknownSize ? new Shape(x[0], -1, -1, x[3]) : new Shape(x[0], height, width, x[3]);

    private static float Lanczos(float x, float radius) =>
        x > radius ? 0
        : x <= 1e-3f ? 1
        : radius * MathF.Sin(MathF.PI * x) * MathF.Sin(MathF.PI * x / radius) / (MathF.PI * MathF.PI * x * x);

    private static float Keys(float x) =>
        x >= 2 ? 0 : x >= 1 ? ((-0.5f * x + 2.5f) * x - 4) * x + 2 : (1.5f * x - 2.5f) * x * x + 1;

    private static float Mitchell(float x) =>
        x >= 2 ? 0 : x >= 1 ? ((-7f / 18 * x + 2) * x - 10f / 3) * x + 16f / 9 : (7f / 6 * x - 2) * x * x + 8f / 9;
}
