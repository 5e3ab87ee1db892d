using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Element-wise arithmetic with broadcasting. Both operands have one dtype, as in TensorFlow.</summary>
internal static class MathOps
{
    internal static Tensor Add(Tensor a, Tensor b) =>
        Binary("add", a, b, Aten.add, static (dy, a, b, _) => [dy, dy], Saves.Nothing);

    internal static Tensor Subtract(Tensor a, Tensor b) =>
        Binary("subtract", a, b, Aten.sub, static (dy, a, b, needs) => [dy, needs[1] ? Negative(dy) : null], Saves.Nothing);

    internal static Tensor Multiply(Tensor a, Tensor b) =>
        Binary(
            "multiply", a, b, Aten.mul,
            static (dy, a, b, needs) => [needs[0] ? Multiply(dy, b) : null, needs[1] ? Multiply(dy, a) : null], Saves.TheOther);

    /// <summary>a / b: d/da = 1/b, d/db = -a/b^2.</summary>
    internal static Tensor Divide(Tensor a, Tensor b)
    {
        if (a.dtype.is_integer() && b.dtype.is_integer())
            return TrueDivide(a, b);
        Check.Floating("divide", a);
        return Binary("divide", a, b, Aten.div, static (dy, a, b, needs) =>
        [
            needs[0] ? Divide(dy, b) : null,
            needs[1] ? Negative(Multiply(dy, Divide(Divide(a, b), b))) : null,
        ]);
    }

    /// <summary>Integers divide as float64 (8- and 16-bit ones as float32).</summary>
    private static Tensor TrueDivide(Tensor a, Tensor b)
    {
        Check.SameDType("divide", a, b);
        TF_DataType result = a.dtype is TF_DataType.TF_INT32 or TF_DataType.TF_INT64 ? TF_DataType.TF_DOUBLE : TF_DataType.TF_FLOAT;
        using var scope = new Scope("divide");
        return scope.Return(Divide(Cast(a, result), Cast(b, result)));
    }

    internal static Tensor Negative(Tensor x)
    {
        Check.Numeric("negative", x);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("negative", x.shape, x.dtype, [x], a => Negative(a[0]));
        using var scope = new Scope("negative");
        Tensor y = Aten.neg(x);
        Tape.Record("negative", [x], y, dy => [Negative(dy)]);
        return scope.Return(y);
    }

    /// <summary>Converts to another dtype (floats to integers truncate); no gradient through integers.</summary>
    internal static Tensor Cast(Tensor x, TF_DataType dtype)
    {
        if (x.dtype == dtype)
            return x;
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("cast", x.shape, dtype, [x], a => Cast(a[0], dtype));
        using var scope = new Scope("cast");
        Tensor y = Aten._to_copy(x, dtype);
        TF_DataType from = x.dtype;
        if (dtype.is_floating())
            Tape.Record("cast", [x], y, dy => [Cast(dy, from)]);
        return scope.Return(y);
    }

    /// <summary>The common form of a broadcasting op of two tensors; gradients come back in the inputs' shapes.</summary>
    internal static Tensor Binary(
        string op, Tensor a, Tensor b, Func<Tensor, Tensor, Tensor> forward, Func<Tensor, Tensor, Tensor, bool[], Tensor?[]> gradient,
        Saves saves = Saves.Both)
    {
        Check.SameDType(op, a, b);
        Check.Numeric(op, a);
        Shape shape = Broadcast.Shapes(op, a.shape, b.shape);
        if (a.IsSymbolic || b.IsSymbolic)
            return SymbolicOrigin.Result(op, shape, a.dtype, [a, b], t => Binary(op, t[0], t[1], forward, gradient, saves));
        using var scope = new Scope(op);
        Tensor y = forward(a, b);
        if (Tape.IsRecording(a, b))
            RecordBinary(op, a, b, y, gradient, saves);
        return scope.Return(y);
    }

    private static void RecordBinary(
        string op, Tensor a, Tensor b, Tensor y, Func<Tensor, Tensor, Tensor, bool[], Tensor?[]> gradient, Saves saves)
    {
        (Shape sa, Shape sb) = (a.shape, b.shape);
        Func<Tensor, bool[], Tensor?[]> dx = (dy, needs) =>
        {
            Tensor?[] g = gradient(dy, a, b, needs);
            return
            [
                needs[0] && g[0] is { } ga ? Broadcast.SumTo(ga, sa) : null,
                needs[1] && g[1] is { } gb ? Broadcast.SumTo(gb, sb) : null,
            ];
        };
        Tensor?[] saved = saves switch
        {
            Saves.Both => [a, b],
            Saves.TheOther => [Tape.IsRecording(b) ? a : null, Tape.IsRecording(a) ? b : null],
            _ => [],
        };
        Tape.Record(op, [a, b], y, dx, saved);
    }

    /// <summary>
    /// The common form of an element-wise op: gradient from (dy, x, y), of which only what <paramref name="keep"/> says may be read.
    /// </summary>
    internal static Tensor Unary(
        string op, Tensor x, Func<Tensor, Tensor> forward, Func<Tensor, Tensor, Tensor, Tensor> gradient, Keep keep, bool needsFloat = true)
    {
        if (needsFloat)
            Check.Floating(op, x);
        else
            Check.Numeric(op, x);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(op, x.shape, x.dtype, [x], a => Unary(op, a[0], forward, gradient, keep, needsFloat));
        using var scope = new Scope(op);
        Tensor y = forward(x);
        if (Tape.IsRecording(x))
            RecordUnary(op, x, y, gradient, keep);
        return scope.Return(y);
    }

    private static void RecordUnary(string op, Tensor x, Tensor y, Func<Tensor, Tensor, Tensor, Tensor> gradient, Keep keep)
    {
        Tensor?[] saved = keep switch
        {
            Keep.Input => [x],
            Keep.Output => [y],
            Keep.Both => [x, y],
            _ => [],
        };
        Tape.Record(op, [x], y, dy => [gradient(dy, x, y)], saved);
    }
}

/// <summary>What of an op its gradient reads: only that stays in memory until then.</summary>
internal enum Keep
{
    Nothing,
    Input,
    Output,
    Both,
}

/// <summary>What of a binary op its gradient reads.</summary>
internal enum Saves
{
    Both,

    /// <summary>The gradient of each operand reads the other one only.</summary>
    TheOther,
    Nothing,
}
