using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TfNet.Formats.Images;

/// <summary>Checks the header of a BMP: size, depth, compression, and that the rows of an uncompressed file are all there.</summary>
internal static class BmpGuard
{
    private const int FileHeader = 14;
    private const uint BiRgb = 0, BiRle8 = 1, BiRle4 = 2, BiBitfields = 3;

    public static PreparedImage Prepare(ReadOnlySpan<byte> data, Limits limits, string? name)
    {
        if (data.Length < FileHeader + 12)
            throw new ImageFormatException(name, "BMP: truncated inside the header", data.Length);
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(data[10..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(data[FileHeader..]);
        if (size is not (12 or 40 or 52 or 56 or 64 or 108 or 124))
            throw new ImageFormatException(
                name, $"BMP: expected a header of 12, 40, 52, 56, 64, 108 or 124 bytes; received {size}", FileHeader);
        if (data.Length < FileHeader + size)
            throw new ImageFormatException(name, "BMP: truncated inside the header", data.Length);
        ReadOnlySpan<byte> h = data.Slice(FileHeader, (int)size);
        bool old = size == 12;
        long width = old ? BinaryPrimitives.ReadUInt16LittleEndian(h[4..]) : BinaryPrimitives.ReadInt32LittleEndian(h[4..]);
        long height = old
            ? BinaryPrimitives.ReadUInt16LittleEndian(h[6..])
            : Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(h[8..]));
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(h[(old ? 10 : 14)..]);
        uint compression = old ? BiRgb : BinaryPrimitives.ReadUInt32LittleEndian(h[16..]);
        ImageLimits.CheckSize(width, height, limits, name, FileHeader + 4);
        bool known = compression switch
        {
            BiRgb => bits is 1 or 4 or 8 or 16 or 24 or 32,
            BiRle8 => bits == 8,
            BiRle4 => bits == 4,
            BiBitfields => bits is 16 or 32,
            _ => false,
        };
        if (!known)
            throw new ImageFormatException(
                name, $"BMP: compression {compression} with {bits} bits for each pixel is not supported", FileHeader + 14);
        if (start < FileHeader + size || start > data.Length)
            throw new ImageFormatException(
                name, $"BMP: expected the pixels behind the header and inside the file; received offset {start}", 10);
        long row = (width * bits + 31) / 32 * 4;
        if (compression is BiRgb or BiBitfields && start + row * height > data.Length)
            throw new ImageFormatException(
                name, $"BMP: truncated: {row * height} bytes of pixels are declared, {data.Length - start} are there", start);
        uint alpha = 0;
        uint[] masks = [0x7C00, 0x03E0, 0x001F];
        if (compression == BiBitfields)
            (masks, alpha) = Masks(data, (int)size, bits, name);
        if (bits == 16)
            return new PreparedImage(
                To24Bits(data, (int)start, (int)width, (int)height, h, masks[1] == 0x07E0), (int)width, (int)height)
            { Opaque = true };
        return new PreparedImage(data.ToArray(), (int)width, (int)height) { Opaque = alpha == 0 };
    }

    /// <summary>The bit fields of red, green and blue, and of alpha (0 for none): the layouts that Pillow knows.</summary>
    private static (uint[] Rgb, uint Alpha) Masks(ReadOnlySpan<byte> data, int size, int bits, string? name)
    {
        const int Offset = FileHeader + 40;
        if (data.Length < Offset + 12)
            throw new ImageFormatException(name, "BMP: truncated inside the bit fields", data.Length);
        uint[] rgb = [.. MemoryMarshal.Cast<byte, uint>(data.Slice(Offset, 12))];
        uint alpha = size >= 56 ? BinaryPrimitives.ReadUInt32LittleEndian(data[(Offset + 12)..]) : 0;
        bool known = bits == 16
            ? rgb is [0xF800, 0x07E0, 0x001F] or [0x7C00, 0x03E0, 0x001F]
            : rgb.All(IsByte) && (alpha == 0 || IsByte(alpha)) && (rgb[0] ^ rgb[1] ^ rgb[2] ^ alpha) == (rgb[0] | rgb[1] | rgb[2] | alpha);
        if (!known)
            throw new ImageFormatException(
                name, $"BMP: the bit fields {rgb[0]:X}, {rgb[1]:X}, {rgb[2]:X}, {alpha:X} are not supported", Offset);
        return (rgb, alpha);
    }

    private static bool IsByte(uint mask) => mask is 0xFF or 0xFF00 or 0xFF0000 or 0xFF000000;

    /// <summary>
    /// Writes a file of 16 bits for each pixel as one of 24: v·255/31 (or /63) rounded down, as Pillow scales; the decoder repeats bits
    /// instead.
    /// </summary>
    private static byte[] To24Bits(ReadOnlySpan<byte> data, int start, int width, int height, ReadOnlySpan<byte> header, bool sixGreen)
    {
        int fromRow = (width * 16 + 31) / 32 * 4, toRow = (width * 24 + 31) / 32 * 4;
        byte[] result = new byte[FileHeader + 40 + (long)toRow * height];
        result[0] = (byte)'B';
        result[1] = (byte)'M';
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(2), result.Length);
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(10), FileHeader + 40);
        Span<byte> info = result.AsSpan(FileHeader);
        BinaryPrimitives.WriteInt32LittleEndian(info, 40);
        BinaryPrimitives.WriteInt32LittleEndian(info[4..], width);
        BinaryPrimitives.WriteInt32LittleEndian(
            info[8..], BinaryPrimitives.ReadInt32LittleEndian(header[8..]) < 0 && header.Length > 12 ? -height : height);
        info[12] = 1;
        info[14] = 24;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = data.Slice(start + y * fromRow, fromRow);
            Span<byte> to = result.AsSpan(FileHeader + 40 + y * toRow, toRow);
            for (int x = 0; x < width; x++)
            {
                int v = BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * x)..]);
                to[3 * x] = (byte)((v & 31) * 255 / 31);
                to[3 * x + 1] = (byte)(sixGreen ? (v >> 5 & 63) * 255 / 63 : (v >> 5 & 31) * 255 / 31);
                to[3 * x + 2] = (byte)((v >> (sixGreen ? 11 : 10) & 31) * 255 / 31);
            }
        }
        return result;
    }
}
