using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace TfNet.Formats.Onnx;

/// <summary>Reads one TensorProto: its values lie in raw_data, or in a list of numbers of the type's own.</summary>
internal sealed class OnnxTensorReader
{
    // Field numbers of TensorProto.
    private const int Dims = 1, DataType = 2, Segment = 3, FloatData = 4, Int32Data = 5, Int64Data = 7, Name = 8, RawData = 9,
        DoubleData = 10, UInt64Data = 11, ExternalData = 13, DataLocation = 14;

    private const int MaxNameBytes = 1 << 16;

    private readonly OnnxMessage _message;
    private readonly Limits _limits;
    private readonly string? _file;
    private readonly long _start;
    private readonly List<long> _shape = [];
    private readonly ArrayBufferWriter<byte> _numbers = new();
    private ReadOnlyMemory<byte> _raw;
    private int _source;
    private long _type;
    private string _name = "";

    private OnnxTensorReader(OnnxMessage message, Limits limits, string? file) =>
        (_message, _limits, _file, _start) = (message, limits, file, message.Position);

    public static OnnxTensor Read(OnnxMessage message, Limits limits, string? file)
    {
        var reader = new OnnxTensorReader(message, limits, file);
        while (message.Next() is int field and not 0)
            reader.ReadField(field);
        return reader.Finish();
    }

    private void ReadField(int field)
    {
        switch (field)
        {
            case Dims:
                foreach (long d in _message.Varints())
                    AddDimension(d);
                break;
            case DataType:
                _type = _message.Varint();
                break;
            case Name when _message.IsLengthDelimited:
                _name = _message.Text(MaxNameBytes);
                break;
            case RawData when _message.IsLengthDelimited:
                From(field);
                _raw = _message.Bytes();
                break;
            case FloatData or DoubleData or Int32Data or Int64Data or UInt64Data:
                From(field);
                ReadNumbers(field);
                break;
            case Segment or ExternalData:
                throw Refuse("a tensor in parts, or with values in another file, is not read");
            case DataLocation when _message.Varint() != 0:
                throw Refuse("a tensor with values in another file is not read");
            case DataLocation:
                break;
            default:
                _message.Skip();
                break;
        }
    }

    private void AddDimension(long d)
    {
        if (d < 0 || _shape.Count == _limits.MaxRank)
            throw Refuse($"expected at most {_limits.MaxRank} dimensions of 0 or more; received {d} after {_shape.Count} others");
        _shape.Add(d);
    }

    private void From(int field)
    {
        if (_source != 0 && _source != field)
            throw Refuse($"expected values in one field; received fields {_source} and {field}");
        _source = field;
    }

    private void ReadNumbers(int field)
    {
        if (field is FloatData or DoubleData && _message.IsLengthDelimited)
        {
            // Packed little-endian numbers are what this reader hands out.
            _numbers.Write(_message.Bytes().Span);
            return;
        }
        if (field is FloatData or DoubleData)
        {
            int size = field == FloatData ? 4 : 8;
            if (_message.WireType != (size == 4 ? WireFormat.WireType.Fixed32 : WireFormat.WireType.Fixed64))
                throw Refuse($"expected numbers of {size} bytes; received a field of type {_message.WireType}");
            Add(size == 4 ? _message.Fixed32() : _message.Fixed64(), size);
            return;
        }
        // Narrow types come as varints in int32_data, unsigned 32-bit ones in uint64_data.
        int width = OnnxTensor.Size((OnnxType)_type);
        if (width == 0)
            throw Refuse($"expected the type before the values, and one that is read; received type {_type}");
        foreach (long value in _message.Varints())
            Add((ulong)value, width);
    }

    private void Add(ulong value, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _numbers.Write(bytes[..size]);
    }

    private OnnxTensor Finish()
    {
        var type = (OnnxType)_type;
        int size = OnnxTensor.Size(type);
        if (size == 0)
            throw Refuse($"expected a type of whole bytes; received type {_type}");
        if (!Fits(type))
            throw Refuse($"expected values of type {type}; received field {_source}");
        long bytes = size;
        foreach (long d in _shape)
        {
            if (d != 0 && bytes > _limits.MaxTotalBytes / d)
                throw Refuse($"expected at most {_limits.MaxTotalBytes} bytes; received [{string.Join(", ", _shape)}] of {type}");
            bytes *= d;
        }
        ReadOnlyMemory<byte> data = _source == RawData ? _raw : _numbers.WrittenMemory;
        if (data.Length != bytes)
            throw Refuse($"[{string.Join(", ", _shape)}] of {type} needs {bytes} bytes; received {data.Length}");
        if (_name.Length == 0)
            throw Refuse("expected an initializer with a name; received none");
        return new OnnxTensor(_name, type, [.. _shape], data);
    }

    private bool Fits(OnnxType type) => _source switch
    {
        0 or RawData => true,
        FloatData => type == OnnxType.Float,
        DoubleData => type == OnnxType.Double,
        Int64Data => type == OnnxType.Int64,
        UInt64Data => type is OnnxType.UInt32 or OnnxType.UInt64,
        _ => OnnxTensor.Size(type) <= 4 && type is not (OnnxType.Float or OnnxType.UInt32),
    };

    private OnnxException Refuse(string reason) => new(_file, _name.Length == 0 ? reason : $"initializer '{_name}': {reason}", _start);
}
