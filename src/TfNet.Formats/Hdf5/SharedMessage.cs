namespace TfNet.Formats.Hdf5;

/// <summary>A message stored once in another object header (a committed datatype).</summary>
internal static class SharedMessage
{
    internal static HeaderMessage Resolve(Hdf5Source source, HeaderMessage message, int type)
    {
        SpanReader r = message.Open(source, "shared message");
        int version = r.Version(1, 3);
        int kind = r.U8();
        // Before version 3 the kind says nothing: only committed types were shared. Version 1 holds an old symbol-table entry.
        if (version == 3 && kind != 2)
            throw source.Fail(message.Offset, "messages shared through the file's message table are not supported");
        if (version == 1)
            r.Skip(6 + 8);
        ObjectHeader other = ObjectHeader.Read(source, r.Address());
        HeaderMessage found =
            other.Find(type) ?? throw source.Fail(other.Address, $"a shared message of type {type} is not where it should be");
        return found.IsShared ? throw source.Fail(found.Offset, "a shared message that is shared again") : found;
    }
}
