using System.Collections;
using System.Globalization;
using NumSharp;
using TfNet.Random;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// Batches of pictures, as Keras' <c>Iterator</c>: a sequence (<see cref="Length"/>, <c>this[i]</c>, <see cref="on_epoch_end"/>) and an
/// endless
/// generator (<see cref="next"/>, <c>foreach</c>) that goes on over epochs. As in Keras, the two ways do not draw the same orders:
/// next() draws an epoch's order at its first batch, the index way draws the next order in on_epoch_end from the state the last batch left.
/// With next() and n // batch_size steps an epoch, the short last batch is the first batch of the following epoch.
/// </summary>
public abstract class ImageIterator : IEnumerable<ImageBatch>
{
    private const int SaveNumberLimit = 10_000_000;

    private readonly Lock _gate = new();
    private readonly Queue<BatchPlan> _ahead = new();
    private readonly FloatType _type;
    private readonly string? _saveFolder;
    private readonly string _savePrefix;
    private readonly string _saveFormat;
    private IteratorState _state;
    private TaskFactory _factory;
    private IReadOnlyList<int> _order = [];
    private int _orderAt;
    private int _workers;
    private BatchRequest? _last;

    private protected ImageIterator(
        ImageDataGenerator generator, int n, (int, int, int) picture, int batchSize, bool shuffle, long? seed, string? dtype,
        string? dataFormat, (string? Folder, string Prefix, string Format) save)
    {
        if (batchSize < 1)
            throw new ValueError($"argument batch_size: expected at least 1. Received: {batchSize}");
        if (seed is < 0 or > uint.MaxValue)
            throw new ValueError($"Seed must be between 0 and 2**32 - 1. Received: {seed}");
        if (save.Format is not ("png" or "jpeg" or "jpg" or "bmp"))
            throw new ValueError($"argument save_format: expected \"png\", \"jpeg\" or \"bmp\". Received: {save.Format}");
        if (save.Folder != null && !Directory.Exists(save.Folder))
            throw new DirectoryNotFoundException($"No such file or directory: '{save.Folder}'");
        image_data_generator = generator;
        (this.n, batch_size, this.shuffle, this.seed) = (n, batchSize, shuffle, seed);
        (Height, Width, Channels) = picture;
        if ((long)Height * Width * Channels * Math.Min(batchSize, Math.Max(n, 1)) > Array.MaxLength)
            throw new ValueError($"argument batch_size: a batch of {batchSize} pictures of {Height} x {Width} x {Channels} values " +
                "is too large for one array");
        ChannelsFirst = ImageLayout.IsChannelsFirst(dataFormat,
            "argument data_format: expected \"channels_last\" or \"channels_first\". Received: ");
        if (ChannelsFirst != generator.ChannelsFirst)
            throw new ValueError($"argument data_format: expected the generator's {generator.data_format}. Received: " +
                $"{dataFormat ?? "channels_last"}");
        _type = FloatType.Parse(dtype);
        (_saveFolder, _savePrefix, _saveFormat) = save;
        _factory = MakeFactory(_workers = Math.Min(Environment.ProcessorCount, 16));
    }

    /// <summary>The generator that draws and applies the changes.</summary>
    public ImageDataGenerator image_data_generator { get; }

    /// <summary>Number of pictures.</summary>
    public int n { get; }

    /// <summary>Pictures in a batch.</summary>
    public int batch_size { get; }

    /// <summary>Whether each epoch has its own order.</summary>
    public bool shuffle { get; }

    /// <summary>Start of NumPy's global generator, plus the batches made so far; null: left alone.</summary>
    public long? seed { get; }

    /// <summary>Batches in an epoch, the last one perhaps smaller.</summary>
    public int Length => (int)(((long)n + batch_size - 1) / batch_size);

    /// <summary>Shape of one picture in the data format.</summary>
    public long[] image_shape => ChannelsFirst ? [Channels, Height, Width] : [Height, Width, Channels];

    /// <summary>The place of the batch that <see cref="next"/> gives, within the epoch.</summary>
    public int batch_index => _state.BatchIndex;

    /// <summary>Batches made so far, over all epochs.</summary>
    public long total_batches_seen => _state.Seen;

    /// <summary>The order of the pictures in this epoch; null before the first batch.</summary>
    public int[]? index_array => (int[]?)_state.Order?.Clone();

    /// <summary>How many batches are prepared ahead on background workers (default 2, 0: none). Results do not depend on it.</summary>
    public int prefetch_batches { get; set; } = 2;

