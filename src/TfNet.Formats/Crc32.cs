namespace TfNet.Formats;

/// <summary>The CRC-32 of PNG, zip and gzip (polynomial 0xEDB88320, reflected), four bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[][] s_tables = MakeTables();

    /// <summary>The state before the first byte.</summary>
    public const uint Start = 0xFFFFFFFF;

    /// <summary>The checksum of a chunk: of its name, then of its data.</summary>
    public static uint Of(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) => Finish(Update(Update(Start, type), data));

    /// <summary>The checksum from the state after the last byte.</summary>
    public static uint Finish(uint state) => ~state;

    /// <summary>The state after some more bytes.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        uint[] t0 = s_tables[0], t1 = s_tables[1], t2 = s_tables[2], t3 = s_tables[3];
        while (data.Length >= 4)
        {
            crc ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data);
            crc = t3[crc & 255] ^ t2[(crc >> 8) & 255] ^ t1[(crc >> 16) & 255] ^ t0[crc >> 24];
            data = data[4..];
        }
        foreach (byte b in data)
            crc = t0[(crc ^ b) & 255] ^ (crc >> 8);
        return crc;
    }

    private static uint[][] MakeTables()
    {
        uint[][] tables = [new uint[256], new uint[256], new uint[256], new uint[256]];
        for (uint i = 0; i < 256; i++)
        {
            uint c = i;
            for (int k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            tables[0][i] = c;
        }
        for (int t = 1; t < 4; t++)
            for (int i = 0; i < 256; i++)
                tables[t][i] = tables[0][tables[t - 1][i] & 255] ^ (tables[t - 1][i] >> 8);
        return tables;
    }
}
