using System.Buffers.Binary;

namespace TfNet.Formats.Onnx;

/// <summary>Types of an ONNX tensor's elements, with the numbers of TensorProto.DataType.</summary>
public enum OnnxType
{
    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>Unsigned byte.</summary>
    UInt8 = 2,

    /// <summary>Signed byte.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,

    /// <summary>16-bit integer.</summary>
    Int16 = 5,

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Truth value, one byte.</summary>
    Bool = 9,

    /// <summary>IEEE half precision.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Double = 11,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,

    /// <summary>The upper half of a 32-bit floating-point number.</summary>
    BFloat16 = 16,
}

/// <summary>A tensor that an ONNX graph starts with.</summary>
/// <param name="Name">unique in its file</param>
/// <param name="Type">of the elements</param>
/// <param name="Shape">the length of each dimension; none for a scalar</param>
/// <param name="Data">row-major, little-endian; exactly as many bytes as <paramref name="Shape"/> needs</param>
public sealed record OnnxTensor(string Name, OnnxType Type, long[] Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>The values as 32-bit numbers.</summary>
    /// <exception cref="OnnxException"><see cref="Type"/> is no floating-point type</exception>
    public float[] ToSingle()
    {
        ReadOnlySpan<byte> data = Data.Span;
        int size = Size(Type);
        var values = new float[data.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = data.Slice(i * size, size);
            values[i] = Type switch
            {
                OnnxType.Float => BinaryPrimitives.ReadSingleLittleEndian(element),
                OnnxType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                OnnxType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                OnnxType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
                _ => throw new OnnxException(Name, $"expected a tensor of floating-point numbers; received {Type}"),
            };
        }
        return values;
    }

    /// <summary>Bytes of one element; 0 for types that are not read (text, complex, less than a byte).</summary>
    internal static int Size(OnnxType type) => type switch
    {
        OnnxType.UInt8 or OnnxType.Int8 or OnnxType.Bool => 1,
        OnnxType.UInt16 or OnnxType.Int16 or OnnxType.Float16 or OnnxType.BFloat16 => 2,
        OnnxType.Float or OnnxType.Int32 or OnnxType.UInt32 => 4,
        OnnxType.Double or OnnxType.Int64 or OnnxType.UInt64 => 8,
        _ => 0,
    };
}