    /// <summary>How many pictures are made at the same time. Results do not depend on it.</summary>
    /// <exception cref="ValueError">below 1</exception>
    public int workers
    {
        get => _workers;
        set
        {
            if (value < 1)
                throw new ValueError($"argument workers: expected at least 1. Received: {value}");
            lock (_gate)
                _factory = MakeFactory(_workers = value);
        }
    }

    private protected int Height { get; }

    private protected int Width { get; }

    private protected int Channels { get; }

    private protected bool ChannelsFirst { get; }

    private protected FloatType Type => _type;

    /// <summary>A batch of this epoch by its index.</summary>
    /// <exception cref="ValueError">there is no such batch</exception>
    public ImageBatch this[int idx]
    {
        get
        {
            if (idx >= Length || idx < 0)
                throw new ValueError($"Asked to retrieve element {idx}, but the Sequence has length {Length}");
            return Take(new BatchRequest(false, idx));
        }
    }

    /// <summary>The next batch; after an epoch's last one the first of the following epoch.</summary>
    public ImageBatch next() => Take(BatchRequest.Next);

    /// <summary>Draws the order of the next epoch (for the index way; fit calls it).</summary>
    public void on_epoch_end()
    {
        lock (_gate)
            _state = _state with { Order = NewOrder(NumpyRandom.Global) };
    }

    /// <summary>Lets next() begin with the first batch of an epoch.</summary>
    public void reset()
    {
        lock (_gate)
            _state = _state with { BatchIndex = 0 };
    }

    /// <summary>Where the iterator is: the batch in the epoch, the batches made so far, the order of the pictures.</summary>
    public long[] get_state()
    {
        lock (_gate)
            return [_state.BatchIndex, _state.Seen, .. _state.Order is { } order ? Array.ConvertAll(order, i => (long)i) : []];
    }

    /// <summary>Goes on where <see cref="get_state"/> was, given the same state of NumPy's generator.</summary>
    /// <exception cref="ValueError">a state of an iterator over other pictures</exception>
    public void set_state(long[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        int[]? order = state.Length == 2 ? null : [.. state.Skip(2).Select(i => (int)i)];
        if (state.Length < 2 || state[0] is < 0 or > int.MaxValue || state[1] < 0
            || (order is not null && !order.Order().SequenceEqual(Enumerable.Range(0, n))))
            throw new ValueError($"argument state: expected what get_state gave for {n} pictures. Received: {state.Length} numbers");
        lock (_gate)
        {
            _state = new IteratorState((int)state[0], state[1], order);
            _ahead.Clear();
        }
    }

    /// <summary>Says which batches will be asked for by index, so that they can be prepared ahead; asking otherwise stays
    /// possible.</summary>
    public void announce(IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.FirstOrDefault(i => i < 0 || i >= Length, -1) is not -1 and int wrong)
            throw new ValueError($"announce: expected indices below {Length}. Received: {wrong}");
        lock (_gate)
        {
            (_order, _orderAt) = ([.. order], 0);
            _ahead.Clear();
        }
    }

    /// <summary>All batches from <see cref="next"/>, without end.</summary>
    public IEnumerator<ImageBatch> GetEnumerator()
    {
        while (true)
            yield return next();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Reads picture i in the iterator's size. Called from several threads.</summary>
    private protected abstract Sample Load(int i);

    /// <summary>Adds labels and the like to the pictures of a batch.</summary>
    private protected abstract ImageBatch Complete(NDArray x, int[] indices);

    /// <summary>The pictures whose order would be asked for next, without making them: for tests.</summary>
    internal int[] NextIndices()
    {
        lock (_gate)
        {
            BatchPlan plan = Plan(BatchRequest.Next, _state, NumpyRandom.Global, draw: false);
            _state = plan.After;
            return plan.Indices;
        }
    }

    /// <summary>The pictures of the last batch: for tests.</summary>
    internal int[] LastIndices { get; private set; } = [];

    private static TaskFactory MakeFactory(int workers)
    {
        TaskScheduler scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, workers).ConcurrentScheduler;
        return new TaskFactory(CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None, scheduler);
    }

    private ImageBatch Take(BatchRequest request)
    {
        BatchPlan plan;
        lock (_gate)
        {
            if (_ahead.TryPeek(out BatchPlan? first) && IsValid(first, request))
            {
                plan = _ahead.Dequeue();
                NumpyRandom.Global.set_state(plan.End);
            }
            else
            {
                _ahead.Clear();
                plan = Plan(request, _state, NumpyRandom.Global, draw: true);
                Begin(plan);
            }
            _state = plan.After;
            if (!request.IsNext && _orderAt < _order.Count && _order[_orderAt] == request.Index)
                _orderAt++;
            else if (!request.IsNext)
                _orderAt = _order.Count;
            PrepareAhead(request);
            _last = request;
            LastIndices = plan.Indices;
        }
        plan.Wait();
        return Finish(plan);
    }

