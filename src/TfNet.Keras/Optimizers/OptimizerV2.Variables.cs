using TfNet.LibTorch;

namespace Tensorflow.Keras.Optimizers;

/// <summary>The optimizer's own variables: the step counter, the slots, the moving averages.</summary>
public abstract partial class OptimizerV2
{
    private readonly ResourceVariable _iterations;
    private readonly List<ResourceVariable> _variables = [];
    private readonly Dictionary<(long Variable, string Slot), ResourceVariable> _slots = [];
    private readonly HashSet<long> _known = [];
    private string _prefix = "";

    /// <summary>Steps taken, int64; it may be assigned to continue a run.</summary>
    public IVariableV1 iterations => _iterations;

    /// <summary>All variables in Keras' order: the step counter, then the slots as <see cref="build"/> makes them.</summary>
    public IReadOnlyList<ResourceVariable> variables => _variables;

    /// <summary>The values of <see cref="variables"/>.</summary>
    public Tensor[] get_weights() => [.. _variables.Select(v => v.AsTensor())];

    /// <summary>Replaces the values of <see cref="variables"/>, in their order.</summary>
    public void set_weights(IReadOnlyList<Tensor> weights)
    {
        if (weights.Count != _variables.Count)
            throw new ValueError($"{name}: argument weights: expected {_variables.Count} tensors, one for each variable; received "
                + $"{weights.Count}");
        for (int i = 0; i < weights.Count; i++)
            _variables[i].assign(weights[i], read_value: false);
    }

    private protected bool IsBuilt { get; private set; }

    /// <summary>The number of finished steps.</summary>
    protected long Step => (long)_iterations.Handle;

    /// <summary>
    /// Makes the slots for all variables that will be trained. Called by the first step; calling it before lets later
    /// steps update parts of the variables.
    /// </summary>
    public void build(IEnumerable<IVariableV1> var_list) => BuildFor([.. var_list], "");

    /// <summary>Makes the slots that the first step would make, so that their values can be loaded.</summary>
    internal virtual void MakeSlots(IEnumerable<IVariableV1> trained) => BuildFor([.. trained], name);

    /// <summary>Makes an optimizer's slots, in the order in which Keras lists them.</summary>
    protected abstract void CreateSlots(IReadOnlyList<ResourceVariable> var_list);

    /// <summary>A variable of a model variable's shape (and memory layout), named slot/variable.</summary>
    protected ResourceVariable add_variable_from_reference(ResourceVariable model_variable, string variable_name, double initial_value = 0,
        Shape? shape = null)
    {
        using var scope = new Scope("slot");
        Shape slotShape = shape ?? model_variable.shape;
        Tensor value = Creation.Fill(slotShape, initial_value, model_variable.dtype, model_variable.Handle.Device);
        return Register(model_variable, variable_name, value, slotShape);
    }

    /// <summary>A slot by its name, as Keras names it ("m", "v", ..).</summary>
    public ResourceVariable get_slot(IVariableV1 var, string slot_name) =>
        _slots.TryGetValue((var.UniqueId, slot_name), out ResourceVariable? slot)
            ? slot
            : throw new KeyError($"{name}: variable '{var.Name}' has no slot '{slot_name}'");

    /// <summary>The slot of that name, made when it is not there yet.</summary>
    public IVariableV1 add_slot(IVariableV1 var, string slot_name, IInitializer? initializer = null)
    {
        if (_slots.TryGetValue((var.UniqueId, slot_name), out ResourceVariable? slot))
            return slot;
        ResourceVariable variable = Resource(var);
        using var scope = new Scope("slot");
        Tensor value = initializer?.Apply(new InitializerArgs(variable.shape, variable.dtype))
            ?? Creation.Fill(variable.shape, 0, variable.dtype, variable.Handle.Device);
        return Register(variable, slot_name, value, variable.shape);
    }

    private protected ResourceVariable Slot(ResourceVariable variable, string slot) => _slots[(variable.UniqueId, slot)];

    /// <summary>A slot's name from the scope's prefix, its own name and its variable's.</summary>
    private protected virtual string SlotName(string prefix, string slot, string variable) =>
        prefix.Length == 0 ? $"{slot}/{variable}:0" : $"{prefix}/{slot}/{variable}:0";

    private ResourceVariable Register(ResourceVariable variable, string slot, Tensor value, Shape shape)
    {
        WeightLayout layout = shape == variable.shape ? variable.Layout : WeightLayout.RowMajor;
        string plain = variable.Name.EndsWith(":0", StringComparison.Ordinal) ? variable.Name[..^2] : variable.Name;
        var made = new ResourceVariable(value, false, SlotName(_prefix, slot, plain), layout);
        _variables.Add(made);
        _slots[(variable.UniqueId, slot)] = made;
        return made;
    }

    private void BuildFor(IVariableV1[] variables, string prefix)
    {
        if (IsBuilt)
            return;
        ResourceVariable[] list = Array.ConvertAll(variables, Resource);
        _prefix = prefix;
        foreach (ResourceVariable v in list)
            if (!_known.Add(v.UniqueId))
                throw new ValueError($"{name}: variable '{v.Name}' is given twice");
        if (use_ema)
            foreach (ResourceVariable v in list)
                Register(v, "average", v.Handle, v.shape);
        CreateSlots(list);
        IsBuilt = true;
    }

    private void AdvanceStep() => _iterations.assign(Step + 1, read_value: false);

    private void UpdateAverages(List<(ResourceVariable Variable, Tensor Gradient)> items)
    {
        if (!use_ema)
            return;
        foreach ((ResourceVariable v, _) in items)
        {
            ResourceVariable average = Slot(v, "average");
            (ema_momentum * Untracked.Of(average) + (1 - ema_momentum) * Untracked.Of(v)).StoreIn(average);
        }
        if (ema_overwrite_frequency is { } frequency && Step % frequency == 0)
            foreach ((ResourceVariable v, _) in items)
                OverwriteByAverage(v);
    }

    private void OverwriteByAverage(ResourceVariable variable) => Untracked.Of(Slot(variable, "average")).StoreIn(variable);

    /// <summary>The variable, if this optimizer was built for it.</summary>
    private protected virtual ResourceVariable Known(IVariableV1 variable) => _known.Contains(variable.UniqueId)
        ? (ResourceVariable)variable
        : throw new KeyError(
            $"The optimizer cannot recognize variable {variable.Name}. This usually means you are trying to call the optimizer to update "
            + "different parts of the model separately. Please call `optimizer.build(variables)` with the full list of trainable variables "
            + "before the training loop.");

    /// <summary>A variable of the optimizer itself, after those made so far.</summary>
    private protected ResourceVariable AddOwn(string variableName, double value)
    {
        using var scope = new Scope("slot");
        var made = new ResourceVariable(new Tensor((float)value), false, variableName);
        _variables.Add(made);
        return made;
    }

    private protected static ResourceVariable Resource(IVariableV1 variable) => variable as ResourceVariable
        ?? throw new TypeError($"optimizer: expected variables made by tf.Variable or add_weight; received "
            + $"{variable?.GetType().Name ?? "null"}");
}
