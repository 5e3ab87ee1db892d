namespace Tensorflow;

/// <summary>
/// Operands of the generic forms (tensor, variable, NDArray, array or number on either side): what is not a tensor
/// takes the other side's dtype.
/// </summary>
internal static class Operand
{
    internal static Tensor Apply<Tx, Ty>(Tx x, Ty y, Func<Tensor, Tensor, Tensor> op)
    {
        (Tensor a, Tensor b) = Pair(x, y);
        return op(a, b);
    }

    internal static (Tensor, Tensor) Pair(object? x, object? y)
    {
        Tensor? a = AsTensor(x);
        Tensor? b = AsTensor(y);
        a ??= Convert(x, b);
        b ??= Convert(y, a);
        return (a, b);
    }

    /// <summary>A tensor of a value; a number or array takes the dtype of <paramref name="like"/>.</summary>
    internal static Tensor Like(object? value, Tensor like) => AsTensor(value) ?? Convert(value, like);

    private static Tensor Convert(object? value, Tensor? like)
    {
        if (like is null)
            return ops.convert_to_tensor(value!);
        if (value is IConvertible number and not string and not bool)
            return Creation.ScalarFor(like, number.ToDouble(System.Globalization.CultureInfo.InvariantCulture));
        return ops.convert_to_tensor(value!, like.dtype);
    }

    private static Tensor? AsTensor(object? value) => value switch
    {
        Tensor t => t,
        IVariableV1 v => v.AsTensor(),
        Tensors t => t.Single,
        _ => null,
    };
}
