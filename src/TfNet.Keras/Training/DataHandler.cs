namespace Tensorflow.Keras.Engine;

/// <summary>Cuts a source into epochs and steps, with Keras' rules for sources that end early or never.</summary>
internal sealed class DataHandler : IDisposable
{
    private readonly BatchSource _source;
    private readonly int? _givenSteps;
    private readonly int _initialEpoch, _epochs, _stepsPerExecution;
    private readonly ClassWeights? _classWeights;
    private IEnumerator<TrainBatch>? _walk;
    private bool _insufficient;
    private int _step;

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

    /// <summary>Batches that the present execution takes.</summary>
    internal int ExecutionSize { get; private set; } = 1;

    /// <summary>The epochs; stops when the data have run out.</summary>
    internal IEnumerable<int> Epochs()
    {
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
        for (_step = 0; (Steps is null || _step < Steps) && !_insufficient; _step += ExecutionSize)
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

    private void Restart()
    {
        _walk?.Dispose();
        _walk = _source.Open();
    }

    public void Dispose() => _walk?.Dispose();
}
