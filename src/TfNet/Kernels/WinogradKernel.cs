using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Tensorflow;
using TfNet.LibTorch;

namespace TfNet.Kernels;

/// <summary>
/// Convolutions of stride one with 3x3 or 5x5 kernels over NHWC float32 by Winograd's minimal filtering
/// (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015). Maps are cut into overlapping 6x6 tiles that give 4x4
/// (2x2) results; at each of a tile's 36 points the convolution is a product over the channels, [tiles, C] x [C, O]
/// (<see cref="WinogradProducts"/>): a quarter (0.36) of the direct way's multiplications. The kernel's gradient is the transposed map,
/// products [O, tiles] x [tiles, C] by bmm. Tiles are taken in chunks whose points stay in the cache. Rounding errors are 2 to 4 times the direct way's: enough to turn a relu or a
/// maximum in a deep network, so results that gradients start from are computed the direct way.
/// Twin: LibTorch's convolution and its backward. Measured beside it, 2 threads (4x224x224x64, 4x112x112x128, 4x56x56x256, 4x14x14x512,
/// 8x56x56x64, 32x13x13x192 to 384; on the Zen 5 4x28x28x512 too; 5x5: 32x27x27x64 to 192), times as fast; where one is below 1 the limits keep the direct way:
/// AMD Zen 3 (AVX2), products by bmm: 3x3 forward and dx 1.3-2.4, dw 2.2-4.5; 5x5 1.0-1.4 and 1.4-2.7.
/// Zen 5 with oneDNN held to AVX2: 3x3 forward 1.6-3.4, dx 1.3-2.6, dw 1.6-6.8; 5x5 1.6, 1.4 and 1.4.
/// Zen 5 with AVX-512, whose direct loops run at twice the rate: 3x3 forward 1.3-2.8, dx 0.8-2.0, dw 0.8-1.4; 5x5 1.2, 1.1 and 0.7.
/// Xeon with AVX-512, products by bmm: 3x3 forward 1.1-2.8, dx 1.05-2.3, dw 1.2-3.1; 5x5 1.1, 0.9-1.2 and 1.0-1.2.
/// </summary>
internal static unsafe class WinogradKernel
{
    /// <summary>Bytes of one channel's points of one tile.</summary>
    private const long PointBytes = WinogradTransforms.Points * sizeof(float);

    /// <summary>Bytes of one chunk's points, of maps and results together.</summary>
    private static readonly long s_chunkBytes = OneDnn.IsZen4 ? 8 << 20 : 16 << 20;

    private static readonly Limits s_prediction = OneDnn.IsFasterUnfused
        ? new(new(48, 16, 0.6), new(48, 192, 0.6)) : new(new(64, 48, 0.6), new(128, 192, 0.6));

    private static readonly Limits s_inputGradient = OneDnn.IsZen4
        ? new(new(64, 128, 0.6), new(64, 192, 0.6)) : new(new(64, 48, 0.6), new(128, 192, 0.6));

    private static readonly Limits s_kernelGradient = OneDnn.IsZen4
        ? new(new(64, 64, 0.8), new(long.MaxValue, 0, 0)) : new(new(32, 16, 0.3), new(32, 16, 0.3));

    /// <summary>Fewest channels of map and result, fewest tiles, and the least part of the tiles that is result.</summary>
    private readonly record struct Limit(long Channels, long Tiles, double Filled);

    /// <summary>From where on it is the faster way, for 3x3 and 5x5 kernels; measured.</summary>
    private readonly record struct Limits(Limit Three, Limit Five);

    private struct Context
    {
        /// <summary>A map or kernel, what is added to the map, and the points.</summary>
        internal float* Map, Shortcut, Bias, Points;
        internal long PointStride, TileStride, FirstTile, Tiles, Parts;
        internal long H, W, Channels, TilesHigh, TilesWide;
        internal int Step, Top, Left, Taps;
        internal bool Rotated;

        /// <summary>Tiles are those of results, which do not overlap.</summary>
        internal bool IsResult;
        internal float Bottom, Upper;
    }

