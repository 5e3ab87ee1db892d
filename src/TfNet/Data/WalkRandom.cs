using TfNet.Random;

namespace TfNet.Data;

/// <summary>
/// The random numbers of a data set op: a key of its own, and the number of walks begun so far. Each walk has an order and streams of its
/// own; key and number are all that a resumed run needs.
/// </summary>
internal sealed class WalkRandom(RandomKey key)
{
    private long _walks;

    internal RandomKey Key { get; private set; } = key;

    /// <summary>Walks begun so far.</summary>
    internal long Walks => Interlocked.Read(ref _walks);

    /// <summary>Begins a walk: its number, from 0.</summary>
    internal long Begin() => Interlocked.Increment(ref _walks) - 1;

    /// <summary>The draws of the user's function for one element.</summary>
    internal RandomStream Stream(long walk, long element) => new(Key, walk, element);

    /// <summary>Goes on as another op of this key did.</summary>
    internal void Restore(RandomKey key, long walks)
    {
        Key = key;
        Interlocked.Exchange(ref _walks, walks);
    }
}
