using System.Buffers.Binary;

namespace TfNet.Formats.Hdf5;

internal enum StringPadding
{
    NullTerminated,
    NullPadded,
    SpacePadded,
}

/// <summary>An element type as it is stored.</summary>
/// <param name="Type">what it is for the reader</param>
/// <param name="Size">bytes of one element in the file</param>
/// <param name="BigEndian">true when the bytes of a number have to be reversed</param>
/// <param name="Padding">how a string ends</param>
/// <param name="Description">text for messages</param>
internal sealed record DataType(Hdf5Type Type, int Size, bool BigEndian, StringPadding Padding, string Description)
{
    private const int HighestClass = 11;
    private const int MaxDepth = 8;

    internal static DataType Read(ref SpanReader r, int depth = 0)
    {
        long at = r.Offset;
        if (depth > MaxDepth)
            throw r.Source.Fail(at, "datatype nested too deeply");
        int classAndVersion = r.U8();
        int typeClass = classAndVersion & 15, version = classAndVersion >> 4;
        if (version is < 1 or > 5)
            throw r.Source.Fail(at, $"datatype version {version} is not supported (expected 1 to 5)");
        if (typeClass > HighestClass)
            throw r.Source.Fail(at, $"datatype class {typeClass} does not exist");
        int bits = r.U8() | r.U8() << 8 | r.U8() << 16;
        long size = r.U32();
        if (size is 0 or > int.MaxValue)
            throw r.Source.Fail(at, $"datatype of {size} bytes");
        return typeClass switch
        {
            0 => Integer(ref r, bits, (int)size),
            1 => Float(ref r, bits, (int)size),
            3 => Text(ref r, bits, (int)size, Hdf5Type.FixedString),
            5 => size == 2 ? new DataType(Hdf5Type.BFloat16, 2, false, default, "bfloat16")
                : Unsupported((int)size, $"opaque data of {size} bytes"),
            8 => Enumeration(ref r, bits, (int)size, version, depth),
            9 => VariableLength(ref r, bits, (int)size),
            _ => Unsupported((int)size, ClassName(typeClass)),
        };
    }

    /// <summary>Reads the datatype message of an object, following it when it is a shared (committed) type.</summary>
    internal static DataType ReadMessage(Hdf5Source source, HeaderMessage message)
    {
        if (message.IsShared)
            message = SharedMessage.Resolve(source, message, MessageType.DataType);
        SpanReader r = message.Open(source, "datatype");
        return Read(ref r);
    }

    private static string ClassName(int typeClass) => typeClass switch
    {
        2 => "a time type",
        4 => "a bit field",
        6 => "a compound type",
        7 => "a reference type",
        10 => "an array type",
        _ => "a complex number type",
    };

    private static DataType Unsupported(int size, string description) => new(Hdf5Type.Unsupported, size, false, default, description);

    private static DataType Integer(ref SpanReader r, int bits, int size)
    {
        int offset = r.U16(), precision = r.U16();
        bool signed = (bits & 8) != 0;
        Hdf5Type type = size switch
        {
            1 => signed ? Hdf5Type.Int8 : Hdf5Type.UInt8,
            2 => signed ? Hdf5Type.Int16 : Hdf5Type.UInt16,
            4 => signed ? Hdf5Type.Int32 : Hdf5Type.UInt32,
            8 => signed ? Hdf5Type.Int64 : Hdf5Type.UInt64,
            _ => Hdf5Type.Unsupported,
        };
        if (type == Hdf5Type.Unsupported || offset != 0 || precision != 8 * size)
            return Unsupported(size, $"an integer of {size} bytes with {precision} bits from bit {offset}");
        return new DataType(type, size, (bits & 1) != 0 && size > 1, default, type.ToString());
    }

    /// <summary>Only the IEEE layouts and bfloat16: sign at the top, then exponent, then mantissa with an implied leading 1.</summary>
    private static DataType Float(ref SpanReader r, int bits, int size)
    {
        int offset = r.U16(), precision = r.U16();
        int exponentAt = r.U8(), exponentBits = r.U8(), mantissaAt = r.U8(), mantissaBits = r.U8();
        long bias = r.U32();
        if ((bits & 0x41) == 0x41)
            return Unsupported(size, "a float with VAX byte order");
        bool plain = offset == 0 && precision == 8 * size && mantissaAt == 0 && exponentAt == mantissaBits
            && (bits >> 8 & 0xFF) == precision - 1 && (bits >> 4 & 3) == 2;
        Hdf5Type type = (plain, size, exponentBits, mantissaBits, bias) switch
        {
            (true, 2, 5, 10, 15) => Hdf5Type.Float16,
            (true, 2, 8, 7, 127) => Hdf5Type.BFloat16,
            (true, 4, 8, 23, 127) => Hdf5Type.Float32,
            (true, 8, 11, 52, 1023) => Hdf5Type.Float64,
            _ => Hdf5Type.Unsupported,
        };
        return type == Hdf5Type.Unsupported
            ? Unsupported(size, $"a float of {size} bytes with {exponentBits} exponent and {mantissaBits} mantissa bits")
            : new DataType(type, size, (bits & 1) != 0, default, type.ToString());
    }

    private static DataType Text(ref SpanReader r, int bits, int size, Hdf5Type type)
    {
        int padding = bits & 15;
        if (padding > 2)
            throw r.Source.Fail(r.Offset, $"string padding {padding} does not exist");
        return new DataType(type, size, false, (StringPadding)padding, "text");
    }

    private static DataType VariableLength(ref SpanReader r, int bits, int size)
    {
        if ((bits & 15) != 1)
            return Unsupported(size, "a variable-length list");
        if (size != 16)
            throw r.Source.Fail(r.Offset, $"variable-length text with references of {size} bytes (expected 16)");
        return Text(ref r, bits >> 4 & 15, size, Hdf5Type.VariableString);
    }

    /// <summary>Members: names (padded to 8 bytes before version 3), then values. FALSE = 0, TRUE = 1 over one byte is h5py's
    /// bool.</summary>
    private static DataType Enumeration(ref SpanReader r, int bits, int size, int version, int depth)
    {
        int members = bits & 0xFFFF;
        DataType basis = Read(ref r, depth + 1);
        if (basis.Type is < Hdf5Type.Int8 or > Hdf5Type.UInt64 || basis.Size != size)
            return Unsupported(size, "an enumeration over something else than an integer");
        var names = new string[Math.Min(members, 2)];
        for (int i = 0; i < members; i++)
        {
            int start = r.Position;
            string name = r.ZeroTerminated();
            if (version < 3)
                r.Align8(start);
            if (i < names.Length)
                names[i] = name;
        }
        ReadOnlySpan<byte> values = r.Bytes((long)members * size);
        bool isBool = size == 1 && members == 2 && names is ["FALSE", "TRUE"] && BinaryPrimitives.ReadUInt16BigEndian(values) == 1;
        return isBool ? new DataType(Hdf5Type.Bool, 1, false, default, "Bool") : basis;
    }
}
