using System.Runtime.CompilerServices;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    private CompileState? _compile;

    /// <summary>What compile was given or made; may be set, which takes effect at once.</summary>
    public IOptimizer Optimizer
    {
        get => Compiled.Optimizer;
        set => Compiled.Optimizer = value;
    }

    /// <summary>Keras' name of <see cref="Optimizer"/>.</summary>
    public IOptimizer optimizer
    {
        get => Optimizer;
        set => Optimizer = value;
    }

    /// <summary>The losses of the outputs, for own train_step methods.</summary>
    public CompiledLoss compiled_loss => Compiled.Loss;

    /// <summary>The metrics of the outputs, for own train_step methods.</summary>
    public CompiledMetrics compiled_metrics => Compiled.Metrics;

    /// <summary>
    /// What fit and evaluate report and reset at the start of each epoch: the loss, the losses of single outputs, compiled metrics and
    /// those that layers add. A subclass with metrics of its own overrides it.
    /// </summary>
    public virtual IEnumerable<IMetricFunc> metrics =>
        _compile is null ? AddedMetrics() : [.. _compile.LossMetrics, .. _compile.Metrics.metrics, .. AddedMetrics()];

    public string[] metrics_names => [.. metrics.Select(m => m.Name)];

    /// <summary>True once compile was called.</summary>
    public bool is_compiled => _compile is not null;

    internal CompileState Compiled => _compile
        ?? throw new RuntimeError("You must compile your model before training/testing. Use `model.compile(optimizer, loss)`.");

    internal bool IsOptimizerSet => _compile is not null;

    [OverloadResolutionPriority(3)]
    public void compile(IOptimizer optimizer, ILossFunc loss) => Set(optimizer, loss);

    [OverloadResolutionPriority(3)]
    public void compile(IOptimizer optimizer, ILossFunc loss, string[] metrics) => Set(optimizer, loss, metrics);

    [OverloadResolutionPriority(2)]
    public void compile(IOptimizer optimizer, ILossFunc loss, IMetricFunc[] metrics) => Set(optimizer, loss, metrics);

    [OverloadResolutionPriority(3)]
    public void compile(string optimizer, string loss, string[] metrics) => Set(optimizer, loss, metrics);

    [OverloadResolutionPriority(1)]
    public void compile(IOptimizer optimizer, string loss, string[]? metrics = null) => Set(optimizer, loss, metrics);

    public void compile(IOptimizer optimizer, string loss, IMetricFunc[] metrics) => Set(optimizer, loss, metrics);

    [OverloadResolutionPriority(1)]
    public void compile(string optimizer, ILossFunc loss, string[]? metrics = null) => Set(optimizer, loss, metrics);

    /// <summary>Says how to train (https://keras.io/api/models/model_training_apis/#compile-method).</summary>
    /// <param name="optimizer">An optimizer or its name.</param>
    /// <param name="loss">A loss, its name or a function of targets and predictions; a list or dictionary of them for several outputs;
    /// null: only penalties.</param>
    /// <param name="metrics">Metrics or names; for several outputs a list of lists or a dictionary. They do not see sample weights.</param>
    /// <param name="loss_weights">Factors of the outputs' losses: a list, or a dictionary by output name.</param>
    /// <param name="weighted_metrics">As metrics; they see sample and class weights.</param>
    /// <param name="steps_per_execution">Batches between two calls of the batch hooks.</param>
    public void compile(
        object optimizer, object? loss = null, object? metrics = null, object? loss_weights = null, object? weighted_metrics = null,
        int steps_per_execution = 1) =>
        Set(optimizer, loss, metrics, loss_weights, weighted_metrics, steps_per_execution);

    private void Set(
        object optimizer, object? loss, object? metrics = null, object? lossWeights = null, object? weightedMetrics = null,
        int stepsPerExecution = 1)
    {
        if (stepsPerExecution < 1)
            throw new ValueError($"compile: argument steps_per_execution: expected at least 1; received {stepsPerExecution}");
        if (optimizer is null)
            throw new ValueError("compile: argument optimizer: expected an optimizer or its name; received null");
        _compile = new CompileState(
            this, new OptimizerApi().get(optimizer), new CompiledLoss(loss, lossWeights), new CompiledMetrics(metrics, weightedMetrics),
            stepsPerExecution);
    }
}

/// <summary>What compile made, and which layers were trainable then: that holds until the next compile, as in Keras.</summary>
internal sealed class CompileState
{
    private readonly (Layer Layer, bool Trainable)[] _flags;

    internal CompileState(Model model, IOptimizer optimizer, CompiledLoss loss, CompiledMetrics metrics, int stepsPerExecution)
    {
        (Optimizer, Loss, Metrics, StepsPerExecution) = (optimizer, loss, metrics, stepsPerExecution);
        _flags = [.. model.submodules.Cast<Layer>().Prepend(model).Select(l => (l, l.Trainable))];
    }

    internal IOptimizer Optimizer { get; set; }

    internal CompiledLoss Loss { get; }

    internal CompiledMetrics Metrics { get; }

    internal int StepsPerExecution { get; }

    /// <summary>Before the first step there is nothing to report, as in Keras.</summary>
    internal IReadOnlyList<IMetricFunc> LossMetrics => Loss.IsBuilt ? Loss.metrics : [];

    /// <summary>What training changes; known from the first step on.</summary>
    internal IVariableV1[]? Variables { get; private set; }

    /// <summary>Call it in a step, with the flags of compile in force.</summary>
    internal IVariableV1[] VariablesOf(Model model) => Variables ??= [.. model.TrainableVariables];

    /// <summary>What training changes, before the first step.</summary>
    internal IVariableV1[] FindVariables(Model model)
    {
        List<Layer>? flipped = Flip();
        try
        {
            return VariablesOf(model);
        }
        finally
        {
            flipped?.ForEach(l => l.FlipTrainable());
        }
    }

    /// <summary>Gives every layer the flag it had at compile; returns those to turn back.</summary>
    internal List<Layer>? Flip()
    {
        List<Layer>? flipped = null;
        foreach ((Layer layer, bool trainable) in _flags)
            if (layer.Trainable != trainable)
            {
                layer.FlipTrainable();
                (flipped ??= []).Add(layer);
            }
        return flipped;
    }
}
