namespace TfNet.Formats.Hdf5;

/// <summary>The value of elements that were never written.</summary>
internal static class FillValue
{
    /// <summary>The bytes of one element as stored; empty for zero.</summary>
    internal static ReadOnlyMemory<byte> Read(Hdf5Source source, ObjectHeader header, int elementSize)
    {
        ReadOnlyMemory<byte> value = default;
        if (header.Find(MessageType.FillValue) is { } message)
            value = ReadNew(source, message);
        else if (header.Find(MessageType.OldFillValue) is { } old)
            value = Sized(source, old, 0);
        if (value.Length != 0 && value.Length != elementSize)
            throw source.Fail(header.Address, $"a fill value of {value.Length} bytes for elements of {elementSize}");
        return value;
    }

    private static ReadOnlyMemory<byte> ReadNew(Hdf5Source source, HeaderMessage message)
    {
        if (message.IsShared)
            throw source.Fail(message.Offset, "shared fill values are not supported");
        SpanReader r = message.Open(source, "fill value");
        int version = r.Version(1, 3);
        if (version == 3)
            return (r.U8() & 0x20) != 0 ? Sized(source, message, r.Position) : default;
        r.Skip(2);
        bool defined = r.U8() != 0;
        return version == 1 || defined ? Sized(source, message, r.Position) : default;
    }

    private static ReadOnlyMemory<byte> Sized(Hdf5Source source, HeaderMessage message, int at)
    {
        SpanReader r = message.Open(source, "fill value");
        r.Skip(at);
        // A size of -1 stands for "undefined" in old files.
        long size = r.U32();
        if (size == uint.MaxValue)
            return default;
        int start = r.Position;
        r.Skip(size);
        return message.Data.Slice(start, (int)size);
    }
}
