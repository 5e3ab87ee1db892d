using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>Convolutions; tensors in ATen's order (N, C, ..) and (O, I, ..).</summary>
internal static partial class Aten
{
    private static readonly long[] s_zeros = new long[8];

    /// <summary>
    /// convolution(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[] padding, SymInt[] dilation, bool transposed,
    /// SymInt[] output_padding, SymInt groups) -> Tensor
    /// </summary>
    internal static Tensor convolution(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation,
        long groups) =>
        new DispatcherCall("aten::convolution"u8).Add(input).Add(weight).AddOptional(bias).AddList(stride).AddList(padding)
            .AddList(dilation)
            .Add(false).AddList(s_zeros.AsSpan(0, stride.Length)).Add(groups).Invoke();

    /// <summary>
    /// convolution_backward(Tensor grad_output, Tensor input, Tensor weight, SymInt[]? bias_sizes, SymInt[] stride, SymInt[] padding,
    /// SymInt[] dilation, bool transposed, SymInt[] output_padding, SymInt groups, bool[3] output_mask) -> (Tensor, Tensor, Tensor);
    /// the bias gradient is never asked for here.
    /// </summary>
    internal static (Tensor? Input, Tensor? Weight) convolution_backward(
        Tensor grad_output, Tensor input, Tensor weight, long[] stride, long[] padding, long[] dilation, long groups, bool wantInput,
            bool wantWeight)
    {
        Tensor?[] r = new DispatcherCall("aten::convolution_backward"u8).Add(grad_output).Add(input).Add(weight).AddNone()
            .AddList(stride).AddList(padding).AddList(dilation).Add(false).AddList(s_zeros.AsSpan(0, stride.Length)).Add(groups)
            .AddList([wantInput ? 1 : 0, wantWeight ? 1 : 0, 0]).InvokeMasked([wantInput, wantWeight, false]);
        return (r[0], r[1]);
    }

    /// <summary>
    /// mkldnn::_convolution_pointwise(Tensor X, Tensor W, Tensor? B, SymInt[] padding, SymInt[] stride, SymInt[] dilation, SymInt groups,
    /// str attr, Scalar?[] scalars, str? algorithm) -> Tensor: bias and activation in the convolution's own pass.
    /// </summary>
    internal static Tensor _convolution_pointwise(
        Tensor x, Tensor w, Tensor? b, long[] padding, long[] stride, long[] dilation, long groups, ReadOnlySpan<byte> attr) =>
        new DispatcherCall("mkldnn::_convolution_pointwise"u8).Add(x).Add(w).AddOptional(b).AddList(padding).AddList(stride)
            .AddList(dilation)
            .Add(groups).AddString(attr).AddList([]).AddOptionalString(""u8).Invoke();

    /// <summary>pad(Tensor self, SymInt[] pad, str mode="constant", float? value=None) -> Tensor; pairs from the last axis on.</summary>
    internal static Tensor pad(Tensor self, ReadOnlySpan<long> pad, double value) =>
        new DispatcherCall("aten::pad"u8).Add(self).AddList(pad).AddString("constant"u8).AddOptional(value).Invoke();

    /// <summary>relu_(Tensor(a!) self) -> Tensor(a!)</summary>
    internal static void relu_(Tensor self) => new DispatcherCall("aten::relu_"u8).Add(self).InvokeInPlace();

    /// <summary>relu6_(Tensor(a!) self) -> Tensor(a!)</summary>
    internal static void relu6_(Tensor self) => new DispatcherCall("aten::relu6_"u8).Add(self).InvokeInPlace();
}
