namespace TfNet.Formats.Images;

/// <summary>
/// Checks the segments of a JPEG that hold tables and scan headers as libjpeg does, those behind the last scan too, which a decoder that
/// has all its rows would not look at.
/// </summary>
internal static class JpegTables
{
    public const byte Dht = 0xC4, Dac = 0xCC, Sos = 0xDA, Dqt = 0xDB, Dri = 0xDD;

    public static void Check(byte marker, ReadOnlySpan<byte> s, string? name, int offset)
    {
        bool good = marker switch
        {
            Dht => Huffman(s),
            Dqt => Quantisation(s),
            Dri => s.Length == 2,
            Sos => Scan(s),
            _ => true,
        };
        if (!good)
            throw new ImageFormatException(
                name, $"JPEG: damaged: the segment FF{marker:X2} has a wrong size or an index that does not exist", offset);
    }

    /// <summary>Tables of a class and index byte, 16 counts, and as many symbols as these sum to.</summary>
    private static bool Huffman(ReadOnlySpan<byte> s)
    {
        while (s.Length > 16)
        {
            int symbols = 0;
            foreach (byte count in s.Slice(1, 16))
                symbols += count;
            if ((s[0] & ~0x10) > 3 || symbols > 256 || symbols > s.Length - 17)
                return false;
            s = s[(17 + symbols)..];
        }
        return s.IsEmpty;
    }

    /// <summary>Tables of a precision and index byte and 64 values of one or two bytes.</summary>
    private static bool Quantisation(ReadOnlySpan<byte> s)
    {
        while (!s.IsEmpty)
        {
            int size = 1 + (s[0] >> 4 == 0 ? 64 : 128);
            if ((s[0] & 15) > 3 || s.Length < size)
                return false;
            s = s[size..];
        }
        return true;
    }

    /// <summary>A count of 1 to 4, two bytes for each component, three bytes more.</summary>
    private static bool Scan(ReadOnlySpan<byte> s) => s.Length >= 6 && s[0] is >= 1 and <= 4 && s.Length == 4 + 2 * s[0];
}