    /// <summary>Whether the kernel can compute this convolution.</summary>
    internal static bool Takes(Tensor x, Shape kernel, ConvGeometry g) =>
        x.rank == 4 && g.Groups == 1 && kernel[0] == kernel[1] && kernel[0] is 3 or 5
        && g.Strides is [1, 1] && g.Dilations is [1, 1] && g.Padding[0] < kernel[0] && g.Padding[1] < kernel[0]
        && kernel[2] % 16 == 0 && kernel[3] % 16 == 0 && Kernel.Takes(x);

    /// <summary>Whether it is the faster way to a result that no gradient starts from.</summary>
    internal static bool PaysForPrediction(Tensor x, Shape kernel, ConvGeometry g) =>
        Takes(x, kernel, g) && Reaches(s_prediction, x, kernel, g.Padding[0], g.Padding[1]);

    /// <summary>Whether it is the faster way to the gradient by x.</summary>
    internal static bool PaysForInputGradient(Tensor dy, Shape kernel, ConvGeometry g) =>
        Takes(dy, kernel, g) && Reaches(s_inputGradient, dy, kernel, kernel[0] - 1 - g.Padding[0], kernel[1] - 1 - g.Padding[1]);

    /// <summary>Whether it is the faster way to the kernel's gradient.</summary>
    internal static bool PaysForKernelGradient(Tensor x, Shape kernel, ConvGeometry g) =>
        Takes(x, kernel, g) && Reaches(s_kernelGradient, x, kernel, g.Padding[0], g.Padding[1]);

    private static bool Reaches(Limits limits, Tensor x, Shape kernel, long top, long left)
    {
        Limit limit = kernel[0] == 3 ? limits.Three : limits.Five;
        // Without AVX2 the transforms are not known to pay.
        if (!Avx2.IsSupported || Math.Min(kernel[2], kernel[3]) < limit.Channels)
            return false;
        int taps = (int)kernel[0];
        long step = Step(taps);
        (long outH, long outW) = OutputSize(x, taps, top, left);
        long tiles = TileCount(x.shape[0], outH, outW, taps);
        return tiles >= limit.Tiles && x.shape[0] * outH * outW >= limit.Filled * tiles * step * step;
    }

    private static (long High, long Wide) OutputSize(Tensor x, int taps, long top, long left) =>
        (x.shape[1] + 2 * top - taps + 1, x.shape[2] + 2 * left - taps + 1);

    /// <summary>Results of one tile along an axis.</summary>
    private static int Step(int taps) => WinogradTransforms.Side + 1 - taps;

    private static long Tiles(long extent, long step) => (extent + step - 1) / step;

    private static long TileCount(long images, long outH, long outW, int taps) => images * Tiles(outH, Step(taps)) * Tiles(outW, Step(taps));

    /// <summary>activation(convolution + bias + shortcut) from the kernel's points, plain or packed; the shortcut is row-major and of the
    /// result's shape.</summary>
    internal static Tensor Forward(
        Tensor x, Tensor points, int taps, Tensor? bias, ConvGeometry g, Tensor? shortcut, FusedActivation activation) =>
        Convolve(x, points, WinogradProducts.Forward, points.shape[0] / WinogradTransforms.Points, taps, g.Padding[0], g.Padding[1], bias,
            shortcut, activation);

    /// <summary>A kernel's points in the layout that the products of maps like x are fastest with.</summary>
    internal static Tensor PackedPoints(Tensor kernel, Tensor x, ConvGeometry g)
    {
        int taps = (int)kernel.shape[0];
        (long outH, long outW) = OutputSize(x, taps, g.Padding[0], g.Padding[1]);
        return WinogradProducts.Pack(KernelPoints(kernel), Chunk(TileCount(x.shape[0], outH, outW, taps), kernel.shape[2], kernel.shape[3]));
    }

    /// <summary>The gradient by x: dy convolved with the kernel turned by 180 degrees.</summary>
    internal static Tensor InputGradient(Tensor dy, Tensor kernel, ConvGeometry g)
    {
        int taps = (int)kernel.shape[0];
        Tensor points = KernelPoints(kernel, rotated: true);
        return Convolve(dy, points, WinogradProducts.Backward, kernel.shape[2], taps, taps - 1 - g.Padding[0], taps - 1 - g.Padding[1], null,
            null, FusedActivation.None);
    }

