using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>
/// Releases, when it ends, every tensor made on this thread since it began, except those returned with
/// <c>Return</c> and those a tape's record still needs (these go when the record does).
/// Scopes nest; a returned tensor belongs to the enclosing scope, or to the collector where there is none.
/// Usage: <c>using var scope = new Scope("matmul"); ...; return scope.Return(y);</c>
/// </summary>
internal readonly ref struct Scope : IDisposable
{
    [ThreadStatic]
    private static Stack? t_stack;

    private readonly Stack _stack;
    private readonly int _start;
    private readonly long _before;
    private readonly string _name;

    internal Scope(string name)
    {
        _stack = t_stack ??= new Stack();
        _start = _stack.Tensors.Count;
        _before = Tensor.LastId;
        _name = name;
        _stack.Depth++;
    }

    /// <summary>True when the calling thread is inside a scope.</summary>
    internal static bool Any => t_stack is { Depth: > 0 };

    /// <summary>Called for every new tensor: the innermost scope owns it; without one the collector does.</summary>
    internal static void Register(Tensor tensor)
    {
        if (t_stack is { Depth: > 0 } stack)
            stack.Tensors.Add(tensor);
        else if (t_stack is not { Manual: true })
            tensor.LeaveToCollector();
    }

    /// <summary>
    /// Until it ends, tensors made on this thread belong to nobody: the enclosing scopes do not release them, and the
    /// collector is not told. Who makes them disposes them, or hands them on with <see cref="Tensor.LeaveToCollector"/>.
    /// Scopes opened inside work as ever. For input pipelines, whose elements outlive the step that asks for them.
    /// </summary>
    internal static ManualBlock Manual() => new(t_stack);

    internal readonly ref struct ManualBlock : IDisposable
    {
        private readonly Stack? _before;

        internal ManualBlock(Stack? before)
        {
            _before = before;
            t_stack = before is { Manual: true, Depth: 0 } ? before : new Stack { Manual = true };
        }

        public void Dispose() => t_stack = _before;
    }

    internal Tensor Return(Tensor tensor)
    {
        Own(tensor);
        return tensor;
    }

    internal Tensors Return(Tensors tensors)
    {
        foreach (Tensor t in tensors)
            Own(t);
        return tensors;
    }

    internal Tensor[] Return(Tensor[] tensors)
    {
        foreach (Tensor t in tensors)
            Own(t);
        return tensors;
    }

    internal Tensor?[] ReturnAny(Tensor?[] tensors)
    {
        foreach (Tensor? t in tensors)
            if (t != null)
                Own(t);
        return tensors;
    }

    /// <summary>The tensors made in this scope so far and not released yet.</summary>
    internal Tensor[] Made() => [.. _stack.Tensors.Skip(_start)];

    /// <summary>Keeps what this scope made; a tensor that came from outside has another owner.</summary>
    private void Own(Tensor tensor)
    {
        if (tensor.Id > _before)
            Keep(tensor);
    }

    internal static void Keep(Tensor tensor)
    {
        tensor.Returned = true;
        if (tensor.Logits != null)
            Keep(tensor.Logits);
    }

    public void Dispose()
    {
        Stack stack = _stack;
        stack.Depth--;
        List<Tensor> tensors = stack.Tensors;
        int kept = _start;
        for (int i = _start; i < tensors.Count; i++)
        {
            Tensor t = tensors[i];
            if (t.Returned)
            {
                t.Returned = false;
                if (stack.Depth > 0)
                    tensors[kept++] = t;
                else if (!stack.Manual)
                    t.LeaveToCollector();
            }
            else
            {
                t.EndOfScope(_name);
            }
        }
        tensors.RemoveRange(kept, tensors.Count - kept);
    }

    internal sealed class Stack
    {
        internal readonly List<Tensor> Tensors = new(64);
        internal int Depth;
        internal bool Manual;
    }
}
