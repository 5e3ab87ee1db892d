using NumSharp;
using TfNet.LibTorch;

namespace Tensorflow;

public sealed partial class Tensor
{
    public Tensor(float value)
        : this(HostMemory.NewFrom<float>([value], Shape.Scalar, TF_DataType.TF_FLOAT))
    {
    }

    public Tensor(double value)
        : this(HostMemory.NewFrom<double>([value], Shape.Scalar, TF_DataType.TF_DOUBLE))
    {
    }

    public Tensor(int value)
        : this(HostMemory.NewFrom<int>([value], Shape.Scalar, TF_DataType.TF_INT32))
    {
    }

    public Tensor(long value)
        : this(HostMemory.NewFrom<long>([value], Shape.Scalar, TF_DataType.TF_INT64))
    {
    }

    public Tensor(bool value)
        : this(HostMemory.NewFrom<bool>([value], Shape.Scalar, TF_DataType.TF_BOOL))
    {
    }

    public Tensor(float[] values, Shape? shape = null)
        : this(HostMemory.NewFrom<float>(values, shape ?? values.Length, TF_DataType.TF_FLOAT))
    {
    }

    public Tensor(double[] values, Shape? shape = null)
        : this(HostMemory.NewFrom<double>(values, shape ?? values.Length, TF_DataType.TF_DOUBLE))
    {
    }

    public Tensor(int[] values, Shape? shape = null)
        : this(HostMemory.NewFrom<int>(values, shape ?? values.Length, TF_DataType.TF_INT32))
    {
    }

    public Tensor(long[] values, Shape? shape = null)
        : this(HostMemory.NewFrom<long>(values, shape ?? values.Length, TF_DataType.TF_INT64))
    {
    }

    public Tensor(byte[] values, Shape? shape = null)
        : this(HostMemory.NewFrom<byte>(values, shape ?? values.Length, TF_DataType.TF_UINT8))
    {
    }

    public Tensor(bool[] values, Shape? shape = null)
        : this(HostMemory.NewFrom<bool>(values, shape ?? values.Length, TF_DataType.TF_BOOL))
    {
    }

    /// <summary>From the row-major bytes of values of a type; the only way to make a bfloat16 tensor from memory.</summary>
    public Tensor(byte[] bytes, Shape shape, TF_DataType dtype)
        : this(HostMemory.NewFromBytes(bytes, shape, dtype))
    {
    }

    public Tensor(NDArray array)
        : this(HostMemory.NewFrom(array))
    {
    }

    /// <summary>A tensor of an array's values (rank and shape as the array's).</summary>
    public Tensor(Array array)
        : this(HostMemory.NewFrom(array))
    {
    }

    /// <summary>A copy of the values as a NumSharp array (bfloat16 and float16 as float32).</summary>
    public NDArray numpy() => HostMemory.ToNDArray(this);

    /// <summary>A copy of the values in row-major order; T must be the element type, or float for half types.</summary>
    public T[] ToArray<T>()
        where T : unmanaged => HostMemory.ToArray<T>(this);

    /// <summary>A copy of the row-major bytes.</summary>
    public byte[] ToByteArray() => HostMemory.ToBytes(this);

    /// <summary>The value of a tensor with one element, as double.</summary>
    internal double Item()
    {
        if (size != 1)
            throw new ValueError($"tensor: expected one element; received shape {shape}");
        return dtype switch
        {
            TF_DataType.TF_DOUBLE => ToArray<double>()[0],
            TF_DataType.TF_FLOAT or TF_DataType.TF_HALF or TF_DataType.TF_BFLOAT16 => ToArray<float>()[0],
            TF_DataType.TF_INT64 => ToArray<long>()[0],
            TF_DataType.TF_INT32 => ToArray<int>()[0],
            TF_DataType.TF_INT16 => ToArray<short>()[0],
            TF_DataType.TF_INT8 => ToArray<sbyte>()[0],
            TF_DataType.TF_UINT8 => ToArray<byte>()[0],
            _ => ToArray<bool>()[0] ? 1 : 0,
        };
    }

    public static implicit operator Tensor(NDArray array) => new(array);

    public static explicit operator bool(Tensor tensor) => tensor.Item() != 0;

    public static explicit operator int(Tensor tensor) => checked((int)tensor.Item());

    public static explicit operator byte(Tensor tensor) => checked((byte)tensor.Item());

    public static explicit operator long(Tensor tensor) =>
        tensor.dtype == TF_DataType.TF_INT64 && tensor.size == 1 ? tensor.ToArray<long>()[0] : checked((long)tensor.Item());

    public static explicit operator float(Tensor tensor) => (float)tensor.Item();

    public static explicit operator double(Tensor tensor) => tensor.Item();
}