    /// <summary>The gradient by the kernel, [k, k, C, O] that lies as OHWI.</summary>
    internal static Tensor KernelGradient(Tensor x, Tensor dy, Shape kernel, ConvGeometry g)
    {
        int taps = (int)kernel[0];
        (long inputs, long outputs) = (kernel[2], kernel[3]);
        Context xs = Tiling(x, dy.shape[1], dy.shape[2], taps, g.Padding[0], g.Padding[1]);
        Context ys = Tiling(dy, dy.shape[1], dy.shape[2], taps, 0, 0);
        ys.IsResult = true;
        long total = x.shape[0] * xs.TilesHigh * xs.TilesWide;
        long chunk = Chunk(total, inputs, outputs);
        Tensor v = MapPlanes(chunk, inputs, x, &xs);
        Tensor m = MapPlanes(chunk, outputs, x, &ys);
        Tensor? sum = null;
        for (long first = 0; first < total; first += chunk)
        {
            using var scope = new Scope("winograd_chunk");
            long count = Math.Min(chunk, total - first);
            Transform(&xs, &PointsBody, first, count);
            Transform(&ys, &PointsBody, first, count);
            Tensor product = Aten.bmm(Aten.permute(Aten.slice(m, 1, 0, count), 0, 2, 1), Aten.slice(v, 1, 0, count));
            Tensor? before = sum;
            sum = scope.Return(before is null ? product : Aten.add(before, product));
            before?.ReleaseIfUnpinned();
        }
        Tensor dw = Aten.empty(new Shape(outputs, taps, taps, inputs), x.dtype, x.Device);
        Context w = Weights(dw, taps);
        w.Points = Kernel.Data(sum!);
        w.PointStride = inputs * outputs;
        Kernel.Run(nameof(WinogradKernel), &KernelGradientBody, &w, outputs);
        return Aten.permute(dw, 1, 2, 3, 0);
    }

    /// <summary>The points of a kernel [k, k, C, O]: [36 O, C], for each point one matrix.</summary>
    internal static Tensor KernelPoints(Tensor kernel, bool rotated = false)
    {
        Tensor w = Layout.Dense(Aten.permute(kernel, 3, 0, 1, 2));
        (long outputs, long inputs) = (w.shape[0], w.shape[3]);
        Tensor points = Aten.empty(new Shape(WinogradTransforms.Points * outputs, inputs, 1, 1), w.dtype, w.Device);
        Context c = Weights(w, (int)w.shape[1]);
        c.Points = Kernel.Data(points);
        c.PointStride = outputs * inputs;
        c.Rotated = rotated;
        Kernel.Run(nameof(WinogradKernel), &KernelBody, &c, outputs);
        return points;
    }

    private static Context Weights(Tensor w, int taps) => new() { Map = Kernel.Data(w), Channels = w.shape[3], Taps = taps };

    /// <param name="x">[N, H, W, K]</param>
    /// <param name="kernel">The kernel's points.</param>
    /// <param name="products">[tiles, 36, O] of [tiles, 36, K] and the kernel's points.</param>
    /// <param name="outputs">O</param>
    /// <param name="taps">The kernel's extent.</param>
    /// <param name="top">Padding above and below.</param>
    /// <param name="left">Padding on both sides.</param>
    /// <param name="bias">[O]</param>
    /// <param name="shortcut">Of the result's shape.</param>
    /// <param name="activation">Of the result.</param>
    private static Tensor Convolve(
        Tensor x, Tensor kernel, Func<Tensor, Tensor, Tensor> products, long outputs, int taps, long top, long left, Tensor? bias,
        Tensor? shortcut, FusedActivation activation)
    {
        (long outH, long outW) = OutputSize(x, taps, top, left);
        Tensor y = Aten.empty(new Shape(x.shape[0], outH, outW, outputs), x.dtype, x.Device);
        bias = bias is null ? null : Layout.Dense(bias);
        Context xs = Tiling(x, outH, outW, taps, top, left);
        Context ys = Tiling(y, outH, outW, taps, 0, 0);
        ys.Bias = bias is null ? null : Kernel.Data(bias);
        ys.Shortcut = shortcut is null ? null : Kernel.Data(shortcut);
        ys.Bottom = activation == FusedActivation.None ? float.NegativeInfinity : 0;
        ys.Upper = activation == FusedActivation.Relu6 ? 6 : float.PositiveInfinity;
        long total = x.shape[0] * xs.TilesHigh * xs.TilesWide;
        long chunk = Chunk(total, x.shape[3], outputs);
        Tensor v = MapPoints(chunk, x.shape[3], x, &xs);
        for (long first = 0; first < total; first += chunk)
        {
            using var scope = new Scope("winograd_chunk");
            long count = Math.Min(chunk, total - first);
            Transform(&xs, &PointsBody, first, count);
            Tensor m = products(Aten.slice(v, 0, 0, count), kernel);
            ys.Points = Kernel.Data(m);
            long[] strides = Layout.Strides(m);
            (ys.TileStride, ys.PointStride) = (strides[0], strides[1]);
            Transform(&ys, &OutputBody, first, count);
        }
        return y;
    }

