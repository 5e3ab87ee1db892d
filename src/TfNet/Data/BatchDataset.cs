using Tensorflow.Framework.Models;
using TfNet.Data;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Groups of consecutive elements along a new first axis: one copy, none where the elements are neighbours in memory.</summary>
internal sealed class BatchDataset : DatasetV2
{
    private readonly int _size;
    private readonly bool _dropRemainder;

    internal BatchDataset(DatasetV2 input, int size, bool dropRemainder)
        : base(input)
    {
        if (size <= 0)
            throw new InvalidArgumentError($"batch: argument batch_size: Batch size must be greater than zero; received {size}");
        (_size, _dropRemainder) = (size, dropRemainder);
    }

    internal override long Size => Input.Size < 0 ? Input.Size : _dropRemainder ? Input.Size / _size : (Input.Size + _size - 1) / _size;

    private protected override TensorSpec[] ComputeSpec() => Array.ConvertAll(
        Input.element_spec,
        s => s.shape is null ? s : new TensorSpec(new Shape(_dropRemainder ? _size : -1L).concatenate(s.shape), s.dtype));

    internal override IEnumerator<Part[]> Open()
    {
        using IEnumerator<Part[]> walk = Input.Open();
        var group = new List<Part[]>(_size);
        while (walk.MoveNext())
        {
            group.Add(walk.Current);
            if (group.Count < _size)
                continue;
            yield return Join(group);
            group.Clear();
        }
        if (group.Count > 0 && !_dropRemainder)
            yield return Join(group);
        else
            group.ForEach(e => Array.ForEach(e, p => p.Release()));
    }

    private static Part[] Join(List<Part[]> group)
    {
        var batch = new Part[group[0].Length];
        for (int c = 0; c < batch.Length; c++)
            batch[c] = new Part(Join(group, c), owned: true);
        foreach (Part[] element in group)
            Array.ForEach(element, p => p.Release());
        return batch;
    }

    private static Tensor Join(List<Part[]> group, int component)
    {
        Part first = group[0][component];
        if (first.IsRow && group.TrueForAll(e => e[component].IsRow && ReferenceEquals(e[component].Rows, first.Rows)))
        {
            var rows = new long[group.Count];
            for (int i = 0; i < rows.Length; i++)
                rows[i] = group[i][component].Row;
            return first.Rows.Gather(rows);
        }
        for (int i = 1; i < group.Count; i++)
        {
            Part other = group[i][component];
            if (other.Shape != first.Shape)
                throw new InvalidArgumentError(
                    $"Cannot batch tensors with different shapes in component {component}. "
                    + $"First element had shape {first.Shape} and element {i} had shape {other.Shape}.");
            if (other.DType != first.DType)
                throw new InvalidArgumentError(
                    $"Cannot batch tensors with different types in component {component}: "
                    + $"{first.DType.as_numpy_name()} and, at element {i}, {other.DType.as_numpy_name()}.");
        }
        Shape shape = new Shape((long)group.Count).concatenate(first.Shape);
        if (first.DType == TF_DataType.TF_STRING)
            return new Tensor([.. group.SelectMany(e => e[component].Value.Strings!)], shape);
        using var scope = new Scope("batch");
        var members = new Tensor[group.Count];
        for (int i = 0; i < members.Length; i++)
            members[i] = Aten.unsqueeze(group[i][component].Value, 0);
        return scope.Return(Aten.cat(members, 0));
    }
}
