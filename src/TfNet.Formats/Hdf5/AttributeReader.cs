namespace TfNet.Formats.Hdf5;

/// <summary>Reads attribute messages (versions 1 to 3) and gathers an object's attributes.</summary>
internal static class AttributeReader
{
    private const int DenseNameIndex = 8;

    internal static List<Hdf5Attribute> ReadAll(Hdf5File file, ObjectHeader header)
    {
        Hdf5Source source = file.Source;
        var attributes = new List<Hdf5Attribute>();
        foreach (HeaderMessage message in header.Messages)
        {
            if (message.Type != MessageType.Attribute)
                continue;
            if (message.IsShared)
                throw source.Fail(message.Offset, "shared attributes are not supported");
            attributes.Add(Read(file, message.Data, message.Offset));
        }
        if (header.Find(MessageType.AttributeInfo) is { } info)
            ReadDense(file, info, attributes);
        return attributes;
    }

    private static void ReadDense(Hdf5File file, HeaderMessage info, List<Hdf5Attribute> attributes)
    {
        Hdf5Source source = file.Source;
        SpanReader r = info.Open(source, "attribute info");
        r.Version(0, 0);
        int flags = r.U8();
        if ((flags & 1) != 0)
            r.Skip(2);
        long heapAddress = r.Address(), treeAddress = r.Address();
        if (heapAddress == Hdf5Source.Undefined)
            return;
        FractalHeap heap = FractalHeap.Read(source, heapAddress);
        foreach (BTree2.Record record in BTree2.Read(source, treeAddress, DenseNameIndex))
        {
            SpanReader id = record.Open(source);
            ReadOnlySpan<byte> heapId = id.Bytes(8);
            if ((id.U8() & 2) != 0)
                throw source.Fail(record.Offset, "shared attributes are not supported");
            (byte[] data, long offset) = heap.Object(heapId);
            attributes.Add(Read(file, data, offset));
        }
    }

    /// <summary>Version 1 pads name, datatype and dataspace to 8 bytes each; 2 and 3 do not, 3 adds the name's character set.</summary>
    private static Hdf5Attribute Read(Hdf5File file, ReadOnlyMemory<byte> data, long offset)
    {
        Hdf5Source source = file.Source;
        if (data.Length > source.Limits.MaxAttributeBytes)
            throw source.Fail(offset, $"an attribute of {data.Length} bytes is above the limit of {source.Limits.MaxAttributeBytes}");
        var r = new SpanReader(source, data.Span, offset, "attribute");
        int version = r.Version(1, 3);
        int flags = r.U8();
        int nameSize = r.U16(), typeSize = r.U16(), spaceSize = r.U16();
        if (version == 3)
            r.Skip(1);
        string name = Part(ref r, nameSize, version, out SpanReader nameReader) ? nameReader.ZeroTerminated() : "";
        Part(ref r, typeSize, version, out SpanReader typeReader);
        long typeOffset = typeReader.Offset;
        Part(ref r, spaceSize, version, out SpanReader spaceReader);
        if (version > 1 && (flags & 2) != 0)
            throw source.Fail(offset, $"attribute '{name}' with a shared dataspace is not supported");
        DataType type = version > 1 && (flags & 1) != 0
            ? DataType.ReadMessage(source, new HeaderMessage(MessageType.DataType, 2, typeOffset, typeReader.Bytes(typeSize).ToArray()))
            : DataType.Read(ref typeReader);
        DataSpace space = DataSpace.Read(ref spaceReader);
        long at = r.Offset;
        if (space.Count > 0 && space.Count > r.Remaining / type.Size)
        {
            string shape = DataSpace.Text(space.Dims);
            throw source.Fail(at, $"attribute '{name}' {shape} of {type.Size} bytes per element does not fit into its {r.Remaining} bytes");
        }
        return new Hdf5Attribute(file, name, type, space, r.Bytes(space.Count * type.Size).ToArray(), at);
    }

    private static bool Part(ref SpanReader r, int size, int version, out SpanReader part)
    {
        int start = r.Position;
        long at = r.Offset;
        part = new SpanReader(r.Source, r.Bytes(size), at, "attribute");
        if (version == 1)
            r.Align8(start);
        return size > 0;
    }
}
