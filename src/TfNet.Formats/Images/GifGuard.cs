using System.Buffers.Binary;

namespace TfNet.Formats.Images;

/// <summary>The first frame of a GIF, as files of its own, and where it lies on the screen.</summary>
/// <param name="Frame">the frame alone, with a full palette and without a transparent colour</param>
/// <param name="Transparent">the same with its transparent colour; null where it has none</param>
/// <param name="Left">column of the frame on the screen</param>
/// <param name="Top">row of the frame on the screen</param>
/// <param name="Width">columns of the screen</param>
/// <param name="Height">rows of the screen</param>
/// <param name="Background">red, green, blue of the pixels that the frame does not cover</param>
/// <param name="BackgroundAlpha">0 where those pixels have the transparent colour, else 255</param>
internal sealed record PreparedGif(
    PreparedImage Frame, byte[]? Transparent, int Left, int Top, int Width, int Height, byte[] Background, byte BackgroundAlpha);

/// <summary>
/// Walks a GIF up to the end of its first frame and writes that frame anew. What surrounds it (uncovered pixels, colours beyond the
/// palette, a frame larger than the screen) follows Pillow.
/// </summary>
internal static class GifGuard
{
    public static PreparedGif Prepare(ReadOnlySpan<byte> data, Limits limits, string? name)
    {
        if (data.Length < 13)
            throw new ImageFormatException(name, "GIF: truncated inside the header", data.Length);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(data[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]);
        ImageLimits.CheckSize(width, height, limits, name, 6);
        int at = 13;
        ReadOnlySpan<byte> palette = Palette(data, ref at, data[10], name);
        int transparent = -1;
        while (true)
        {
            byte kind = At(data, at, name);
            if (kind == 0x21)
            {
                if (At(data, at + 1, name) == 0xF9 && At(data, at + 2, name) >= 4 && (At(data, at + 3, name) & 1) != 0)
                    transparent = At(data, at + 6, name);
                at = SkipBlocks(data, at + 2, name);
            }
            else if (kind == 0x2C)
            {
                break;
            }
            else if (kind == 0x3B)
            {
                throw new ImageFormatException(name, "GIF: the file ends without a frame", at);
            }
            else
            {
                at++;
            }
        }
        return ReadFrame(data, at + 1, (width, height), palette, transparent, limits, name);
    }

    private static PreparedGif ReadFrame(
        ReadOnlySpan<byte> data, int at, (int W, int H) screen, ReadOnlySpan<byte> palette, int transparent, Limits limits, string? name)
    {
        if (data.Length - at < 10)
            throw new ImageFormatException(name, "GIF: truncated inside the frame header", data.Length);
        ReadOnlySpan<byte> d = data.Slice(at, 9);
        int left = BinaryPrimitives.ReadUInt16LittleEndian(d), top = BinaryPrimitives.ReadUInt16LittleEndian(d[2..]);
        int w = BinaryPrimitives.ReadUInt16LittleEndian(d[4..]), h = BinaryPrimitives.ReadUInt16LittleEndian(d[6..]);
        byte flags = d[8];
        ImageLimits.CheckSize(w, h, limits, name, at + 4);
        screen = (Math.Max(screen.W, left + w), Math.Max(screen.H, top + h));
        ImageLimits.CheckSize(screen.W, screen.H, limits, name, at);
        at += 9;
        ReadOnlySpan<byte> local = Palette(data, ref at, flags, name);
        byte[] full = FullPalette(local.IsEmpty ? palette : local);
        int start = at;
        int end = SkipBlocks(data, at + 1, name);
        ReadOnlySpan<byte> pixels = data[start..end];
        int background = Math.Max(transparent, 0);
        byte[] color = full[(3 * background)..(3 * background + 3)];
        bool interlaced = (flags & 0x40) != 0;
        byte[] plain = Write(w, h, interlaced, full, pixels, -1);
        byte[]? cut = transparent < 0 ? null : Write(w, h, interlaced, full, pixels, transparent);
        return new PreparedGif(
            new PreparedImage(plain, w, h), cut, left, top, screen.W, screen.H, color, (byte)(transparent < 0 ? 255 : 0));
    }

    private static byte At(ReadOnlySpan<byte> data, int at, string? name) =>
        at < data.Length ? data[at] : throw new ImageFormatException(name, "GIF: truncated", data.Length);

    private static ReadOnlySpan<byte> Palette(ReadOnlySpan<byte> data, ref int at, byte flags, string? name)
    {
        if ((flags & 0x80) == 0)
            return default;
        int size = 3 << ((flags & 7) + 1);
        if (data.Length - at < size)
            throw new ImageFormatException(name, "GIF: truncated inside a palette", data.Length);
        ReadOnlySpan<byte> palette = data.Slice(at, size);
        at += size;
        return palette;
    }

    /// <summary>256 colours: a file without any palette is grey, missing colours are black.</summary>
    private static byte[] FullPalette(ReadOnlySpan<byte> palette)
    {
        byte[] full = new byte[3 * 256];
        if (palette.IsEmpty)
        {
            for (int i = 0; i < full.Length; i++)
                full[i] = (byte)(i / 3);
        }
        palette.CopyTo(full);
        return full;
    }

    /// <summary>The position behind a chain of sub-blocks that starts at <paramref name="at"/>.</summary>
    private static int SkipBlocks(ReadOnlySpan<byte> data, int at, string? name)
    {
        while (true)
        {
            byte length = At(data, at, name);
            at += 1 + length;
            if (length == 0)
                return at;
        }
    }

    private static byte[] Write(int w, int h, bool interlaced, byte[] palette, ReadOnlySpan<byte> pixels, int transparent)
    {
        var output = new MemoryStream(pixels.Length + 820);
        byte[] size = [(byte)w, (byte)(w >> 8), (byte)h, (byte)(h >> 8)];
        output.Write("GIF89a"u8);
        output.Write(size);
        output.Write([0xF7, 0, 0]);
        output.Write(palette);
        if (transparent >= 0)
            output.Write([0x21, 0xF9, 4, 1, 0, 0, (byte)transparent, 0]);
        output.Write([0x2C, 0, 0, 0, 0]);
        output.Write(size);
        output.WriteByte((byte)(interlaced ? 0x40 : 0));
        output.Write(pixels);
        output.WriteByte(0x3B);
        return output.ToArray();
    }
}
