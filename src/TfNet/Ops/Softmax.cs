using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Softmax and its logarithm along one axis.</summary>
internal static class Softmax
{
    /// <summary>exp(x) / sum(exp(x)); dx = y (dy - sum(dy y)).</summary>
    internal static Tensor Apply(Tensor x, int axis = -1)
    {
        int i = CheckAxis("softmax", x, axis);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("softmax", x.shape, x.dtype, [x], a => Apply(a[0], axis));
        using var scope = new Scope("softmax");
        Tensor y = Aten._softmax(x, i);
        if (Tape.IsRecording(x))
            Tape.Record("softmax", [x], y, dy => [Tape.AnyActive
                ? y * (dy - Reductions.Sum(dy * y, i, keepdims: true))
                : Aten._softmax_backward_data(dy, y, i)], y);
        return scope.Return(y);
    }

    /// <summary>x - log(sum(exp(x))); dx = dy - softmax(x) sum(dy).</summary>
    internal static Tensor Log(Tensor x, int axis = -1)
    {
        int i = CheckAxis("log_softmax", x, axis);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("log_softmax", x.shape, x.dtype, [x], a => Log(a[0], axis));
        using var scope = new Scope("log_softmax");
        Tensor y = Aten._log_softmax(x, i);
        if (Tape.IsRecording(x))
            Tape.Record("log_softmax", [x], y, dy => [Tape.AnyActive
                ? dy - UnaryOps.Exp(y) * Reductions.Sum(dy, i, keepdims: true)
                : Aten._log_softmax_backward_data(dy, y, i)], y);
        return scope.Return(y);
    }

    private static int CheckAxis(string op, Tensor x, int axis)
    {
        Check.Floating(op, x);
        Check.MinRank(op, x, 1);
        return Check.AxisOf(op, x.shape, axis);
    }
}

public sealed partial class nn_api
{
    public Tensor softmax(Tensor logits, int axis = -1, string? name = null) => Softmax.Apply(logits, axis);

    public Tensor log_softmax(Tensor logits, int axis = -1, string? name = null) => Softmax.Log(logits, axis);
}

public sealed partial class math_api
{
    public Tensor softmax(Tensor logits, int axis = -1, string? name = null) => Softmax.Apply(logits, axis);

    public Tensor log_softmax(Tensor logits, int axis = -1, string? name = null) => Softmax.Log(logits, axis);
}
