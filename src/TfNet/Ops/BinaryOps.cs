using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Element-wise functions of two broadcasting tensors beyond the four arithmetic ones.</summary>
internal static class BinaryOps
{
    /// <summary>Where both are equal, the whole gradient goes to <paramref name="a"/>.</summary>
    internal static Tensor Maximum(Tensor a, Tensor b) =>
        MathOps.Binary("maximum", a, b, Aten.maximum, static (dy, a, b, needs) => Choose(Compare.GreaterEqual(a, b), dy, needs));

    /// <summary>Where both are equal, the whole gradient goes to <paramref name="a"/>.</summary>
    internal static Tensor Minimum(Tensor a, Tensor b) =>
        MathOps.Binary("minimum", a, b, Aten.minimum, static (dy, a, b, needs) => Choose(Compare.LessEqual(a, b), dy, needs));

    private static Tensor?[] Choose(Tensor first, Tensor dy, bool[] needs)
    {
        Tensor zero = Creation.ScalarFor(dy, 0);
        return [needs[0] ? Select.Where(first, dy, zero) : null, needs[1] ? Select.Where(first, zero, dy) : null];
    }

    internal static Tensor SquaredDifference(Tensor a, Tensor b) =>
        MathOps.Binary("squared_difference", a, b, Squared, static (dy, a, b, needs) =>
        {
            Tensor g = dy * ((a - b) * 2);
            return [g, needs[1] ? -g : null];
        });

    private static Tensor Squared(Tensor a, Tensor b)
    {
        Tensor d = Aten.sub(a, b);
        return Aten.mul(d, d);
    }

    /// <summary>a^b; d/da = b a^(b-1), d/db = a^b log a, where 0 counts as the logarithm of what is not positive.</summary>
    internal static Tensor Pow(Tensor a, Tensor b)
    {
        if (a.dtype.is_integer() && !b.IsSymbolic && !a.IsSymbolic && b.dtype == a.dtype)
            Check.That(!Indices.AnyNegative(b), "pow", "y", "exponents >= 0 for integers", "a negative exponent");
        return MathOps.Binary("pow", a, b, Aten.pow, static (dy, a, b, needs) =>
        [
            needs[0] ? dy * b * Pow(a, b - 1) : null,
            needs[1] ? dy * Pow(a, b) * SafeLog(a) : null,
        ]);
    }

    private static Tensor SafeLog(Tensor a)
    {
        Tensor positive = Compare.Greater(a, Creation.ScalarFor(a, 0));
        Tensor safe = Select.Where(positive, a, Creation.ScalarFor(a, 1));
        return UnaryOps.Log(safe);
    }

    /// <summary>The angle of (x, y): d/dy = x / (x^2 + y^2), d/dx = -y / (x^2 + y^2).</summary>
    internal static Tensor Atan2(Tensor y, Tensor x)
    {
        Check.Floating("atan2", y);
        return MathOps.Binary("atan2", y, x, Aten.atan2, static (dz, y, x, needs) =>
        {
            Tensor g = dz / (x * x + y * y);
            return [needs[0] ? g * x : null, needs[1] ? -(g * y) : null];
        });
    }

    /// <summary>floor(a / b); no gradient.</summary>
    internal static Tensor FloorDiv(Tensor a, Tensor b) => IntegerDivision("floordiv", a, b, static (a, b) => Aten.div(a, b, "floor"u8));

    /// <summary>a / b without its fraction; no gradient.</summary>
    internal static Tensor TruncateDiv(Tensor a, Tensor b) =>
        IntegerDivision("truncatediv", a, b, static (a, b) => Aten.div(a, b, "trunc"u8));

    /// <summary>a - floor(a / b) b: the remainder with the sign of b; d/da = 1, d/db = -floor(a / b).</summary>
    internal static Tensor FloorMod(Tensor a, Tensor b)
    {
        Func<Tensor, Tensor, Tensor> forward = Aten.remainder;
        if (a.dtype.is_integer() && !a.IsSymbolic && !b.IsSymbolic && a.dtype == b.dtype)
        {
            CheckDivisor("floormod", b);
            forward = static (a, b) => MinusOnes(b) is { } m
                ? Aten.where(m, Aten.scalar(0, a.dtype, m.Device), Aten.remainder(a, Aten.where(m, Aten.scalar(1, b.dtype, m.Device), b)))
                : Aten.remainder(a, b);
        }
        return MathOps.Binary("floormod", a, b, forward, static (dy, a, b, needs) => [dy, needs[1] ? -(dy * FloorDiv(a, b)) : null]);
    }

