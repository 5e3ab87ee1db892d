namespace TfNet.Formats.Hdf5;

/// <summary>One message of an object header: its type, its flags, and its bytes with their place in the file.</summary>
internal readonly record struct HeaderMessage(int Type, int Flags, long Offset, ReadOnlyMemory<byte> Data)
{
    internal bool IsShared => (Flags & 2) != 0;

    internal SpanReader Open(Hdf5Source source, string what) => new(source, Data.Span, Offset, what);
}

/// <summary>The messages of one object, gathered from its header and all continuation blocks (versions 1 and 2).</summary>
internal sealed class ObjectHeader
{
    private const int MaxChunks = 65_536;
    private const int ContinuationPrefix = 4;
    private const int ChecksumSize = 4;

    private readonly Hdf5Source _source;
    private readonly List<HeaderMessage> _messages = [];
    private readonly HashSet<long> _chunks = [];
    private readonly Queue<(long Address, long Size)> _pending = [];
    private long _bytes;

    private ObjectHeader(Hdf5Source source, long address)
    {
        _source = source;
        Address = address;
    }

    internal long Address { get; }

    internal IReadOnlyList<HeaderMessage> Messages => _messages;

    internal static ObjectHeader Read(Hdf5Source source, long address)
    {
        source.CountObject(address);
        var header = new ObjectHeader(source, address);
        byte[] start = source.Block(address, 4, "object header");
        if (start.AsSpan().SequenceEqual("OHDR"u8))
            header.ReadVersion2();
        else
            header.ReadVersion1();
        return header;
    }

    /// <summary>The only message of a type, or null.</summary>
    internal HeaderMessage? Find(int type)
    {
        HeaderMessage? found = null;
        foreach (HeaderMessage m in _messages)
        {
            if (m.Type != type)
                continue;
            if (found is not null)
                throw _source.Fail(m.Offset, $"object header with two messages of type {type}");
            found = m;
        }
        return found;
    }

    private void ReadVersion1()
    {
        SpanReader r = _source.Open(Address, 16, "object header");
        r.Version(1, 1);
        r.Skip(1);
        int count = r.U16();
        r.Skip(4);
        Enqueue(Address + 16, r.U32());
        while (_pending.TryDequeue(out (long Address, long Size) chunk))
        {
            byte[] block = _source.Block(chunk.Address, chunk.Size, "object header");
            ReadMessages(block, chunk.Address, 0, block.Length, version2Order: -1, ref count);
        }
    }

    private void ReadVersion2()
    {
        SpanReader r = _source.Open(Address, Math.Min(_source.Size - Address, 34), "object header");
        r.Signature("OHDR"u8);
        r.Version(2, 2);
        int flags = r.U8();
        if ((flags & 0x20) != 0)
            r.Skip(16);
        if ((flags & 0x10) != 0)
            r.Skip(4);
        long size = r.Number(1 << (flags & 3));
        int prefix = r.Position;
        int order = (flags & 4) != 0 ? 2 : 0;
        int count = int.MaxValue;
        _source.CheckRange(Address, size, "object header");
        ReadChecked(Address, prefix + size + ChecksumSize, prefix, order, ref count);
        while (_pending.TryDequeue(out (long Address, long Size) chunk))
        {
            SpanReader c = _source.Open(chunk.Address, Math.Min(chunk.Size, ContinuationPrefix), "object header continuation");
            c.Signature("OCHK"u8);
            ReadChecked(chunk.Address, chunk.Size, ContinuationPrefix, order, ref count);
        }
    }

    private void ReadChecked(long address, long size, int prefix, int order, ref int count)
    {
        byte[] block = _source.Block(address, size, "object header");
        int end = block.Length - ChecksumSize;
        var r = new SpanReader(_source, block, address, "object header");
        r.Skip(end);
        r.Checksum();
        ReadMessages(block, address, prefix, end, order, ref count);
    }

    /// <summary>Version 1: type 2, size 2, flags 1, reserved 3; version 2: type 1, size 2, flags 1, creation order 0 or 2 bytes.</summary>
    private void ReadMessages(byte[] block, long address, int start, int end, int version2Order, ref int count)
    {
        int headerSize = version2Order < 0 ? 8 : 4 + version2Order;
        for (int at = start; end - at >= headerSize && count > 0; count--)
        {
            var r = new SpanReader(_source, block.AsSpan(0, end)[at..], address + at, "header message");
            int type = version2Order < 0 ? r.U16() : r.U8();
            int size = r.U16();
            int flags = r.U8();
            at += headerSize;
            if (size > end - at)
                throw _source.Fail(address + at, $"header message of type {type} has {size} bytes, its block has {end - at} left");
            Accept(new HeaderMessage(type, flags, address + at, block.AsMemory(at, size)));
            at += size;
        }
    }

    private void Accept(HeaderMessage message)
    {
        switch (message.Type)
        {
            case MessageType.Nil:
                break;
            case MessageType.Continuation:
                SpanReader r = message.Open(_source, "object header continuation");
                long address = r.Address();
                Enqueue(address, r.Size());
                break;
            default:
                if (message.Type > MessageType.LastKnown && (message.Flags & 0x80) != 0)
                    throw _source.Fail(message.Offset, $"header message of unknown type {message.Type} that a reader must understand");
                _messages.Add(message);
                break;
        }
    }

    private void Enqueue(long address, long size)
    {
        _source.CheckRange(address, size, "object header block");
        if (!_chunks.Add(address))
            throw _source.Fail(address, "object header continuation leads back to itself (cycle)");
        _bytes += size;
        if (_chunks.Count > MaxChunks || _bytes > _source.Limits.MaxHeaderBytes)
            throw _source.Fail(address, $"object header of more than {_source.Limits.MaxHeaderBytes} bytes or {MaxChunks} blocks");
        _pending.Enqueue((address, size));
    }
}

/// <summary>Numbers of the header messages this reader knows.</summary>
internal static class MessageType
{
    internal const int Nil = 0x00;
    internal const int DataSpace = 0x01;
    internal const int LinkInfo = 0x02;
    internal const int DataType = 0x03;
    internal const int OldFillValue = 0x04;
    internal const int FillValue = 0x05;
    internal const int Link = 0x06;
    internal const int ExternalFiles = 0x07;
    internal const int Layout = 0x08;
    internal const int FilterPipeline = 0x0B;
    internal const int Attribute = 0x0C;
    internal const int Continuation = 0x10;
    internal const int SymbolTable = 0x11;
    internal const int AttributeInfo = 0x15;
    internal const int LastKnown = 0x17;
}
