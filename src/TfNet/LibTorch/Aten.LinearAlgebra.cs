using Tensorflow;

namespace TfNet.LibTorch;

internal static partial class Aten
{
    /// <summary>mm(Tensor self, Tensor mat2) -> Tensor</summary>
    internal static Tensor mm(Tensor self, Tensor mat2) => new DispatcherCall("aten::mm"u8).Add(self).Add(mat2).Invoke();

    /// <summary>bmm(Tensor self, Tensor mat2) -> Tensor</summary>
    internal static Tensor bmm(Tensor self, Tensor mat2) => new DispatcherCall("aten::bmm"u8).Add(self).Add(mat2).Invoke();

    /// <summary>matmul(Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor matmul(Tensor self, Tensor other) => new DispatcherCall("aten::matmul"u8).Add(self).Add(other).Invoke();

    /// <summary>linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor; weight is (out, in).</summary>
    internal static Tensor linear(Tensor input, Tensor weight, Tensor? bias) =>
        new DispatcherCall("aten::linear"u8).Add(input).Add(weight).AddOptional(bias).Invoke();

    /// <summary>
    /// mkldnn::_linear_pointwise(Tensor X, Tensor W, Tensor? B, str attr, Scalar?[] scalars, str? algorithm) -> Tensor: oneDNN's
    /// product with bias and activation. W is (out, in), best as the view of (in, out) memory.
    /// </summary>
    internal static Tensor _linear_pointwise(Tensor x, Tensor w, Tensor? b, ReadOnlySpan<byte> attr, ReadOnlySpan<byte> algorithm) =>
        new DispatcherCall("mkldnn::_linear_pointwise"u8).Add(x).Add(w).AddOptional(b).AddString(attr).AddList([]).AddOptionalString(algorithm).Invoke();

    /// <summary>linalg_inv_ex(Tensor A, *, bool check_errors=False) -> (Tensor inverse, Tensor info)</summary>
    internal static (Tensor Inverse, Tensor Info) linalg_inv_ex(Tensor a) => new DispatcherCall("aten::linalg_inv_ex"u8).Add(a).Add(false).Invoke2();

    /// <summary>linalg_qr(Tensor A, str mode='reduced') -> (Tensor Q, Tensor R); mode is "reduced" or "complete".</summary>
    internal static (Tensor Q, Tensor R) linalg_qr(Tensor a, ReadOnlySpan<byte> mode) =>
        new DispatcherCall("aten::linalg_qr"u8).Add(a).AddString(mode).Invoke2();
}
