using NumSharp;

namespace Tensorflow;

/// <summary>Conversions that TensorFlow.NET offers under this name.</summary>
public static class ops
{
    /// <summary>A tensor of a number, array, NDArray, tensor or variable; numbers and arrays take <paramref name="dtype"/> when one is given.</summary>
    public static Tensor convert_to_tensor(object value, TF_DataType dtype = TF_DataType.DtInvalid, string? name = null)
    {
        Tensor t = value switch
        {
            Tensor tensor => tensor,
            IVariableV1 variable => variable.AsTensor(),
            Tensors tensors => tensors.Single,
            NDArray array => new Tensor(array),
            float f => new Tensor(f),
            double d => dtype == TF_DataType.DtInvalid ? new Tensor((float)d) : new Tensor(d),
            int i => new Tensor(i),
            long l => new Tensor(l),
            bool b => new Tensor(b),
            byte u => new Tensor([u], Shape.Scalar),
            Array a => new Tensor(a),
            Shape s => new Tensor(s.as_int_list()),
            null => throw new ValueError("value: expected a number, array, NDArray, tensor or variable; received null"),
            _ => throw new TypeError($"value: expected a number, array, NDArray, tensor or variable; received {value.GetType().Name}"),
        };
        if (dtype == TF_DataType.DtInvalid || t.dtype == dtype)
            return t;
        if (value is Tensor or IVariableV1)
            throw new ValueError($"Tensor conversion requested dtype {dtype.as_numpy_name()} for Tensor with dtype {t.dtype.as_numpy_name()}");
        return MathOps.Cast(t, dtype);
    }

    /// <summary>A tensor of each value.</summary>
    public static Tensor[] convert_n_to_tensor(object[] values, TF_DataType dtype = TF_DataType.DtInvalid, string? name = null) =>
        Array.ConvertAll(values, v => convert_to_tensor(v, dtype));
}
