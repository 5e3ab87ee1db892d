using Tensorflow.Common.Types;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// How to run a graph: each step reads and writes numbered slots, and is one layer's call or a <see cref="LayerChain"/>. A result that
/// only library layers saw is freed after its last use, unless a tape needs it: prediction then holds few activations at a time.
/// </summary>
internal sealed class ExecutionPlan
{
    private readonly List<Step> _steps = [];
    private readonly int[] _inputs;
    private readonly int[] _outputs;
    private readonly int _slots;

    internal ExecutionPlan(ModelGraph graph)
    {
        var slots = new Dictionary<long, int>();
        int Slot(Tensor t) => slots.TryGetValue(t.Id, out int s) ? s : slots[t.Id] = slots.Count;
        _inputs = [.. graph.Inputs.Select(Slot)];
        foreach (Node node in graph.Nodes)
            if (!node.IsInput)
                _steps.Add(new Step(node, [.. node.Inputs.Select(Slot)], [.. node.Outputs.Select(Slot)]));
        _outputs = [.. graph.Outputs.Select(Slot)];
        _slots = slots.Count;
        JoinChains();
        PlanReleases();
    }

    /// <summary>A chain takes the place of its last step, where its shortcut is there too.</summary>
    private void JoinChains()
    {
        var readers = new int[_slots];
        foreach (int s in _steps.SelectMany(s => s.Reads).Concat(_outputs))
            readers[s]++;
        for (int i = 0; i < _steps.Count; i++)
        {
            Step first = _steps[i];
            if (!first.IsPlain || first.Reads.Length != 1 || LayerChain.StartingWith(first.Node.Layer) is not { } chain)
                continue;
            int last = i, shortcut = -1;
            while (readers[_steps[last].Writes[0]] == 1 && !_outputs.Contains(_steps[last].Writes[0]) && NextOf(last) is var next and > 0
                && chain.TryAppend(_steps[next].Node.Layer))
            {
                if (_steps[next].Reads is [var a, var b])
                    shortcut = a == _steps[last].Writes[0] ? b : a;
                _steps[last] = _steps[last] with { IsTaken = true };
                last = next;
            }
            if (chain.IsJoined)
                _steps[last] = _steps[last] with { Chain = chain, Reads = shortcut < 0 ? first.Reads : [.. first.Reads, shortcut] };
        }
        _steps.RemoveAll(s => s.IsTaken);
    }

    /// <summary>The step that reads a step's result, if it may be part of a chain; else -1.</summary>
    private int NextOf(int step)
    {
        int next = _steps.FindIndex(step + 1, s => s.Reads.Contains(_steps[step].Writes[0]));
        return next > 0 && _steps[next].IsPlain && _steps[next].Reads.Length <= 2 ? next : -1;
    }

    private void PlanReleases()
    {
        var keep = new HashSet<int>([.. _inputs, .. _outputs]);
        foreach (Step step in _steps)
            if (step.Node.Layer.GetType().Assembly != typeof(Layer).Assembly)
                keep.UnionWith(step.Reads.Concat(step.Writes));
        for (int i = _steps.Count - 1; i >= 0; i--)
            _steps[i] = _steps[i] with { Free = [.. _steps[i].Reads.Concat(_steps[i].Writes).Where(keep.Add)] };
    }

    internal Tensors Run(Tensors inputs)
    {
        var values = new Tensor?[_slots];
        for (int i = 0; i < _inputs.Length; i++)
            values[_inputs[i]] = inputs[i];
        foreach (Step step in _steps)
        {
            Tensors y = step.Run(values);
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

    private sealed record Step(Node Node, int[] Reads, int[] Writes)
    {
        internal int[] Free { get; init; } = [];

        /// <summary>Replaces the layer's call.</summary>
        internal LayerChain? Chain { get; init; }

        /// <summary>Part of a later step's chain.</summary>
        internal bool IsTaken { get; init; }

        /// <summary>A call without arguments of its own, not in a chain yet.</summary>
        internal bool IsPlain => Node is { Training: null, OptionalArgs: null } && Writes.Length == 1 && Chain is null && !IsTaken;

        internal Tensors Run(Tensor?[] values)
        {
            if (Chain is not null)
                return Chain.Run(values[Reads[0]]!, Reads.Length > 1 ? values[Reads[1]] : null);
            return Node.Layer.Apply(new Tensors(Reads.Select(s => values[s]!)), training: Node.Training, optional_args: Node.OptionalArgs);
        }
    }
}
