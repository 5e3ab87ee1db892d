using System.Collections;
using Tensorflow.Framework.Models;
using TfNet.Data;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Base of all data sets. Subclasses say how to walk through the elements once, and how many there are.</summary>
public abstract class DatasetV2 : IDatasetV2
{
    internal const long Infinite = -1;
    internal const long Unknown = -2;

    private TensorSpec[]? _spec;
    private readonly DatasetV2? _before;
    private int? _inputs;

    private protected DatasetV2(DatasetV2? input = null)
    {
        class_names = input?.class_names ?? [];
        _before = input;
    }

    public string[] class_names { get; set; }

    public int FirstInputTensorCount
    {
        get => _inputs ?? _before?.FirstInputTensorCount ?? 1;
        set => _inputs = value > 0 ? value : throw new ValueError($"FirstInputTensorCount: expected at least 1; received {value}");
    }

    public Shape[] output_shapes => Array.ConvertAll(element_spec, s => s.shape!);

    public TF_DataType[] output_types => Array.ConvertAll(element_spec, s => s.dtype);

    public TensorSpec[] element_spec => _spec ??= ComputeSpec();

    public TensorSpec[] structure
    {
        get => element_spec;
        set => _spec = value;
    }

    /// <summary>The data set that this one changes.</summary>
    private protected DatasetV2 Input => _before!;

    /// <summary>The data sets that this one is made of.</summary>
    internal virtual IReadOnlyList<DatasetV2> Inputs => _before is null ? [] : [_before];

    /// <summary>The op's random numbers; null where it draws none.</summary>
    internal virtual WalkRandom? Random => null;

    /// <summary>The random numbers of this op and of all before it, each once, in an order that the way of building fixes.</summary>
    internal IReadOnlyList<WalkRandom> AllRandom() =>
        [.. Inputs.SelectMany(d => d.AllRandom()).Concat(Random is { } own ? [own] : []).Distinct()];

    /// <summary>Number of elements, <see cref="Infinite"/> or <see cref="Unknown"/>.</summary>
    internal abstract long Size { get; }

    /// <summary>Sample weights at the end of each element; the other components after the inputs are targets.</summary>
    internal virtual int WeightCount => _before?.WeightCount ?? 0;

    /// <summary>One walk through the elements. Each MoveNext runs on the <see cref="HostSide"/>.</summary>
    internal abstract IEnumerator<Part[]> Open();

    private protected abstract TensorSpec[] ComputeSpec();

    internal ElementLayout Layout(int components)
    {
        int inputs = Math.Min(FirstInputTensorCount, components), weights = Math.Min(WeightCount, components - inputs);
        return new ElementLayout(inputs, components - inputs - weights, weights);
    }

    internal static DatasetV2 From(IDatasetV2 dataset) => dataset as DatasetV2 ?? new ForeignDataset(dataset);

    public IDatasetV2 batch(int batch_size, bool drop_remainder = false) => new BatchDataset(this, batch_size, drop_remainder);

    public IDatasetV2 shuffle(int buffer_size, int? seed = null, bool reshuffle_each_iteration = true) =>
        new ShuffleDataset(this, buffer_size, seed, reshuffle_each_iteration);

    public IDatasetV2 repeat(int count = -1) => new RepeatDataset(this, count);

    public IDatasetV2 prefetch(int buffer_size = -1, int? slack_period = null)
    {
        if (slack_period is not null)
            throw new ValueError($"prefetch: argument slack_period: expected null; received {slack_period}");
        return new PrefetchDataset(this, buffer_size);
    }

    public IDatasetV2 take(int count) => new TakeDataset(this, count);

    public IDatasetV2 skip(int count) => new SkipDataset(this, count);

    public IDatasetV2 shard(int num_shards, int index) => new ShardDataset(this, num_shards, index);

    public IDatasetV2 cache(string filename = "")
    {
        if (!string.IsNullOrEmpty(filename))
            throw new ValueError($"cache: argument filename: expected \"\" (elements are kept in memory); received '{filename}'");
        return new CacheDataset(this);
    }

    public IDatasetV2 concatenate(IDatasetV2 dataset) => new ConcatenateDataset(this, From(dataset));

