namespace TfNet.Random;

/// <summary>
/// The random state of the process: a global seed and how many draws were made. Two numbers, so a checkpoint can hold it
/// exactly. A draw with a seed of its own counts apart.
/// </summary>
internal static class RandomState
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<int, ulong> s_ownCounts = [];
    private static ulong s_seed = unchecked((ulong)System.Random.Shared.NextInt64());
    private static ulong s_count;

    /// <summary>Starts all streams anew from a seed.</summary>
    internal static void Set(ulong seed, ulong count = 0)
    {
        lock (s_gate)
        {
            (s_seed, s_count) = (seed, count);
            s_ownCounts.Clear();
        }
    }

    /// <summary>The seed and the number of draws so far.</summary>
    internal static (ulong Seed, ulong Count) Get()
    {
        lock (s_gate)
            return (s_seed, s_count);
    }

    /// <summary>Reserves the numbers of the next draw; an op seed has a sequence of its own under the global one.</summary>
    internal static RandomKey NextKey(int? seed = null)
    {
        lock (s_gate)
        {
            if (seed is not { } own)
                return new RandomKey(s_seed, s_count++);
            ulong n = s_ownCounts[own] = s_ownCounts.GetValueOrDefault(own) + 1;
            return new RandomKey(s_seed ^ (0x9E3779B97F4A7C15UL * ((ulong)(uint)own + 1)), ulong.MaxValue - n);
        }
    }
}