    /// <summary>
    /// How many tiles fit, if the chunks are to be equal; a chunk is not smaller than the kernel's points, which every chunk reads or adds to.
    /// </summary>
    private static long Chunk(long total, long inputs, long outputs)
    {
        long bytes = Math.Max(s_chunkBytes, inputs * outputs * PointBytes);
        long chunks = Math.Max(1, (total * (inputs + outputs) * PointBytes + bytes - 1) / bytes);
        return (total + chunks - 1) / chunks;
    }

    private static Context Tiling(Tensor map, long outH, long outW, int taps, long top, long left)
    {
        int step = Step(taps);
        return new Context
        {
            Map = Kernel.Data(map),
            H = map.shape[1],
            W = map.shape[2],
            Channels = map.shape[3],
            TilesHigh = Tiles(outH, step),
            TilesWide = Tiles(outW, step),
            Step = step,
            Top = (int)top,
            Left = (int)left,
            Taps = taps,
        };
    }

    /// <summary>[tiles, 36, channels]</summary>
    private static Tensor MapPoints(long tiles, long channels, Tensor like, Context* c)
    {
        Tensor points = Aten.empty(new Shape(tiles, WinogradTransforms.Points, channels), like.dtype, like.Device);
        c->Points = Kernel.Data(points);
        (c->TileStride, c->PointStride) = (WinogradTransforms.Points * channels, channels);
        return points;
    }

    /// <summary>[36, tiles, channels]; a cache line between the planes keeps their lines out of one another's way.</summary>
    private static Tensor MapPlanes(long tiles, long channels, Tensor like, Context* c)
    {
        long plane = tiles * channels + 16;
        Tensor points = Aten.empty_strided([WinogradTransforms.Points, tiles, channels], [plane, channels, 1], like.dtype, like.Device);
        c->Points = Kernel.Data(points);
        (c->TileStride, c->PointStride) = (channels, plane);
        return points;
    }

    private static void Transform(Context* c, delegate* unmanaged<long, long, void*, void> body, long first, long count)
    {
        c->FirstTile = first;
        c->Tiles = count;
        c->Parts = Math.Min(count, 64);
        Kernel.Run(nameof(WinogradKernel), body, c, c->Parts);
    }

    /// <summary>From maps to their points.</summary>
    [UnmanagedCallersOnly, SkipLocalsInit]
    private static void PointsBody(long first, long end, void* context)
    {
        var c = (Context*)context;
        int n = c->IsResult ? c->Step : WinogradTransforms.Side;
        Vector<float>* d = stackalloc Vector<float>[WinogradTransforms.Points];
        for (long t = c->Tiles * first / c->Parts; t < c->Tiles * end / c->Parts; t++)
        {
            float* map = Place(c, t, out long y, out long x);
            float* points = c->Points + t * c->TileStride;
            bool inside = y >= 0 && x >= 0 && y + n <= c->H && x + n <= c->W;
            for (long ch = 0; ch < c->Channels; ch += Vector<float>.Count)
            {
                Load(c, map + ch, y, x, n, inside, d);
                if (c->IsResult)
                    WinogradTransforms.Evaluate(d, n, false);
                else
                    WinogradTransforms.Input(d);
                Spread(d, points + ch, c->PointStride);
            }
        }
    }

