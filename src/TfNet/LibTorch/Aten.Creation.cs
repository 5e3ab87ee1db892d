using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>
/// One typed method per ATen operator in use, with ATen's names and argument order; the schema stands above each.
/// Nothing is checked here: <c>Ops/</c> has checked shapes, dtypes and indices before.
/// </summary>
internal static unsafe partial class Aten
{
    internal static Tensor empty(Shape shape, TF_DataType dtype, Device device) => new(HostMemory.NewEmpty(shape, dtype, device));

    /// <summary>
    /// empty.memory_format(SymInt[] size, *, ScalarType? dtype, Layout? layout, Device? device, bool? pin_memory, MemoryFormat? memory_format)
    /// -> Tensor: page-locked memory of the processor, for copies to a GPU.
    /// </summary>
    internal static Tensor empty_pinned(ReadOnlySpan<long> size, TF_DataType dtype) =>
        new DispatcherCall("aten::empty"u8, "memory_format"u8).AddList(size).AddOptional((long)DTypes.ToTorch(dtype)).AddNone()
            .AddOptional(Device.Cpu.Packed).AddOptional(1L).AddNone().Invoke();

    internal static Tensor empty_strided(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, TF_DataType dtype, Device device) =>
        new(HostMemory.NewEmptyStrided(sizes, strides, dtype, device));

    /// <summary>A 0-d tensor on the processor: it takes part in operations on any device and does not change the other's dtype.</summary>
    internal static Tensor scalar(double value, TF_DataType dtype)
    {
        Engine.Ensure();
        nint result = 0;
        int code = dtype switch
        {
            TF_DataType.TF_FLOAT => Native.aoti_torch_scalar_to_tensor_float32((float)value, &result),
            TF_DataType.TF_DOUBLE => Native.aoti_torch_scalar_to_tensor_float64(value, &result),
            TF_DataType.TF_INT32 => Native.aoti_torch_scalar_to_tensor_int32((int)value, &result),
            TF_DataType.TF_INT64 => Native.aoti_torch_scalar_to_tensor_int64((long)value, &result),
            TF_DataType.TF_UINT8 => Native.aoti_torch_scalar_to_tensor_uint8((byte)value, &result),
            TF_DataType.TF_BOOL => Native.aoti_torch_scalar_to_tensor_bool(value != 0, &result),
            _ => -1,
        };
        if (code == -1)
        {
            var other = empty(Shape.Scalar, dtype, Device.Cpu);
            fill_(other, value);
            return other;
        }
        Engine.Check(code, "aoti_torch_scalar_to_tensor");
        return new Tensor(result);
    }

    /// <summary>
    /// A 0-d tensor on a device. where and clamp want all their tensors on one device (where would copy it there and wait):
    /// on a GPU it is filled there, without waiting.
    /// </summary>
    internal static Tensor scalar(double value, TF_DataType dtype, Device device)
    {
        if (!device.IsCuda)
            return scalar(value, dtype);
        Tensor y = empty(Shape.Scalar, dtype, device);
        fill_(y, value);
        return y;
    }

    /// <summary>aten::fill_.Scalar, in place.</summary>
    internal static void fill_(Tensor self, double value) =>
        Engine.Check(Native.aoti_torch_aten_fill__Scalar(self.NativeTensor, value), "aten::fill_");

    internal static void zero_(Tensor self) => Engine.Check(Native.aoti_torch_zero_(self.NativeTensor), "aten::zero_");

    /// <summary>copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)</summary>
    internal static void copy_(Tensor self, Tensor src, bool non_blocking = false) =>
        new DispatcherCall("aten::copy_"u8).Add(self).Add(src).Add(non_blocking).InvokeInPlace();

    /// <summary>_to_copy(Tensor self, *, ScalarType? dtype, Layout? layout, Device? device, bool? pin_memory, bool non_blocking, MemoryFormat? memory_format) -> Tensor</summary>
    internal static Tensor _to_copy(Tensor self, TF_DataType dtype, Device? device = null, bool non_blocking = false) =>
        new DispatcherCall("aten::_to_copy"u8).Add(self).AddOptional((long)DTypes.ToTorch(dtype)).AddNone()
            .AddOptional(device?.Packed).AddNone().Add(non_blocking).AddNone().Invoke();

    /// <summary>clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor: same strides where dense.</summary>
    internal static Tensor clone(Tensor self) => new DispatcherCall("aten::clone"u8).Add(self).AddNone().Invoke();

    /// <summary>clone with the row-major memory format: always a copy.</summary>
    internal static Tensor contiguous(Tensor self) =>
        new DispatcherCall("aten::clone"u8).Add(self).AddOptional((long)Native.aoti_torch_memory_format_contiguous_format()).Invoke();

    /// <summary>one_hot(Tensor self, int num_classes=-1) -> Tensor (int64)</summary>
    internal static Tensor one_hot(Tensor self, long num_classes) => new DispatcherCall("aten::one_hot"u8).Add(self).Add(num_classes).Invoke();
}
