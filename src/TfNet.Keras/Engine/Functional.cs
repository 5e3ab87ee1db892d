using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Layers;

namespace Tensorflow.Keras.Engine;

/// <summary>A model given by its input and output tensors (https://keras.io/guides/functional_api/).</summary>
public partial class Functional : Model
{
    private ExecutionPlan? _plan;

    public Functional(Tensors inputs, Tensors outputs, string? name = null)
        : this(new ModelArgs { Name = name ?? BackendImpl.UniqueName("model"), Inputs = inputs, Outputs = outputs })
    {
        SetGraph(inputs, outputs);
    }

    private protected Functional(ModelArgs args)
        : base(args)
    {
    }

    internal ModelGraph? Graph { get; private set; }

    protected internal override string KerasClassName => GetType() == typeof(Functional) ? "Functional" : base.KerasClassName;

    /// <summary>True once the layers' connections are known.</summary>
    public override bool IsGraphNetwork => Graph is not null;

    public override Tensors? inputs => Graph?.Inputs;

    public override Tensors? outputs => Graph?.Outputs;

    public override List<ILayer> Layers => Graph is { } g ? [.. g.Layers] : [];

    internal override IReadOnlyList<Child> Children() => Graph is { } g ? [.. g.Layers.Select(l => new Child([l]))] : base.Children();

    internal override string CallPrefix() => "";

    internal override string[] OutputNames()
    {
        if (Graph is null)
            return base.OutputNames();
        var used = new Dictionary<string, int>();
        return [.. Graph.Outputs.Select(t => KerasHistory.Of(t)!.Node.Layer.Name).Select(n =>
        {
            int count = used[n] = used.GetValueOrDefault(n) + 1;
            return count == 1 ? n : $"{n}_{count - 1}";
        })];
    }

    private protected void SetGraph(Tensors inputs, Tensors outputs)
    {
        foreach (Tensor t in inputs)
            if (!t.IsSymbolic || KerasHistory.Of(t) is not { Node.IsInput: true })
                throw new ValueError($"Model: argument inputs: expected tensors made by keras.Input; received {t}");
        OpLambda.WithHistory(outputs);
        Graph = new ModelGraph(inputs, outputs);
        _plan = new ExecutionPlan(Graph);
        Built = true;
        CheckNames();
    }

    private protected void DropGraph()
    {
        Graph = null;
        _plan = null;
        Built = false;
    }

    private void CheckNames()
    {
        var names = new HashSet<string>();
        foreach (Layer layer in Graph!.Layers)
            if (!names.Add(layer.Name))
                throw new ValueError($"The name \"{layer.Name}\" is used 2 times in the model. All layer names should be unique.");
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors expected = Graph!.Inputs;
        if (inputs.Count != expected.Count)
            throw new ValueError($"Layer \"{Name}\" expects {expected.Count} input(s), but it received {inputs.Count} input tensors. Inputs received: {inputs}");
        for (int i = 0; i < inputs.Count; i++)
            if (!Fits(inputs[i].shape, expected[i].shape))
                throw new ValueError($"Input {i} of layer \"{Name}\" is incompatible with the layer: expected shape={expected[i].shape}, found shape={inputs[i].shape}");
        return _plan!.Run(Conform(inputs, expected));
    }

    /// <summary>Inputs of another dtype (bytes of images, integers) become what the model was built for, as in Keras.</summary>
    private Tensors Conform(Tensors inputs, Tensors expected)
    {
        TF_DataType Wanted(int i) => expected[i].dtype.is_floating() && inputs[i].dtype.is_floating() ? inputs[i].dtype : expected[i].dtype;
        bool fits = true;
        for (int i = 0; i < inputs.Count && fits; i++)
            fits = inputs[i].dtype == Wanted(i);
        return fits ? inputs : new Tensors(inputs.Select((t, i) => MathOps.Cast(t, Wanted(i))));
    }

    private static bool Fits(Shape given, Shape expected) => given.is_compatible_with(expected);
}
