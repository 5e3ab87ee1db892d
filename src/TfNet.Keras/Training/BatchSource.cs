using Tensorflow.Keras.Saving;
using TfNet.Data;
using TfNet.LibTorch;
using TfNet.Random;

namespace Tensorflow.Keras.Engine;

/// <summary>Where a training or evaluation run takes its batches from.</summary>
internal abstract class BatchSource
{
    /// <summary>Batches in one pass; null while it is not known; -1: infinite.</summary>
    internal abstract long? Count { get; }

    /// <summary>A walk through the batches; one pass, or passes without end (<see cref="ArraySource"/>).</summary>
    internal abstract IEnumerator<TrainBatch> Open();

    /// <summary>Whether each epoch begins at the first batch, or goes on where the last one stopped.</summary>
    internal virtual bool RestartsEachEpoch(int? steps) => steps is null || steps == Count;

    /// <summary>What this kind of data is called in messages.</summary>
    internal abstract string Kind { get; }

    internal virtual void OnEpochEnd()
    {
    }

    /// <summary>True: a walk resumes by going through its first batches again.</summary>
    internal virtual bool ReplaysToResume => true;

    /// <summary>Adds what another object needs to make the same batches.</summary>
    /// <param name="state">Takes it.</param>
    /// <param name="newWalk">Whether the next batch is the first of a new walk; else the present one goes on.</param>
    internal virtual void Save(StateWriter state, bool newWalk)
    {
    }

    /// <summary>Takes over what <see cref="Save"/> wrote; the next <see cref="Open"/> goes on from there.</summary>
    /// <param name="state">Has it.</param>
    /// <param name="newWalk">As it was saved.</param>
    /// <param name="consumed">Batches taken from the walk.</param>
    internal virtual void Load(StateReader state, bool newWalk, long consumed)
    {
    }
}

/// <summary>Arrays: batches of their rows, each pass in a new order if asked for. Passes follow one another without end.</summary>
internal sealed class ArraySource : BatchSource
{
    private readonly Rows?[] _x, _y, _weights;
    private readonly int _batchSize;
    private readonly long _samples;
    private RandomKey? _key;
    private long _first;

    internal ArraySource(Rows?[] x, Rows?[] y, Rows?[] weights, int batchSize, bool shuffle)
    {
        (_x, _y, _weights, _batchSize) = (x, y, weights, batchSize);
        _samples = CheckCardinality(x, y, weights);
        _key = shuffle ? RandomState.NextKey() : null;
    }

    internal override long? Count => (_samples + _batchSize - 1) / _batchSize;

    internal override string Kind => "arrays";

    internal override bool RestartsEachEpoch(int? steps) => false;

    internal override bool ReplaysToResume => false;

    internal override void Save(StateWriter state, bool newWalk) =>
        state.SetIntegers("key", _key is { } key ? [(long)key.Seed, (long)key.Stream] : []);

    internal override void Load(StateReader state, bool newWalk, long consumed)
    {
        if (_key is not null && state.Int64s("key") is [long seed, long stream])
            _key = new RandomKey((ulong)seed, (ulong)stream);
        _first = consumed;
    }

    internal override IEnumerator<TrainBatch> Open()
    {
        long batches = Count!.Value, at = _first % batches;
        for (long pass = _first / batches; ; pass++, at = 0)
        {
            int[]? order = _key is { } key ? IndexStream.Permutation(checked((int)_samples), key, pass) : null;
            for (long start = at * _batchSize; start < _samples; start += _batchSize)
            {
                var rows = new long[Math.Min(_batchSize, _samples - start)];
                for (int i = 0; i < rows.Length; i++)
                    rows[i] = order is null ? start + i : order[start + i];
                yield return Make(rows);
            }
        }
    }

    private TrainBatch Make(long[] rows)
    {
        using HostSide host = HostSide.Enter();
        return new TrainBatch(Gather(_x, rows), Gather(_y, rows), Gather(_weights, rows));
    }

    private static Part?[] Gather(Rows?[] sources, long[] rows) =>
        Array.ConvertAll(sources, r => r is null ? (Part?)null : new Part(FloatX(r.Gather(rows), r.IsArray), owned: true));

    /// <summary>Keras gives floating NumPy arrays its own float type; tensors keep theirs.</summary>
    internal static Tensor FloatX(Tensor batch, bool isArray)
    {
        TF_DataType floatX = DTypePolicy.Global.VariableDType;
        if (!isArray || !batch.dtype.is_floating() || batch.dtype == floatX)
            return batch;
        using (batch)
            return Aten._to_copy(batch, floatX);
    }

    private static long CheckCardinality(Rows?[] x, Rows?[] y, Rows?[] weights)
    {
        (string Name, Rows?[] Rows)[] groups = [("x", x), ("y", y), ("sample_weight", weights)];
        long[] sizes = [.. groups.SelectMany(g => g.Rows).OfType<Rows>().Select(r => r.Count).Distinct()];
        if (sizes.Length > 1)
        {
            IEnumerable<string> lines = groups.Where(g => g.Rows.Any(r => r is not null))
                .Select(g => $"  {g.Name} sizes: {string.Join(", ", g.Rows.OfType<Rows>().Select(r => r.Count))}\n");
            throw new ValueError(
                $"Data cardinality is ambiguous:\n{string.Concat(lines)}Make sure all arrays contain the same number of samples.");
        }
        return sizes.Length == 1 && sizes[0] > 0 ? sizes[0] : throw new ValueError("Expected input data to be non-empty.");
    }
}

