using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// Base of all layers (https://keras.io/api/layers/base_layer/). A layer overrides <c>build</c> (makes its weights for an
/// input shape), <see cref="Call"/> and, where its output shape does not follow from running Call on shapes,
/// <see cref="ComputeOutputShape"/>. Inner layers assigned to fields (also in lists) are found by themselves.
/// </summary>
public abstract partial class Layer : ILayer
{
    private bool _trainable;
    private readonly string? _givenName;
    private string? _name;

    protected Layer(LayerArgs? args = null)
    {
        args ??= new LayerArgs();
        _givenName = args.Name;
        _trainable = args.Trainable;
        DTypePolicy policy = args.Policy ?? DTypePolicy.Global;
        bool own = args.Policy is null && args.DType != TF_DataType.DtInvalid;
        DType = own ? args.DType : policy.VariableDType;
        ComputeDType = own ? args.DType : policy.ComputeDType;
        AutoCast = args.Autocast;
        ActivityRegularizer = args.ActivityRegularizer;
        BatchInputShape = args.BatchInputShape
            ?? (args.InputShape is null ? null : new Shape(-1L).concatenate(args.InputShape));
        _name = _givenName ?? BackendImpl.UniqueName(BackendImpl.SnakeCase(KerasClassName));
    }

    /// <summary>The class name that configs and automatic names use.</summary>
    protected internal virtual string KerasClassName => GetType().Name;

    public string Name
    {
        get => _name!;
        set => _name = value;
    }

    public string name => Name;

    public bool Trainable
    {
        get => _trainable;
        set
        {
            _trainable = value;
            foreach (Layer child in FlatLayers())
                child.Trainable = value;
        }
    }

    public bool trainable
    {
        get => Trainable;
        set => Trainable = value;
    }

    /// <summary>Turns this layer's own flag round, inner layers' left alone.</summary>
    internal void FlipTrainable() => _trainable = !_trainable;

    public bool Built { get; protected set; }

    /// <summary>TensorFlow.NET's name of <see cref="Built"/>.</summary>
    protected bool built
    {
        get => Built;
        set => Built = value;
    }

    /// <summary>The dtype of the weights.</summary>
    public TF_DataType DType { get; }

    /// <summary>The dtype of the computation: floating inputs are cast to it.</summary>
    public TF_DataType ComputeDType { get; protected set; }

    public bool AutoCast { get; }

    public IRegularizer? ActivityRegularizer { get; }

    /// <summary>Shape with batch that the layer was declared with.</summary>
    public Shape? BatchInputShape { get; }

    /// <summary>Shapes that the layer was built for.</summary>
    public KerasShapesWrapper? BuildInputShape { get; private set; }

    public List<INode> InboundNodes { get; } = [];

    public List<INode> OutboundNodes { get; } = [];

    /// <summary>Replaces <see cref="Call"/>, as TensorFlow.NET allows.</summary>
    public Func<Tensors, Tensors>? ReplacedCall { get; set; }

    /// <summary>Ranks and extents that the inputs must have.</summary>
    public InputSpec? InputSpec { get; protected set; }

