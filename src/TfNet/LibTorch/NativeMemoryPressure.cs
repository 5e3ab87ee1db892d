namespace TfNet.LibTorch;

/// <summary>
/// Bounds the native memory of tensors that only a finalizer frees: when the bytes made since the last collection
/// exceed what was then alive plus a fixed allowance, it collects. The peak is then about twice the live set,
/// whatever the collector's own generation budgets are.
/// </summary>
internal static class NativeMemoryPressure
{
    private const long Allowance = 128L << 20;
    private static long s_live;
    private static long s_sinceCollection;
    private static long s_budget = Allowance;
    private static int s_collecting;

    internal static long LiveBytes => Interlocked.Read(ref s_live);

    internal static void Add(long bytes)
    {
        Interlocked.Add(ref s_live, bytes);
        if (Interlocked.Add(ref s_sinceCollection, bytes) > Volatile.Read(ref s_budget))
            Collect();
    }

    internal static void Remove(long bytes) => Interlocked.Add(ref s_live, -bytes);

    private static void Collect()
    {
        if (Interlocked.Exchange(ref s_collecting, 1) != 0)
            return;
        try
        {
            long aliveBefore = LiveBytes - Interlocked.Exchange(ref s_sinceCollection, 0);
            // A step's tensors die young: a big managed heap need not be searched for them.
            Collect(generation: 1);
            if (LiveBytes > aliveBefore + Allowance / 2)
                Collect(generation: 2);
            long budget = LiveBytes + Allowance;
            HeapMemory.TrimIfGrown(2 * budget);
            Volatile.Write(ref s_budget, budget);
        }
        finally
        {
            Volatile.Write(ref s_collecting, 0);
        }
    }

    private static void Collect(int generation)
    {
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
    }
}
