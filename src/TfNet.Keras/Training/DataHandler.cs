using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

/// <summary>Cuts a source into epochs and steps, with Keras' rules for sources that end early or never.</summary>
internal sealed class DataHandler : IDisposable
{
    private readonly BatchSource _source;
    private readonly int? _givenSteps;
    private readonly int _epochs, _stepsPerExecution;
    private readonly ClassWeights? _classWeights;
    private IEnumerator<TrainBatch>? _walk;
    private bool _insufficient;
    private int _initialEpoch, _firstStep, _step;
    private long _consumed;
    private bool _resumed;

    internal DataHandler(
        BatchSource source, int? steps, int initialEpoch, int epochs, int stepsPerExecution, ClassWeights? classWeights = null)
    {
        (_source, _givenSteps, _initialEpoch, _epochs, _stepsPerExecution, _classWeights) = (source, steps, initialEpoch, epochs,
            stepsPerExecution, classWeights);
        if (steps is null && source.Count == -1)
            throw new ValueError(
                "When providing an infinite dataset, you must specify the number of steps to run "
                + "(if you did not intend to create an infinite dataset, make sure to not call `repeat()` on the dataset).");
        Steps = steps ?? (int?)source.Count;
    }

    /// <summary>Steps of an epoch; null until the first one has shown it.</summary>
    internal int? Steps { get; private set; }

    /// <summary>Whether the first epoch is resumed after its first batches.</summary>
    internal bool InMiddle { get; private set; }

    /// <summary>Whether resuming went through batches again.</summary>
    internal bool Replayed { get; private set; }

    /// <summary>Batches that the present execution takes.</summary>
    internal int ExecutionSize { get; private set; } = 1;

    /// <summary>The epochs; stops when the data have run out.</summary>
    internal IEnumerable<int> Epochs()
    {
        if (!_resumed)
            Restart();
        for (int epoch = _initialEpoch; epoch < _epochs; epoch++)
        {
            if (_insufficient)
                yield break;
            if (_source.RestartsEachEpoch(_givenSteps) && epoch > _initialEpoch)
                Restart();
            yield return epoch;
            _source.OnEpochEnd();
        }
    }

    /// <summary>The number of the first batch of each execution in an epoch.</summary>
    internal IEnumerable<int> Executions()
    {
        (_step, _firstStep) = (_firstStep, 0);
        for (; (Steps is null || _step < Steps) && !_insufficient; _step += ExecutionSize)
        {
            ExecutionSize = Steps is { } n ? Math.Min(_stepsPerExecution, n - _step) : _stepsPerExecution;
            yield return _step;
        }
    }

    /// <summary>The next batch; false at the end of the data, which ends the epoch.</summary>
    internal bool TryNext(out TrainBatch batch)
    {
        if (_walk!.MoveNext())
        {
            _consumed++;
            batch = _classWeights is null ? _walk.Current : _walk.Current.WithClassWeights(_classWeights);
            return true;
        }
        batch = null!;
        if (Steps is not { } steps)
        {
            Steps = _step;
            return false;
        }
        _insufficient = true;
        Warnings.Warn(Text.CallbackText.RanOutOfData((long)(_epochs - _initialEpoch) * steps));
        return false;
    }

    /// <summary>Hands a batch of a walk of its own to a function. What the walk drew is undone by <see cref="Resume"/>.</summary>
    internal void Sample(Action<TrainBatch> use)
    {
        using IEnumerator<TrainBatch> walk = _source.Open();
        if (!walk.MoveNext())
            return;
        try
        {
            use(walk.Current);
        }
        finally
        {
            walk.Current.Release();
        }
    }

    /// <summary>Adds the place in the data.</summary>
    internal void Save(StateWriter state, bool inMiddle)
    {
        bool newWalk = !inMiddle && _source.RestartsEachEpoch(_givenSteps);
        state.Set("steps", Steps ?? -1);
        state.Set("new_walk", newWalk ? 1 : 0);
        state.Set("consumed", newWalk ? 0 : _consumed);
        _source.Save(state, newWalk);
    }

    /// <summary>Takes over a place, for a walk to be opened later.</summary>
    internal void Load(StateReader state)
    {
        Steps ??= state.Int64("steps") is >= 0 and <= int.MaxValue and long known ? (int)known : null;
        _consumed = state.Int64("consumed");
        _source.Load(state, state.Int64("new_walk") != 0, _consumed);
    }

    /// <summary>Goes on from a place: at the start of an epoch, or at a step in the middle of one.</summary>
    internal void Resume(StateReader state, int epoch, int step, bool inMiddle)
    {
        (_initialEpoch, _firstStep, InMiddle, _resumed) = (epoch, step, inMiddle, true);
        Load(state);
        long consumed = _consumed;
        // The end of the saved epoch was still to come.
        if (!inMiddle)
            _source.OnEpochEnd();
        Restart();
        _consumed = consumed;
        Replayed = _source.ReplaysToResume && consumed > 0;
        for (long i = 0; Replayed && i < consumed; i++)
        {
            if (!_walk!.MoveNext())
                throw state.Wrong("consumed", $"at most as many batches as the data have; these end after {i}");
            _walk.Current.Release();
        }
    }

    private void Restart()
    {
        _consumed = 0;
        _walk?.Dispose();
        _walk = _source.Open();
    }

    public void Dispose() => _walk?.Dispose();
}
