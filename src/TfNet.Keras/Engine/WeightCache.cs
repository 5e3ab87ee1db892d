namespace Tensorflow.Keras.Engine;

/// <summary>
/// What a layer made of its weights for prediction: good until one of the variables is written. It is made for one shape of input, serves
/// others too, and is made anew when another shape comes twice in a row (so a last, smaller batch costs nothing).
/// </summary>
/// <typeparam name="T">What is kept; it is immutable, and left to the collector.</typeparam>
internal sealed class WeightCache<T>
    where T : class
{
    // Replaced as a whole: predictions may run on several threads.
    private Entry? _entry;
    private Shape? _lastShape;

    internal T Get(ReadOnlySpan<ResourceVariable?> variables, Shape shape, Func<T> make)
    {
        Shape? last = _lastShape;
        _lastShape = shape;
        Entry? entry = _entry;
        if (entry is not null && entry.IsOf(variables) && (entry.Shape == shape || last != shape))
            return entry.Value;
        entry = new Entry([.. variables], Array.ConvertAll(variables.ToArray(), v => v?.Version ?? 0), shape, make());
        _entry = entry;
        return entry.Value;
    }

    /// <summary>Lets go of it: training would only make it stale.</summary>
    internal void Clear() => _entry = null;

    private sealed record Entry(ResourceVariable?[] Variables, long[] Versions, Shape Shape, T Value)
    {
        internal bool IsOf(ReadOnlySpan<ResourceVariable?> variables)
        {
            if (variables.Length != Variables.Length)
                return false;
            for (int i = 0; i < Variables.Length; i++)
                if (!ReferenceEquals(variables[i], Variables[i]) || (variables[i]?.Version ?? 0) != Versions[i])
                    return false;
            return true;
        }
    }
}
