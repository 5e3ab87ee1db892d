using System.Buffers.Binary;
using System.Text;

namespace TfNet.Formats.Hdf5;

/// <summary>Reads little-endian fields from a block; running past its end is the format's exception with the place in the file.</summary>
internal ref struct SpanReader
{
    private readonly Hdf5Source _source;
    private readonly ReadOnlySpan<byte> _block;
    private readonly long _start;
    private readonly string _what;
    private int _position;

    internal SpanReader(Hdf5Source source, ReadOnlySpan<byte> block, long start, string what)
    {
        _source = source;
        _block = block;
        _start = start;
        _what = what;
    }

    /// <summary>Address of the next byte.</summary>
    internal readonly long Offset => _start + _position;

    internal readonly int Position => _position;

    internal readonly int Remaining => _block.Length - _position;

    internal readonly Hdf5Source Source => _source;

    internal byte U8() => Bytes(1)[0];

    internal int U16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    internal long U32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>A size or count of 8 bytes; values of 2^63 and above are refused.</summary>
    internal long Size()
    {
        long at = Offset;
        long value = BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));
        if (value < 0)
            throw _source.Fail(at, $"{_what}: a size of {unchecked((ulong)value)}");
        return value;
    }

    /// <summary>An address: <see cref="Hdf5Source.Undefined"/> or a value that the source checks when it is used.</summary>
    internal long Address() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    /// <summary>A number of 1 to 8 bytes.</summary>
    internal long Number(int bytes)
    {
        long at = Offset;
        ulong value = 0;
        ReadOnlySpan<byte> data = Bytes(bytes);
        for (int i = 0; i < data.Length; i++)
            value |= (ulong)data[i] << (8 * i);
        if (value > long.MaxValue)
            throw _source.Fail(at, $"{_what}: a size of {value}");
        return (long)value;
    }

    internal ReadOnlySpan<byte> Bytes(long count)
    {
        if (count < 0 || count > Remaining)
            throw _source.Fail(Offset, $"{_what} ends too early: {count} bytes expected, {Remaining} left");
        ReadOnlySpan<byte> bytes = _block.Slice(_position, (int)count);
        _position += (int)count;
        return bytes;
    }

    internal void Skip(long count) => Bytes(count);

    /// <summary>Moves to the next multiple of 8 counted from <paramref name="from"/>; a shorter rest at the end of the block is
    /// accepted.</summary>
    internal void Align8(int from)
    {
        int past = (_position - from) & 7;
        if (past != 0)
            Skip(Math.Min(8 - past, Remaining));
    }

    /// <summary>A text with its terminating zero.</summary>
    internal string ZeroTerminated()
    {
        int length = _block[_position..].IndexOf((byte)0);
        if (length < 0)
            throw _source.Fail(Offset, $"{_what}: a name without its terminating zero");
        string text = Encoding.UTF8.GetString(_block.Slice(_position, length));
        _position += length + 1;
        return text;
    }

    internal void Signature(ReadOnlySpan<byte> expected)
    {
        long at = Offset;
        ReadOnlySpan<byte> found = Bytes(4);
        if (!found.SequenceEqual(expected))
            throw _source.Fail(at,
                $"{_what}: signature '{Encoding.ASCII.GetString(expected)}' expected, found {Convert.ToHexString(found)}");
    }

    internal int Version(int lowest, int highest)
    {
        long at = Offset;
        int version = U8();
        if (version < lowest || version > highest)
            throw _source.Fail(at,
                $"{_what}: version {version} is not supported (expected {lowest}{(highest > lowest ? $" to {highest}" : "")})");
        return version;
    }

    /// <summary>Compares the next 4 bytes with the checksum of everything in the block before them.</summary>
    internal void Checksum()
    {
        uint computed = Lookup3.Hash(_block[.._position]);
        long at = Offset;
        if ((uint)U32() != computed && !_source.IgnoreChecksums)
            throw _source.Fail(at, $"{_what}: its checksum does not fit its content");
    }
}