/// <summary>A data set, which yields batches.</summary>
internal sealed class DatasetSource(IDatasetV2 dataset) : BatchSource
{
    private readonly DatasetV2 _dataset = DatasetV2.From(dataset);
    private long[] _begin = [];

    internal override long? Count => _dataset.Size switch
    {
        DatasetV2.Unknown => null,
        DatasetV2.Infinite => -1,
        long n => n,
    };

    internal override string Kind => "dataset";

    internal override void Save(StateWriter state, bool newWalk) => state.SetIntegers("walks", newWalk ? Walks() : _begin);

    internal override void Load(StateReader state, bool newWalk, long consumed)
    {
        IReadOnlyList<WalkRandom> random = _dataset.AllRandom();
        long[] walks = state.Int64s("walks");
        if (walks.Length != 3 * random.Count)
            throw state.Wrong("walks", $"{random.Count} random operations in the data set; the file has {walks.Length / 3}");
        for (int i = 0; i < random.Count; i++)
            random[i].Restore(new RandomKey((ulong)walks[3 * i], (ulong)walks[3 * i + 1]), walks[3 * i + 2]);
    }

    /// <summary>Key and number of walks of each random operation.</summary>
    private long[] Walks() => [.. _dataset.AllRandom().SelectMany(r => (long[])[(long)r.Key.Seed, (long)r.Key.Stream, r.Walks])];

    internal override IEnumerator<TrainBatch> Open()
    {
        // Background threads may begin further walks at any time: what counts is where this one began.
        _begin = Walks();
        using IEnumerator<Part[]> parts = _dataset.Open();
        while (DatasetV2.Next(parts))
            yield return TrainBatch.Of(parts.Current, _dataset.Layout(parts.Current.Length));
    }
}

/// <summary>An enumerable of batches, read ahead on a background thread.</summary>
internal sealed class EnumerableSource<T>(IEnumerable<T> batches, Func<T, TrainBatch> convert, int ahead) : BatchSource
{
    internal override long? Count => null;

    internal override string Kind => "generator";

    internal override IEnumerator<TrainBatch> Open() =>
        ahead > 0 ? Ahead.Of(Walk, b => b.Release(), ahead, hostSide: false) : Walk();

    private IEnumerator<TrainBatch> Walk()
    {
        foreach (T batch in batches)
            yield return convert(batch);
    }
}

/// <summary>
/// Batches by number. As in Keras the first one is asked for once more at the start, to learn the shapes; each epoch has an order
/// of its own, drawn by Python's generator, and begins anew.
/// </summary>
internal sealed class SequenceSource : BatchSource
{
    private readonly Utils.Sequence _sequence;
    private readonly bool _shuffle;
    private int[] _order = [];
    private int _first = -1;

    internal SequenceSource(Utils.Sequence sequence, bool shuffle)
    {
        (_sequence, _shuffle) = (sequence, shuffle);
        if (sequence.Length <= 0)
            throw new ValueError("Expected input data to be non-empty.");
        _ = sequence[0];
    }

    internal override long? Count => _sequence.Length;

    internal override string Kind => "`keras.utils.Sequence`";

    internal override bool RestartsEachEpoch(int? steps) => true;

    internal override void OnEpochEnd() => _sequence.on_epoch_end();

    internal override IEnumerator<TrainBatch> Open()
    {
        // Read here and not in the walk: one that begins at the end of its order is never asked for a batch.
        int first = _first;
        _first = -1;
        return Walk(first);
    }

    private IEnumerator<TrainBatch> Walk(int first)
    {
        if (first < 0)
        {
            _order = [.. Enumerable.Range(0, _sequence.Length)];
            if (_shuffle)
                PythonRandom.Global.shuffle(_order);
        }
        int[] order = _order[Math.Max(0, first)..];
        _sequence.Announce(order);
        foreach (int i in order)
            yield return _sequence.Batch(i);
    }

    internal override bool ReplaysToResume => false;

    internal override void Save(StateWriter state, bool newWalk)
    {
        state.SetIntegers("order", newWalk ? [] : Array.ConvertAll(_order, i => (long)i));
        state.SetIntegers("sequence", _sequence.get_state());
    }

    internal override void Load(StateReader state, bool newWalk, long consumed)
    {
        _sequence.set_state(state.Int64s("sequence"));
        if (newWalk)
            return;
        _order = Array.ConvertAll(state.Int64s("order"), i => (int)i);
        if (_order.Length != _sequence.Length || consumed > _order.Length || !_order.Order().SequenceEqual(Enumerable.Range(0, _order.Length)))
            throw state.Wrong("order", $"an order of the {_sequence.Length} batches");
        _first = (int)consumed;
    }
}
