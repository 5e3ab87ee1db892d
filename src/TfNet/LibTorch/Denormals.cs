using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TfNet.LibTorch;

/// <summary>
/// Numbers below the smallest normal one (1.2e-38 in float32) count as zero inside operators and kernels, as in TensorFlow's: an optimizer's
/// moments decay to them wherever gradients stay away, and processors take a hundred times as long for each. Measured with MyModel on
/// Fashion-MNIST, a Xeon with AVX-512, 2 threads: 42 s for the first epoch with them, 20 s without, the same losses to four digits.
/// The threads of callers have them back when a call returns: what a program computes itself is not touched.
/// </summary>
internal static unsafe class Denormals
{
    /// <summary>at::Context::setFlushDenormal(bool), a static function of that class.</summary>
    private static delegate* unmanaged[SuppressGCTransition]<byte, byte> s_set;

    /// <summary>Looks up LibTorch's switch, and throws it for good on the threads it computes with.</summary>
    internal static void Load(nint library, int threads)
    {
        if (!NativeLibrary.TryGetExport(library, "_ZN2at7Context16setFlushDenormalEb", out nint set))
            return;
        s_set = (delegate* unmanaged[SuppressGCTransition]<byte, byte>)set;
        // Threads that are started later inherit it on Linux and macOS, being started within a call.
        Engine.Check(Native.torch_parallel_for(0, threads, 1, &OnThread, null), "torch_parallel_for");
        Restore();
    }

    [UnmanagedCallersOnly]
    private static void OnThread(long first, long end, void* context) => Flush();

    /// <summary>On this thread, until <see cref="Restore"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Flush()
    {
        if (s_set != null)
            s_set(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Restore()
    {
        if (s_set != null)
            s_set(0);
    }
}
