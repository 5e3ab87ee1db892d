using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tensorflow;
using NDArray = NumSharp.NDArray;
using NPTypeCode = NumSharp.NPTypeCode;


namespace TfNet.LibTorch;

/// <summary>Copies between .NET memory and tensors. Nothing is borrowed: tensors own LibTorch's memory, arrays the collector's.</summary>
internal static unsafe class HostMemory
{
    private const long MostPinned = 256 << 20;
    private static readonly Lazy<bool> s_pins = new(Pins);

    /// <summary>An uninitialised row-major tensor; the method that calls this fills it.</summary>
    internal static nint NewEmpty(Shape shape, TF_DataType dtype, Device device)
    {
        Span<long> strides = stackalloc long[Math.Max(shape.ndim, 1)];
        long n = 1;
        for (int i = shape.ndim - 1; i >= 0; i--)
        {
            strides[i] = n;
            n = checked(n * Math.Max(shape[i], 1));
        }
        return NewEmptyStrided(shape.Span, strides[..shape.ndim], dtype, device);
    }

    internal static nint NewEmptyStrided(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, TF_DataType dtype, Device device)
    {
        Engine.Ensure();
        Limit(sizes, dtype);
        nint result;
        fixed (long* s = sizes, t = strides)
        {
            long none = 0;
            int code = Native.aoti_torch_empty_strided(
                sizes.Length, s == null ? &none : s, t == null ? &none : t, DTypes.ToTorch(dtype), device.TorchType, device.Index, &result);
            if (code != 0)
                throw new ResourceExhaustedError($"tensor of shape ({string.Join(", ", sizes.ToArray())}) {dtype.as_numpy_name()} on {device}: LibTorch could not allocate it.");
        }
        return result;
    }

