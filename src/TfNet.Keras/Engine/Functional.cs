using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Layers;

namespace Tensorflow.Keras.Engine;

/// <summary>A model given by its input and output tensors (https://keras.io/guides/functional_api/).</summary>
public partial class Functional : Model
{
    private Plan? _plan;

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
        _plan = new Plan(Graph);
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

    /// <summary>
    /// How to run the graph: each call reads and writes numbered slots. A result that only library layers saw is freed
    /// after its last use, unless a tape needs it: prediction then holds few activations at a time.
    /// </summary>
    private sealed class Plan
    {
        private readonly record struct Step(Layer Layer, bool? Training, IOptionalArgs? Optional, int[] Reads, int[] Writes, int[] Free);

        private readonly List<Step> _steps = [];
        private readonly int[] _inputs;
        private readonly int[] _outputs;
        private readonly int _slots;

        internal Plan(ModelGraph graph)
        {
            var slots = new Dictionary<long, int>();
            int Slot(Tensor t) => slots.TryGetValue(t.Id, out int s) ? s : slots[t.Id] = slots.Count;
            _inputs = [.. graph.Inputs.Select(Slot)];
            var steps = new List<(Node Node, int[] Reads, int[] Writes)>();
            foreach (Node node in graph.Nodes)
                if (!node.IsInput)
                    steps.Add((node, [.. node.Inputs.Select(Slot)], [.. node.Outputs.Select(Slot)]));
            _outputs = [.. graph.Outputs.Select(Slot)];
            _slots = slots.Count;
            var keep = new HashSet<int>([.. _inputs, .. _outputs]);
            var free = new List<int>[steps.Count];
            for (int i = steps.Count - 1; i >= 0; i--)
            {
                free[i] = [];
                foreach (int s in steps[i].Reads.Concat(steps[i].Writes))
                    if (keep.Add(s))
                        free[i].Add(s);
            }
            KeepWhatUserLayersSee(steps, free);
            for (int i = 0; i < steps.Count; i++)
                _steps.Add(new Step(steps[i].Node.Layer, steps[i].Node.Training, steps[i].Node.OptionalArgs, steps[i].Reads, steps[i].Writes, [.. free[i]]));
        }

        private static void KeepWhatUserLayersSee(List<(Node Node, int[] Reads, int[] Writes)> steps, List<int>[] free)
        {
            var seen = new HashSet<int>();
            foreach ((Node node, int[] reads, int[] writes) in steps)
                if (node.Layer.GetType().Assembly != typeof(Layer).Assembly)
                    seen.UnionWith(reads.Concat(writes));
            foreach (List<int> list in free)
                list.RemoveAll(seen.Contains);
        }

        internal Tensors Run(Tensors inputs)
        {
            var values = new Tensor?[_slots];
            for (int i = 0; i < _inputs.Length; i++)
                values[_inputs[i]] = inputs[i];
            foreach (Step step in _steps)
            {
                var x = new Tensors(step.Reads.Select(s => values[s]!));
                Tensors y = step.Layer.Apply(x, training: step.Training, optional_args: step.Optional);
                for (int i = 0; i < step.Writes.Length; i++)
                    values[step.Writes[i]] = y[i];
                foreach (int s in step.Free)
                    Free(values, s);
            }
            return new Tensors(_outputs.Select(s => values[s]!));
        }

        private static void Free(Tensor?[] values, int slot)
        {
            Tensor done = values[slot]!;
            values[slot] = null;
            foreach (Tensor? other in values)
                if (other is not null && (ReferenceEquals(other, done) || ReferenceEquals(other.Logits, done)))
                    return;
            done.ReleaseIfUnpinned();
        }
    }
}