    /// <summary>The forward computation.</summary>
    /// <param name="inputs">The input tensors.</param>
    /// <param name="state">States of recurrent layers; none here.</param>
    /// <param name="training">The training flag; null where nothing set one.</param>
    /// <param name="optional_args">Further arguments.</param>
    protected abstract Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null);

    /// <summary>Makes the weights; called once, before the first call.</summary>
    public virtual void build(KerasShapesWrapper input_shape)
    {
        BuildInputShape = input_shape;
        Built = true;
    }

    public void build(Shape input_shape) => build(new KerasShapesWrapper(input_shape));

    /// <summary>The output shape for an input shape (batch included, -1 for unknown), found by running the call on shapes alone.</summary>
    public virtual Shape ComputeOutputShape(Shape input_shape) => ComputeOutputShapes([input_shape])[0];

    public Shape compute_output_shape(Shape input_shape) => ComputeOutputShape(input_shape);

    internal Shape[] ComputeOutputShapes(Shape[] inputShapes)
    {
        var inputs = new Tensors(inputShapes.Select(s => new Tensor(s, ComputeDType, null)));
        using (CallContext.Enter(false, CallContext.Prefix))
        {
            MaybeBuild(inputs);
            using (ResourceVariable.ReadSymbolically())
                return [.. RunCall(inputs, null, false, null).Select(t => t.shape)];
        }
    }

    public Tensors Apply(Tensors inputs, Tensors? states = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        if (inputs.Count == 0)
            throw new ValueError($"layer '{Name}': argument inputs: expected at least one tensor; received none");
        bool? inherited = CallContext.Current?.Training;
        bool? flag = training ?? inherited ?? BackendImpl.LearningPhase;
        bool symbolic = inputs.Any(t => t.IsSymbolic);
        bool construction = symbolic && !CallContext.IsInsideCall;
        if (construction)
            inputs = OpLambda.WithHistory(inputs);
        Tensors outputs;
        using (CallContext.Enter(flag, CallPrefix()))
        {
            InputSpec?.Verify(Name, inputs);
            Tensors cast = Cast(inputs);
            MaybeBuild(cast);
            if (symbolic)
            {
                using (ResourceVariable.ReadSymbolically())
                using (ShapeTrace.Inside(Name))
                    outputs = RunCall(cast, states, construction ? training : flag, optional_args);
            }
            else
            {
                BeginEagerCall();
                outputs = EagerCall(cast, states, flag, optional_args);
                AddActivityLoss(outputs);
            }
        }
        return construction ? RecordNode(inputs, outputs, training, optional_args) : outputs;
    }

    /// <summary>Names of the inputs after the first, for layers whose call has named ones; empty: the inputs are a list.</summary>
    internal virtual IReadOnlyList<string> CallArguments => [];

    /// <summary>The activation that this layer is, if it is one that other ops can compute together with their own result.</summary>
    internal virtual FusedActivation AsFused => FusedActivation.None;

    /// <summary>The name prefix of weights made inside this layer's call.</summary>
    internal virtual string CallPrefix() => CallContext.Prefix + Name + "/";

    internal Tensors RunCall(Tensors inputs, Tensors? states, bool? training, IOptionalArgs? optionalArgs) =>
        ReplacedCall is { } replaced ? replaced(inputs) : Call(inputs, states, training, optionalArgs);

    /// <summary>
    /// A library layer's intermediate results end with its call. A user's layer may keep tensors in fields, and a model may
    /// hold user's layers: these are no scopes.
    /// </summary>
    private Tensors EagerCall(Tensors inputs, Tensors? states, bool? training, IOptionalArgs? optionalArgs)
    {
        if (this is Model || GetType().Assembly != typeof(Layer).Assembly || ReplacedCall is not null)
            return RunCall(inputs, states, training, optionalArgs);
        using var scope = new Scope(Name);
        return scope.Return(RunCall(inputs, states, training, optionalArgs));
    }

    private Tensors RecordNode(Tensors inputs, Tensors outputs, bool? training, IOptionalArgs? optionalArgs)
    {
        // A tensor belongs to one node: a layer that hands its input on (Dropout, a linear activation) gets a new one.
        var own = new Tensors(outputs.Select(t => t.KerasHistory is null && !inputs.Contains(t) ? t : new Tensor(t.shape, t.dtype, null)));
        foreach (Tensor t in own)
            t.name = Name;
        _ = new Node(this, inputs, own, training, optionalArgs);
        return own;
    }

    internal void MaybeBuild(Tensors inputs)
    {
        if (Built)
            return;
        BuildForCall(inputs);
        BuildInputShape ??= new KerasShapesWrapper(inputs.Select(t => t.shape));
        Built = true;
        SetPendingWeights();
    }

    private protected virtual void BuildForCall(Tensors inputs) => build(new KerasShapesWrapper(inputs.Select(t => t.shape)));

    /// <summary>Floating inputs go to the layer's compute dtype; integers stay.</summary>
    private Tensors Cast(Tensors inputs)
    {
        if (!AutoCast || !ComputeDType.is_floating() || inputs.All(t => !t.dtype.is_floating() || t.dtype == ComputeDType))
            return inputs;
        return new Tensors(inputs.Select(t => t.dtype.is_floating() ? MathOps.Cast(t, ComputeDType) : t));
    }

    public Shape OutputShape
    {
        get
        {
            if (InboundNodes.Count == 0)
                throw new RuntimeError($"layer '{Name}' has no defined output shape: it has not been called on a symbolic tensor");
            Shape shape = InboundNodes[0].Outputs.shape;
            return InboundNodes.All(n => n.Outputs.shape == shape) ? shape
                : throw new RuntimeError($"layer '{Name}' has several inbound nodes with different output shapes: {string.Join(", ", InboundNodes.Select(n => n.Outputs.shape))}");
        }
    }

    /// <summary>The symbolic output of the layer's only call in a model.</summary>
    public Tensors output => InboundNodes.Count == 1 ? InboundNodes[0].Outputs
        : throw new RuntimeError($"layer '{Name}': expected one call in a model; it has {InboundNodes.Count}");

    /// <summary>The symbolic input of the layer's only call in a model.</summary>
    public Tensors input => InboundNodes.Count == 1 ? InboundNodes[0].input_tensors
        : throw new RuntimeError($"layer '{Name}': expected one call in a model; it has {InboundNodes.Count}");

    /// <summary>The constructor's arguments by Keras' names; subclasses add theirs.</summary>
    public virtual IDictionary<string, object?> get_config()
    {
        var config = new OrderedDictionary<string, object?> { ["name"] = Name, ["trainable"] = Trainable, ["dtype"] = DTypePolicy.NameOf(this) };
        if (BatchInputShape is { } shape)
            config["batch_input_shape"] = Array.ConvertAll(shape.dims, d => d < 0 ? (object?)null : d);
        return config;
    }

    public override string ToString() => $"<{KerasClassName} {Name}>";
}
