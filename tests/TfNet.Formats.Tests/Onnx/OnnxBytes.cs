using Google.Protobuf;

namespace TfNet.Formats.Tests.Onnx;

/// <summary>ONNX files from the field numbers of onnx.proto.</summary>
internal static class OnnxBytes
{
    /// <summary>A model: format version, producer, and a graph of a node and these initializers.</summary>
    public static byte[] Model(params byte[][] initializers) => Message(o =>
    {
        Varint(o, 1, 8);
        Bytes(o, 2, "tests"u8.ToArray());
        Bytes(o, 7, Message(graph =>
        {
            Bytes(graph, 1, Message(node => Bytes(node, 4, "Relu"u8.ToArray())));
            foreach (byte[] initializer in initializers)
                Bytes(graph, 5, initializer);
        }));
    });

    /// <summary>A TensorProto: packed dimensions, type, then the rest.</summary>
    public static byte[] Tensor(string name, int type, long[] dims, Action<CodedOutputStream> values) => Message(o =>
    {
        Bytes(o, 1, Message(d =>
        {
            foreach (long n in dims)
                d.WriteInt64(n);
        }));
        Varint(o, 2, type);
        Bytes(o, 8, System.Text.Encoding.UTF8.GetBytes(name));
        values(o);
    });

    public static byte[] Message(Action<CodedOutputStream> write)
    {
        var memory = new MemoryStream();
        using (var o = new CodedOutputStream(memory, leaveOpen: true))
            write(o);
        return memory.ToArray();
    }

    public static void Bytes(CodedOutputStream o, int field, byte[] value)
    {
        o.WriteTag(field, WireFormat.WireType.LengthDelimited);
        o.WriteBytes(ByteString.CopyFrom(value));
    }

    public static void Varint(CodedOutputStream o, int field, long value)
    {
        o.WriteTag(field, WireFormat.WireType.Varint);
        o.WriteInt64(value);
    }

    public static void Single(CodedOutputStream o, int field, float value)
    {
        o.WriteTag(field, WireFormat.WireType.Fixed32);
        o.WriteFloat(value);
    }
}
