using System.Diagnostics.CodeAnalysis;
using TfNet.Data;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// Arrays or tensors of samples, as fit, evaluate and predict take them: one, several in the order of the model's inputs (or
/// outputs), or a dictionary by their names. Everything that can stand for it converts by itself.
/// </summary>
public sealed class ArrayData
{
    private readonly List<(string? Name, Rows? Rows)> _items = [];

    private ArrayData()
    {
    }

    internal int Count => _items.Count;

    internal bool IsNamed => _items.Count > 0 && _items[0].Name is not null;

    internal IEnumerable<Rows> Given => _items.Select(i => i.Rows).OfType<Rows>();

    /// <summary>Arrays in order; null members stand for outputs without targets or weights.</summary>
    public static ArrayData Of(IEnumerable<NDArray?> arrays) => Make(arrays, a => new Rows(a));

    /// <summary>Tensors in order.</summary>
    public static ArrayData Of(IEnumerable<Tensor?> tensors) => Make(tensors, t => new Rows(t));

    public static ArrayData Of(IEnumerable<KeyValuePair<string, NDArray>> arrays) => Make(arrays, a => new Rows(a));

    public static ArrayData Of(IEnumerable<KeyValuePair<string, Tensor>> tensors) => Make(tensors, t => new Rows(t));

    internal static ArrayData OfRows(IEnumerable<Rows?> rows)
    {
        var data = new ArrayData();
        data._items.AddRange(rows.Select(r => ((string?)null, r)));
        return data;
    }

    /// <summary>The members in the order of the names; those given by position in their own.</summary>
    /// <param name="names">The model's inputs or outputs.</param>
    /// <param name="required">Whether a missing name is an error, or leaves a null.</param>
    internal Rows?[] InOrder(IReadOnlyList<string> names, bool required)
    {
        if (!IsNamed)
            return [.. _items.Select(i => i.Rows)];
        if (names.Count == 0)
            throw new ValueError(
                $"data: expected arrays by position, since the model has no named inputs; received a dictionary with keys {Keys()}");
        return [.. names.Select(name =>
        {
            int at = _items.FindIndex(i => i.Name == name);
            return at >= 0 ? _items[at].Rows
                : required ? throw new ValueError(
                    $"Missing data for input \"{name}\". You passed a data dictionary with keys {Keys()}. "
                    + $"Expected the following keys: [{string.Join(", ", names.Select(n => $"'{n}'"))}]")
                : null;
        })];
    }

    /// <summary>Members [start, stop) of each array's samples.</summary>
    internal ArrayData Slice(long start, long stop)
    {
        var data = new ArrayData();
        data._items.AddRange(_items.Select(i => (i.Name, i.Rows?.Slice(start, stop))));
        return data;
    }

    private string Keys() => $"[{string.Join(", ", _items.Select(i => $"'{i.Name}'"))}]";

    private static ArrayData Make<T>(IEnumerable<T?> values, Func<T, Rows> rows)
        where T : class
    {
        var data = new ArrayData();
        foreach (T? v in values)
            data._items.Add((null, v is null ? null : rows(v)));
        return data.NotEmpty();
    }

    private static ArrayData Make<T>(IEnumerable<KeyValuePair<string, T>> values, Func<T, Rows> rows)
        where T : class
    {
        var data = new ArrayData();
        foreach ((string name, T v) in values)
            data._items.Add((name, rows(v)));
        return data.NotEmpty();
    }

    private ArrayData NotEmpty() => _items.Count > 0 ? this : throw new ValueError("data: expected at least one array; received none");

    [return: NotNullIfNotNull(nameof(array))]
    public static implicit operator ArrayData?(NDArray? array) => array is null ? null : Of([array]);

    [return: NotNullIfNotNull(nameof(tensor))]
    public static implicit operator ArrayData?(Tensor? tensor) => tensor is null ? null : Of([tensor]);

    [return: NotNullIfNotNull(nameof(tensors))]
    public static implicit operator ArrayData?(Tensors? tensors) => tensors is null ? null : Of(tensors);

    [return: NotNullIfNotNull(nameof(arrays))]
    public static implicit operator ArrayData?(NDArray[]? arrays) => arrays is null ? null : Of(arrays);

    [return: NotNullIfNotNull(nameof(arrays))]
    public static implicit operator ArrayData?(List<NDArray>? arrays) => arrays is null ? null : Of(arrays);

    [return: NotNullIfNotNull(nameof(tensors))]
    public static implicit operator ArrayData?(Tensor[]? tensors) => tensors is null ? null : Of(tensors);

    [return: NotNullIfNotNull(nameof(tensors))]
    public static implicit operator ArrayData?(List<Tensor>? tensors) => tensors is null ? null : Of(tensors);

    [return: NotNullIfNotNull(nameof(arrays))]
    public static implicit operator ArrayData?(Dictionary<string, NDArray>? arrays) => arrays is null ? null : Of(arrays);

    [return: NotNullIfNotNull(nameof(tensors))]
    public static implicit operator ArrayData?(Dictionary<string, Tensor>? tensors) => tensors is null ? null : Of(tensors);

    public static implicit operator ArrayData((NDArray, NDArray) pair) => Of([pair.Item1, pair.Item2]);

    public static implicit operator ArrayData((Tensor, Tensor) pair) => Of([pair.Item1, pair.Item2]);
}
