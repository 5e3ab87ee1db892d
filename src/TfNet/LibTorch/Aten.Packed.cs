using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>Weights in oneDNN's own layouts, and the operators that take them; their tensors are opaque: shape and dtype only.</summary>
internal static partial class Aten
{
    /// <summary>
    /// mkldnn::_reorder_convolution_weight(Tensor self, SymInt[] padding, SymInt[] stride, SymInt[] dilation, SymInt groups,
    /// SymInt[]? input_size) -> Tensor: for inputs of one size (N, C, H, W); others may be given, at the cost of another reorder.
    /// </summary>
    internal static Tensor _reorder_convolution_weight(
        Tensor self, long[] padding, long[] stride, long[] dilation, long groups, ReadOnlySpan<long> input_size) =>
        new DispatcherCall("mkldnn::_reorder_convolution_weight"u8).Add(self).AddList(padding).AddList(stride).AddList(dilation).Add(groups)
            .AddOptionalList(input_size).Invoke();

    /// <summary>mkldnn::_reorder_linear_weight(Tensor self, SymInt? batch_size=None) -> Tensor; self is (out, in).</summary>
    internal static Tensor _reorder_linear_weight(Tensor self, long batch_size) =>
        new DispatcherCall("mkldnn::_reorder_linear_weight"u8).Add(self).AddOptional(batch_size).Invoke();

    /// <summary>
    /// mkldnn::_convolution_pointwise.binary(Tensor X, Tensor other, Tensor W, Tensor? B, SymInt[] padding, SymInt[] stride,
    /// SymInt[] dilation, SymInt groups, str binary_attr, Scalar? alpha, str? unary_attr, Scalar?[] unary_scalars, str? unary_algorithm)
    /// -> Tensor: unary(convolution + other) in the convolution's own pass.
    /// </summary>
    internal static Tensor _convolution_pointwise_add(
        Tensor x, Tensor other, Tensor w, Tensor? b, long[] padding, long[] stride, long[] dilation, long groups, bool relu)
    {
        DispatcherCall call = new DispatcherCall("mkldnn::_convolution_pointwise"u8, "binary"u8).Add(x).Add(other).Add(w).AddOptional(b)
            .AddList(padding).AddList(stride).AddList(dilation).Add(groups).AddString("add"u8).AddNone();
        call = relu ? call.AddOptionalString("relu"u8) : call.AddNone();
        return call.AddList([]).AddNone().Invoke();
    }
}
