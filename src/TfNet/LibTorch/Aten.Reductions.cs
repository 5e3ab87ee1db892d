using Tensorflow;

namespace TfNet.LibTorch;

internal static partial class Aten
{
    /// <summary>sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor</summary>
    internal static Tensor sum(Tensor self, ReadOnlySpan<long> dim, bool keepdim) =>
        new DispatcherCall("aten::sum"u8, "dim_IntList"u8).Add(self).AddOptionalList(dim).Add(keepdim)
            .AddOptional((long)DTypes.ToTorch(self.dtype)).Invoke();

    /// <summary>mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor</summary>
    internal static Tensor mean(Tensor self, ReadOnlySpan<long> dim, bool keepdim) =>
        new DispatcherCall("aten::mean"u8, "dim"u8).Add(self).AddOptionalList(dim).Add(keepdim).AddNone().Invoke();

    /// <summary>amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor</summary>
    internal static Tensor amax(Tensor self, ReadOnlySpan<long> dim, bool keepdim) =>
        new DispatcherCall("aten::amax"u8).Add(self).AddList(dim).Add(keepdim).Invoke();

    /// <summary>amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor</summary>
    internal static Tensor amin(Tensor self, ReadOnlySpan<long> dim, bool keepdim) =>
        new DispatcherCall("aten::amin"u8).Add(self).AddList(dim).Add(keepdim).Invoke();

    /// <summary>argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor</summary>
    internal static Tensor argmax(Tensor self, long dim) =>
        new DispatcherCall("aten::argmax"u8).Add(self).AddOptional(dim).Add(false).Invoke();

    /// <summary>argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor</summary>
    internal static Tensor argmin(Tensor self, long dim) =>
        new DispatcherCall("aten::argmin"u8).Add(self).AddOptional(dim).Add(false).Invoke();

    /// <summary>prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor</summary>
    internal static Tensor prod(Tensor self, long dim, bool keepdim) =>
        new DispatcherCall("aten::prod"u8, "dim_int"u8).Add(self).Add(dim).Add(keepdim)
            .AddOptional((long)DTypes.ToTorch(self.dtype)).Invoke();

    /// <summary>all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor</summary>
    internal static Tensor all(Tensor self, long dim, bool keepdim) =>
        new DispatcherCall("aten::all"u8, "dim"u8).Add(self).Add(dim).Add(keepdim).Invoke();

    /// <summary>any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor</summary>
    internal static Tensor any(Tensor self, long dim, bool keepdim) =>
        new DispatcherCall("aten::any"u8, "dim"u8).Add(self).Add(dim).Add(keepdim).Invoke();

    /// <summary>any(Tensor self) -> Tensor</summary>
    internal static Tensor any(Tensor self) => new DispatcherCall("aten::any"u8).Add(self).Invoke();

    /// <summary>logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor</summary>
    internal static Tensor logsumexp(Tensor self, ReadOnlySpan<long> dim, bool keepdim) =>
        new DispatcherCall("aten::logsumexp"u8).Add(self).AddList(dim).Add(keepdim).Invoke();

    /// <summary>cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor</summary>
    internal static Tensor cumsum(Tensor self, long dim) =>
        new DispatcherCall("aten::cumsum"u8).Add(self).Add(dim).AddOptional((long)DTypes.ToTorch(self.dtype)).Invoke();

    /// <summary>cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor</summary>
    internal static Tensor cumprod(Tensor self, long dim) =>
        new DispatcherCall("aten::cumprod"u8).Add(self).Add(dim).AddOptional((long)DTypes.ToTorch(self.dtype)).Invoke();

    /// <summary>sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)</summary>
    internal static (Tensor Values, Tensor Indices) sort(Tensor self, long dim, bool descending) =>
        new DispatcherCall("aten::sort"u8, "stable"u8).Add(self).AddOptional(1L).Add(dim).Add(descending).Invoke2();

    /// <summary>_softmax(Tensor self, int dim, bool half_to_float) -> Tensor</summary>
    internal static Tensor _softmax(Tensor self, long dim) => new DispatcherCall("aten::_softmax"u8).Add(self).Add(dim).Add(false).Invoke();

    /// <summary>_log_softmax(Tensor self, int dim, bool half_to_float) -> Tensor</summary>
    internal static Tensor _log_softmax(Tensor self, long dim) =>
        new DispatcherCall("aten::_log_softmax"u8).Add(self).Add(dim).Add(false).Invoke();

    /// <summary>_softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -> Tensor</summary>
    internal static Tensor _softmax_backward_data(Tensor grad_output, Tensor output, long dim) =>
        new DispatcherCall("aten::_softmax_backward_data"u8).Add(grad_output).Add(output).Add(dim)
            .Add((long)DTypes.ToTorch(output.dtype)).Invoke();

    /// <summary>_log_softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -> Tensor</summary>
    internal static Tensor _log_softmax_backward_data(Tensor grad_output, Tensor output, long dim) =>
        new DispatcherCall("aten::_log_softmax_backward_data"u8).Add(grad_output).Add(output).Add(dim)
            .Add((long)DTypes.ToTorch(output.dtype)).Invoke();
}
