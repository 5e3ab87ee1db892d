using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// Arithmetic that no tape records, for what training does to its own state: optimizer steps, moving averages.
/// Numbers take the tensor's dtype. Use inside a scope; shapes are the caller's care (slots have their variable's shape).
/// </summary>
internal readonly struct Untracked(Tensor value)
{
    internal Tensor Value { get; } = value;

    /// <summary>The present value of a variable, without a new owner of its memory.</summary>
    internal static Untracked Of(ResourceVariable variable) => new(variable.Handle);

    internal Untracked Copy() => new(Aten.clone(Value));

    internal Untracked Sqrt() => new(Aten.Unary("aten::sqrt"u8, Value));

    internal Untracked Abs() => new(Aten.Unary("aten::abs"u8, Value));

    internal Untracked Sign() => new(Aten.sign(Value));

    internal Untracked Square() => new(Aten.mul(Value, Value));

    internal Untracked Max(Untracked other) => new(Aten.Binary("aten::max"u8, Value, other.Value, "other"u8));

    internal Untracked Max(double other) => Max(Number(other));

    internal Untracked Min(double other) => new(Aten.Binary("aten::min"u8, Value, Number(other).Value, "other"u8));

    internal Untracked Pow(double exponent) => new(Aten.Binary("aten::pow"u8, Value, Number(exponent).Value, "Tensor_Tensor"u8));

    /// <summary>The sum of all elements, 0-d.</summary>
    internal Untracked Sum() => new(Aten.sum(Value, AllAxes(), keepdim: false));

    /// <summary>The mean of all elements, 0-d.</summary>
    internal Untracked Mean() => Value.rank == 0 ? this : new(Aten.mean(Value, AllAxes(), keepdim: false));

    internal Untracked Mean(int axis) => new(Aten.mean(Value, [axis], keepdim: false));

    internal Untracked ExpandDims(int axis) => new(Aten.unsqueeze(Value, axis));

    /// <summary>Writes the value into a variable's memory.</summary>
    internal void StoreIn(ResourceVariable variable) => Aten.copy_(variable.MutableValue(), Value);

    public static Untracked operator +(Untracked a, Untracked b) => new(Aten.add(a.Value, b.Value));

    public static Untracked operator +(Untracked a, double b) => a + a.Number(b);

    public static Untracked operator -(Untracked a, Untracked b) => new(Aten.sub(a.Value, b.Value));

    public static Untracked operator -(Untracked a, double b) => a - a.Number(b);

    public static Untracked operator -(double a, Untracked b) => b.Number(a) - b;

    public static Untracked operator -(Untracked a) => new(Aten.neg(a.Value));

    public static Untracked operator *(Untracked a, Untracked b) => new(Aten.mul(a.Value, b.Value));

    public static Untracked operator *(Untracked a, double b) => a * a.Number(b);

    public static Untracked operator *(double a, Untracked b) => b * b.Number(a);

    public static Untracked operator /(Untracked a, Untracked b) => new(Aten.div(a.Value, b.Value));

    public static Untracked operator /(Untracked a, double b) => a / a.Number(b);

    public static Untracked operator /(double a, Untracked b) => b.Number(a) / b;

    private Untracked Number(double number) => new(Aten.scalar(number, Value.dtype));

    private long[] AllAxes() => [.. Enumerable.Range(0, Value.rank).Select(i => (long)i)];
}
