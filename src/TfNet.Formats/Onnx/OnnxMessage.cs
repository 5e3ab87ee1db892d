using Google.Protobuf;

namespace TfNet.Formats.Onnx;

/// <summary>A protocol-buffer message inside a stream, which knows where it ends.</summary>
internal sealed class OnnxMessage(CodedInputStream input, long end, string? file)
{
    private uint _tag;

    /// <summary>In the file, in bytes.</summary>
    public long Position => input.Position;

    public WireFormat.WireType WireType => WireFormat.GetTagWireType(_tag);

    public bool IsLengthDelimited => WireType == WireFormat.WireType.LengthDelimited;

    /// <summary>Number of the next field; 0 at the end of the message.</summary>
    public int Next()
    {
        if (input.Position > end)
            throw new OnnxException(file, "a field reaches beyond the message that it is in", end);
        if (input.Position == end)
            return 0;
        _tag = input.ReadTag();
        return _tag == 0 ? throw new OnnxException(file, "truncated", input.Position) : WireFormat.GetTagFieldNumber(_tag);
    }

    /// <summary>Passes over the field.</summary>
    public void Skip()
    {
        // A group has no length of its own; ONNX has none.
        if (WireType is WireFormat.WireType.StartGroup or WireFormat.WireType.EndGroup)
            throw new OnnxException(file, "expected no protocol-buffer group", input.Position);
        input.SkipLastField();
    }

    /// <summary>The message that the field is.</summary>
    public OnnxMessage Enter() => new(input, End(), file);

    /// <summary>The bytes that the field is.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        long start = input.Position;
        ByteString bytes = input.ReadBytes();
        return input.Position <= end ? bytes.Memory : throw new OnnxException(file, "bytes reach beyond the message that they are in", start);
    }

    public string Text(int most)
    {
        long start = input.Position;
        ReadOnlyMemory<byte> bytes = Bytes();
        if (bytes.Length > most)
            throw new OnnxException(file, $"expected a text of at most {most} bytes; received {bytes.Length}", start);
        return System.Text.Encoding.UTF8.GetString(bytes.Span);
    }

    public long Varint() => WireType == WireFormat.WireType.Varint ? input.ReadInt64()
        : throw new OnnxException(file, $"expected an integer; received a field of type {WireType}", input.Position);

    public uint Fixed32() => input.ReadFixed32();

    public ulong Fixed64() => input.ReadFixed64();

    /// <summary>The integers of a field, alone or packed.</summary>
    public IEnumerable<long> Varints()
    {
        if (!IsLengthDelimited)
        {
            yield return Varint();
            yield break;
        }
        long stop = End();
        while (input.Position < stop)
            yield return input.ReadInt64();
        if (input.Position > stop)
            throw new OnnxException(file, "a number reaches beyond the field that it is in", stop);
    }

    private long End()
    {
        int length = input.ReadLength();
        return length >= 0 && length <= end - input.Position ? input.Position + length
            : throw new OnnxException(file, $"{length} bytes do not fit into the {end - input.Position} that are left", input.Position);
    }
}
