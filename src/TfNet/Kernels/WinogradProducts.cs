using Tensorflow;
using TfNet.LibTorch;

namespace TfNet.Kernels;

/// <summary>
/// The 36 products of Winograd's way, one for each point, as one 1x1 convolution of 36 groups by oneDNN; by LibTorch's bmm where MKL is at
/// home. A kernel's points are [36 O, C, 1, 1]. On a Zen 5, 2 threads, GF/s of bmm, of oneDNN with packed points, and of its gradient by the
/// map: 200 tiles of 192 to 384 channels 142, 364, 281; 512 of 192 to 384 161, 355, 321; 227 of 256 to 256 151, 365, 276; 900 of 64 to 64 116,
/// 326, 302; 113 of 512 to 512 138, 342, 210. The products of the kernel's gradient are bmm's everywhere: 121 to 160 where oneDNN has 73 to 116.
/// </summary>
internal static class WinogradProducts
{
    private const long Groups = WinogradTransforms.Points;

    private static readonly long[] s_ones = [1, 1], s_zeros = [0, 0];

    private static bool ByOneDnn(Tensor x) => OneDnn.IsFasterUnfused && OneDnn.Takes(x);

    /// <summary>A kernel's points in the layout that <see cref="Forward"/> is fastest with for so many tiles.</summary>
    internal static Tensor Pack(Tensor points, long tiles) => ByOneDnn(points)
        ? Aten._reorder_convolution_weight(points, s_zeros, s_ones, s_ones, Groups, [1, Groups * points.shape[1], tiles, 1])
        : points;

    /// <summary>[tiles, 36, O], of any strides, of [tiles, 36, C]: at each point x w^T; the kernel's points plain or packed.</summary>
    internal static Tensor Forward(Tensor x, Tensor points)
    {
        if (!ByOneDnn(x))
            return ByMkl(x, Aten.permute(Matrices(points), 0, 2, 1));
        return Points(Aten._convolution_pointwise(Map(x), points, null, s_zeros, s_ones, s_ones, Groups, "none"u8));
    }

    /// <summary>[tiles, 36, C], of any strides, of [tiles, 36, O]: at each point y w.</summary>
    internal static Tensor Backward(Tensor y, Tensor points)
    {
        if (!ByOneDnn(y))
            return ByMkl(y, Matrices(points));
        // The operator looks at the shape and the layout of x only.
        Tensor x = Aten.empty(new Shape(y.shape[0], Groups, points.shape[1]), y.dtype, y.Device);
        return Points(Aten.convolution_backward(Map(y), Map(x), points, s_ones, s_zeros, s_ones, Groups, true, false).Input!);
    }

    private static Tensor ByMkl(Tensor x, Tensor matrices) => Aten.permute(Aten.bmm(Aten.permute(x, 1, 0, 2), matrices), 1, 0, 2);

    /// <summary>[36, O, C]</summary>
    private static Tensor Matrices(Tensor points) => Aten.reshape(points, Groups, points.shape[0] / Groups, points.shape[1]);

    /// <summary>From [tiles, 36, K] to a map of one column, (1, 36 K, tiles, 1).</summary>
    private static Tensor Map(Tensor x) => Aten.permute(Aten.reshape(x, 1, x.shape[0], 1, -1), 0, 3, 1, 2);

    /// <summary>From (1, 36 K, tiles, 1) to [tiles, 36, K].</summary>
    private static Tensor Points(Tensor map) => Aten.reshape(Aten.permute(map, 0, 2, 3, 1), map.shape[2], Groups, -1);
}
