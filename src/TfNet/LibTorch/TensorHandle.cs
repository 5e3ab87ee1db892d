using System.Runtime.InteropServices;

namespace TfNet.LibTorch;

/// <summary>One owner of a native tensor. Released at once by its <see cref="Tensorflow.Tensor"/>'s scope, else by the finalizer.</summary>
internal sealed class TensorHandle : SafeHandle
{
    private static long s_live;
    private readonly StorageShare? _share;
    private long _pressure;

    internal TensorHandle(nint native, StorageShare? share = null)
        : base(0, true)
    {
        SetHandle(native);
        _share = share;
        share?.Add();
        Interlocked.Increment(ref s_live);
    }

    /// <summary>Native tensors owned now by this process' managed side: a leak check's counter.</summary>
    internal static long Live => Interlocked.Read(ref s_live);

    internal StorageShare? Share => _share;

    internal nint Native => handle;

    public override bool IsInvalid => handle == 0;

    /// <summary>Tells the collector of native bytes that only it will free (tensors outside every scope).</summary>
    internal void AddPressure(long bytes)
    {
        if (bytes <= 0 || _pressure != 0)
            return;
        _pressure = bytes;
        NativeMemoryPressure.Add(bytes);
    }

    protected override bool ReleaseHandle()
    {
        Interlocked.Decrement(ref s_live);
        if (_pressure != 0)
            NativeMemoryPressure.Remove(_pressure);
        _share?.Remove();
        return LibTorch.Native.aoti_torch_delete_tensor_object(handle) == 0;
    }
}

/// <summary>
/// How many tensors look into one variable's memory. A variable writes in place only when it is alone;
/// otherwise it takes new memory, so that values read before stay what they were.
/// </summary>
internal sealed class StorageShare
{
    private int _count;

    internal int Count => Volatile.Read(ref _count);

    internal void Add() => Interlocked.Increment(ref _count);

    internal void Remove() => Interlocked.Decrement(ref _count);
}