    private static Tensor IntegerDivision(string op, Tensor a, Tensor b, Func<Tensor, Tensor, Tensor> forward)
    {
        Check.SameDType(op, a, b);
        Check.Numeric(op, a);
        Shape shape = Broadcast.Shapes(op, a.shape, b.shape);
        if (a.IsSymbolic || b.IsSymbolic)
            return SymbolicOrigin.Result(op, shape, a.dtype, [a, b], t => IntegerDivision(op, t[0], t[1], forward));
        using var scope = new Scope(op);
        if (a.dtype.is_integer())
        {
            CheckDivisor(op, b);
            if (MinusOnes(b) is { } m)
                return scope.Return(Aten.where(m, Aten.neg(a), forward(a, Aten.where(m, Aten.scalar(1, b.dtype, m.Device), b))));
        }
        return scope.Return(forward(a, b));
    }

    private static void CheckDivisor(string op, Tensor b)
    {
        using var scope = new Scope(op);
        if (b.size > 0 && (bool)Aten.any(Aten.eq(b, Aten.scalar(0, b.dtype))))
            throw new InvalidArgumentError($"{op}: argument y: expected integers other than 0; received a zero in shape {b.shape}");
    }

    /// <summary>Where the divisor is -1, if anywhere: the processor's division of the smallest integer by -1 ends the process.</summary>
    private static Tensor? MinusOnes(Tensor b)
    {
        if (b.dtype == TF_DataType.TF_UINT8 || b.size == 0)
            return null;
        Tensor m = Aten.eq(b, Aten.scalar(-1, b.dtype));
        return (bool)Aten.any(m) ? m : null;
    }

    /// <summary>a / b, and 0 where b is 0.</summary>
    internal static Tensor DivideNoNan(Tensor a, Tensor b)
    {
        Check.Floating("divide_no_nan", a);
        return MathOps.Binary("divide_no_nan", a, b, ZeroWhereZero, static (dy, a, b, needs) =>
        [
            needs[0] ? DivideNoNan(dy, b) : null,
            needs[1] ? -dy * DivideNoNan(DivideNoNan(a, b), b) : null,
        ]);
    }

    private static Tensor ZeroWhereZero(Tensor a, Tensor b)
    {
        Tensor quotient = Aten.div(a, b);
        return Aten.where(Aten.eq(b, Aten.scalar(0, b.dtype)), Aten.scalar(0, b.dtype, quotient.Device), quotient);
    }

    /// <summary>x / y, and 0 where x is 0.</summary>
    internal static Tensor Xdivy(Tensor x, Tensor y)
    {
        Check.Floating("xdivy", x);
        return MathOps.Binary(
            "xdivy", x, y,
            static (x, y) => Aten.where(Aten.eq(x, Aten.scalar(0, x.dtype)), Aten.scalar(0, x.dtype, x.Device), Aten.div(x, y)),
            static (dz, x, y, needs) =>
            [
                needs[0] ? dz * Xdivy(NotZero(x), y) : null,
                needs[1] ? dz * Xdivy(-x, y * y) : null,
            ]);
    }

    /// <summary>x log y, and 0 where x is 0.</summary>
    internal static Tensor Xlogy(Tensor x, Tensor y)
    {
        Check.Floating("xlogy", x);
        return MathOps.Binary("xlogy", x, y, Aten.xlogy, static (dz, x, y, needs) =>
        [
            needs[0] ? dz * Xlogy(NotZero(x), y) : null,
            needs[1] ? dz * Xdivy(x, y) : null,
        ]);
    }

    /// <summary>1 where x is not 0, else 0.</summary>
    private static Tensor NotZero(Tensor x) => MathOps.Cast(Compare.NotEqual(x, Creation.ScalarFor(x, 0)), x.dtype);

    /// <summary>The sum of tensors of one shape.</summary>
    internal static Tensor AddN(IReadOnlyList<Tensor> inputs)
    {
        Check.That(inputs.Count > 0, "add_n", "inputs", "at least one tensor", "none");
        foreach (Tensor t in inputs)
            Check.That(t.shape.is_compatible_with(inputs[0].shape), "add_n", "inputs", $"tensors of one shape, {inputs[0].shape}", t.shape);
        using var scope = new Scope("add_n");
        Tensor sum = inputs[0];
        for (int i = 1; i < inputs.Count; i++)
            sum = MathOps.Add(sum, inputs[i]);
        return inputs.Count == 1 ? sum : scope.Return(sum);
    }
}

public sealed partial class tensorflow
{
    public Tensor add(Tensor a, Tensor b, string? name = null) => MathOps.Add(a, b);

    public Tensor add<Tx, Ty>(Tx a, Ty b, string? name = null) => Operand.Apply(a, b, MathOps.Add);

    /// <summary>The sum of tensors of one shape.</summary>
    public Tensor add_n(Tensor[] inputs, string? name = null) => BinaryOps.AddN(inputs);