    public IDatasetV2 map(
        Func<Tensors, Tensors> map_func, bool use_inter_op_parallelism = true, bool preserve_cardinality = true,
        bool use_legacy_function = false)
    {
        if (use_legacy_function)
            throw new ValueError("map: argument use_legacy_function: expected false; received true");
        return new MapDataset(this, map_func, use_inter_op_parallelism ? 1 : 0, preserve_cardinality);
    }

    public IDatasetV2 map(Func<Tensors, Tensors> map_func, int num_parallel_calls) =>
        new MapDataset(this, map_func, num_parallel_calls, true);

    public IDatasetV2 map(Func<Tensors, Tensors, (Tensors, Tensors)> map_func, int num_parallel_calls = 1)
    {
        MapDataset? mapped = null;
        mapped = new MapDataset(
            this,
            all =>
            {
                ElementLayout layout = Layout(all.Count);
                (Tensors x, Tensors y) = map_func(
                    new Tensors(all.Take(layout.Inputs)), new Tensors(all.Skip(layout.Inputs).Take(layout.Targets)));
                mapped!.FirstInputTensorCount = x.Count;
                return new Tensors([.. x, .. y, .. all.Skip(all.Count - layout.Weights)]);
            },
            num_parallel_calls,
            true);
        return mapped;
    }

    public IDatasetV2 filter(Func<Tensors, Tensors> map_func) => new FilterDataset(this, all => (bool)map_func(all).Single);

    public IDatasetV2 filter(Func<Tensor, bool> map_func) => new FilterDataset(this, all => map_func(all[0]));

    public IDatasetV2 flat_map(Func<Tensor, IDatasetV2> map_func) => new FlatMapDataset(this, map_func);

    public Tensor cardinality(string? name = null)
    {
        using (Device.Use(Device.Cpu))
            return new Tensor(Size);
    }

    /// <summary>Inputs and targets (null where there are none) of each element, on the device in use.</summary>
    public IEnumerator<(Tensors, Tensors)> GetEnumerator()
    {
        using IEnumerator<Part[]> parts = Open();
        while (Next(parts))
        {
            Tensor[] tensors = HandOut(parts.Current);
            ElementLayout layout = Layout(tensors.Length);
            yield return (new Tensors(tensors.Take(layout.Inputs)),
                layout.Count == layout.Inputs ? null! : new Tensors(tensors.Skip(layout.Inputs)));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks one element on.</summary>
    internal static bool Next(IEnumerator<Part[]> parts)
    {
        using HostSide host = HostSide.Enter();
        return parts.MoveNext();
    }

    /// <summary>Tensors for user code: they end with the enclosing scope or when nobody refers to them any more.</summary>
    private static Tensor[] HandOut(Part[] element)
    {
        Device device = Device.Current;
        var tensors = new Tensor[element.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            Part part = element[i];
            if (part.DType != TF_DataType.TF_STRING && device.IsCuda)
            {
                using Tensor? host = part.IsRow ? part.Value : null;
                tensors[i] = Aten._to_copy(host ?? part.Value, part.DType, device);
                part.Release();
            }
            else
            {
                tensors[i] = part.Value;
                if (part.Owned)
                    Scope.Register(tensors[i]);
            }
        }
        return tensors;
    }

    /// <summary>
    /// The spec of a data set whose elements must be made to know it: that of the first one. This look is not counted as a walk: random
    /// orders stay what they would be without it.
    /// </summary>
    private protected TensorSpec[] SpecOfFirst()
    {
        (WalkRandom Op, long Walks)[] before = [.. AllRandom().Select(r => (r, r.Walks))];
        try
        {
            return LookAtFirst();
        }
        finally
        {
            foreach ((WalkRandom op, long walks) in before)
                op.Restore(op.Key, walks);
        }
    }

    private TensorSpec[] LookAtFirst()
    {
        using IEnumerator<Part[]> parts = Open();
        if (!Next(parts))
            throw new ValueError("element_spec: expected at least one element to learn the components from; the data set is empty");
        TensorSpec[] spec = Array.ConvertAll(parts.Current, p => new TensorSpec(p.Shape, p.DType));
        Array.ForEach(parts.Current, p => p.Release());
        return spec;
    }
}
