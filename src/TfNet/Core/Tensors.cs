using System.Collections;
using NumSharp;

namespace Tensorflow;

/// <summary>The inputs or outputs of a layer: one tensor or several. Converts from and to a single tensor by itself.</summary>
public sealed class Tensors : IReadOnlyList<Tensor>
{
    private readonly List<Tensor> _items;

    public Tensors(params Tensor[] tensors)
    {
        _items = [.. tensors];
    }

    public Tensors(IEnumerable<Tensor> tensors)
    {
        _items = [.. tensors];
    }

    public int Length => _items.Count;

    public int Count => _items.Count;

    public bool IsList => _items.Count > 1;

    /// <summary>The only member; an error where there are none or several.</summary>
    public Tensor Single => _items.Count == 1 ? _items[0]
        : throw new ValueError($"tensors: expected one tensor; received {_items.Count} of shapes {string.Join(", ", _items.Select(t => t.shape))}");

    public Tensor? SingleOrNull => _items.Count == 1 ? _items[0] : null;

    public Shape shape => First.shape;

    public TF_DataType dtype => First.dtype;

    public int rank => First.rank;

    private Tensor First => _items.Count > 0 ? _items[0] : throw new ValueError("tensors: expected at least one tensor; received none");

    public Tensor this[int index]
    {
        get => (uint)index < (uint)_items.Count ? _items[index]
            : throw new OutOfRangeError($"index: expected 0..{_items.Count - 1}; received {index}");
        set => _items[index] = value;
    }

    public void Add(Tensor tensor) => _items.Add(tensor);

    public void AddRange(IEnumerable<Tensor> tensors) => _items.AddRange(tensors);

    public void Insert(int index, Tensor tensor) => _items.Insert(index, tensor);

    public NDArray numpy() => Single.numpy();

    public T[] ToArray<T>()
        where T : unmanaged => Single.ToArray<T>();

    public Tensor[] ToTensorArray() => [.. _items];

    public IEnumerator<Tensor> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    public override string ToString() => _items.Count == 1 ? _items[0].ToString() : $"[{string.Join(", ", _items)}]";

    public static implicit operator Tensors(Tensor tensor) => new(tensor);

    public static implicit operator Tensors((Tensor, Tensor) pair) => new(pair.Item1, pair.Item2);

    public static implicit operator Tensors((Tensor, Tensor, Tensor) triple) => new(triple.Item1, triple.Item2, triple.Item3);

    public static implicit operator Tensors(NDArray array) => new((Tensor)array);

    public static implicit operator Tensors(Tensor[] tensors) => new(tensors);

    public static implicit operator Tensors(List<Tensor> tensors) => new((IEnumerable<Tensor>)tensors);

    public static implicit operator Tensor[](Tensors tensors) => tensors.ToTensorArray();

    public static implicit operator Tensor(Tensors tensors) => tensors.Single;
}
