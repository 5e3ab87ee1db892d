using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Tensors from nothing: constants and fills.</summary>
internal static class Creation
{
    internal static Tensor Fill(Shape shape, double value, TF_DataType dtype, Device? device = null)
    {
        using var scope = new Scope("fill");
        Tensor y = Aten.empty(shape, dtype, device ?? Device.Current);
        if (value == 0)
            Aten.zero_(y);
        else
            Aten.fill_(y, value);
        return scope.Return(y);
    }

    /// <summary>Overwrites a tensor that the caller has just made.</summary>
    internal static void FillInPlace(Tensor fresh, double value) => Aten.fill_(fresh, value);

    internal static Tensor Zeros(Shape shape, TF_DataType dtype) => Fill(shape, 0, dtype);

    internal static Tensor Ones(Shape shape, TF_DataType dtype) => Fill(shape, 1, dtype);

    internal static Tensor ZerosLike(Tensor x) => FillLike(x, 0);

    internal static Tensor OnesLike(Tensor x) => FillLike(x, 1);

    /// <summary>A constant of another tensor's shape and device (and dtype, unless one is given); symbolic for a symbolic one.</summary>
    internal static Tensor FillLike(Tensor x, double value, TF_DataType dtype = TF_DataType.DtInvalid)
    {
        TF_DataType type = dtype == TF_DataType.DtInvalid ? x.dtype : dtype;
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(value == 0 ? "zeros_like" : "ones_like", x.shape, type, [x], a => FillLike(a[0], value, dtype));
        return Fill(x.shape, value, type, x.Device);
    }

    /// <summary>A 0-d constant for arithmetic with a tensor: of its dtype, on the processor.</summary>
    internal static Tensor ScalarFor(Tensor x, double value)
    {
        if (x.dtype.is_integer() && value != Math.Floor(value))
            throw new TypeError(
                $"constant: expected an integer, as the tensor is {x.dtype.as_numpy_name()} of shape {x.shape}; "
                + $"received {value}; use tf.cast");
        using var scope = new Scope("constant");
        return scope.Return(Aten.scalar(value, x.dtype));
    }
}
