using System.Text.RegularExpressions;
using Tensorflow.Gradients;
using Tensorflow.Keras.Engine;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Base of the optimizers, with the behaviour of Keras 2.15's (https://keras.io/api/optimizers/): clip, then weight decay,
/// then the step, then the moving averages. A new optimizer overrides <see cref="CreateSlots"/> and <see cref="update_step"/>.
/// </summary>
public abstract partial class OptimizerV2 : IOptimizer
{
    private readonly OptimizerOptions _options;
    private readonly List<Regex> _excludedNames = [];
    private readonly HashSet<long> _excludedVariables = [];
    private bool _warnedOfMissing;

    protected OptimizerV2(LearningRate learning_rate, string name, OptimizerOptions? options = null)
    {
        _options = options ?? new OptimizerOptions();
        _options.Check();
        Rate = learning_rate;
        this.name = name;
        using (Device.Use("/CPU:0"))
            _iterations = new ResourceVariable(new Tensor(0L), false, IterationName);
        _variables.Add(_iterations);
    }

    /// <summary>The optimizer's name, which begins its variables' names.</summary>
    public string name { get; }

    /// <summary>The rate: <c>optimizer.lr.assign(0.01f)</c> and <c>optimizer.lr = 0.01f</c> both set it.</summary>
    public LearningRate lr
    {
        get => Rate;
        set => Rate.TakeFrom(value);
    }

    /// <inheritdoc cref="lr"/>
    public LearningRate learning_rate
    {
        get => Rate;
        set => Rate.TakeFrom(value);
    }

    public double? weight_decay => _options.weight_decay;

    public double? clipnorm => _options.clipnorm;

    public double? clipvalue => _options.clipvalue;

    public double? global_clipnorm => _options.global_clipnorm;

    public bool use_ema => _options.use_ema;

    public double ema_momentum => _options.ema_momentum;

    public int? ema_overwrite_frequency => _options.ema_overwrite_frequency;

    private protected LearningRate Rate { get; }

    private protected virtual string IterationName => "iteration:0";

    public void apply_gradients((Tensor, IVariableV1) grads_and_vars, string? name = null, bool experimental_aggregate_gradients = true) =>
        Apply([(grads_and_vars.Item1, grads_and_vars.Item2)], name);

    public void apply_gradients((Tensor, ResourceVariable) grads_and_vars, string? name = null,
        bool experimental_aggregate_gradients = true) =>
        Apply([(grads_and_vars.Item1, grads_and_vars.Item2)], name);

    /// <summary>One step for the given variables. Null gradients are left out with a warning; all null is an error.</summary>
    /// <param name="grads_and_vars">Pairs of gradient and variable.</param>
    /// <param name="name">Begins the names of variables made in the first step, instead of the optimizer's name.</param>
    /// <param name="experimental_aggregate_gradients">
    /// There is one replica, whose gradients are their own sum: both values mean the same.
    /// </param>
    public void apply_gradients(IEnumerable<(Tensor, IVariableV1)> grads_and_vars, string? name = null,
        bool experimental_aggregate_gradients = true) =>
        Apply([.. grads_and_vars.Select(p => ((Tensor?)p.Item1, p.Item2))], name);

    /// <inheritdoc cref="apply_gradients(IEnumerable{ValueTuple{Tensor, IVariableV1}}, string, bool)"/>
    public void apply_gradients(IEnumerable<(Tensor, ResourceVariable)> grads_and_vars, string? name = null,
        bool experimental_aggregate_gradients = true) =>
        Apply([.. grads_and_vars.Select(p => ((Tensor?)p.Item1, (IVariableV1)p.Item2))], name);

    /// <summary>Computes the gradients of a loss on a tape and applies them.</summary>
    public void minimize(Tensor loss, IEnumerable<IVariableV1> var_list, GradientTape tape)
    {
        IVariableV1[] variables = [.. var_list];
        using var scope = new Scope("minimize");
        Tensor[] gradients = tape.gradient(loss, variables);
        apply_gradients(gradients.Zip(variables));
    }

    /// <summary>Calls a function that computes the loss, and applies the gradients of its result.</summary>
    public void minimize(Func<Tensor> loss, IEnumerable<IVariableV1> var_list)
    {
        using var tape = new GradientTape(persistent: false, watchAccessedVariables: true);
        minimize(loss(), var_list, tape);
    }

    /// <summary>One replica: the gradients as they are.</summary>
    public Tensor[] aggregate_gradients(IEnumerable<(Tensor, IVariableV1)> grads_and_vars) => [.. grads_and_vars.Select(p => p.Item1)];

    /// <summary>Gradients clipped as the optimizer was told to; null members stay null.</summary>
    public Tensor[] clip_gradients(Tensor[] grads)
    {
        using var scope = new Scope("clip_gradients");
        return scope.Return(GradientClipping.Clip(grads, _options));
    }

