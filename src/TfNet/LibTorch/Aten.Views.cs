using Tensorflow;

namespace TfNet.LibTorch;

internal static partial class Aten
{
    /// <summary>permute(Tensor(a) self, int[] dims) -> Tensor(a)</summary>
    internal static Tensor permute(Tensor self, params ReadOnlySpan<long> dims) =>
        new DispatcherCall("aten::permute"u8).Add(self).AddList(dims).InvokeView(self);

    /// <summary>view(Tensor(a) self, SymInt[] size) -> Tensor(a)</summary>
    internal static Tensor view(Tensor self, params ReadOnlySpan<long> size) =>
        new DispatcherCall("aten::view"u8).Add(self).AddList(size).InvokeView(self);

    /// <summary>reshape(Tensor(a) self, SymInt[] shape) -> Tensor(a): a view where strides allow, else a copy.</summary>
    internal static Tensor reshape(Tensor self, params ReadOnlySpan<long> shape) =>
        new DispatcherCall("aten::reshape"u8).Add(self).AddList(shape).InvokeView(self);

    /// <summary>expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -> Tensor(a)</summary>
    internal static Tensor expand(Tensor self, ReadOnlySpan<long> size) =>
        new DispatcherCall("aten::expand"u8).Add(self).AddList(size).Add(false).InvokeView(self);

    /// <summary>unsqueeze(Tensor(a) self, int dim) -> Tensor(a)</summary>
    internal static Tensor unsqueeze(Tensor self, long dim) => new DispatcherCall("aten::unsqueeze"u8).Add(self).Add(dim).InvokeView(self);

    /// <summary>select.int(Tensor(a) self, int dim, SymInt index) -> Tensor(a)</summary>
    internal static Tensor select(Tensor self, long dim, long index) =>
        new DispatcherCall("aten::select"u8, "int"u8).Add(self).Add(dim).Add(index).InvokeView(self);

    /// <summary>slice.Tensor(Tensor(a) self, int dim=0, SymInt? start, SymInt? end, SymInt step=1) -> Tensor(a)</summary>
    internal static Tensor slice(Tensor self, long dim, long start, long end, long step = 1) =>
        new DispatcherCall("aten::slice"u8, "Tensor"u8).Add(self).Add(dim).AddOptional(start).AddOptional(end).Add(step).InvokeView(self);

    /// <summary>cat(Tensor[] tensors, int dim=0) -> Tensor</summary>
    internal static Tensor cat(IReadOnlyList<Tensor> tensors, long dim) =>
        new DispatcherCall("aten::cat"u8).AddTensors(tensors).Add(dim).Invoke();

    /// <summary>split_with_sizes(Tensor(a -> *) self, SymInt[] split_sizes, int dim=0) -> Tensor(a)[]</summary>
    internal static Tensor[] split_with_sizes(Tensor self, ReadOnlySpan<long> split_sizes, long dim) =>
        new DispatcherCall("aten::split_with_sizes"u8).Add(self).AddList(split_sizes).Add(dim).InvokeList(self);

    /// <summary>flip(Tensor self, int[] dims) -> Tensor: a copy.</summary>
    internal static Tensor flip(Tensor self, params ReadOnlySpan<long> dims) =>
        new DispatcherCall("aten::flip"u8).Add(self).AddList(dims).Invoke();

    /// <summary>roll(Tensor self, SymInt[1] shifts, int[1] dims=[]) -> Tensor</summary>
    internal static Tensor roll(Tensor self, ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims) =>
        new DispatcherCall("aten::roll"u8).Add(self).AddList(shifts).AddList(dims).Invoke();

    /// <summary>repeat(Tensor self, SymInt[] repeats) -> Tensor: numpy's tile.</summary>
    internal static Tensor repeat(Tensor self, ReadOnlySpan<long> repeats) =>
        new DispatcherCall("aten::repeat"u8).Add(self).AddList(repeats).Invoke();

    /// <summary>diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)</summary>
    internal static Tensor diagonal(Tensor self, long offset, long dim1, long dim2) =>
        new DispatcherCall("aten::diagonal"u8).Add(self).Add(offset).Add(dim1).Add(dim2).InvokeView(self);
}
