using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Optimizers;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Engine;

/// <summary>What fit was asked for, in any of its forms.</summary>
internal sealed record FitOptions
{
    internal int BatchSize { get; init; } = -1;

    internal int Epochs { get; init; } = 1;

    internal int Verbose { get; init; } = 1;

    internal IEnumerable<ICallback>? Callbacks { get; init; }

    internal double ValidationSplit { get; init; }

    internal ValidationFrequency? ValidationFrequency { get; init; }

    internal bool Shuffle { get; init; } = true;

    internal Dictionary<int, float>? ClassWeight { get; init; }

    internal int InitialEpoch { get; init; }

    internal int? StepsPerEpoch { get; init; }

    internal int? ValidationSteps { get; init; }

    internal int? ValidationBatchSize { get; init; }

    /// <summary>Batches of an enumerable read ahead on a background thread.</summary>
    internal int Ahead { get; init; } = 10;
}

/// <summary>The loops of fit, evaluate and predict.</summary>
internal sealed class Trainer(Model model)
{
    private Dictionary<string, float>? _ownLogs;

    internal History Fit(BatchSource source, Func<BatchSource>? validation, FitOptions options)
    {
        CompileState state = model.Compiled;
        using var data = new DataHandler(
            source, options.StepsPerEpoch, options.InitialEpoch, options.Epochs, state.StepsPerExecution,
            ClassWeights.From(options.ClassWeight));
        var callbacks = new CallbackList(model, options.Callbacks, addHistory: true, options.Verbose, options.Epochs, data.Steps);
        var run = new FitState(
            model, this, data, validation is null ? null : () => new DataHandler(validation(), options.ValidationSteps, 0, 1, state.StepsPerExecution),
            callbacks);
        model.stop_training = false;
        model.Run = run;
        try
        {
            callbacks.on_train_begin();
            Dictionary<string, float>? logs = null;
            foreach (int epoch in data.Epochs())
            {
                logs = TrainEpoch(epoch, data, callbacks, logs);
                if ((options.ValidationFrequency ?? 1).Includes(epoch) && run.Validation is { } held)
                    foreach ((string name, float value) in Evaluate(held, callbacks))
                        logs["val_" + name] = value;
                callbacks.on_epoch_end(epoch, logs);
                if (model.stop_training)
                    break;
            }
            if (options.Epochs > 0 && state.Optimizer is OptimizerV2 optimizer)
                optimizer.finalize_variable_values(state.Variables ?? []);
            callbacks.on_train_end(logs ?? []);
        }
        finally
        {
            model.Run = null;
            run.OpenValidation?.Dispose();
        }
        return model.history!;
    }

    private Dictionary<string, float> TrainEpoch(int epoch, DataHandler data, CallbackList callbacks, Dictionary<string, float>? before)
    {
        // An epoch that is resumed in its middle goes on with its metrics, and may have no batch left.
        bool own = model.IsOverridden(nameof(Model.train_step)), any = data.InMiddle && before is null;
        if (!any)
            model.reset_metrics();
        callbacks.on_epoch_begin(epoch);
        foreach (int step in data.Executions())
        {
            callbacks.on_train_batch_begin(step);
            if (!Execute(data, "train step", batch => TrainStep(batch, own)))
                break;
            any = true;
            callbacks.on_train_batch_end(step + data.ExecutionSize - 1, () => Logs(own));
            if (model.stop_training)
                break;
        }
        if (!any && before is null)
            throw new ValueError(
                "Unexpected result of `train_function` (Empty Logs). The input pipeline gave no batch: the data set is empty.");
        return Logs(own);
    }

    internal Dictionary<string, float> Evaluate(DataHandler data, CallbackList callbacks)
    {
        _ = model.Compiled;
        callbacks.on_test_begin();
        bool own = model.IsOverridden(nameof(Model.test_step));
        Dictionary<string, float> logs = [];
        foreach (int _ in data.Epochs())
        {
            model.reset_metrics();
            bool any = false;
            foreach (int step in data.Executions())
            {
                callbacks.on_test_batch_begin(step);
                if (!Execute(data, "test step", batch => TestStep(batch, own)))
                    break;
                any = true;
                callbacks.on_test_batch_end(step + data.ExecutionSize - 1, () => Logs(own));
            }
            if (!any)
                throw new ValueError("evaluate: expected at least one batch; the data set is empty");
            logs = Logs(own);
        }
        callbacks.on_test_end(logs);
        return logs;
    }

