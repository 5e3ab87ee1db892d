using System.Buffers.Binary;
using System.IO.Compression;

namespace TfNet.Formats.Hdf5;

/// <summary>The filters of a chunked data set, applied backwards when reading. Deflate, shuffle and fletcher32 are known.</summary>
internal sealed class FilterPipeline
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Fletcher32 = 3;
    private const int FletcherSize = 4;
    private const int MaxFilters = 32;

    private readonly Hdf5Source _source;
    private readonly (int Id, int Parameter)[] _filters;

    private FilterPipeline(Hdf5Source source, (int Id, int Parameter)[] filters)
    {
        _source = source;
        _filters = filters;
    }

    internal bool IsEmpty => _filters.Length == 0;

    internal static FilterPipeline Read(Hdf5Source source, HeaderMessage? message)
    {
        if (message is not { } m)
            return new FilterPipeline(source, []);
        if (m.IsShared)
            throw source.Fail(m.Offset, "shared filter pipelines are not supported");
        SpanReader r = m.Open(source, "filter pipeline");
        int version = r.Version(1, 2);
        int count = r.U8();
        if (count > MaxFilters)
            throw source.Fail(m.Offset, $"filter pipeline of {count} filters");
        if (version == 1)
            r.Skip(6);
        var filters = new (int, int)[count];
        for (int i = 0; i < count; i++)
            filters[i] = ReadFilter(ref r, version);
        if (filters.Count(f => f.Item1 == Deflate) > 1)
            throw source.Fail(m.Offset, "filter pipeline with deflate twice");
        return new FilterPipeline(source, filters);
    }

    /// <summary>The largest size that chunks of this many bytes can sensibly have in the file.</summary>
    internal static long LargestStored(long chunkBytes) => chunkBytes + chunkBytes / 8 + 1024;

    /// <summary>Undoes the filters that the mask does not exclude; the result has exactly <paramref name="chunkBytes"/> bytes.</summary>
    internal byte[] Decode(byte[] stored, int length, uint mask, int chunkBytes, long address)
    {
        // Sizes before each filter when writing: known up to deflate.
        Span<long> sizeBefore = stackalloc long[MaxFilters];
        long size = chunkBytes;
        for (int i = 0; i < _filters.Length; i++)
        {
            sizeBefore[i] = size;
            if (_filters[i].Id == Fletcher32 && IsActive(i, mask))
                size += FletcherSize;
        }
        for (int i = _filters.Length - 1; i >= 0; i--)
        {
            if (!IsActive(i, mask))
                continue;
            switch (_filters[i].Id)
            {
                case Deflate:
                    stored = Inflate(stored, length, (int)sizeBefore[i], address);
                    length = stored.Length;
                    break;
                case Shuffle:
                    stored = Unshuffle(stored, length, _filters[i].Parameter, address);
                    break;
                default:
                    length = CheckFletcher(stored, length, address);
                    break;
            }
        }
        return length == chunkBytes ? stored : throw _source.Fail(address, $"a chunk gives {length} bytes instead of {chunkBytes}");
    }

    private static bool IsActive(int index, uint mask) => (mask >> index & 1) == 0;

    /// <summary>Id 2, name length 2 (version 2: only for ids from 256), flags 2, count of values 2, name, values of 4 bytes.</summary>
    private static (int Id, int Parameter) ReadFilter(ref SpanReader r, int version)
    {
        long at = r.Offset;
        int id = r.U16();
        int nameLength = version == 1 || id >= 256 ? r.U16() : 0;
        r.Skip(2);
        int values = r.U16();
        int nameStart = r.Position;
        r.Skip(nameLength);
        if (version == 1)
            r.Align8(nameStart);
        int parameter = 0;
        for (int i = 0; i < values; i++)
        {
            long value = r.U32();
            if (i == 0)
                parameter = (int)Math.Min(value, int.MaxValue);
        }
        if (version == 1 && (values & 1) != 0)
            r.Skip(Math.Min(4, r.Remaining));
        if (id is Deflate or Shuffle or Fletcher32)
            return (id, parameter);
        string name = id switch { 4 => " (szip)", 5 => " (nbit)", 6 => " (scale-offset)", 32000 => " (lzf)", _ => "" };
        throw r.Source.Fail(at, $"filter id {id}{name} is not supported (known: 1 deflate, 2 shuffle, 3 fletcher32)");
    }

    private byte[] Inflate(byte[] stored, int length, int expected, long address)
    {
        var result = new byte[expected];
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(stored, 0, length, writable: false), CompressionMode.Decompress);
            int got = zlib.ReadAtLeast(result, expected, throwOnEndOfStream: false);
            if (got < expected)
                throw _source.Fail(address, $"a deflate chunk gives {got} bytes instead of {expected}");
            if (zlib.ReadByte() >= 0)
                throw _source.Fail(address, $"a deflate chunk gives more than its {expected} bytes");
        }
        catch (InvalidDataException e)
        {
            throw _source.Fail(address, $"a deflate chunk cannot be inflated: {e.Message}", e);
        }
        if (length < 6 || Adler32(result) != BinaryPrimitives.ReadUInt32BigEndian(stored.AsSpan(length - 4, 4)))
            throw _source.Fail(address, "a deflate chunk does not fit its checksum");
        return result;
    }

    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        const uint modulus = 65_521;
        const int safeRun = 5_552;
        uint a = 1, b = 0;
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> run = data[..Math.Min(safeRun, data.Length)];
            foreach (byte value in run)
            {
                a += value;
                b += a;
            }
            a %= modulus;
            b %= modulus;
            data = data[run.Length..];
        }
        return b << 16 | a;
    }

    /// <summary>Stored: all first bytes of the elements, then all second bytes, ..; a rest that fills no element follows as it
    /// is.</summary>
    private byte[] Unshuffle(byte[] stored, int length, int elementSize, long address)
    {
        if (elementSize < 1)
            throw _source.Fail(address, "shuffle filter with elements of 0 bytes");
        int count = length / elementSize;
        var result = new byte[length];
        for (int b = 0; b < elementSize && count > 0; b++)
        {
            ReadOnlySpan<byte> plane = stored.AsSpan(b * count, count);
            for (int i = 0, at = b; i < plane.Length; i++, at += elementSize)
                result[at] = plane[i];
        }
        int whole = count * elementSize;
        stored.AsSpan(whole, length - whole).CopyTo(result.AsSpan(whole));
        return result;
    }

    private int CheckFletcher(byte[] stored, int length, long address)
    {
        if (length < FletcherSize)
            throw _source.Fail(address, "a chunk is shorter than its fletcher32 checksum");
        int data = length - FletcherSize;
        if (Fletcher(stored.AsSpan(0, data)) != BinaryPrimitives.ReadUInt32LittleEndian(stored.AsSpan(data, FletcherSize)))
            throw _source.Fail(address, "a chunk does not fit its fletcher32 checksum");
        return data;
    }

    /// <summary>Two running sums modulo 65535 over big-endian 16-bit words; an odd last byte counts as the high half of a word.</summary>
    private static uint Fletcher(ReadOnlySpan<byte> data)
    {
        const int safeRun = 360;
        uint a = 0, b = 0;
        for (int i = 0; i + 1 < data.Length;)
        {
            int end = Math.Min(i + 2 * safeRun, data.Length & ~1);
            for (; i < end; i += 2)
            {
                a += (uint)(data[i] << 8 | data[i + 1]);
                b += a;
            }
            a = (a & 0xFFFF) + (a >> 16);
            b = (b & 0xFFFF) + (b >> 16);
        }
        if ((data.Length & 1) != 0)
        {
            a += (uint)data[^1] << 8;
            b += a;
            a = (a & 0xFFFF) + (a >> 16);
            b = (b & 0xFFFF) + (b >> 16);
        }
        a = (a & 0xFFFF) + (a >> 16);
        b = (b & 0xFFFF) + (b >> 16);
        return b << 16 | a;
    }
}
