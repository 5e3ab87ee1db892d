using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Comparisons (broadcasting, bool results) and logic. Nothing here has a gradient.</summary>
internal static class Compare
{
    internal static Tensor Equal(Tensor x, Tensor y) => Apply("equal", x, y, Aten.eq);

    internal static Tensor NotEqual(Tensor x, Tensor y) => Apply("not_equal", x, y, Aten.ne);

    internal static Tensor Less(Tensor x, Tensor y) => Apply("less", x, y, Aten.lt);

    internal static Tensor LessEqual(Tensor x, Tensor y) => Apply("less_equal", x, y, Aten.le);

    internal static Tensor Greater(Tensor x, Tensor y) => Apply("greater", x, y, Aten.gt);

    internal static Tensor GreaterEqual(Tensor x, Tensor y) => Apply("greater_equal", x, y, Aten.ge);

    internal static Tensor And(Tensor x, Tensor y) => Logic("logical_and", x, y, Aten.logical_and);

    internal static Tensor Or(Tensor x, Tensor y) => Logic("logical_or", x, y, Aten.logical_or);

    internal static Tensor Xor(Tensor x, Tensor y) => Logic("logical_xor", x, y, Aten.logical_xor);

    internal static Tensor Not(Tensor x)
    {
        Check.Bool("logical_not", x);
        return Test("logical_not", x, Aten.logical_not);
    }

    /// <summary>A yes-or-no question about each element.</summary>
    internal static Tensor Test(string op, Tensor x, Func<Tensor, Tensor> forward)
    {
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(op, x.shape, TF_DataType.TF_BOOL, [x], a => Test(op, a[0], forward));
        using var scope = new Scope(op);
        return scope.Return(forward(x));
    }

    private static Tensor Logic(string op, Tensor x, Tensor y, Func<Tensor, Tensor, Tensor> forward)
    {
        Check.Bool(op, x);
        Check.Bool(op, y);
        return Apply(op, x, y, forward);
    }

    private static Tensor Apply(string op, Tensor x, Tensor y, Func<Tensor, Tensor, Tensor> forward)
    {
        Check.SameDType(op, x, y);
        Shape shape = Broadcast.Shapes(op, x.shape, y.shape);
        if (x.IsSymbolic || y.IsSymbolic)
            return SymbolicOrigin.Result(op, shape, TF_DataType.TF_BOOL, [x, y], t => Apply(op, t[0], t[1], forward));
        using var scope = new Scope(op);
        return scope.Return(forward(x, y));
    }
}

public sealed partial class tensorflow
{
    public Tensor equal<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.Equal);

    public Tensor not_equal<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.NotEqual);

    public Tensor greater<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.Greater);

    public Tensor greater_equal<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.GreaterEqual);

    public Tensor less<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.Less);

    public Tensor less_equal<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.LessEqual);

    public Tensor logical_and<T>(T x, T y, string? name = null) => Operand.Apply(x, y, Compare.And);

    public Tensor logical_or(Tensor x, Tensor y, string? name = null) => Compare.Or(x, y);

    public Tensor logical_not(Tensor x, string? name = null) => Compare.Not(x);

    public Tensor logical_xor(Tensor x, Tensor y, string name = "LogicalXor") => Compare.Xor(x, y);
}

public sealed partial class math_api
{
    public Tensor equal<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.Equal);

    public Tensor not_equal<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.NotEqual);

    public Tensor greater<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.Greater);

    public Tensor greater_equal<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.GreaterEqual);

    public Tensor less<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.Less);

    public Tensor less_equal<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, Compare.LessEqual);
}
