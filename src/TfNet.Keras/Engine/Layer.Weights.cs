using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras.Engine;

public abstract partial class Layer
{
    private readonly List<IVariableV1> _ownTrainable = [];
    private readonly List<IVariableV1> _ownNonTrainable = [];
    private List<NDArray>? _pendingWeights;

    /// <summary>
    /// Makes a weight. Its value is computed when it is first used, so that a model's shapes cost nothing.
    /// </summary>
    /// <param name="name">Last part of the variable's name, e.g. "kernel".</param>
    /// <param name="shape">Fully known.</param>
    /// <param name="dtype">Invalid: the layer's.</param>
    /// <param name="initializer">Null: glorot_uniform for floats, zeros for integers and bool.</param>
    /// <param name="regularizer">Its penalty joins <see cref="losses"/>.</param>
    /// <param name="trainable">False for statistics and tables.</param>
    protected virtual IVariableV1 add_weight(
        string name, Shape shape, TF_DataType dtype = TF_DataType.DtInvalid, IInitializer? initializer = null, IRegularizer? regularizer = null, bool trainable = true) =>
        AddWeight(name, shape, dtype, initializer, regularizer, trainable, WeightLayout.RowMajor);

    internal ResourceVariable AddWeight(
        string name,
        Shape shape,
        TF_DataType dtype = TF_DataType.DtInvalid,
        IInitializer? initializer = null,
        IRegularizer? regularizer = null,
        bool trainable = true,
        WeightLayout layout = WeightLayout.RowMajor)
    {
        if (!shape.IsFullyDefined)
            throw new ValueError($"layer '{Name}': weight '{name}': expected a known shape; received {shape}");
        TF_DataType type = dtype == TF_DataType.DtInvalid ? DType : dtype;
        IInitializer init = initializer ?? Initializers.get(type.is_floating() ? "glorot_uniform" : "zeros")!;
        Func<Tensor> value = Initializers.Deferred(init, new InitializerArgs(shape, type, name: name));
        string prefix = CallContext.Current is null ? Name + "/" : CallContext.Prefix;
        var variable = new ResourceVariable(shape, type, value, trainable, $"{prefix}{name}:0", layout);
        (trainable ? _ownTrainable : _ownNonTrainable).Add(variable);
        if (regularizer is { } r)
            _weightLosses.Add(() => r.Apply(new RegularizerArgs(variable.AsTensor())));
        return variable;
    }

    /// <summary>A weight's value in the dtype of the computation.</summary>
    internal Tensor Weight(ResourceVariable variable)
    {
        Tensor value = variable.AsTensor();
        return value.dtype == ComputeDType || !value.dtype.is_floating() ? value : MathOps.Cast(value, ComputeDType);
    }

    internal IReadOnlyList<IVariableV1> OwnTrainable => [.. _ownTrainable, .. FieldVariables(trainable: true)];

    internal IReadOnlyList<IVariableV1> OwnNonTrainable => [.. _ownNonTrainable, .. FieldVariables(trainable: false)];

    public virtual List<IVariableV1> TrainableWeights =>
        Trainable ? Distinct([.. OwnTrainable, .. Children().SelectMany(c => c.Trainable)]) : [];

    public virtual List<IVariableV1> NonTrainableWeights =>
        Trainable
            ? Distinct([.. OwnNonTrainable, .. Children().SelectMany(c => c.NonTrainable)])
            : Distinct([.. OwnTrainable, .. OwnNonTrainable, .. Children().SelectMany(c => c.All)]);

    /// <summary>All weights, in the order of files and <see cref="get_weights"/>: trainable ones, then the others.</summary>
    public virtual List<IVariableV1> Weights => Distinct([.. TrainableWeights, .. NonTrainableWeights]);

    public List<IVariableV1> TrainableVariables => TrainableWeights;

    public List<IVariableV1> NonTrainableVariables => NonTrainableWeights;

    public List<IVariableV1> Variables => Weights;

    public List<IVariableV1> trainable_variables => TrainableWeights;

    public List<IVariableV1> non_trainable_variables => NonTrainableWeights;

    public List<IVariableV1> trainable_weights => TrainableWeights;

    public List<IVariableV1> non_trainable_weights => NonTrainableWeights;

    public List<IVariableV1> variables => Weights;

    public long count_params()
    {
        if (!Built && Weights.Count == 0)
            throw new ValueError($"You tried to call `count_params` on layer {Name}, but the layer isn't built. Build it with `build(input_shape)` or call it first.");
        return Weights.Sum(w => w.shape.size);
    }

    /// <exception cref="ValueError">A model that has no weights yet.</exception>
    public List<NDArray> get_weights() => this is Model && !Built
        ? throw NoWeightsYet()
        : [.. Weights.Select(w => w.numpy())];

    internal ValueError NoWeightsYet() => new(
        $"Weights for model '{Name}' have not yet been created. Weights are created when the model is first called on inputs or `build()` is called with an `input_shape`.");

    /// <summary>Sets all weights, in the order of <see cref="Weights"/>; everything is checked before anything changes.</summary>
    public void set_weights(IEnumerable<NDArray> weights)
    {
        List<NDArray> values = [.. weights];
        List<IVariableV1> targets = Weights;
        if (!Built && targets.Count == 0)
        {
            _pendingWeights = values;
            return;
        }
        if (values.Count != targets.Count)
            throw new ValueError(
                $"You called `set_weights(weights)` on layer \"{Name}\" with a weight list of length {values.Count}, but the layer was expecting {targets.Count} weights.");
        for (int i = 0; i < values.Count; i++)
        {
            var shape = new Shape(values[i].shape.Select(d => (long)d));
            if (shape != targets[i].shape)
                throw new ValueError($"Layer {Name} weight shape {targets[i].shape} is not compatible with provided weight shape {shape}.");
        }
        for (int i = 0; i < values.Count; i++)
            targets[i].assign(values[i], read_value: false);
    }

    private void SetPendingWeights()
    {
        if (_pendingWeights is not { } values)
            return;
        _pendingWeights = null;
        set_weights(values);
    }

    private static List<IVariableV1> Distinct(IEnumerable<IVariableV1> variables) => [.. variables.DistinctBy(v => v.UniqueId)];
}
