using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// The gradient of one recorded op: from the gradients of its outputs (null where nothing flows) to those of its inputs.
/// <paramref name="needs"/> tells which inputs anyone asked for; the others may be left null.
/// </summary>
internal delegate Tensor?[] GradientFunction(Tensor?[] outputGradients, bool[] needs);

/// <summary>
/// What a <see cref="Gradients.GradientTape"/> writes: the ops that depend on watched tensors or variables, in order of execution.
/// A record keeps only what its gradient reads (its saved tensors), pinned against the end of their scopes.
/// </summary>
internal sealed class Tape
{
    [ThreadStatic]
    private static List<Tape>? t_active;

    private readonly List<Entry> _records = [];
    private readonly HashSet<long> _tracked = [];
    private readonly bool _watchVariables;

    internal Tape(bool watchVariables)
    {
        _watchVariables = watchVariables;
    }

    /// <summary>True when any tape of this thread records: gradients must then be written in ops themselves.</summary>
    internal static bool AnyActive => t_active is { Count: > 0 };

    /// <summary>Told the name of every op that a tape is offered: for tests that look for ops without a test.</summary>
    internal static Action<string>? Offered { get; set; }

    /// <summary>Until the result is disposed, no tape of this thread records.</summary>
    internal static Pause Suspend()
    {
        List<Tape>? before = t_active;
        t_active = null;
        return new Pause(before);
    }

    internal readonly ref struct Pause(List<Tape>? before)
    {
        internal void Dispose() => t_active = before;
    }

    internal void Start() => (t_active ??= []).Add(this);

    internal void Stop() => t_active?.Remove(this);

    internal void Watch(long key) => _tracked.Add(key);

    /// <summary>True when some active tape depends on the tensor.</summary>
    internal static bool IsRecording(Tensor a)
    {
        if (t_active is not { Count: > 0 } tapes)
            return false;
        foreach (Tape tape in tapes)
            if (tape._tracked.Contains(a.Key))
                return true;
        return false;
    }

    internal static bool IsRecording(Tensor a, Tensor b) => AnyActive && (IsRecording(a) || IsRecording(b));

    internal static bool IsRecording(ReadOnlySpan<Tensor?> inputs)
    {
        if (!AnyActive)
            return false;
        foreach (Tensor? t in inputs)
            if (t != null && IsRecording(t))
                return true;
        return false;
    }

    /// <summary>A trainable variable is read: tapes that watch by themselves track it from now on.</summary>
    internal static void VariableRead(IVariableV1 variable)
    {
        if (t_active is not { Count: > 0 } tapes)
            return;
        foreach (Tape tape in tapes)
            if (tape._watchVariables && variable.Trainable)
                tape._tracked.Add(variable.UniqueId);
    }

    /// <summary>Records an op with one output.</summary>
    internal static void Record(string op, Tensor[] inputs, Tensor output, Func<Tensor, Tensor?[]> gradient, params Tensor?[] saved) =>
        Record(op, inputs, [output], (dy, _) => gradient(dy[0]!), saved);

    /// <summary>Records an op with one output whose gradient looks at what is needed.</summary>
    internal static void Record(string op, Tensor[] inputs, Tensor output, Func<Tensor, bool[], Tensor?[]> gradient, params Tensor?[] saved) =>
        Record(op, inputs, [output], (dy, needs) => gradient(dy[0]!, needs), saved);

    /// <summary>Writes the op on every tape that tracks one of its inputs. <paramref name="saved"/>: every tensor that the gradient reads.</summary>
    internal static void Record(string op, Tensor[] inputs, Tensor[] outputs, GradientFunction gradient, params Tensor?[] saved)
    {
        if (t_active is not { Count: > 0 } tapes)
            return;
        Offered?.Invoke(op);
        foreach (Tape tape in tapes)
            tape.Add(op, inputs, outputs, gradient, saved);
    }

