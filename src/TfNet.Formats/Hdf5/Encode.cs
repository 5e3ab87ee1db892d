using System.Text;

namespace TfNet.Formats.Hdf5;

/// <summary>Datatype and dataspace messages as the writer makes them (versions 1).</summary>
internal static class Encode
{
    /// <summary>A string of this many bytes, null-padded.</summary>
    internal static byte[] FixedText(int width, bool ascii) =>
        new ByteWriter().U8(0x13).U8(ascii ? 0x01 : 0x11).U16(0).U32(width).ToArray();

    /// <summary>Text in the global heap, null-terminated, over unsigned bytes.</summary>
    internal static byte[] VariableText(bool ascii) =>
        new ByteWriter().U8(0x19).U8(1).U8(ascii ? 0 : 1).U8(0).U32(16).Bytes(Type(Hdf5Type.UInt8)).ToArray();

    internal static byte[] Type(Hdf5Type type) => type switch
    {
        Hdf5Type.Float16 => Float(2, 5, 10, 15),
        Hdf5Type.Float32 => Float(4, 8, 23, 127),
        Hdf5Type.Float64 => Float(8, 11, 52, 1023),
        // Two opaque bytes without a tag: what Keras and h5py write for bfloat16.
        Hdf5Type.BFloat16 => new ByteWriter().U8(0x15).Zeros(3).U32(2).ToArray(),
        Hdf5Type.Bool => Bool(),
        Hdf5Type.Int8 or Hdf5Type.Int16 or Hdf5Type.Int32 or Hdf5Type.Int64 => Integer(type.ElementSize(), signed: true),
        Hdf5Type.UInt8 or Hdf5Type.UInt16 or Hdf5Type.UInt32 or Hdf5Type.UInt64 => Integer(type.ElementSize(), signed: false),
        _ => throw new ArgumentException($"argument type: expected a number type or bool; received {type}", nameof(type)),
    };

    /// <summary>Rank, extent, and the same again as the largest extent; nothing but a rank of 0 for a scalar.</summary>
    internal static byte[] Space(IReadOnlyList<long> shape)
    {
        var w = new ByteWriter();
        w.U8(1).U8(shape.Count).U8(shape.Count > 0 ? 1 : 0).Zeros(5);
        for (int twice = 0; twice < 2; twice++)
        {
            foreach (long d in shape)
                w.I64(d);
        }
        return w.ToArray();
    }

    internal static bool IsAscii(ReadOnlySpan<byte> text) => Ascii.IsValid(text);

    private static byte[] Integer(int size, bool signed) =>
        new ByteWriter().U8(0x10).U8(signed ? 8 : 0).U16(0).U32(size).U16(0).U16(8 * size).ToArray();

    private static byte[] Float(int size, int exponentBits, int mantissaBits, int bias) => new ByteWriter()
        .U8(0x11).U8(0x20).U8(8 * size - 1).U8(0).U32(size)
        .U16(0).U16(8 * size).U8(mantissaBits).U8(exponentBits).U8(0).U8(mantissaBits).U32(bias).ToArray();

    private static byte[] Bool() => new ByteWriter()
        .U8(0x18).U8(2).U16(0).U32(1).Bytes(Integer(1, signed: true))
        .Bytes("FALSE\0\0\0"u8).Bytes("TRUE\0\0\0\0"u8).U8(0).U8(1).ToArray();
}
