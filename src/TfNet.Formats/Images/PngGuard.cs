using System.Buffers.Binary;

namespace TfNet.Formats.Images;

/// <summary>
/// Reads the chunks of a PNG up to the end of its image data, checks the checksums before that as Pillow does (those of the image data
/// itself are not looked at: its own Adler checksum is the decoder's business), and writes it anew with header, full palette,
/// transparency where it is wanted, and image data only.
/// </summary>
internal static class PngGuard
{
    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static PreparedImage Prepare(ReadOnlySpan<byte> data, bool keepAlpha, Limits limits, string? name)
    {
        Header? header = null;
        ReadOnlySpan<byte> palette = default, transparency = default;
        int at = s_signature.Length;
        while (true)
        {
            if (data.Length - at < 8)
                throw new ImageFormatException(name, "PNG: truncated before the image data", data.Length);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(data[at..]);
            ReadOnlySpan<byte> type = data.Slice(at + 4, 4);
            if (!IsName(type))
                throw new ImageFormatException(name, "PNG: damaged: a chunk name is not four letters", at + 4);
            if (type.SequenceEqual("IDAT"u8))
                break;
            if (length > (uint)(data.Length - at - 8) || data.Length - at - 8 - (int)length < 4)
                throw new ImageFormatException(name, $"PNG: truncated: a chunk of {length} bytes with {data.Length - at - 8} left", at);
            ReadOnlySpan<byte> body = data.Slice(at + 8, (int)length);
            if (Crc32.Of(type, body) != BinaryPrimitives.ReadUInt32BigEndian(data[(at + 8 + (int)length)..]))
                throw new ImageFormatException(name, $"PNG: the checksum of chunk {ChunkName(type)} is wrong", at);
            if (header == null != type.SequenceEqual("IHDR"u8))
                throw new ImageFormatException(name, "PNG: expected one IHDR chunk, at the start", at);
            if (header == null)
                header = ReadHeader(body, limits, name, at + 8);
            else if (type.SequenceEqual("PLTE"u8))
                palette = body;
            else if (type.SequenceEqual("tRNS"u8))
                transparency = body;
            else if (type.SequenceEqual("IEND"u8))
                throw new ImageFormatException(name, "PNG: the file ends without image data", at);
            else if (IsTextOrProfile(type) && length > limits.MaxPngTextChunkBytes)
                throw new ImageFormatException(
                    name, $"PNG: expected chunk {ChunkName(type)} of at most {limits.MaxPngTextChunkBytes} bytes; received {length}", at);
            at += 12 + (int)length;
        }
        if (header is not Header h)
            throw new ImageFormatException(name, "PNG: image data before the IHDR chunk", at);
        return Write(h, palette, keepAlpha ? transparency : default, data[at..]);
    }

    private readonly record struct Header(int Width, int Height, byte Depth, byte Color, bool Interlaced);

    private static Header ReadHeader(ReadOnlySpan<byte> s, Limits limits, string? name, int offset)
    {
        if (s.Length < 13)
            throw new ImageFormatException(name, $"PNG: expected an IHDR of 13 bytes; received {s.Length}", offset);
        uint width = BinaryPrimitives.ReadUInt32BigEndian(s), height = BinaryPrimitives.ReadUInt32BigEndian(s[4..]);
        ImageLimits.CheckSize(width, height, limits, name, offset);
        (byte depth, byte color) = (s[8], s[9]);
        bool known = color switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!known)
            throw new ImageFormatException(name, $"PNG: colour type {color} with {depth} bits does not exist", offset + 8);
        if (s[11] != 0)
            throw new ImageFormatException(name, $"PNG: expected filter method 0; received {s[11]}", offset + 11);
        return new Header((int)width, (int)height, depth, color, s[12] != 0);
    }

    private static bool IsName(ReadOnlySpan<byte> type)
    {
        foreach (byte b in type)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != (byte)'_')
                return false;
        }
        return true;
    }

    private static bool IsTextOrProfile(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("tEXt"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8) || type.SequenceEqual("iCCP"u8);

    private static string ChunkName(ReadOnlySpan<byte> type) => System.Text.Encoding.ASCII.GetString(type);

    private static PreparedImage Write(Header h, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparency, ReadOnlySpan<byte> rest)
    {
        var output = new MemoryStream(rest.Length + 1200);
        output.Write(s_signature);
        byte[] ihdr = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(ihdr, h.Width);
        BinaryPrimitives.WriteInt32BigEndian(ihdr.AsSpan(4), h.Height);
        (ihdr[8], ihdr[9], ihdr[12]) = (h.Depth, h.Color, (byte)(h.Interlaced ? 1 : 0));
        WriteChunk(output, "IHDR"u8, ihdr);
        if (h.Color == 3)
        {
            // Indices beyond the stored palette are black, also where there is no palette at all.
            byte[] full = new byte[3 << h.Depth];
            palette[..Math.Min(palette.Length, full.Length)].CopyTo(full);
            WriteChunk(output, "PLTE"u8, full);
        }
        if (h.Color == 3 && !transparency.IsEmpty)
            WriteChunk(output, "tRNS"u8, transparency[..Math.Min(transparency.Length, 1 << h.Depth)]);
        WriteData(output, rest);
        WriteChunk(output, "IEND"u8, default);
        return new PreparedImage(output.ToArray(), h.Width, h.Height)
        {
            Gray16 = h is { Color: 0, Depth: 16 },
            ColorKey = ColorKey(h, transparency),
        };
    }

    /// <summary>
    /// The transparent colour as Pillow compares it: the low byte of each stored value, against pixels of 8 bits. (For depths other than 8
    /// that is not what the PNG standard means.)
    /// </summary>
    private static uint? ColorKey(Header h, ReadOnlySpan<byte> transparency) => h.Color switch
    {
        0 when transparency.Length >= 2 => transparency[1] * 0x010101u,
        2 when transparency.Length >= 6 => (uint)(transparency[1] | transparency[3] << 8 | transparency[5] << 16),
        _ => null,
    };

    /// <summary>
    /// Copies the run of IDAT chunks, the last perhaps cut by the end of the file: whether it suffices is seen when decoding.
    /// </summary>
    private static void WriteData(MemoryStream output, ReadOnlySpan<byte> rest)
    {
        while (rest.Length >= 8 && rest.Slice(4, 4).SequenceEqual("IDAT"u8))
        {
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(rest), (uint)(rest.Length - 8));
            WriteChunk(output, "IDAT"u8, rest.Slice(8, length));
            rest = rest[Math.Min(rest.Length, 8 + length + 4)..];
        }
    }

    private static void WriteChunk(MemoryStream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        output.Write(number);
        output.Write(type);
        output.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(type, body));
        output.Write(number);
    }
}