    private void Add(string op, Tensor[] inputs, Tensor[] outputs, GradientFunction gradient, Tensor?[] saved)
    {
        var needs = new bool[inputs.Length];
        bool any = false;
        for (int i = 0; i < inputs.Length; i++)
            any |= needs[i] = inputs[i].dtype.is_floating() && _tracked.Contains(inputs[i].Key);
        if (!any)
            return;
        foreach (Tensor output in outputs)
            _tracked.Add(output.Id);
        foreach (Tensor? t in saved)
            t?.Pin();
        _records.Add(new Entry(op, Array.ConvertAll(inputs, t => t.Key), Array.ConvertAll(outputs, t => t.Id), needs, gradient, saved));
    }

    /// <summary>
    /// Walks the records backwards from the targets. Returned gradients belong to the caller's scope.
    /// A record's saved tensors are let go as soon as its gradient is done, unless <paramref name="keepRecords"/>.
    /// </summary>
    internal Tensor?[] Gradient(IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor?>? seeds, long[] sources, bool keepRecords)
    {
        var gradients = new Dictionary<long, Tensor>();
        var wanted = new HashSet<long>(sources);
        using (new Scope("gradient"))
        {
            for (int i = 0; i < targets.Count; i++)
            {
                if (!_tracked.Contains(targets[i].Key))
                    continue;
                Tensor seed = seeds?[i] ?? Creation.OnesLike(targets[i]);
                Accumulate(gradients, targets[i].Key, seed);
            }
        }
        try
        {
            for (int r = _records.Count - 1; r >= 0; r--)
            {
                Entry record = _records[r];
                Step(record, gradients, wanted);
                if (!keepRecords)
                {
                    record.Release();
                    _records.RemoveAt(r);
                }
            }
        }
        finally
        {
            if (!keepRecords)
                Clear();
        }
        var results = new Tensor?[sources.Length];
        var given = new HashSet<long>();
        for (int i = 0; i < sources.Length; i++)
        {
            if (!gradients.TryGetValue(sources[i], out Tensor? g))
                continue;
            if (given.Add(sources[i]))
                g.UnpinAndAdopt();
            results[i] = g;
        }
        foreach ((long key, Tensor g) in gradients)
            if (!given.Contains(key))
                g.Unpin();
        return results;
    }

    private static void Step(Entry record, Dictionary<long, Tensor> gradients, HashSet<long> wanted)
    {
        var dy = new Tensor?[record.Outputs.Length];
        bool any = false;
        for (int i = 0; i < dy.Length; i++)
            any |= gradients.TryGetValue(record.Outputs[i], out dy[i]);
        if (!any)
            return;
        using (new Scope("gradient of " + record.Op))
        {
            Tensor?[] dx = record.Gradient(dy, record.Needs);
            for (int i = 0; i < record.Inputs.Length; i++)
                if (record.Needs[i] && dx[i] is { } g)
                    Accumulate(gradients, record.Inputs[i], g);
        }
        foreach (long output in record.Outputs)
            if (!wanted.Contains(output) && gradients.Remove(output, out Tensor? done))
                done.Unpin();
    }

    private static void Accumulate(Dictionary<long, Tensor> gradients, long key, Tensor gradient)
    {
        if (gradients.TryGetValue(key, out Tensor? before))
        {
            Tensor sum = MathOps.Add(before, gradient);
            sum.Pin();
            before.Unpin();
            gradients[key] = sum;
            return;
        }
        gradient.Pin();
        gradients[key] = gradient;
    }

    /// <summary>Lets go of everything recorded.</summary>
    internal void Clear()
    {
        foreach (Entry r in _records)
            r.Release();
        _records.Clear();
        _tracked.Clear();
    }

    private sealed record Entry(string Op, long[] Inputs, long[] Outputs, bool[] Needs, GradientFunction Gradient, Tensor?[] Saved)
    {
        internal void Release()
        {
            foreach (Tensor? t in Saved)
                t?.Unpin();
        }
    }
}