    /// <summary>Refuses what cannot fit into the machine before LibTorch is asked for it.</summary>
    internal static void Limit(ReadOnlySpan<long> sizes, TF_DataType dtype)
    {
        Int128 bytes = dtype.get_datatype_size();
        foreach (long d in sizes)
        {
            if (d < 0)
                throw new ValueError($"shape: expected known extents >= 0; received ({string.Join(", ", sizes.ToArray())})");
            bytes *= d;
            if (bytes > long.MaxValue)
                break;
        }
        if (bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            throw new ResourceExhaustedError($"tensor of shape ({string.Join(", ", sizes.ToArray())}) {dtype.as_numpy_name()}: {bytes} bytes are more than this machine's memory.");
    }

    internal static nint NewFrom<T>(ReadOnlySpan<T> values, Shape shape, TF_DataType dtype)
        where T : unmanaged => NewFromBytes(MemoryMarshal.AsBytes(values), shape, dtype);

    internal static nint NewFromBytes(ReadOnlySpan<byte> bytes, Shape shape, TF_DataType dtype)
    {
        if (!shape.IsFullyDefined || shape.size * dtype.get_datatype_size() != bytes.Length)
            throw new ValueError($"shape: expected the shape of {bytes.Length / dtype.get_datatype_size()} values; received {shape}");
        Device device = Device.Current;
        if (device.IsCuda)
            return NewOnGpu(bytes, shape, dtype, device);
        nint cpu = NewEmpty(shape, dtype, Device.Cpu);
        void* data;
        Engine.Check(Native.aoti_torch_get_data_ptr(cpu, &data), "aoti_torch_get_data_ptr");
        if (bytes.Length > 0)
            bytes.CopyTo(new Span<byte>(data, bytes.Length));
        return cpu;
    }

    private static nint NewOnGpu(ReadOnlySpan<byte> bytes, Shape shape, TF_DataType dtype, Device device)
    {
        using Tensor source = Staging(shape, dtype, device, out bool pinned);
        if (bytes.Length > 0)
            bytes.CopyTo(Read(source));
        using var result = new Tensor(NewEmpty(shape, dtype, device));
        Aten.copy_(result, source, non_blocking: pinned);
        return result.NewNativeOwner();
    }

    /// <summary>
    /// Uninitialised memory on the processor for values on their way to a device. For a GPU it is page-locked: the copy is then only
    /// queued, and the processor does not wait for what the GPU has to do before. LibTorch keeps such memory until the copy is done,
    /// and then for the next one; big one-time copies (weights) are not worth it.
    /// </summary>
    internal static Tensor Staging(Shape shape, TF_DataType dtype, Device target, out bool pinned)
    {
        long bytes = shape.size * dtype.get_datatype_size();
        pinned = target.IsCuda && bytes is > 0 and <= MostPinned && s_pins.Value;
        return pinned ? Aten.empty_pinned(shape.Span, dtype) : Aten.empty(shape, dtype, Device.Cpu);
    }

    /// <summary>Staged values on their device, cast there.</summary>
    internal static Tensor Upload(Tensor staged, TF_DataType dtype, Device device, bool pinned)
    {
        Tensor there = device.IsCuda ? Aten._to_copy(staged, staged.dtype, device, non_blocking: pinned) : staged;
        return there.dtype == dtype ? there : Aten._to_copy(there, dtype);
    }

    private static bool Pins()
    {
        try
        {
            using Tensor probe = Aten.empty_pinned([1], TF_DataType.TF_FLOAT);
            return true;
        }
        catch (LibTorchException)
        {
            return false;
        }
    }

    internal static nint NewFrom(NDArray array)
    {
        TF_DataType dtype = dtypes.FromNumSharp(array.typecode);
        long[] dims = Array.ConvertAll(array.shape, d => (long)d);
        NDArray source = RowMajor(array);
        long bytes = checked(source.size * (long)dtype.get_datatype_size());
        if (bytes > int.MaxValue)
            throw new ValueError($"array: expected at most {int.MaxValue} bytes in one array; received {bytes} (shape {new Shape(dims)})");
        nint result = NewFromBytes(bytes == 0 ? default : new ReadOnlySpan<byte>((void*)Pointer(source), (int)bytes), new Shape(dims), dtype);
        GC.KeepAlive(source);
        return result;
    }

    /// <summary>Rows of a row-major array, in the order given, in one copy per run of neighbours. The caller has checked the numbers.</summary>
    internal static nint NewFromRows(NDArray array, ReadOnlySpan<long> rows, Shape element, TF_DataType dtype)
    {
        nint result = NewEmpty(new Shape((long)rows.Length).concatenate(element), dtype, Device.Cpu);
        void* data;
        Engine.Check(Native.aoti_torch_get_data_ptr(result, &data), "aoti_torch_get_data_ptr");
        long bytes = checked(element.size * dtype.get_datatype_size());
        var source = (byte*)Pointer(array);
        var target = (byte*)data;
        for (int i = 0; i < rows.Length;)
        {
            int run = 1;
            while (i + run < rows.Length && rows[i + run] == rows[i] + run)
                run++;
            Buffer.MemoryCopy(source + rows[i] * bytes, target + i * bytes, run * bytes, run * bytes);
            i += run;
        }
        GC.KeepAlive(array);
        return result;
    }

    /// <summary>The array itself if its values lie in row-major order from the start of its memory; else a copy (a slice has no address of its own).</summary>
    internal static NDArray RowMajor(NDArray array) =>
        array.Shape.IsContiguous && !array.Shape.IsSliced && !array.Shape.IsBroadcasted ? array : array.copy();

    private static nint Pointer(NDArray array) => (nint)array.Unsafe.Address;

    internal static nint NewFrom(Array array)
    {
        Type element = array.GetType().GetElementType()!;
        if (element.IsArray)
            throw new TypeError("array: expected a rectangular array such as float[,]; received an array of arrays");
        var dims = new long[array.Rank];
        for (int i = 0; i < dims.Length; i++)
            dims[i] = array.GetLength(i);
        TF_DataType dtype = element.as_tf_dtype();
        int bytes = checked(array.Length * dtype.get_datatype_size());
        ref byte first = ref MemoryMarshal.GetArrayDataReference(array);
        return NewFromBytes(MemoryMarshal.CreateReadOnlySpan(ref first, bytes), new Shape(dims), dtype);
    }

    internal static byte[] ToBytes(Tensor tensor)
    {
        using var scope = new Scope("numpy");
        Tensor dense = Dense(tensor);
        var bytes = new byte[checked(tensor.size * tensor.dtype.get_datatype_size())];
        Read(dense).CopyTo(bytes);
        GC.KeepAlive(dense);
        return bytes;
    }

    internal static T[] ToArray<T>(Tensor tensor)
        where T : unmanaged
    {
        // A released tensor, a symbolic one and one of strings say so before anything else.
        _ = tensor.NativeTensor;
        using var scope = new Scope("numpy");
        bool widen = typeof(T) == typeof(float) && tensor.dtype is TF_DataType.TF_BFLOAT16 or TF_DataType.TF_HALF;
        if (!widen && (Unsafe.SizeOf<T>() != tensor.dtype.get_datatype_size() || typeof(T).as_tf_dtype() != tensor.dtype))
            throw new TypeError($"ToArray<{typeof(T).Name}>: expected the element type of the tensor, {tensor.dtype.as_numpy_name()}");
        Tensor dense = Dense(widen ? Aten._to_copy(tensor, TF_DataType.TF_FLOAT) : tensor);
        T[] result = MemoryMarshal.Cast<byte, T>(Read(dense)).ToArray();
        GC.KeepAlive(dense);
        return result;
    }

    internal static NDArray ToNDArray(Tensor tensor)
    {
        int[] dims = tensor.shape.as_int_list();
        NDArray flat = tensor.dtype switch
        {
            TF_DataType.TF_FLOAT or TF_DataType.TF_BFLOAT16 or TF_DataType.TF_HALF => new NDArray(ToArray<float>(tensor)),
            TF_DataType.TF_DOUBLE => new NDArray(ToArray<double>(tensor)),
            TF_DataType.TF_INT64 => new NDArray(ToArray<long>(tensor)),
            TF_DataType.TF_INT32 => new NDArray(ToArray<int>(tensor)),
            TF_DataType.TF_INT16 => new NDArray(ToArray<short>(tensor)),
            TF_DataType.TF_UINT8 => new NDArray(ToArray<byte>(tensor)),
            TF_DataType.TF_BOOL => new NDArray(ToArray<bool>(tensor)),
            _ => throw new TypeError($"numpy: NumSharp has no type for {tensor.dtype.as_numpy_name()}"),
        };
        return dims.Length == 0 ? flat.reshape(NumSharp.Shape.Scalar) : flat.reshape(dims);
    }

    /// <summary>Row-major and on the processor.</summary>
    private static Tensor Dense(Tensor tensor)
    {
        Tensor here = tensor.Device.IsCuda ? Aten._to_copy(tensor, tensor.dtype, Device.Cpu) : tensor;
        return Layout.Dense(here);
    }

    /// <summary>The bytes of a row-major tensor on the processor; the caller keeps it alive.</summary>
    internal static Span<byte> Read(Tensor dense)
    {
        void* data;
        Engine.Check(Native.aoti_torch_get_data_ptr(dense.NativeTensor, &data), "aoti_torch_get_data_ptr");
        return new Span<byte>(data, checked((int)(dense.size * dense.dtype.get_datatype_size())));
    }
}
