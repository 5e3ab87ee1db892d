using System.Runtime.InteropServices;

namespace TfNet.LibTorch;

/// <summary>glibc's heap, from which LibTorch takes the memory of tensors. Elsewhere (macOS, Windows, musl) nothing is done.</summary>
internal static partial class HeapMemory
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;

    private static bool s_kept;
    private static long s_residentAfterTrim;

    /// <summary>
    /// glibc gives big blocks back to the system at every free, and each training step pays the page faults again.
    /// Thresholds of 1 GiB keep them in the process.
    /// </summary>
    internal static void Keep()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            s_kept = mallopt(MmapThreshold, 1 << 30) != 0;
            _ = mallopt(TrimThreshold, 1 << 30);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt: slower, not wrong.
        }
    }

    /// <summary>
    /// Gives the pages of free blocks back when the process has grown since the last time by more than <paramref name="allowance"/>
    /// bytes. Blocks that the finalizer frees, in no order, leave holes that aligned requests of the same size do not fit into
    /// (before glibc 2.38): the heap would grow for as long as tensors are left to the collector.
    /// </summary>
    internal static void TrimIfGrown(long allowance)
    {
        if (!s_kept || Environment.WorkingSet - s_residentAfterTrim <= allowance)
            return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            s_kept = false;
        }
        s_residentAfterTrim = Environment.WorkingSet;
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
