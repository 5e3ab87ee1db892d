using System.Runtime.InteropServices;
using SkiaSharp;

namespace TfNet.Formats.Images;

/// <summary>Writes JPEG and PNG through the native encoder.</summary>
internal static class ImageEncoder
{
    public static byte[] Jpeg(RgbImage image, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (quality is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(quality), quality, "EncodeJpeg: argument quality: expected 1 to 100");
        if (image.Channels == 4)
            throw new ArgumentException(
                "EncodeJpeg: argument image: expected 1 or 3 channels, JPEG has no alpha; received 4", nameof(image));
        return Encode(image, p =>
            p.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore)));
    }

    public static byte[] Png(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Encode(image, p => p.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6)));
    }

    private static byte[] Encode(RgbImage image, Func<SKPixmap, SKData?> encode)
    {
        (SKColorType type, SKAlphaType alpha) = image.Channels switch
        {
            1 => (SKColorType.Gray8, SKAlphaType.Opaque),
            3 => (SKColorType.Rgba8888, SKAlphaType.Opaque),
            _ => (SKColorType.Rgba8888, SKAlphaType.Unpremul),
        };
        var info = new SKImageInfo(image.Width, image.Height, type, alpha, null);
        GCHandle pixels = GCHandle.Alloc(image.Channels == 3 ? AddAlpha(image.Pixels) : image.Pixels, GCHandleType.Pinned);
        try
        {
            using var map = new SKPixmap(info, pixels.AddrOfPinnedObject(), info.RowBytes);
            using SKData data = encode(map)
                ?? throw new ImageFormatException(
                    null, $"the encoder refused an image of {image.Width} x {image.Height} x {image.Channels}");
            return data.ToArray();
        }
        finally
        {
            pixels.Free();
        }
    }

    private static byte[] AddAlpha(byte[] rgb)
    {
        byte[] rgba = GC.AllocateUninitializedArray<byte>(rgb.Length / 3 * 4);
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) = (rgb[from], rgb[from + 1], rgb[from + 2], 255);
        return rgba;
    }
}
