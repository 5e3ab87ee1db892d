using Tensorflow;
using TfNet.LibTorch;

namespace TfNet.Kernels;

/// <summary>
/// How the own kernels run: unmanaged-callable bodies over numbered parts on LibTorch's threads (other threads would fight its
/// spinning workers). Parts depend on sizes only, never on the number of threads, so results do not either. A body never throws.
/// </summary>
internal static unsafe class Kernel
{
    /// <summary>Elements of one part of an element-wise kernel: 256 KiB of floats, well above the cost of handing it to a thread (0.5
    /// us).</summary>
    internal const long PartElements = 1 << 16;

    /// <summary>Off: every op takes its LibTorch twin. The results agree to rounding.</summary>
    internal static bool Enabled { get; set; } = true;

    /// <summary>True when own kernels may read the tensor: float32 on the processor, row-major, and not empty.</summary>
    internal static bool Takes(Tensor x) =>
        Enabled && x.dtype == TF_DataType.TF_FLOAT && !x.Device.IsCuda && x.size > 0 && Layout.IsContiguous(x);

    internal static long Parts(long elements) => (elements + PartElements - 1) / PartElements;

    /// <summary>Calls body(first, end, context) for ranges of parts that cover 0..parts.</summary>
    /// <param name="name">Of the kernel, for <see cref="OperatorTimes"/>.</param>
    /// <param name="body">What to do for a range of parts.</param>
    /// <param name="context">Handed to it.</param>
    /// <param name="parts">How many there are.</param>
    internal static void Run(string name, delegate* unmanaged<long, long, void*, void> body, void* context, long parts)
    {
        TimeSpan start = OperatorTimes.IsOn ? OperatorTimes.Now : default;
        Denormals.Flush();
        int code = Native.torch_parallel_for(0, parts, 1, body, context);
        Denormals.Restore();
        Engine.Check(code, "torch_parallel_for");
        if (OperatorTimes.IsOn)
            OperatorTimes.Add(name, start);
    }

    /// <summary>The address of a tensor's first element; the caller keeps the tensor alive while it is used.</summary>
    internal static float* Data(Tensor x)
    {
        if (x.Device.IsCuda)
            throw new InvalidArgumentError($"own kernels: expected a tensor on /CPU:0; received one of shape {x.shape} on {x.Device}");
        void* data;
        Engine.Check(Native.aoti_torch_get_data_ptr(x.NativeTensor, &data), "aoti_torch_get_data_ptr");
        return (float*)data;
    }
}
