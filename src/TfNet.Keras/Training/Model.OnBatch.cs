using TfNet.LibTorch;

namespace Tensorflow.Keras.Engine;

/// <summary>Single batches, for loops of one's own.</summary>
public abstract partial class Model
{
    /// <summary>One training step; the values are those of this batch, or means since the last reset when reset_metrics is false.</summary>
    /// <param name="x">Inputs of one batch.</param>
    /// <param name="y">Targets.</param>
    /// <param name="sample_weight">A weight for each sample.</param>
    /// <param name="class_weight">A weight for each class 0 .. k-1.</param>
    /// <param name="reset_metrics">Whether metrics start anew.</param>
    public MetricValues train_on_batch(
        ArrayData x, ArrayData? y = null, ArrayData? sample_weight = null, Dictionary<int, float>? class_weight = null,
        bool reset_metrics = true) =>
        OnBatch(x, y, sample_weight, class_weight, reset_metrics, nameof(train_step), (t, b, own) => t.TrainStep(b, own));

    /// <summary>One evaluation step.</summary>
    public MetricValues test_on_batch(ArrayData x, ArrayData? y = null, ArrayData? sample_weight = null, bool reset_metrics = true) =>
        OnBatch(x, y, sample_weight, null, reset_metrics, nameof(test_step), (t, b, own) => t.TestStep(b, own));

    /// <summary>The outputs for one batch.</summary>
    public Tensors predict_on_batch(ArrayData x)
    {
        TrainBatch batch = WholeBatch(x, null, null);
        try
        {
            return new Trainer(this).PredictStep(batch);
        }
        finally
        {
            batch.Release();
        }
    }

    private MetricValues OnBatch(
        ArrayData x, ArrayData? y, ArrayData? weights, Dictionary<int, float>? classWeight, bool reset, string method,
        Action<Trainer, TrainBatch, bool> step)
    {
        _ = Compiled;
        TrainBatch batch = WholeBatch(x, y, weights);
        if (ClassWeights.From(classWeight) is { } classes)
            batch = batch.WithClassWeights(classes);
        if (reset)
            reset_metrics();
        var trainer = new Trainer(this);
        bool own = IsOverridden(method);
        try
        {
            step(trainer, batch, own);
        }
        finally
        {
            batch.Release();
        }
        return new MetricValues(trainer.Logs(own));
    }

    private TrainBatch WholeBatch(ArrayData x, ArrayData? y, ArrayData? weights)
    {
        int size = checked((int)Math.Max(1, x.Given.First().Count));
        using IEnumerator<TrainBatch> walk = new DataSources(this).Arrays(x, y, weights, size, shuffle: false).Open();
        walk.MoveNext();
        return walk.Current;
    }
}
