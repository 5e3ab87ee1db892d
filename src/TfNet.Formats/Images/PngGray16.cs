using System.Buffers.Binary;
using System.IO.Compression;

namespace TfNet.Formats.Images;

/// <summary>Reads the values of grey PNG files of 16 bits, which <see cref="ImageFile"/> saturates at 255 as Pillow's conversions
/// do.</summary>
public static class PngGray16
{
    private const int SignatureBytes = 8, ColorTypeAt = 25, DepthAt = 24;

    // Adam7: first row, first column, row step, column step of each pass; a plain image is one pass.
    private static readonly (int Y, int X, int Dy, int Dx)[] s_passes =
        [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)];

    /// <summary>Whether the bytes begin as a grey PNG of 16 bits.</summary>
    public static bool IsGray16(ReadOnlySpan<byte> data) =>
        data.Length > ColorTypeAt && data.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])
        && data[DepthAt] == 16 && data[ColorTypeAt] == 0;

    /// <summary>Decodes a grey PNG of 16 bits.</summary>
    /// <param name="data">the bytes of the file</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <param name="name">name of the file for error texts</param>
    /// <returns>columns, rows, and the values <c>[height, width]</c>, 0 to 65535</returns>
    /// <exception cref="ImageFormatException">not such a file, damaged, or above a limit</exception>
    public static (int Width, int Height, ushort[] Values) Decode(ReadOnlySpan<byte> data, Limits? limits = null, string? name = null)
    {
        if (!IsGray16(data))
            throw new ImageFormatException(name, "expected a grey PNG of 16 bits");
        PreparedImage image = PngGuard.Prepare(data, keepAlpha: false, limits ?? Limits.Default, name);
        (int w, int h) = (image.Width, image.Height);
        bool interlaced = image.File[DepthAt + 4] != 0;
        using var inflated = new ZLibStream(new MemoryStream(ImageData(image.File)), CompressionMode.Decompress);
        var values = new ushort[w * h];
        try
        {
            foreach ((int y, int x, int dy, int dx) in interlaced ? s_passes : [(0, 0, 1, 1)])
            {
                if (x < w && y < h)
                    ReadPass(inflated, values, w, (y, x, dy, dx), h, name);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new ImageFormatException(name, "PNG: damaged or truncated image data", inner: e);
        }
        return (w, h, values);
    }

    /// <summary>The joined IDAT chunks of a file that the guard has written.</summary>
    private static byte[] ImageData(byte[] file)
    {
        var joined = new MemoryStream(file.Length);
        for (int at = SignatureBytes; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
                joined.Write(file, at + 8, length);
            at += length + 12;
        }
        return joined.ToArray();
    }

    private static void ReadPass(Stream data, ushort[] values, int w, (int Y, int X, int Dy, int Dx) pass, int h, string? name)
    {
        int columns = (w - pass.X + pass.Dx - 1) / pass.Dx;
        byte[] row = new byte[2 * columns], above = new byte[2 * columns];
        for (int y = pass.Y; y < h; y += pass.Dy, (row, above) = (above, row))
        {
            int filter = data.ReadByte();
            data.ReadExactly(row);
            if (filter is < 0 or > 4)
                throw new ImageFormatException(name, $"PNG: expected a row filter 0 to 4; received {filter}");
            Unfilter(filter, row, above);
            for (int i = 0, x = pass.X; i < columns; i++, x += pass.Dx)
                values[(y * w) + x] = BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(2 * i));
        }
    }

    /// <summary>PNG specification, section 9: none, sub, up, average, Paeth; the byte to the left belongs to the pixel before (2
    /// bytes).</summary>
    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < 2 ? 0 : row[i - 2], b = above[i], c = i < 2 ? 0 : above[i - 2];
            int prediction = filter switch
            {
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                4 => Paeth(a, b, c),
                _ => 0,
            };
            row[i] = unchecked((byte)(row[i] + prediction));
        }
    }

    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}
