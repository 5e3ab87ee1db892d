using TfNet.Formats.Onnx;
using static TfNet.Formats.Tests.Onnx.OnnxBytes;

namespace TfNet.Formats.Tests.Onnx;

public class OnnxFileTests
{
    // 1, -2.5 and 0.15625 as their standards write them.
    private static readonly byte[] s_single = [0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0, 0, 0, 0x20, 0x3E];
    private static readonly byte[] s_double = [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 4, 0xC0, 0, 0, 0, 0, 0, 0, 0xC4, 0x3F];
    private static readonly byte[] s_half = [0, 0x3C, 0, 0xC1, 0, 0x31];
    private static readonly byte[] s_bfloat = [0x80, 0x3F, 0x20, 0xC0, 0x20, 0x3E];

    public static TheoryData<string, byte[]> ThreeNumbers => new()
    {
        { "raw float", Tensor("w", 1, [3], o => Bytes(o, 9, s_single)) },
        { "packed float", Tensor("w", 1, [3], o => Bytes(o, 4, s_single)) },
        { "single floats", Tensor("w", 1, [3], o =>
            {
                foreach (float v in (float[])[1, -2.5f, 0.15625f])
                    Single(o, 4, v);
            }) },
        { "raw double", Tensor("w", 11, [3], o => Bytes(o, 9, s_double)) },
        { "packed double", Tensor("w", 11, [3], o => Bytes(o, 10, s_double)) },
        { "raw half", Tensor("w", 10, [3], o => Bytes(o, 9, s_half)) },
        { "half in int32_data", Tensor("w", 10, [3], o => Bytes(o, 5, Message(p =>
            {
                foreach (int bits in (int[])[0x3C00, 0xC100, 0x3100])
                    p.WriteInt32(bits);
            }))) },
        { "raw bfloat16", Tensor("w", 16, [3], o => Bytes(o, 9, s_bfloat)) },
    };

    [Theory]
    [MemberData(nameof(ThreeNumbers))]
    public void Every_way_of_storing_numbers_is_read(string kind, byte[] tensor)
    {
        OnnxTensor read = Assert.Single(Read(Model(tensor)));
        Assert.Equal("w", read.Name);
        Assert.Equal([3], read.Shape);
        Assert.True(read.ToSingle() is [1, -2.5f, 0.15625f], kind);
    }

    [Fact]
    public void Integers_are_bytes()
    {
        IReadOnlyList<OnnxTensor> read = Read(Model(
            Tensor("packed", 7, [2], o => Bytes(o, 7, Message(p =>
            {
                p.WriteInt64(-1);
                p.WriteInt64(258);
            }))),
            Tensor("alone", 6, [], o => Varint(o, 5, 513)),
            Tensor("raw", 2, [1, 2], o => Bytes(o, 9, [7, 8])),
            Tensor("empty", 1, [0, 4], _ => { })));
        Assert.Equal(["packed", "alone", "raw", "empty"], read.Select(t => t.Name));
        Assert.Equal([255, 255, 255, 255, 255, 255, 255, 255, 2, 1, 0, 0, 0, 0, 0, 0], read[0].Data.ToArray());
        Assert.Equal([1, 2, 0, 0], read[1].Data.ToArray());
        Assert.Equal([7, 8], read[2].Data.ToArray());
        Assert.Equal(0, read[3].Data.Length);
        Assert.Contains("expected a tensor of floating-point numbers; received Int64",
            Assert.Throws<OnnxException>(() => read[0].ToSingle()).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "it has none", Message(o => Varint(o, 1, 8)) },
        { "needs 16 bytes; received 12", Model(Tensor("w", 1, [4], o => Bytes(o, 9, s_single))) },
        { "needs 8 bytes; received 12", Model(Tensor("w", 1, [2], o => Bytes(o, 4, s_single))) },
        { "expected at most", Model(Tensor("w", 1, [1L << 40, 1L << 40], o => Bytes(o, 9, s_single))) },
        { "dimensions of 0 or more", Model(Tensor("w", 1, [-3], o => Bytes(o, 9, s_single))) },
        { "at most 32 dimensions", Model(Tensor("w", 1, [.. Enumerable.Repeat(1L, 33)], o => Bytes(o, 9, s_single))) },
        { "occurs twice", Model(Tensor("w", 1, [3], o => Bytes(o, 9, s_single)), Tensor("w", 1, [3], o => Bytes(o, 9, s_single))) },
        { "with a name", Model(Tensor("", 1, [3], o => Bytes(o, 9, s_single))) },
        { "expected a type of whole bytes; received type 8", Model(Tensor("w", 8, [1], o => Bytes(o, 6, [65]))) },
        { "expected values of type Double", Model(Tensor("w", 11, [3], o => Bytes(o, 4, s_single))) },
        { "expected values in one field", Model(Tensor("w", 1, [3], o =>
            {
                Bytes(o, 9, s_single);
                Bytes(o, 4, s_single);
            })) },
        { "values in another file", Model(Tensor("w", 1, [3], o => Varint(o, 14, 1))) },
        { "values in another file", Model(Tensor("w", 1, [3], o => Bytes(o, 13, [10, 0]))) },
        { "expected the type before", Model(Message(o => Varint(o, 5, 1))) },
        { "numbers of 4 bytes", Model(Tensor("w", 1, [1], o => Varint(o, 4, 1))) },
        { "do not fit into", Message(o =>
            {
                o.WriteTag(7, Google.Protobuf.WireFormat.WireType.LengthDelimited);
                o.WriteLength(1000);
            }) },
        { "beyond", Message(o => Bytes(o, 7, Message(graph =>
            {
                // An initializer of two bytes whose only field says it has four.
                graph.WriteTag(5, Google.Protobuf.WireFormat.WireType.LengthDelimited);
                graph.WriteLength(2);
                graph.WriteRawTag(8 << 3 | 2, 4);
                graph.WriteRawTag(65, 66, 67, 68);
            }))) },
        { "no protocol-buffer group", [1 << 3 | 3, 1 << 3 | 4] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_wrong_is_named(string text, byte[] file) =>
        Assert.Contains(text, Assert.Throws<OnnxException>(() => Read(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] file = Model(Tensor("w", 1, [3], o => Bytes(o, 9, s_single)));
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<OnnxException>(() => Read(file[..length]));
    }

    [Fact]
    public void A_limit_on_the_bytes_holds()
    {
        byte[] file = Model(Tensor("w", 1, [3], o => Bytes(o, 9, s_single)));
        var limits = new Limits { MaxTotalBytes = file.Length - 1 };
        Assert.Contains("expected at most", Assert.Throws<OnnxException>(() => OnnxFile.ReadInitializers(new MemoryStream(file), limits)).Message,
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<OnnxTensor> Read(byte[] file) => OnnxFile.ReadInitializers(new MemoryStream(file), name: "test.onnx");
}
