using Tensorflow.Keras.Text;

namespace Tensorflow.Keras.Callbacks;

/// <summary>Writes Keras' progress bar: one for each epoch of fit, one for evaluate and predict. Validation within fit is silent.</summary>
public sealed class ProgbarLogger : Callback
{
    private readonly ProgressOutput? _output;
    private EpochProgress? _progress;
    private bool _inFit;

    /// <param name="output">Where and how to write; null: standard output, or tf_output_redirect.</param>
    public ProgbarLogger(ProgressOutput? output = null)
    {
        _output = output;
    }

    /// <summary>TensorFlow.NET's form; fit gives the parameters anew.</summary>
    public ProgbarLogger(CallbackParams parameters)
    {
        @params = parameters;
    }

    internal override bool WantsTrainBatches => true;

    internal override bool WantsTestBatches => true;

    public override void on_train_begin()
    {
        _inFit = true;
        _progress = New(@params.Epochs);
    }

    public override void on_epoch_begin(int epoch) => _progress!.Begin(epoch);

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => _progress!.End(Values(epoch_logs));

    public override void on_test_begin() => BeginAlone();

    public override void on_test_end(Dictionary<string, float> logs)
    {
        if (!_inFit)
            _progress!.End(Values(logs));
    }

    public override void on_predict_begin() => BeginAlone();

    public override void on_predict_batch_end(long end_step, Dictionary<string, Tensors> logs) =>
        _progress!.Step((int)end_step + 1, () => []);

    public override void on_predict_end() => _progress!.End([]);

    internal void BatchEnd(long endStep, Func<Dictionary<string, float>> logs) => _progress!.Step((int)endStep + 1, () => Values(logs()));

    internal void TestBatchEnd(long endStep, Func<Dictionary<string, float>> logs)
    {
        if (!_inFit)
            _progress!.Step((int)endStep + 1, () => Values(logs()));
    }

    private void BeginAlone()
    {
        if (_inFit)
            return;
        _progress = New(1);
        _progress.Begin(0);
    }

    private EpochProgress New(int epochs) =>
        new(@params.Verbose, epochs, (int?)@params.Steps, _output ?? ProgressOutput.To(Binding.Output));

    private static IEnumerable<(string name, double value)> Values(Dictionary<string, float> logs) =>
        logs.Select(p => (p.Key, (double)p.Value));
}
