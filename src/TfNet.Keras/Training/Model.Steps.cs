using System.Collections.Concurrent;
using Tensorflow.Gradients;
using Tensorflow.Keras.Metrics;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    private static readonly ConcurrentDictionary<(Type Type, string Method), bool> s_overridden = new();

    /// <summary>
    /// One training step; override it for a step of your own. It runs in a scope: what it makes and does not return is freed.
    /// </summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets; null where there are none.</param>
    /// <param name="sample_weight">Weights of the samples; null where there are none.</param>
    /// <returns>What to report, by name.</returns>
    public virtual Dictionary<string, Tensor> train_step(Tensors x, Tensors? y, Tensors? sample_weight)
    {
        TrainOn(x, y, sample_weight);
        return Results();
    }

    /// <summary>One evaluation step; override it for a step of your own.</summary>
    public virtual Dictionary<string, Tensor> test_step(Tensors x, Tensors? y, Tensors? sample_weight)
    {
        TestOn(x, y, sample_weight);
        return Results();
    }

    /// <summary>The compiled losses of the outputs and all penalties; the means over the epoch take it in.</summary>
    public virtual Tensor compute_loss(Tensors x, Tensors? y, Tensors y_pred, Tensors? sample_weight)
    {
        if (y is null && Compiled.Loss.HasLoss)
            throw new ValueError(
                $"Target data is missing. Your model was compiled with loss={Compiled.Loss.Description}, "
                + "and therefore expects target data to be provided in `fit()`.");
        return Compiled.Loss.Call(y, y_pred, sample_weight, losses, output_names);
    }

    /// <summary>Updates the compiled metrics and returns all results by name.</summary>
    public virtual Dictionary<string, Tensor> compute_metrics(Tensors x, Tensors? y, Tensors y_pred, Tensors? sample_weight)
    {
        Compiled.Metrics.update_state(y, y_pred, sample_weight, output_names);
        return Results();
    }

    /// <summary>Starts all metrics anew.</summary>
    public void reset_metrics()
    {
        foreach (IMetricFunc m in metrics)
            m.reset_state();
    }

    internal void TrainOn(Tensors x, Tensors? y, Tensors? weights)
    {
        CompileState state = Compiled;
        Tensors yPred;
        IVariableV1[] variables;
        Tensor[] gradients;
        List<Layer>? flipped = state.Flip();
        var tape = new GradientTape(persistent: false, watchAccessedVariables: true);
        try
        {
            yPred = Apply(x, training: true);
            Tensor loss = compute_loss(x, y, yPred, weights);
            variables = state.VariablesOf(this);
            if (!state.Loss.HasLoss && losses.Count == 0)
                throw new ValueError("No loss found. You may have forgotten to provide a `loss` argument in the `compile()` method.");
            gradients = tape.gradient(loss, variables);
        }
        finally
        {
            tape.Abandon();
            flipped?.ForEach(l => l.FlipTrainable());
        }
        state.Optimizer.apply_gradients(gradients.Zip(variables));
        if (IsOverridden(nameof(compute_metrics)))
            compute_metrics(x, y, yPred, weights);
        else
            state.Metrics.update_state(y, yPred, weights, output_names);
    }

    internal void TestOn(Tensors x, Tensors? y, Tensors? weights)
    {
        Tensors yPred = Apply(x, training: false);
        compute_loss(x, y, yPred, weights);
        if (IsOverridden(nameof(compute_metrics)))
            compute_metrics(x, y, yPred, weights);
        else
            Compiled.Metrics.update_state(y, yPred, weights, output_names);
    }

    private Dictionary<string, Tensor> Results()
    {
        var results = new Dictionary<string, Tensor>();
        foreach (IMetricFunc m in metrics)
            results[m.Name] = m.result();
        return results;
    }

    /// <summary>The present values of all metrics; this is where the device is waited for.</summary>
    internal Dictionary<string, float> ReadMetrics()
    {
        using var scope = new Scope("metrics");
        var values = new Dictionary<string, float>();
        foreach (IMetricFunc m in metrics)
            values[m.Name] = m is LossMean loss ? loss.Value : (float)m.result();
        return values;
    }

    /// <summary>Whether a subclass has its own form of a step method.</summary>
    internal bool IsOverridden(string method) => s_overridden.GetOrAdd((GetType(), method), static key => Array.Exists(
        key.Type.GetMethods(), m => m.Name == key.Method && m.IsVirtual && m.GetBaseDefinition().DeclaringType == typeof(Model)
            && m.DeclaringType != typeof(Model)));
}
