using System.Runtime.Intrinsics.X86;

namespace TfNet.Kernels;

/// <summary>What the kernels over [rows, channels] memory share: partition, prefetch, and sums per channel in double.</summary>
internal static unsafe class ChannelSums
{
    /// <summary>Rows that are summed in float before the sum goes to double.</summary>
    internal const int FlushRows = 256;

    private const int MostParts = 64;

    /// <summary>Parts of about 2^16 elements, at most 64: by size only, so that sums do not depend on the number of threads.</summary>
    internal static long Parts(long rows, long channels) => Math.Clamp(rows * channels / Kernel.PartElements, 1, Math.Min(MostParts, rows));

    /// <summary>Floats from an element to what is fetched ahead of it: four rows, about 1 KiB; without it the gain of the kernels is
    /// gone.</summary>
    internal static long Ahead(long channels) => channels <= 512 ? Math.Max(256, 4 * channels) : 256;

    internal static void Prefetch(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>Adds float sums to double sums and clears them.</summary>
    internal static void Flush(float* sums, double* totals, long channels)
    {
        for (long c = 0; c < channels; c++)
        {
            totals[c] += sums[c];
            sums[c] = 0;
        }
    }
}
