namespace TfNet.Random;

/// <summary>
/// The random state of the process: a global seed and how many draws were made. A few numbers, so a checkpoint can hold it
/// exactly. A draw with a seed of its own counts apart. Work that may run on any thread, in any order, draws from a
/// <see cref="RandomStream"/> of its own instead.
/// </summary>
internal static class RandomState
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<int, ulong> s_ownCounts = [];
    private static ulong s_seed = unchecked((ulong)System.Random.Shared.NextInt64());
    private static ulong s_count;

    [ThreadStatic]
    private static RandomStream? t_stream;

    /// <summary>Starts all streams anew from a seed.</summary>
    internal static void Set(ulong seed, ulong count = 0, IEnumerable<KeyValuePair<int, ulong>>? ownCounts = null)
    {
        lock (s_gate)
        {
            (s_seed, s_count) = (seed, count);
            s_ownCounts.Clear();
            foreach ((int own, ulong n) in ownCounts ?? [])
                s_ownCounts[own] = n;
        }
    }

    /// <summary>The seed and the number of draws so far.</summary>
    internal static (ulong Seed, ulong Count) Get()
    {
        lock (s_gate)
            return (s_seed, s_count);
    }

    /// <summary>The draws so far of each seed that ops gave.</summary>
    internal static KeyValuePair<int, ulong>[] OwnCounts()
    {
        lock (s_gate)
            return [.. s_ownCounts.OrderBy(p => p.Key)];
    }

    /// <summary>Reserves the numbers of the next draw; an op seed has a sequence of its own under the global one.</summary>
    internal static RandomKey NextKey(int? seed = null)
    {
        if (t_stream is { } stream)
            return stream.Next(seed);
        lock (s_gate)
            return seed is { } own ? OwnKey(s_seed, own, s_ownCounts) : new RandomKey(s_seed, s_count++);
    }

    /// <summary>While it lasts, this thread's draws come from the stream instead of the process' state.</summary>
    internal static StreamBlock Use(RandomStream stream)
    {
        RandomStream? outer = t_stream;
        t_stream = stream;
        return new StreamBlock(outer);
    }

    internal static RandomKey OwnKey(ulong seed, int own, Dictionary<int, ulong> counts)
    {
        ulong n = counts[own] = counts.GetValueOrDefault(own) + 1;
        return new RandomKey(seed ^ (0x9E3779B97F4A7C15UL * ((ulong)(uint)own + 1)), ulong.MaxValue - n);
    }

    internal readonly ref struct StreamBlock(RandomStream? outer) : IDisposable
    {
        public void Dispose() => t_stream = outer;
    }
}
