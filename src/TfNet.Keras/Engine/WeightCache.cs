namespace Tensorflow.Keras.Engine;

/// <summary>
/// What a layer made of its weights for prediction: good until one of the variables is written. It is made for one shape of input, serves
/// others too, and is made anew when another shape comes twice in a row (so a last, smaller batch costs nothing).
/// </summary>
/// <typeparam name="T">What is kept; it is immutable. It is released when it is replaced and no prediction uses it any more.</typeparam>
internal sealed class WeightCache<T>
    where T : class, IDisposable
{
    // Replaced as a whole: predictions may run on several threads.
    private Entry? _entry;
    private Shape? _lastShape;

    /// <summary>The value for these variables; it stays until the result is disposed.</summary>
    internal Lease Get(ReadOnlySpan<ResourceVariable?> variables, Shape shape, Func<T> make)
    {
        Shape? last = _lastShape;
        _lastShape = shape;
        Entry? entry = _entry;
        if (entry is not null && entry.IsOf(variables) && (entry.Shape == shape || last != shape) && entry.Acquire())
            return new Lease(entry);
        entry = new Entry([.. variables], Array.ConvertAll(variables.ToArray(), v => v?.Version ?? 0), shape, make());
        _ = entry.Acquire();
        Interlocked.Exchange(ref _entry, entry)?.Release();
        return new Lease(entry);
    }

    /// <summary>Lets go of it: training would only make it stale.</summary>
    internal void Clear()
    {
        if (_entry is not null)
            Interlocked.Exchange(ref _entry, null)?.Release();
    }

    /// <summary>The use of a value by one prediction.</summary>
    internal readonly ref struct Lease
    {
        private readonly Entry _entry;

        internal Lease(Entry entry) => _entry = entry;

        internal T Value => _entry.Value;

        public void Dispose() => _entry.Release();
    }

    internal sealed class Entry(ResourceVariable?[] variables, long[] versions, Shape shape, T value)
    {
        // The cache is the first user.
        private int _users = 1;

        internal Shape Shape => shape;

        internal T Value => value;

        /// <summary>False when it has been released.</summary>
        internal bool Acquire()
        {
            for (int users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
                if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
                    return true;
            return false;
        }

        internal void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0)
                value.Dispose();
        }

        internal bool IsOf(ReadOnlySpan<ResourceVariable?> others)
        {
            if (others.Length != variables.Length)
                return false;
            for (int i = 0; i < variables.Length; i++)
                if (!ReferenceEquals(others[i], variables[i]) || (others[i]?.Version ?? 0) != versions[i])
                    return false;
            return true;
        }
    }
}