    /// <summary>The angle of the point (x, y), in radians from -pi to pi.</summary>
    public Tensor atan2(Tensor y, Tensor x, string? name = null) => BinaryOps.Atan2(y, x);

    public Tensor div(Tensor x, Tensor y, string? name = null) => MathOps.Divide(x, y);

    public Tensor divide(Tensor a, Tensor b) => MathOps.Divide(a, b);

    public Tensor divide<T>(Tensor x, T[] y, string? name = null)
        where T : struct => Operand.Apply(x, y, MathOps.Divide);

    /// <summary>floor(x / y).</summary>
    public Tensor floordiv(Tensor x, Tensor y, string? name = null) => BinaryOps.FloorDiv(x, y);

    /// <summary>The remainder of x / y with the sign of y.</summary>
    public Tensor floormod(Tensor x, Tensor y, string? name = null) => BinaryOps.FloorMod(x, y);

    /// <summary>The larger operand; of equal ones the gradient goes to x.</summary>
    public Tensor maximum<T1, T2>(T1 x, T2 y, string? name = null) => Operand.Apply(x, y, BinaryOps.Maximum);

    /// <summary>The smaller operand; of equal ones the gradient goes to x.</summary>
    public Tensor minimum<T1, T2>(T1 x, T2 y, string? name = null) => Operand.Apply(x, y, BinaryOps.Minimum);

    public Tensor mod(Tensor x, Tensor y, string? name = null) => BinaryOps.FloorMod(x, y);

    public Tensor multiply(Tensor x, Tensor y, string? name = null) => MathOps.Multiply(x, y);

    public Tensor multiply<Tx, Ty>(Tx x, Ty y, string? name = null) => Operand.Apply(x, y, MathOps.Multiply);

    public Tensor pow<T1, T2>(T1 x, T2 y, string? name = null) => Operand.Apply(x, y, BinaryOps.Pow);

    public Tensor squared_difference(Tensor x, Tensor y, string? name = null) => BinaryOps.SquaredDifference(x, y);

    public Tensor sub(Tensor a, Tensor b, string? name = null) => MathOps.Subtract(a, b);

    public Tensor sub<Tx, Ty>(Tx a, Ty b, string? name = null) => Operand.Apply(a, b, MathOps.Subtract);

    public Tensor subtract(Tensor x, Tensor y, string? name = null) => MathOps.Subtract(x, y);

    public Tensor subtract<T>(Tensor x, T[] y, string? name = null)
        where T : struct => Operand.Apply(x, y, MathOps.Subtract);

    public Tensor truediv(Tensor x, Tensor y, string? name = null) => MathOps.Divide(x, y);

    /// <summary>x / y without its fraction.</summary>
    public Tensor truncatediv(Tensor x, Tensor y, string? name = null) => BinaryOps.TruncateDiv(x, y);
}

public sealed partial class math_api
{
    public Tensor add(Tensor x, Tensor y, string? name = null) => MathOps.Add(x, y);

    public Tensor atan2(Tensor y, Tensor x, string? name = null) => BinaryOps.Atan2(y, x);

    public Tensor divide(Tensor x, Tensor y, string? name = null) => MathOps.Divide(x, y);

    /// <summary>x / y, and 0 where y is 0.</summary>
    public Tensor divide_no_nan(Tensor x, Tensor y, string? name = null) => BinaryOps.DivideNoNan(x, y);

    public Tensor floordiv(Tensor x, Tensor y, string? name = null) => BinaryOps.FloorDiv(x, y);

    public Tensor floormod(Tensor x, Tensor y, string? name = null) => BinaryOps.FloorMod(x, y);

    public Tensor maximum<T1, T2>(T1 x, T2 y, string? name = null) => Operand.Apply(x, y, BinaryOps.Maximum);

    public Tensor minimum<T1, T2>(T1 x, T2 y, string? name = null) => Operand.Apply(x, y, BinaryOps.Minimum);

    public Tensor multiply(Tensor x, Tensor y, string? name = null) => MathOps.Multiply(x, y);

    public Tensor pow<T1, T2>(T1 x, T2 y, string? name = null) => Operand.Apply(x, y, BinaryOps.Pow);

    public Tensor squared_difference(Tensor x, Tensor y, string? name = null) => BinaryOps.SquaredDifference(x, y);

    public Tensor subtract(Tensor x, Tensor y, string? name = null) => MathOps.Subtract(x, y);

    public Tensor truediv(Tensor x, Tensor y, string? name = null) => MathOps.Divide(x, y);

    /// <summary>x / y, and 0 where x is 0.</summary>
    public Tensor xdivy(Tensor x, Tensor y, string? name = null) => BinaryOps.Xdivy(x, y);

    /// <summary>x log y, and 0 where x is 0.</summary>
    public Tensor xlogy(Tensor x, Tensor y, string? name = null) => BinaryOps.Xlogy(x, y);
}
