using System.Runtime.InteropServices;

namespace TfNet.LibTorch;

/// <summary>
/// Where the time goes, for benchmarks: while it is switched on, each call of a LibTorch operator and of an own kernel on this thread adds
/// its processor time (all threads of the process, so the worth of it is largest with one) to its name. Off, it costs a test per call.
/// </summary>
internal static class OperatorTimes
{
    [ThreadStatic]
    private static Dictionary<string, (long Calls, TimeSpan Time)>? t_times;

    /// <summary>Whether calls of this thread are counted.</summary>
    internal static bool IsOn => t_times is not null;

    internal static void Start() => t_times = [];

    /// <summary>Ends counting; name, calls and time since <see cref="Start"/>, the longest first.</summary>
    internal static List<(string Name, long Calls, TimeSpan Time)> Stop()
    {
        List<(string Name, long Calls, TimeSpan Time)> result = [.. (t_times ?? []).Select(p => (p.Key, p.Value.Calls, p.Value.Time))];
        t_times = null;
        return [.. result.OrderByDescending(r => r.Time)];
    }

    internal static TimeSpan Now => Environment.CpuUsage.TotalTime;

    internal static void Add(string name, TimeSpan since)
    {
        ref (long Calls, TimeSpan Time) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(t_times!, name, out _);
        entry = (entry.Calls + 1, entry.Time + (Now - since));
    }
}
