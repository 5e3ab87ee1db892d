using SkiaSharp;

namespace TfNet.Formats.Images;

/// <summary>
/// Reads JPEG, PNG, BMP and GIF (its first frame) to the bytes that Pillow gives, and writes JPEG and PNG.
/// The format is told by the first bytes, not by the file's name. Orientation tags and colour profiles are not applied, as in Pillow and
/// TensorFlow. Every size is checked against <see cref="Limits"/> before memory is taken; a file that is cut or damaged is refused.
/// </summary>
public static class ImageFile
{
    /// <summary>The extensions of image files that a folder may hold, in lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".bmp", ".gif", ".jpeg", ".jpg", ".png"];

    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF];
    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Decodes an image.</summary>
    /// <param name="data">the bytes of the file</param>
    /// <param name="mode">the channels of the result</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <param name="name">name of the file for error texts</param>
    /// <returns><c>[height, width, channels]</c>, 0 to 255</returns>
    /// <exception cref="ImageFormatException">no accepted format, damaged, or above a limit</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> data, ColorMode mode = ColorMode.Rgb, Limits? limits = null, string? name = null)
    {
        if (!Enum.IsDefined(mode))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "expected Rgb, Grayscale or Rgba");
        limits ??= Limits.Default;
        if (data.StartsWith(s_jpeg))
            return Plain(JpegGuard.Prepare(data, limits, name), SKEncodedImageFormat.Jpeg, mode, name);
        if (data.StartsWith(s_png))
            return Plain(PngGuard.Prepare(data, mode == ColorMode.Rgba, limits, name), SKEncodedImageFormat.Png, mode, name);
        if (data.StartsWith("BM"u8))
            return Plain(BmpGuard.Prepare(data, limits, name), SKEncodedImageFormat.Bmp, mode, name);
        if (data.StartsWith("GIF87a"u8) || data.StartsWith("GIF89a"u8))
            return GifComposer.Compose(GifGuard.Prepare(data, limits, name), mode, name);
        throw new ImageFormatException(name, $"expected JPEG, PNG, BMP or GIF; received {Describe(data)}");
    }

    /// <summary>Reads an image file.</summary>
    /// <param name="path">the file</param>
    /// <param name="mode">the channels of the result</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <returns><c>[height, width, channels]</c>, 0 to 255</returns>
    /// <exception cref="ImageFormatException">no accepted format, damaged, or above a limit</exception>
    /// <exception cref="IOException">the file cannot be read</exception>
    public static RgbImage Load(string path, ColorMode mode = ColorMode.Rgb, Limits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long most = (limits ?? Limits.Default).MaxImageBufferBytes;
        byte[] data;
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
        {
            if (stream.Length > most)
                throw new ImageFormatException(path, $"expected a file of at most {most} bytes; received {stream.Length}");
            data = GC.AllocateUninitializedArray<byte>((int)stream.Length);
            stream.ReadExactly(data);
        }
        return Decode(data, mode, limits, path);
    }

    /// <summary>Encodes an image of 1 or 3 channels as baseline JPEG.</summary>
    /// <param name="image">the image; JPEG has no alpha</param>
    /// <param name="quality">1 to 100</param>
    public static byte[] EncodeJpeg(RgbImage image, int quality = 95) => ImageEncoder.Jpeg(image, quality);

    /// <summary>Encodes an image of 1, 3 or 4 channels as PNG (grey, RGB or RGBA of 8 bits), without loss.</summary>
    /// <param name="image">the image</param>
    public static byte[] EncodePng(RgbImage image) => ImageEncoder.Png(image);

    private static RgbImage Plain(in PreparedImage image, SKEncodedImageFormat format, ColorMode mode, string? name) =>
        new(image.Width, image.Height, SkiaDecoder.Channels(mode), SkiaDecoder.Decode(image, format, mode, name));

    private static string Describe(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return "an empty file";
        if (data.Length >= 12 && data.StartsWith("RIFF"u8) && data.Slice(8, 4).SequenceEqual("WEBP"u8))
            return "WebP: convert it to one of them first";
        if (data.StartsWith("II*\0"u8) || data.StartsWith("MM\0*"u8))
            return "TIFF: convert it to one of them first";
        if (data.Length >= 2 && data[0] == 'P' && data[1] is >= (byte)'1' and <= (byte)'6')
            return "PPM, PGM or PBM: convert it to one of them first";
        return "the first bytes " + Convert.ToHexString(data[..Math.Min(8, data.Length)]);
    }
}
