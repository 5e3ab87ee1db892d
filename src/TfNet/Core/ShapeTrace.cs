namespace Tensorflow;

/// <summary>An op that was called on tensors of which only shapes are known.</summary>
/// <param name="Path">Names of the layers that it was called in, the outermost first, joined by '/'; empty outside of layers.</param>
/// <param name="Op">Name of the op: "conv2d", "matmul", ..</param>
/// <param name="Inputs">Shapes of its arguments, kernels and biases among them.</param>
/// <param name="Output">Shape of its (first) result.</param>
/// <param name="Equation">Of an einsum: one letter for each axis; of other ops null.</param>
public sealed record OpCall(string Path, string Op, IReadOnlyList<Shape> Inputs, Shape Output, string? Equation);

/// <summary>
/// Notes the op calls that the calling thread makes on shapes alone while the trace lives; <c>model.ComputeOutputShape(shape)</c> makes
/// all calls of a model without computing anything. Traces nest: only the innermost one notes.
/// </summary>
public sealed class ShapeTrace : IDisposable
{
    [ThreadStatic]
    private static ShapeTrace? t_current;

    private readonly ShapeTrace? _outer;
    private readonly List<OpCall> _calls = [];
    private readonly List<string> _path = [];

    public ShapeTrace()
    {
        _outer = t_current;
        t_current = this;
    }

    /// <summary>The calls so far, in order.</summary>
    public IReadOnlyList<OpCall> Calls => _calls;

    internal static void Note(string op, Tensor[] inputs, Shape output, string? equation)
    {
        if (t_current is { } trace)
            trace._calls.Add(new OpCall(string.Join('/', trace._path), op, Array.ConvertAll(inputs, t => t.shape), output, equation));
    }

    /// <summary>Until it is disposed, calls belong to this layer too.</summary>
    internal static LayerFrame Inside(string layer)
    {
        t_current?._path.Add(layer);
        return new LayerFrame(t_current);
    }

    public void Dispose() => t_current = _outer;

    internal readonly ref struct LayerFrame(ShapeTrace? trace) : IDisposable
    {
        public void Dispose() => trace?._path.RemoveAt(trace._path.Count - 1);
    }
}