    [UnmanagedCallersOnly, SkipLocalsInit]
    private static void OutputBody(long first, long end, void* context)
    {
        var c = (Context*)context;
        Vector<float>* d = stackalloc Vector<float>[WinogradTransforms.Points];
        var bottom = new Vector<float>(c->Bottom);
        var upper = new Vector<float>(c->Upper);
        for (long t = c->Tiles * first / c->Parts; t < c->Tiles * end / c->Parts; t++)
        {
            float* map = Place(c, t, out long y, out long x);
            float* points = c->Points + t * c->TileStride;
            int high = (int)Math.Min(c->Step, c->H - y), wide = (int)Math.Min(c->Step, c->W - x);
            for (long ch = 0; ch < c->Channels; ch += Vector<float>.Count)
            {
                Gather(points + ch, c->PointStride, d);
                WinogradTransforms.Collect(d, c->Step, false);
                Vector<float> bias = c->Bias == null ? default : Vector.Load(c->Bias + ch);
                for (int i = 0; i < high; i++)
                    for (int j = 0; j < wide; j++)
                    {
                        float* cell = map + (i * c->W + j) * c->Channels + ch;
                        Vector<float> sum = d[i * WinogradTransforms.Side + j] + bias;
                        if (c->Shortcut != null)
                            sum += Vector.Load(c->Shortcut + (cell - c->Map));
                        Vector.Min(Vector.Max(sum, bottom), upper).Store(cell);
                    }
            }
        }
    }

    [UnmanagedCallersOnly, SkipLocalsInit]
    private static void KernelBody(long first, long end, void* context)
    {
        var c = (Context*)context;
        Vector<float>* d = stackalloc Vector<float>[WinogradTransforms.Points];
        int n = c->Taps;
        for (long o = first; o < end; o++)
            for (long ch = 0; ch < c->Channels; ch += Vector<float>.Count)
            {
                float* w = c->Map + o * n * n * c->Channels + ch;
                for (int i = 0; i < n; i++)
                    for (int j = 0; j < n; j++)
                        d[i * WinogradTransforms.Side + j] = Vector.Load(w + (c->Rotated ? n * n - 1 - (i * n + j) : i * n + j) * c->Channels);
                WinogradTransforms.Evaluate(d, n, true);
                Spread(d, c->Points + o * c->Channels + ch, c->PointStride);
            }
    }

    [UnmanagedCallersOnly, SkipLocalsInit]
    private static void KernelGradientBody(long first, long end, void* context)
    {
        var c = (Context*)context;
        Vector<float>* d = stackalloc Vector<float>[WinogradTransforms.Points];
        int n = c->Taps;
        for (long o = first; o < end; o++)
            for (long ch = 0; ch < c->Channels; ch += Vector<float>.Count)
            {
                Gather(c->Points + o * c->Channels + ch, c->PointStride, d);
                WinogradTransforms.Collect(d, n, true);
                float* w = c->Map + o * n * n * c->Channels + ch;
                for (int i = 0; i < n; i++)
                    for (int j = 0; j < n; j++)
                        d[i * WinogradTransforms.Side + j].Store(w + (i * n + j) * c->Channels);
            }
    }

    /// <summary>The address of a tile's first cell, and where it lies in its map; it may lie outside.</summary>
    private static float* Place(Context* c, long tile, out long y, out long x)
    {
        (long row, long column) = Math.DivRem(tile + c->FirstTile, c->TilesWide);
        (long image, row) = Math.DivRem(row, c->TilesHigh);
        y = row * c->Step - c->Top;
        x = column * c->Step - c->Left;
        return c->Map + ((image * c->H + y) * c->W + x) * c->Channels;
    }

    /// <summary>n x n cells, zeros outside the map, at the start of rows of six.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(Context* c, float* map, long y, long x, int n, bool inside, Vector<float>* d)
    {
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                d[i * WinogradTransforms.Side + j] = inside || (ulong)(y + i) < (ulong)c->H && (ulong)(x + j) < (ulong)c->W
                    ? Vector.Load(map + (i * c->W + j) * c->Channels) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(Vector<float>* d, float* points, long stride)
    {
        for (int p = 0; p < WinogradTransforms.Points; p++, points += stride)
            d[p].Store(points);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(float* points, long stride, Vector<float>* d)
    {
        for (int p = 0; p < WinogradTransforms.Points; p++, points += stride)
            d[p] = Vector.Load(points);
    }
}
