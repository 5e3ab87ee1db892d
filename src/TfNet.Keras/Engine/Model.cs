using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// A layer that can be trained, evaluated, saved and printed (https://keras.io/api/models/model/). Subclass it with layers
/// in fields and the forward computation in Call; or make one from tensors (<see cref="Functional"/>) or a list
/// (<see cref="Sequential"/>).
/// </summary>
public abstract partial class Model : Layer, IModel
{
    protected Model(ModelArgs? args = null)
        : base(args)
    {
    }

    protected Model(string name)
        : this(new ModelArgs { Name = name })
    {
    }

    /// <summary>True for models whose layers' connections are known.</summary>
    public virtual bool IsGraphNetwork => false;

    public virtual Tensors? inputs => null;

    public virtual Tensors? outputs => null;

    public List<ILayer> layers => Layers;

    public string[] output_names => OutputNames();

    /// <summary>The names of the outputs; a subclass has output_1, output_2, .. once it was called.</summary>
    internal virtual string[] OutputNames() => OutputCount is { } n ? [.. Enumerable.Range(1, n).Select(i => $"output_{i}")] : [];

    /// <summary>How many outputs the last call gave.</summary>
    internal int? OutputCount { get; private set; }

    // Model's order differs from Layer's: children one by one, then the model's own weights.
    public override List<IVariableV1> TrainableWeights =>
        Trainable ? [.. Children().SelectMany(c => c.Trainable).Concat(OwnTrainable).DistinctBy(v => v.UniqueId)] : [];

    public override List<IVariableV1> NonTrainableWeights
    {
        get
        {
            IEnumerable<IVariableV1> frozen = Children().SelectMany(c => c.NonTrainable);
            IEnumerable<IVariableV1> all = Trainable
                ? frozen.Concat(OwnNonTrainable)
                : Children().SelectMany(c => c.Trainable).Concat(OwnTrainable).Concat(frozen).Concat(OwnNonTrainable);
            return [.. all.DistinctBy(v => v.UniqueId)];
        }
    }

    public override List<IVariableV1> Weights =>
        [.. Children().SelectMany(c => c.All).Concat(OwnTrainable).Concat(OwnNonTrainable).DistinctBy(v => v.UniqueId)];

    /// <summary>Builds a subclassed model by running its call on a shape (batch included, -1 for unknown).</summary>
    public override void build(KerasShapesWrapper input_shape)
    {
        if (Built)
            return;
        var inputs = new Tensors(input_shape.ToShapeArray().Select(s => new Tensor(s, ComputeDType, null)));
        using (CallContext.Enter(null, ""))
        using (ResourceVariable.ReadSymbolically())
            OutputCount = RunCall(inputs, null, null, null).Count;
        base.build(input_shape);
    }

    // A called subclass builds its layers while it runs.
    private protected override void BuildForCall(Tensors inputs)
    {
        if (this is Functional)
            base.BuildForCall(inputs);
        else
            Built = true;
    }

    /// <summary>One prediction step; override it for a step of your own.</summary>
    public virtual Tensors predict_step(Tensors inputs) => Apply(inputs, training: false);

    /// <summary>A layer by name or by position.</summary>
    public ILayer get_layer(string? name = null, int index = -1)
    {
        List<ILayer> all = Layers;
        if (index >= 0 && name is not null)
            throw new ValueError("Provide only a layer name or a layer index. Received: index=" + index + ", name=" + name + ".");
        if (index >= 0)
            return index < all.Count ? all[index]
                : throw new ValueError($"Was asked to retrieve layer at index {index} but model only has {all.Count} layers.");
        if (name is null)
            throw new ValueError("Provide either a layer name or layer index at `get_layer`.");
        return all.Find(l => l.Name == name)
            ?? throw new ValueError($"No such layer: {name}. Existing layers are: [{string.Join(", ", all.Select(l => $"'{l.Name}'"))}].");
    }
}
