using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>Pooling over two or three spatial axes; tensors in ATen's order (N, C, ..).</summary>
internal static partial class Aten
{
    private static readonly long[] s_ones = [1, 1, 1];

    /// <summary>
    /// max_pool2d_with_indices / max_pool3d_with_indices(Tensor self, int[] kernel_size, int[] stride, int[] padding, int[] dilation,
    /// bool ceil_mode) -> (Tensor, Tensor): indices are int64 positions in the flattened spatial axes.
    /// </summary>
    internal static (Tensor Values, Tensor Indices) max_pool_with_indices(Tensor self, long[] kernel, long[] stride, long[] padding) =>
        new DispatcherCall(kernel.Length == 2 ? "aten::max_pool2d_with_indices"u8 : "aten::max_pool3d_with_indices"u8)
            .Add(self).AddList(kernel).AddList(stride).AddList(padding).AddList(s_ones.AsSpan(0, kernel.Length)).Add(false).Invoke2();

    /// <summary>
    /// max_pool2d_with_indices_backward / max_pool3d_with_indices_backward(Tensor grad_output, Tensor self, int[] kernel_size, int[]
    /// stride,
    /// int[] padding, int[] dilation, bool ceil_mode, Tensor indices) -> Tensor
    /// </summary>
    internal static Tensor max_pool_with_indices_backward(Tensor grad_output, Tensor self, long[] kernel, long[] stride, long[] padding,
        Tensor indices) =>
        new DispatcherCall(kernel.Length == 2 ? "aten::max_pool2d_with_indices_backward"u8 : "aten::max_pool3d_with_indices_backward"u8)
            .Add(grad_output).Add(self).AddList(kernel).AddList(stride).AddList(padding).AddList(s_ones.AsSpan(0, kernel.Length)).Add(false)
            .Add(indices).Invoke();

    /// <summary>
    /// avg_pool2d / avg_pool3d(Tensor self, int[] kernel_size, int[] stride, int[] padding, bool ceil_mode, bool count_include_pad,
    /// int? divisor_override) -> Tensor
    /// </summary>
    internal static Tensor avg_pool(Tensor self, long[] kernel, long[] stride, long[] padding, bool count_include_pad,
        long? divisor_override) =>
        new DispatcherCall(kernel.Length == 2 ? "aten::avg_pool2d"u8 : "aten::avg_pool3d"u8)
            .Add(self).AddList(kernel).AddList(stride).AddList(padding).Add(false).Add(count_include_pad)
                .AddOptional(divisor_override).Invoke();

    /// <summary>
    /// avg_pool2d_backward / avg_pool3d_backward(Tensor grad_output, Tensor self, int[] kernel_size, int[] stride, int[] padding,
    /// bool ceil_mode, bool count_include_pad, int? divisor_override) -> Tensor; self counts by its shape only.
    /// </summary>
    internal static Tensor avg_pool_backward(
        Tensor grad_output, Tensor self, long[] kernel, long[] stride, long[] padding, bool count_include_pad, long? divisor_override) =>
        new DispatcherCall(kernel.Length == 2 ? "aten::avg_pool2d_backward"u8 : "aten::avg_pool3d_backward"u8)
            .Add(grad_output).Add(self).AddList(kernel).AddList(stride).AddList(padding).Add(false).Add(count_include_pad)
            .AddOptional(divisor_override).Invoke();
}
