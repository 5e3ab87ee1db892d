namespace Tensorflow;

/// <summary>
/// The op call that a symbolic tensor stands for: which op, on what, and how to do it again on other tensors.
/// Keras turns calls that are not part of a layer into layers of their own.
/// </summary>
internal sealed record SymbolicOrigin(string Op, Tensor[] Inputs, Func<Tensor[], Tensor[]> Call)
{
    /// <summary>The results of this call, in order.</summary>
    internal Tensor[] Outputs { get; private set; } = [];

    /// <summary>The single symbolic result of an op call.</summary>
    internal static Tensor Result(
        string op, Shape shape, TF_DataType dtype, Tensor[] inputs, Func<Tensor[], Tensor> call, string? equation = null) =>
        Results(op, [(shape, dtype)], inputs, a => [call(a)], equation)[0];

    internal static Tensor[] Results(
        string op, (Shape Shape, TF_DataType DType)[] results, Tensor[] inputs, Func<Tensor[], Tensor[]> call, string? equation = null)
    {
        ShapeTrace.Note(op, inputs, results[0].Shape, equation);
        // Constants among the inputs live as long as the model, not as the op's scope.
        foreach (Tensor t in inputs)
            if (!t.IsSymbolic)
                t.Pin();
        var origin = new SymbolicOrigin(op, inputs, call);
        origin.Outputs = Array.ConvertAll(results, r => new Tensor(r.Shape, r.DType, origin) { name = op });
        return origin.Outputs;
    }
}
