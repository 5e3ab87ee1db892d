using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>
/// Picking and scattering by index. LibTorch trusts no index here, but on CUDA a bad one ends the process: checked before.
/// </summary>
internal static partial class Aten
{
    /// <summary>index_select(Tensor self, int dim, Tensor index) -> Tensor; index is int32 or int64 of rank 1.</summary>
    internal static Tensor index_select(Tensor self, long dim, Tensor index) =>
        new DispatcherCall("aten::index_select"u8).Add(self).Add(dim).Add(index).Invoke();

    /// <summary>gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor; index is int64 of self's rank.</summary>
    internal static Tensor gather(Tensor self, long dim, Tensor index) =>
        new DispatcherCall("aten::gather"u8).Add(self).Add(dim).Add(index).Add(false).Invoke();

    /// <summary>scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor</summary>
    internal static Tensor scatter_add(Tensor self, long dim, Tensor index, Tensor src) =>
        new DispatcherCall("aten::scatter_add"u8).Add(self).Add(dim).Add(index).Add(src).Invoke();

    /// <summary>scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor</summary>
    internal static Tensor scatter(Tensor self, long dim, Tensor index, Tensor src) =>
        new DispatcherCall("aten::scatter"u8, "src"u8).Add(self).Add(dim).Add(index).Add(src).Invoke();

    /// <summary>nonzero(Tensor self) -> Tensor (int64)</summary>
    internal static Tensor nonzero(Tensor self) => new DispatcherCall("aten::nonzero"u8).Add(self).Invoke();
}