    private bool IsValid(BatchPlan plan, BatchRequest request) =>
        plan.Request == request && plan.Before == _state && (seed != null || NumpyRandom.Global.Stamp == plan.Start);

    /// <summary>Fills the queue with the batches that will probably be asked for.</summary>
    private void PrepareAhead(BatchRequest request)
    {
        while (_ahead.Count < prefetch_batches && n > 0 && Guess(request) is BatchRequest guess)
        {
            BatchPlan? basis = _ahead.LastOrDefault();
            IteratorState state = basis?.After ?? _state;
            if (seed + state.Seen > uint.MaxValue)
                return;
            BatchPlan plan = Plan(guess, state, (basis?.End ?? NumpyRandom.Global).copy(), draw: true);
            Begin(plan);
            _ahead.Enqueue(plan);
        }
    }

    private BatchRequest? Guess(BatchRequest request)
    {
        if (request.IsNext)
            return BatchRequest.Next;
        if (_orderAt + _ahead.Count < _order.Count)
            return new BatchRequest(false, _order[_orderAt + _ahead.Count]);
        // By index and unannounced: only where the last two requests were neighbours.
        bool inSequence = _orderAt == _order.Count && _last is { IsNext: false } last && last.Index + 1 == request.Index;
        int next = request.Index + 1 + _ahead.Count;
        return inSequence && next < Length ? new BatchRequest(false, next) : null;
    }

    private BatchPlan Plan(BatchRequest request, IteratorState state, NumpyRandom random, bool draw)
    {
        (ulong, ulong) start = random.Stamp;
        if (seed is long value)
            random.seed(value + state.Seen);
        int[]? order = state.Order;
        int batch = state.BatchIndex;
        if (request.IsNext ? batch == 0 : order == null)
            order = NewOrder(random);
        long first = (long)batch_size * (request.IsNext ? batch : request.Index);
        if (request.IsNext)
        {
            first = n == 0 ? 0 : first % n;
            batch = n > first + batch_size ? batch + 1 : 0;
        }
        int[] indices = order![(int)first..(int)Math.Min(n, first + batch_size)];
        var parameters = new TransformParameters[draw ? indices.Length : 0];
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] = image_data_generator.Draw(random, Height, Width);
        long[] numbers = draw && _saveFolder != null ? random.randint(0, SaveNumberLimit, indices.Length) : [];
        return new BatchPlan(request, state, new IteratorState(batch, state.Seen + 1, order), start, random, indices, parameters, numbers);
    }

    private int[] NewOrder(NumpyRandom random) => shuffle ? random.permutation(n) : [.. Enumerable.Range(0, n)];

    private void Begin(BatchPlan plan)
    {
        int values = plan.Indices.Length * Height * Width * Channels;
        plan.Begin(_type.IsDouble ? new double[values] : new float[values], Fill, _factory);
    }

    /// <summary>Makes one picture of a plan, in a worker.</summary>
    private void Fill(BatchPlan plan, int i)
    {
        Sample sample = image_data_generator.Transform(Load(plan.Indices[i]).As(_type), plan.Parameters[i]);
        sample = image_data_generator.Standardize(sample).As(_type);
        int size = Height * Width * Channels;
        Array values = sample.Values;
        if (ChannelsFirst)
        {
            values = values is float[] f
                ? Sample.ToFirst<float>(f, Height, Width, Channels)
                : Sample.ToFirst<double>((double[])values, Height, Width, Channels);
        }
        Array.Copy(values, 0, plan.Pixels, i * size, size);
    }

    private ImageBatch Finish(BatchPlan plan)
    {
        NDArray x = new(plan.Pixels, new NumSharp.Shape([plan.Indices.Length, .. image_shape]));
        for (int i = 0; i < plan.SaveNumbers.Length; i++)
        {
            string name = string.Create(
                CultureInfo.InvariantCulture, $"{_savePrefix}_{plan.Indices[i]}_{plan.SaveNumbers[i]}.{_saveFormat}");
            PilImage image = Sample.From(x[i], ChannelsFirst).ToImage(scale: true);
            ImageUtils.Save(image, Path.Combine(_saveFolder!, name), _saveFormat);
        }
        return Complete(x, plan.Indices);
    }
}
