using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// A chain of layers (https://keras.io/guides/sequential_model/). With an input shape it is a graph at once; without one
/// it becomes a graph at its first call or build, for that shape.
/// </summary>
public sealed partial class Sequential : Functional
{
    private readonly List<ILayer> _layers = [];
    private Shape? _inferred;
    private bool _declared;
    private InputLayer? _input;

    public Sequential(SequentialArgs args)
        : base(Named(args))
    {
        foreach (ILayer layer in args.Layers ?? [])
            add(layer);
    }

    public Sequential(IEnumerable<ILayer>? layers = null, string? name = null)
        : this(new SequentialArgs { Name = name, Layers = layers?.ToList() })
    {
    }

    protected internal override string KerasClassName => "Sequential";

    public override List<ILayer> Layers => [.. _layers];

    /// <summary>The layers with the input layer, if there is one.</summary>
    internal List<Layer> LayersWithInput => Graph?.Layers ?? [.. _layers.Cast<Layer>()];

    internal override IReadOnlyList<Child> Children() => [.. _layers.Select(l => new Child([(Layer)l]))];

    public Shape output_shape => outputs is { } o ? o.shape : throw new RuntimeError($"Sequential '{Name}' has no output shape yet: call it or build it with an input shape");

    /// <summary>Appends a layer; its name must be new in this model.</summary>
    public void add(ILayer layer)
    {
        if (layer is InputLayer input)
        {
            if (_layers.Count > 0 || _declared)
                throw new ValueError($"Sequential '{Name}': an input layer must come first; it already has {_layers.Count} layers");
            _inferred = input.BatchInputShape;
            _declared = true;
            _input = input;
            return;
        }
        if (_layers.Any(l => l.Name == layer.Name))
            throw new ValueError($"All layers added to a Sequential model should have unique names. Name \"{layer.Name}\" is already the name of a layer in this model. Update the `name` argument to pass a unique name.");
        _layers.Add(layer);
        if (_layers.Count == 1 && !_declared && DeclaredShape((Layer)layer) is { } shape)
        {
            _inferred = shape;
            _declared = true;
        }
        if (_declared)
            Connect();
        else if (Built)
            DropGraph();
    }

    /// <summary>The input shape that a first layer brings along: its own, or that of the model it is.</summary>
    private static Shape? DeclaredShape(Layer layer) =>
        layer.BatchInputShape ?? (layer is Functional { IsGraphNetwork: true, inputs: { Count: 1 } given } ? given.shape : null);

    /// <summary>Starts the model with a tensor made by keras.Input.</summary>
    public void add(Tensor tensor) => add(KerasHistory.Of(tensor)?.Node.Layer
        ?? throw new ValueError($"Sequential '{Name}': expected a layer or a tensor made by keras.Input; received {tensor}"));

    /// <summary>Takes the last layer away.</summary>
    public void pop()
    {
        if (_layers.Count == 0)
            throw new TypeError("There are no layers in the model.");
        _layers.RemoveAt(_layers.Count - 1);
        if (_declared && _layers.Count > 0)
            Connect();
        else
            DropGraph();
    }

    public override void build(KerasShapesWrapper input_shape) => Infer(input_shape.ToSingleShape());

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        if (_layers.Count == 0)
            return inputs;
        if (!_declared)
            Infer(inputs.shape);
        return base.Call(inputs, state, training, optional_args);
    }

    /// <summary>Becomes a graph for a shape; a second, different shape leaves the differing extents open.</summary>
    private void Infer(Shape shape)
    {
        Shape relaxed = _inferred is null ? shape : Relax(_inferred, shape);
        if (Graph is not null && _inferred is not null && relaxed == _inferred)
            return;
        _inferred = relaxed;
        Connect();
    }

    private static Shape Relax(Shape a, Shape b) => a.ndim != b.ndim
        ? b
        : new Shape([.. a.Zip(b, (x, y) => x == y ? x : -1)]);

    private void Connect()
    {
        foreach (ILayer layer in _layers)
            if (Graph is not null)
                Forget((Layer)layer);
        TF_DataType dtype = _input?.output.dtype ?? ((Layer)_layers[0]).DType;
        // The graph is built as if nothing stood above it: weights' names begin at the children's.
        using (CallContext.Enter(null, "", insideCall: false))
        {
            var input = new InputLayer(_inferred!, dtype, Graph?.Layers[0].Name ?? _input?.Name ?? _layers[0].Name + "_input");
            Tensors x = input.output;
            foreach (ILayer layer in _layers)
                x = layer.Apply(x);
            SetGraph(input.output, x);
        }
    }

    private void Forget(Layer layer)
    {
        layer.InboundNodes.RemoveAll(n => Graph!.Contains((Node)n));
        layer.OutboundNodes.RemoveAll(n => Graph!.Contains((Node)n));
    }

    private static SequentialArgs Named(SequentialArgs args)
    {
        args.Name ??= BackendImpl.UniqueName("sequential");
        return args;
    }
}
