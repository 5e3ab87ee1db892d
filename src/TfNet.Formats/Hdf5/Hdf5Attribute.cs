using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TfNet.Formats.Hdf5;

/// <summary>A named value of a group or data set.</summary>
public sealed class Hdf5Attribute
{
    private readonly Hdf5File _file;
    private readonly DataType _type;
    private readonly DataSpace _space;
    private readonly byte[] _data;
    private readonly long _offset;

    internal Hdf5Attribute(Hdf5File file, string name, DataType type, DataSpace space, byte[] data, long offset)
    {
        (_file, Name, _type, _space, _data, _offset) = (file, name, type, space, data, offset);
    }

    /// <summary>The attribute's name.</summary>
    public string Name { get; }

    /// <summary>Its extent; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _space.Dims;

    /// <summary>True for an attribute without a value (null dataspace).</summary>
    public bool IsNull => _space.IsNull;

    /// <summary>Number of elements.</summary>
    public long Count => _space.Count;

    /// <summary>What its elements are.</summary>
    public Hdf5Type Type => _type.Type;

    /// <summary>
    /// All elements as text, row-major. An attribute without elements gives an empty array whatever its type: an empty Python list is
    /// stored as float64.
    /// </summary>
    public string[] ReadStrings() => Count == 0 ? [] : Values.Strings(_file, _type, _data, _offset, $"attribute '{Name}'");

    /// <summary>The only element as text.</summary>
    public string ReadString() => Count == 1
        ? ReadStrings()[0]
        : throw _file.Source.Fail(_offset, $"attribute '{Name}' {DataSpace.Text(_space.Dims)}: one text expected");

    /// <summary>All elements as numbers; integers above 2^53 lose digits.</summary>
    public double[] ReadDoubles()
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        var result = new double[Count];
        int size = _type.Size;
        for (int i = 0; i < result.Length; i++)
            result[i] = Values.ToDouble(_type.Type, bytes.Slice(i * size, size));
        return result;
    }

    /// <summary>All elements as integers.</summary>
    public long[] ReadInt64s()
    {
        if (Count > 0 && Type is not (Hdf5Type.Bool or (>= Hdf5Type.Int8 and <= Hdf5Type.UInt64)))
            throw _file.Source.Fail(_offset, $"attribute '{Name}' is {_type.Description}; integers expected");
        ReadOnlySpan<byte> bytes = ReadBytes();
        var result = new long[Count];
        int size = _type.Size;
        for (int i = 0; i < result.Length; i++)
            result[i] = Values.ToInt64(_type.Type, bytes.Slice(i * size, size));
        return result;
    }

    /// <summary>The elements' bytes, little-endian; only for numbers and bool.</summary>
    public byte[] ReadBytes()
    {
        if (Count == 0)
            return [];
        if (_type.Type.ElementSize() == 0)
            throw _file.Source.Fail(_offset, $"attribute '{Name}' is {_type.Description}; numbers expected");
        byte[] copy = (byte[])_data.Clone();
        if (_type.BigEndian)
            Values.ReverseElements(copy, _type.Size);
        return copy;
    }
}

/// <summary>Conversions of stored elements.</summary>
internal static class Values
{
    internal static string[] Strings(Hdf5File file, DataType type, ReadOnlySpan<byte> data, long offset, string what)
    {
        if (!type.Type.IsText())
            throw file.Source.Fail(offset, $"{what} is {type.Description}; text expected");
        var texts = new string[data.Length / type.Size];
        var r = new SpanReader(file.Source, data, offset, what);
        long left = file.Source.Limits.MaxHeaderBytes;
        for (int i = 0; i < texts.Length; i++)
            texts[i] = type.Type == Hdf5Type.VariableString ? file.GlobalHeap.Text(ref r, ref left)
                : Fixed(r.Bytes(type.Size), type.Padding);
        return texts;
    }

    internal static void ReverseElements(Span<byte> data, int size)
    {
        switch (size)
        {
            case 2:
                Span<short> shorts = MemoryMarshal.Cast<byte, short>(data);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                Span<int> ints = MemoryMarshal.Cast<byte, int>(data);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                Span<long> longs = MemoryMarshal.Cast<byte, long>(data);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    internal static double ToDouble(Hdf5Type type, ReadOnlySpan<byte> b) => type switch
    {
        Hdf5Type.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(b),
        Hdf5Type.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(b) << 16),
        Hdf5Type.Float32 => BinaryPrimitives.ReadSingleLittleEndian(b),
        Hdf5Type.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(b),
        Hdf5Type.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(b),
        _ => ToInt64(type, b),
    };

    internal static long ToInt64(Hdf5Type type, ReadOnlySpan<byte> b) => type switch
    {
        Hdf5Type.Int8 => (sbyte)b[0],
        Hdf5Type.UInt8 or Hdf5Type.Bool => b[0],
        Hdf5Type.Int16 => BinaryPrimitives.ReadInt16LittleEndian(b),
        Hdf5Type.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(b),
        Hdf5Type.Int32 => BinaryPrimitives.ReadInt32LittleEndian(b),
        Hdf5Type.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(b),
        _ => BinaryPrimitives.ReadInt64LittleEndian(b),
    };

    private static string Fixed(ReadOnlySpan<byte> bytes, StringPadding padding)
    {
        if (padding == StringPadding.NullTerminated && bytes.IndexOf((byte)0) is >= 0 and int end)
            bytes = bytes[..end];
        bytes = bytes.TrimEnd((byte)0);
        if (padding == StringPadding.SpacePadded)
            bytes = bytes.TrimEnd((byte)' ');
        return System.Text.Encoding.UTF8.GetString(bytes);
    }
}
