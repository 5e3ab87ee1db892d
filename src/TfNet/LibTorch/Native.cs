using System.Runtime.InteropServices;

namespace TfNet.LibTorch;

/// <summary>
/// The C functions that LibTorch exports for programs built outside it (torch/csrc/stable/c/shim.h and
/// torch/csrc/inductor/aoti_torch/c/shim.h). Names are the library's. A result other than 0 is a failure whose
/// reason LibTorch has printed on stderr. Getters that only read a field skip the transition to preemptive mode.
/// </summary>
internal static unsafe partial class Native
{
    internal const string Library = "torch_cpu";

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial ulong aoti_torch_abi_version();

    [LibraryImport(Library)]
    internal static partial int aoti_torch_empty_strided(
        long ndim, long* sizes, long* strides, int dtype, int deviceType, int deviceIndex, nint* result);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_create_tensor_from_blob(
        void* data, long ndim, long* sizes, long* strides, long storageOffset, int dtype, int deviceType, int deviceIndex, nint* result);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_scalar_to_tensor_float32(float value, nint* result);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_scalar_to_tensor_float64(double value, nint* result);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_scalar_to_tensor_int32(int value, nint* result);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_scalar_to_tensor_int64(long value, nint* result);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_scalar_to_tensor_uint8(byte value, nint* result);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_scalar_to_tensor_bool([MarshalAs(UnmanagedType.U1)] bool value, nint* result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_get_dim(nint tensor, long* result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_get_sizes(nint tensor, long** result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_get_strides(nint tensor, long** result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_get_dtype(nint tensor, int* result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_get_device_type(nint tensor, int* result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_get_device_index(nint tensor, int* result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_get_data_ptr(nint tensor, void** result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_get_storage_size(nint tensor, long* result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_new_tensor_handle(nint tensor, nint* result);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_delete_tensor_object(nint tensor);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_aten_subtract_Tensor(nint self, nint other, double alpha, nint* result);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_aten_fill__Scalar(nint self, double value);

    [LibraryImport(Library)]
    internal static partial int aoti_torch_zero_(nint self);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial void aoti_torch_grad_mode_set_enabled([MarshalAs(UnmanagedType.U1)] bool enabled);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int torch_new_list_reserve_size(nuint size, nint* result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int torch_list_push_back(nint list, ulong value);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int torch_list_get_item(nint list, nuint index, ulong* result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int torch_list_size(nint list, nuint* result);

    [LibraryImport(Library)]
    internal static partial int torch_delete_list(nint list);

    [LibraryImport(Library)]
    internal static partial int torch_new_string_handle(byte* text, nuint length, nint* result);

    [LibraryImport(Library)]
    internal static partial int torch_delete_string(nint text);

    [LibraryImport(Library)]
    internal static partial int torch_call_dispatcher(byte* name, byte* overload, ulong* stack, ulong version);

    [LibraryImport(Library)]
    internal static partial int torch_get_num_threads(uint* result);

    [LibraryImport(Library)]
    internal static partial int torch_parallel_for(long begin, long end, long grain, delegate* unmanaged<long, long, void*, void> body, void* context);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_float32();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_float64();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_float16();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_bfloat16();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_int8();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_int16();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_int32();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_int64();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_uint8();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_dtype_bool();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_device_type_cpu();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_device_type_cuda();

    [LibraryImport(Library)]
    internal static partial int aoti_torch_new_uninitialized_tensor(nint* ret);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_memory_format_contiguous_format();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int aoti_torch_memory_format_channels_last();
}
