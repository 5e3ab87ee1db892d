using System.Buffers.Binary;
using TfNet.Formats.Images;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Uncompressed Windows bitmaps: 24 bits for RGB, 8 bits with a grey palette for one channel, rows from the bottom, padded to 4
/// bytes.</summary>
internal static class BmpWriter
{
    private const int HeaderBytes = 14 + 40;

    public static byte[] Encode(RgbImage image)
    {
        int palette = image.Channels == 1 ? 256 : 0;
        int stride = ((image.Width * image.Channels) + 3) & ~3;
        byte[] file = new byte[checked(HeaderBytes + (4 * palette) + (stride * image.Height))];
        Header(file, image, palette);
        for (int i = 0; i < palette; i++)
            file.AsSpan(HeaderBytes + (4 * i), 3).Fill((byte)i);
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> from = image.Pixels.AsSpan(y * image.Width * image.Channels, image.Width * image.Channels);
            Span<byte> to = file.AsSpan(HeaderBytes + (4 * palette) + ((image.Height - 1 - y) * stride));
            from.CopyTo(to);
            // Blue, green, red.
            for (int i = 0; image.Channels == 3 && i < from.Length; i += 3)
                (to[i], to[i + 2]) = (to[i + 2], to[i]);
        }
        return file;
    }

    private static void Header(Span<byte> file, RgbImage image, int palette)
    {
        "BM"u8.CopyTo(file);
        (int Offset, int Value)[] fields =
        [
            (2, file.Length), (10, HeaderBytes + (4 * palette)), (14, 40), (18, image.Width), (22, image.Height),
            (26, 1 | (8 * image.Channels << 16)),
            (34, file.Length - HeaderBytes - (4 * palette)), (46, palette), (50, palette),
        ];
        foreach ((int offset, int value) in fields)
            BinaryPrimitives.WriteInt32LittleEndian(file[offset..], value);
    }
}
