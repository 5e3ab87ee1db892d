using Tensorflow.Framework.Models;
using TfNet.Data;
using TfNet.LibTorch;
using TfNet.Random;

namespace Tensorflow;

/// <summary>
/// A function of each element, on the calling thread or, in order, on background threads. Random ops in the function draw from a stream of
/// the element, so the results do not depend on the number of threads; another walk draws other numbers.
/// </summary>
internal sealed class MapDataset : DatasetV2
{
    private readonly Func<Tensors, Tensors> _function;
    private readonly int _parallel;
    private readonly bool _keepsSize;
    private readonly WalkRandom _random = new(RandomState.NextKey());

    internal MapDataset(DatasetV2 input, Func<Tensors, Tensors> function, int parallel, bool keepsSize)
        : base(input)
    {
        if (parallel < -1)
            throw new ValueError(
                $"map: argument num_parallel_calls: expected at least 1, or -1 for one per processor; received {parallel}");
        (_function, _keepsSize) = (function ?? throw new ValueError("map: argument map_func: expected a function; received null"),
            keepsSize);
        _parallel = parallel == -1 ? Environment.ProcessorCount : parallel;
    }

    internal override long Size => _keepsSize ? Input.Size : Unknown;

    internal override WalkRandom? Random => _random;

    /// <summary>The function is asked on shapes; where it needs values, the first element tells.</summary>
    private protected override TensorSpec[] ComputeSpec()
    {
        TensorSpec[] before = Input.element_spec;
        if (before.All(s => s.shape is not null && s.dtype != TF_DataType.TF_STRING))
        {
            try
            {
                // Draws made for the shapes alone must not shift those of the elements.
                using RandomState.StreamBlock block = RandomState.Use(_random.Stream(0, 0));
                return [.. _function(new Tensors(before.Select(s => new Tensor(s.shape!, s.dtype, null))))
                    .Select(t => new TensorSpec(t.shape, t.dtype))];
            }
            catch (TensorflowException)
            {
                // It reads values, which shapes do not have.
            }
        }
        TensorSpec[] first = SpecOfFirst();
        bool batched = before.Length > 0 && before[0].shape is { ndim: > 0 } s0 && s0[0] < 0;
        return batched ? Array.ConvertAll(first, s => s.shape!.ndim == 0 ? s : new TensorSpec(s.shape.With(0, -1), s.dtype)) : first;
    }

    internal override IEnumerator<Part[]> Open() => _parallel <= 1 ? Sequential() : Parallel();

    private IEnumerator<Part[]> Sequential()
    {
        long number = _random.Begin();
        using IEnumerator<Part[]> walk = Input.Open();
        for (long i = 0; walk.MoveNext(); i++)
            yield return Apply(walk.Current, _random.Stream(number, i));
    }

    private IEnumerator<Part[]> Parallel()
    {
        long number = _random.Begin(), next = 0;
        using IEnumerator<Part[]> walk = Input.Open();
        using var workers = new Workers(_parallel);
        var running = new Queue<Workers.Job>();
        try
        {
            bool more = true;
            while (true)
            {
                while (more && running.Count < _parallel)
                {
                    if (!(more = walk.MoveNext()))
                        break;
                    Part[] element = walk.Current;
                    RandomStream stream = _random.Stream(number, next++);
                    running.Enqueue(workers.Start(() => Apply(element, stream)));
                }
                if (running.Count == 0)
                    yield break;
                yield return running.Dequeue().Wait();
            }
        }
        finally
        {
            foreach (Workers.Job job in running)
                job.Abandon();
        }
    }

    /// <summary>Calls the function in a scope. Its results are the element's own, unless it hands on tensors that others hold.</summary>
    private Part[] Apply(Part[] element, RandomStream stream)
    {
        using RandomState.StreamBlock block = RandomState.Use(stream);
        Part[] given = Array.ConvertAll(element, p => p.Materialized());
        Part[] result;
        using (var scope = new Scope("map"))
        {
            var own = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
            Tensors y = _function(new Tensors(given.Select(p => p.Value))) ?? throw new ValueError("map: the function returned null");
            var made = new HashSet<Tensor>(scope.Made(), ReferenceEqualityComparer.Instance);
            result = [.. y.Select(t => new Part(t, IsNew(t, given, made) && own.Add(t)))];
            scope.Return(y);
        }
        foreach (Part p in given)
            if (!Array.Exists(result, r => r.Holds(p.Value)))
                p.Release();
        return result;
    }

    private static bool IsNew(Tensor tensor, Part[] given, HashSet<Tensor> made)
    {
        int at = Array.FindIndex(given, p => p.Holds(tensor));
        return at >= 0 ? given[at].Owned : made.Contains(tensor) || tensor.Strings is not null;
    }
}

/// <summary>The elements that fulfil a condition.</summary>
internal sealed class FilterDataset(DatasetV2 input, Func<Tensors, bool> condition) : DatasetV2(input)
{
    private readonly WalkRandom _random = new(RandomState.NextKey());

    internal override long Size => Unknown;

    internal override WalkRandom? Random => _random;

    private protected override TensorSpec[] ComputeSpec() => Input.element_spec;

    internal override IEnumerator<Part[]> Open()
    {
        long number = _random.Begin();
        using IEnumerator<Part[]> walk = Input.Open();
        for (long i = 0; walk.MoveNext(); i++)
        {
            if (Holds(walk.Current, _random.Stream(number, i)))
                yield return walk.Current;
            else
                Array.ForEach(walk.Current, p => p.Release());
        }
    }

    private bool Holds(Part[] element, RandomStream stream)
    {
        using RandomState.StreamBlock block = RandomState.Use(stream);
        using var scope = new Scope("filter");
        return condition(new Tensors(element.Select(p => p.Value)));
    }
}

/// <summary>The elements of the data sets made of each element, one after another.</summary>
internal sealed class FlatMapDataset(DatasetV2 input, Func<Tensor, IDatasetV2> function) : DatasetV2(input)
{
    private readonly WalkRandom _random = new(RandomState.NextKey());

    internal override long Size => Unknown;

    internal override WalkRandom? Random => _random;

    private protected override TensorSpec[] ComputeSpec() => SpecOfFirst();

    internal override IEnumerator<Part[]> Open()
    {
        long number = _random.Begin();
        using IEnumerator<Part[]> walk = Input.Open();
        for (long i = 0; walk.MoveNext(); i++)
        {
            Part[] outer = Array.ConvertAll(walk.Current, p => p.Materialized());
            using (IEnumerator<Part[]> inner = Inner(outer[0].Value, _random.Stream(number, i)).Open())
                while (inner.MoveNext())
                    // The inner data set may hand out the outer element itself, several times.
                    yield return Array.ConvertAll(inner.Current, p => Array.Exists(outer, o => o.Holds(p.Value)) ? p.Shared() : p);
        }
    }

    private DatasetV2 Inner(Tensor outer, RandomStream stream)
    {
        using RandomState.StreamBlock block = RandomState.Use(stream);
        return From(function(outer));
    }
}
