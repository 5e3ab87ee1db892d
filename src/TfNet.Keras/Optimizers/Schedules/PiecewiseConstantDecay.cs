namespace Tensorflow.Keras.Optimizers;

/// <summary>values[i] while step is at most boundaries[i], the last value after that.</summary>
public sealed class PiecewiseConstantDecay : LearningRateSchedule
{
    private readonly double[] _boundaries;
    private readonly double[] _values;
    private readonly string? _name;

    /// <exception cref="ValueError">values must have one element more than boundaries.</exception>
    public PiecewiseConstantDecay(IEnumerable<double> boundaries, IEnumerable<double> values, string? name = null)
    {
        (_boundaries, _values, _name) = ([.. boundaries], [.. values], name);
        if (_boundaries.Length != _values.Length - 1)
            throw new ValueError(
                "The length of boundaries should be 1 less than the length of values. "
                + $"Received: boundaries=[{string.Join(", ", _boundaries)}] of length {_boundaries.Length}, and "
                + $"values=[{string.Join(", ", _values)}] of length {_values.Length}.");
    }

    public override double Call(double step)
    {
        int i = 0;
        while (i < _boundaries.Length && step > _boundaries[i])
            i++;
        return _values[i];
    }

    public override IDictionary<string, object?> get_config() => new Dictionary<string, object?>
    {
        ["boundaries"] = _boundaries.Select(Plain).ToList(),
        ["values"] = _values.Select(v => (object)v).ToList(),
        ["name"] = _name,
    };
}
