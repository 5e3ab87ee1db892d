namespace TfNet.Random;

/// <summary>
/// The draws of one piece of work, as a function of a key, a round and an index alone: element i of walk r of a data set op draws the same
/// numbers whichever thread makes it, and whatever else draws meanwhile.
/// </summary>
internal sealed class RandomStream
{
    private readonly ulong _seed;
    private Dictionary<int, ulong>? _ownCounts;
    private ulong _count;

    /// <param name="key">Of the op.</param>
    /// <param name="round">At most 2^24 - 1 rounds have streams that differ.</param>
    /// <param name="index">Below 2^40.</param>
    internal RandomStream(RandomKey key, long round, long index)
    {
        (uint a, uint b, _, _) = new Philox(key).Block((ulong)round << 40 | (ulong)index);
        _seed = (ulong)b << 32 | a;
    }

    internal RandomKey Next(int? seed) =>
        seed is { } own ? RandomState.OwnKey(_seed, own, _ownCounts ??= []) : new RandomKey(_seed, _count++);
}
