using System.Buffers.Binary;

namespace TfNet.Formats.Hdf5;

/// <summary>A growing little-endian buffer.</summary>
internal sealed class ByteWriter
{
    private byte[] _buffer = new byte[256];

    internal int Length { get; private set; }

    internal ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    internal ByteWriter U8(int value)
    {
        Take(1)[0] = (byte)value;
        return this;
    }

    internal ByteWriter U16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Take(2), (ushort)value);
        return this;
    }

    internal ByteWriter U32(long value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Take(4), (uint)value);
        return this;
    }

    internal ByteWriter I64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);
        return this;
    }

    internal ByteWriter Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Take(value.Length));
        return this;
    }

    internal ByteWriter Zeros(int count)
    {
        Take(count).Clear();
        return this;
    }

    /// <summary>Zeros up to the next multiple of 8.</summary>
    internal ByteWriter Align8() => Zeros(-Length & 7);

    internal byte[] ToArray() => Written.ToArray();

    private Span<byte> Take(int count)
    {
        if (count > _buffer.Length - Length)
            Array.Resize(ref _buffer, checked((int)Math.Max(2L * _buffer.Length, (long)Length + count)));
        Span<byte> span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }
}
