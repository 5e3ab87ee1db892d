namespace Tensorflow.Keras.Callbacks;

/// <summary>A callback of functions (https://keras.io/api/callbacks/lambda_callback/); those left out do nothing.</summary>
public sealed class LambdaCallback : Callback
{
    private readonly Action<int>? _epochBegin;
    private readonly Action<int, Dictionary<string, float>>? _epochEnd;
    private readonly Action<long>? _batchBegin;
    private readonly Action<long, Dictionary<string, float>>? _batchEnd;
    private readonly Action? _trainBegin;
    private readonly Action<Dictionary<string, float>>? _trainEnd;

    public LambdaCallback(
        Action<int>? on_epoch_begin = null, Action<int, Dictionary<string, float>>? on_epoch_end = null,
        Action<long>? on_batch_begin = null, Action<long, Dictionary<string, float>>? on_batch_end = null, Action? on_train_begin = null,
        Action<Dictionary<string, float>>? on_train_end = null)
    {
        (_epochBegin, _epochEnd, _batchBegin) = (on_epoch_begin, on_epoch_end, on_batch_begin);
        (_batchEnd, _trainBegin, _trainEnd) = (on_batch_end, on_train_begin, on_train_end);
    }

    internal override bool WantsTrainBatches => _batchEnd is not null;

    public override void on_epoch_begin(int epoch) => _epochBegin?.Invoke(epoch);

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => _epochEnd?.Invoke(epoch, epoch_logs);

    public override void on_batch_begin(long batch) => _batchBegin?.Invoke(batch);

    public override void on_batch_end(long batch, Dictionary<string, float> logs) => _batchEnd?.Invoke(batch, logs);

    public override void on_train_begin() => _trainBegin?.Invoke();

    public override void on_train_end(Dictionary<string, float> logs) => _trainEnd?.Invoke(logs);
}