    /// <summary>
    /// Takes variables out of weight decay: themselves, or by regular expressions searched in their names. Only before the first step.
    /// </summary>
    public void exclude_from_weight_decay(IEnumerable<IVariableV1>? var_list = null, IEnumerable<string>? var_names = null)
    {
        if (IsBuilt)
            throw new ValueError("`exclude_from_weight_decay()` can only be configued before the optimizer is built.");
        foreach (IVariableV1 v in var_list ?? [])
            _excludedVariables.Add(v.UniqueId);
        foreach (string pattern in var_names ?? [])
            _excludedNames.Add(Pattern(pattern));
    }

    /// <summary>With use_ema: the variables take their moving averages, at the end of training.</summary>
    public void finalize_variable_values(IEnumerable<IVariableV1> var_list)
    {
        if (!use_ema)
            return;
        foreach (IVariableV1 v in var_list)
            OverwriteByAverage(Known(v));
    }

    /// <summary>One variable's step. <paramref name="gradient"/> has the shape and dtype of the variable.</summary>
    protected abstract void update_step(Tensor gradient, ResourceVariable variable);

    /// <summary>All variables' steps of one call; an optimizer with a fused kernel overrides it.</summary>
    private protected virtual void UpdateAll(IReadOnlyList<(ResourceVariable Variable, Tensor Gradient)> items)
    {
        DecayWeights(items);
        foreach ((ResourceVariable variable, Tensor gradient) in items)
            update_step(gradient, variable);
    }

    /// <summary>w -= w * weight_decay * rate, for the variables that take part.</summary>
    private protected void DecayWeights(IReadOnlyList<(ResourceVariable Variable, Tensor Gradient)> items)
    {
        if (weight_decay is not { } decay)
            return;
        foreach ((ResourceVariable v, _) in items)
        {
            if (!Decays(v))
                continue;
            Untracked w = Untracked.Of(v);
            (w - w * decay * RateFor(v)).StoreIn(v);
        }
    }

    private protected bool Decays(ResourceVariable variable) =>
        weight_decay != null && !_excludedVariables.Contains(variable.UniqueId) && !_excludedNames.Exists(p => p.IsMatch(variable.Name));

    /// <summary>The step's rate in a variable's precision: float32 as Keras keeps it, exact for float64.</summary>
    protected virtual double RateFor(ResourceVariable variable) => variable.dtype == TF_DataType.TF_DOUBLE ? Rate.Value : (float)Rate.Value;

    /// <summary>Slots exist for the variables of a step; the first step makes them.</summary>
    private protected virtual void Prepare((Tensor? Gradient, IVariableV1 Variable)[] pairs, string prefix) =>
        BuildFor([.. pairs.Select(p => p.Variable)], prefix);

    private void Apply((Tensor? Gradient, IVariableV1 Variable)[] pairs, string? prefix)
    {
        using var scope = new Scope(name);
        Rate.BeginStep(Step);
        if (pairs.Length == 0)
            return;
        Prepare(pairs, prefix ?? name);
        List<(ResourceVariable Variable, Tensor Gradient)> items = WithGradient(pairs);
        Tensor?[] clipped = GradientClipping.Clip([.. items.Select(i => i.Gradient)], _options);
        for (int i = 0; i < clipped.Length; i++)
            items[i] = (items[i].Variable, clipped[i]!);
        UpdateAll(items);
        AdvanceStep();
        UpdateAverages(items);
        foreach ((ResourceVariable v, _) in items)
            if (v.Constraint is { } constraint)
                v.assign(constraint(v.AsTensor()), read_value: false);
    }

    private List<(ResourceVariable Variable, Tensor Gradient)> WithGradient((Tensor? Gradient, IVariableV1 Variable)[] pairs)
    {
        var items = new List<(ResourceVariable, Tensor)>(pairs.Length);
        List<string>? missing = null;
        foreach ((Tensor? g, IVariableV1 variable) in pairs)
        {
            ResourceVariable v = Known(variable);
            if (g is null)
            {
                (missing ??= []).Add(v.Name);
                continue;
            }
            if (g.shape != v.shape || g.dtype != v.dtype)
                throw new InvalidArgumentError(
                    $"{name}: argument grads_and_vars: expected a gradient of shape {v.shape} {v.dtype.as_numpy_name()} for variable "
                        + $"'{v.Name}'; "
                    + $"received {g.shape} {g.dtype.as_numpy_name()}");
            items.Add((v, g));
        }
        if (missing is null)
            return items;
        string names = string.Join(", ", missing.Select(n => $"'{n}'"));
        if (items.Count == 0)
            throw new ValueError($"No gradients provided for any variable: ([{names}],).");
        if (!_warnedOfMissing)
            Warnings.Warn($"Gradients do not exist for variables [{names}] when minimizing the loss. If you're using `model.compile()`, "
                + "did you forget to provide a `loss` argument?");
        _warnedOfMissing = true;
        return items;
    }

    private static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            throw new ValueError($"exclude_from_weight_decay: argument var_names: expected a regular expression; received '{pattern}' "
                + $"({e.Message})");
        }
    }
}