    internal Tensors Predict(DataHandler data, CallbackList callbacks)
    {
        callbacks.on_predict_begin();
        var outputs = new List<Tensors>();
        foreach (int _ in data.Epochs())
        {
            foreach (int step in data.Executions())
            {
                callbacks.on_predict_batch_begin(step);
                if (!Execute(data, "predict step", batch => outputs.Add(PredictStep(batch))))
                    break;
                callbacks.on_predict_batch_end(step + data.ExecutionSize - 1, outputs[^1]);
            }
        }
        if (outputs.Count == 0)
            throw new ValueError("predict: expected at least one batch; the data set is empty");
        callbacks.on_predict_end();
        return Join(outputs);
    }

    /// <summary>The batches between two calls of the batch hooks, each in a scope of its own; false when the data ended.</summary>
    private static bool Execute(DataHandler data, string name, Action<TrainBatch> step)
    {
        for (int k = 0; k < data.ExecutionSize; k++)
        {
            if (!data.TryNext(out TrainBatch batch))
                return false;
            try
            {
                step(batch);
            }
            finally
            {
                batch.Release();
            }
        }
        return true;
    }

    internal void TrainStep(TrainBatch batch, bool own)
    {
        using var scope = new Scope("train step");
        (Tensors x, Tensors? y, Tensors? w) = batch.Take();
        if (own)
            _ownLogs = Read(model.train_step(x, y, w));
        else
            model.TrainOn(x, y, w);
    }

    /// <summary>A batch goes through the model and its metrics, so that their variables exist; nothing is trained.</summary>
    internal void Prime(TrainBatch batch)
    {
        using var scope = new Scope("first batch");
        (Tensors x, Tensors? y, Tensors? w) = batch.Take();
        if (model.IsOverridden(nameof(Model.train_step)))
            model.Apply(x, training: false);
        else
            model.TestOn(x, y, w);
    }

    internal void TestStep(TrainBatch batch, bool own)
    {
        using var scope = new Scope("test step");
        (Tensors x, Tensors? y, Tensors? w) = batch.Take();
        if (own)
            _ownLogs = Read(model.test_step(x, y, w));
        else
            model.TestOn(x, y, w);
    }

    internal Tensors PredictStep(TrainBatch batch)
    {
        using var scope = new Scope("predict step");
        (Tensors x, _, _) = batch.Take(needsTargets: false);
        Tensors y = model.predict_step(x);
        // A model that hands its input on must not give away the batch's own memory.
        Tensor[] results = [.. y.Select(t => x.Any(i => ReferenceEquals(i, t)) ? Aten.clone(t) : t)];
        foreach (Tensor t in results)
            t.Logits = null;
        return scope.Return(new Tensors(results));
    }

    private static Dictionary<string, float> Read(Dictionary<string, Tensor> results) =>
        results.ToDictionary(p => p.Key, p => (float)p.Value);

    /// <summary>What an own step returned, or else the metrics; these win when they have the same names, as in Keras.</summary>
    internal Dictionary<string, float> Logs(bool own)
    {
        if (!own)
            return model.ReadMetrics();
        Dictionary<string, float> read = model.ReadMetrics();
        return _ownLogs is null || (read.Count == _ownLogs.Count && read.Keys.All(_ownLogs.ContainsKey)) ? read :
            new Dictionary<string, float>(_ownLogs);
    }

    private static Tensors Join(List<Tensors> batches)
    {
        if (batches.Count == 1)
            return batches[0];
        using var scope = new Scope("predict");
        var joined = new Tensor[batches[0].Count];
        for (int i = 0; i < joined.Length; i++)
            joined[i] = Aten.cat(batches.ConvertAll(b => b[i]), 0);
        batches.ForEach(b => { foreach (Tensor t in b) t.Dispose(); });
        return scope.Return(new Tensors(joined));
    }
}

/// <summary>After which epochs fit validates: every n-th, or those in a list (counted from 1).</summary>
public sealed class ValidationFrequency
{
    private readonly int _every;
    private readonly HashSet<int>? _listed;

    private ValidationFrequency(int every, IEnumerable<int>? listed)
    {
        if (listed is null && every < 1)
            throw new ValueError($"validation_freq: expected at least 1, or a list of epochs; received {every}");
        (_every, _listed) = (every, listed is null ? null : [.. listed]);
    }

    /// <summary>Whether an epoch, counted from 0, is one of them.</summary>
    internal bool Includes(int epoch) => _listed?.Contains(epoch + 1) ?? (epoch + 1) % _every == 0;

    public static implicit operator ValidationFrequency(int every) => new(every, null);

    public static implicit operator ValidationFrequency(int[] epochs) => new(0, epochs);

    public static implicit operator ValidationFrequency(List<int> epochs) => new(0, epochs);
}
