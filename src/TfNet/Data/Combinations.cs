using Tensorflow.Framework.Models;
using TfNet.Data;

namespace Tensorflow;

/// <summary>Elements of several data sets side by side; it ends with the shortest. The first one's components are the inputs.</summary>
internal sealed class ZipDataset : DatasetV2
{
    private readonly DatasetV2[] _inputs;

    internal ZipDataset(DatasetV2[] inputs)
        : base(inputs[0])
    {
        _inputs = inputs;
    }

    internal override long Size
    {
        get
        {
            long n = Infinite;
            foreach (DatasetV2 d in _inputs)
            {
                if (d.Size == Unknown)
                    return Unknown;
                n = n == Infinite ? d.Size : d.Size == Infinite ? n : Math.Min(n, d.Size);
            }
            return n;
        }
    }

    internal override int WeightCount => 0;

    internal override IReadOnlyList<DatasetV2> Inputs => _inputs;

    private protected override TensorSpec[] ComputeSpec() => [.. _inputs.SelectMany(d => d.element_spec)];

    internal override IEnumerator<Part[]> Open()
    {
        IEnumerator<Part[]>[] walks = Array.ConvertAll(_inputs, d => d.Open());
        try
        {
            while (Array.TrueForAll(walks, w => w.MoveNext()))
                yield return [.. walks.SelectMany(w => w.Current)];
        }
        finally
        {
            foreach (IEnumerator<Part[]> w in walks)
                w.Dispose();
        }
    }
}

/// <summary>One data set after another.</summary>
internal sealed class ConcatenateDataset : DatasetV2
{
    private readonly DatasetV2 _first, _second;

    internal ConcatenateDataset(DatasetV2 first, DatasetV2 second)
        : base(first)
    {
        (_first, _second) = (first, second);
        TensorSpec[] a = first.element_spec, b = second.element_spec;
        if (a.Length != b.Length || a.Zip(b).Any(p => p.First.dtype != p.Second.dtype || p.First.shape?.ndim != p.Second.shape?.ndim))
            throw new TypeError($"Incompatible dataset elements:\n  {Text(a)} vs.   {Text(b)}");
    }

    internal override IReadOnlyList<DatasetV2> Inputs => [_first, _second];

    internal override long Size =>
        _first.Size == Infinite || _second.Size == Infinite ? Infinite
        : _first.Size == Unknown || _second.Size == Unknown ? Unknown
        : _first.Size + _second.Size;

    private protected override TensorSpec[] ComputeSpec() =>
        [.. _first.element_spec.Zip(_second.element_spec, (a, b) => new TensorSpec(Relax(a.shape, b.shape)!, a.dtype))];

    internal override IEnumerator<Part[]> Open()
    {
        foreach (DatasetV2 d in (DatasetV2[])[_first, _second])
        {
            using IEnumerator<Part[]> walk = d.Open();
            while (walk.MoveNext())
                yield return walk.Current;
        }
    }

    private static Shape? Relax(Shape? a, Shape? b) =>
        a is null || b is null || a.ndim != b.ndim ? null : new Shape(a.Zip(b, (x, y) => x == y ? x : -1));

    private static string Text(TensorSpec[] spec) => spec.Length == 1 ? spec[0].ToString() : $"({string.Join(", ", (object[])spec)})";
}

/// <summary>The elements count times.</summary>
internal sealed class RepeatDataset(DatasetV2 input, int count) : DatasetV2(input)
{
    internal override long Size =>
        count == 0 || Input.Size == 0 ? 0
        : count < 0 ? Infinite
        : Input.Size < 0 ? Input.Size : checked(Input.Size * count);

    private protected override TensorSpec[] ComputeSpec() => Input.element_spec;

    internal override IEnumerator<Part[]> Open()
    {
        for (int pass = 0; count < 0 || pass < count; pass++)
        {
            bool any = false;
            using IEnumerator<Part[]> walk = Input.Open();
            for (; walk.MoveNext(); any = true)
                yield return walk.Current;
            if (!any)
                yield break;
        }
    }
}

/// <summary>At most count elements.</summary>
internal sealed class TakeDataset(DatasetV2 input, int count) : DatasetV2(input)
{
    internal override long Size =>
        count < 0 || Input.Size == Unknown ? Input.Size : Input.Size == Infinite ? count : Math.Min(count, Input.Size);

    private protected override TensorSpec[] ComputeSpec() => Input.element_spec;

    internal override IEnumerator<Part[]> Open()
    {
        using IEnumerator<Part[]> walk = Input.Open();
        for (int i = 0; (count < 0 || i < count) && walk.MoveNext(); i++)
            yield return walk.Current;
    }
}

/// <summary>All but the first count elements; negative: none.</summary>
internal sealed class SkipDataset(DatasetV2 input, int count) : DatasetV2(input)
{
    internal override long Size => count < 0 ? 0 : Input.Size < 0 ? Input.Size : Math.Max(0, Input.Size - count);

    private protected override TensorSpec[] ComputeSpec() => Input.element_spec;

    internal override IEnumerator<Part[]> Open()
    {
        if (count < 0)
            yield break;
        using IEnumerator<Part[]> walk = Input.Open();
        for (int i = 0; walk.MoveNext(); i++)
        {
            if (i >= count)
                yield return walk.Current;
            else
                Array.ForEach(walk.Current, p => p.Release());
        }
    }
}

/// <summary>Elements index, index + num_shards, ..</summary>
internal sealed class ShardDataset : DatasetV2
{
    private readonly int _shards, _index;

    internal ShardDataset(DatasetV2 input, int shards, int index)
        : base(input)
    {
        if (shards <= 0)
            throw new InvalidArgumentError($"shard: argument num_shards: expected a value > 0; received {shards}");
        if (index < 0 || index >= shards)
            throw new InvalidArgumentError($"Index must be between 0 and {shards - 1} (currently index = {index}).");
        (_shards, _index) = (shards, index);
    }

    internal override long Size => Input.Size < 0 ? Input.Size : Input.Size / _shards + (_index < Input.Size % _shards ? 1 : 0);

    private protected override TensorSpec[] ComputeSpec() => Input.element_spec;

    internal override IEnumerator<Part[]> Open()
    {
        using IEnumerator<Part[]> walk = Input.Open();
        for (long i = 0; walk.MoveNext(); i++)
        {
            if (i % _shards == _index)
                yield return walk.Current;
            else
                Array.ForEach(walk.Current, p => p.Release());
        }
    }
}

/// <summary>Keeps the elements of the first whole walk.</summary>
internal sealed class CacheDataset(DatasetV2 input) : DatasetV2(input)
{
    private volatile Part[][]? _kept;

    internal override long Size => Input.Size;

    private protected override TensorSpec[] ComputeSpec() => Input.element_spec;

    internal override IEnumerator<Part[]> Open()
    {
        if (_kept is { } kept)
        {
            foreach (Part[] element in kept)
                yield return element;
            yield break;
        }
        var seen = new List<Part[]>();
        using IEnumerator<Part[]> walk = Input.Open();
        while (walk.MoveNext())
        {
            Part[] element = Array.ConvertAll(walk.Current, p => p.Shared());
            seen.Add(element);
            yield return element;
        }
        _kept = [.. seen];
    }
}
