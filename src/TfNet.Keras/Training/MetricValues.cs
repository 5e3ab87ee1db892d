namespace Tensorflow.Keras.Engine;

/// <summary>
/// What evaluate, train_on_batch and test_on_batch tell: loss and metrics by name and, in the same order, by number. It converts to
/// float where there is only the loss, and to float[]; both of Keras' forms (return_dict or not) are this one.
/// </summary>
public sealed class MetricValues : Dictionary<string, float>
{
    internal MetricValues(IEnumerable<KeyValuePair<string, float>> values)
    {
        foreach ((string name, float value) in values)
            Add(name, value);
    }

    public float this[int index] => (uint)index < (uint)Count ? Values.ElementAt(index)
        : throw new OutOfRangeError($"index: expected 0..{Count - 1}; received {index}");

    public float[] ToArray() => [.. Values];

    public static implicit operator float(MetricValues values) => values.Count == 1 ? values.Values.First()
        : throw new ValueError($"values: expected only the loss; received {string.Join(", ", values.Keys)}");

    public static implicit operator float[](MetricValues values) => values.ToArray();
}
