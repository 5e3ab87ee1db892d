using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace TfNet.Formats.Images;

/// <summary>The native decoder behind the guards: it decodes into a buffer of exactly the size that the guard computed, or fails.</summary>
internal static class SkiaDecoder
{
    private const int LargestRented = 64 << 20;

    /// <summary>Decodes the one image in <paramref name="image"/> to the channels that <paramref name="mode"/> wants.</summary>
    public static byte[] Decode(in PreparedImage image, SKEncodedImageFormat format, ColorMode mode, string? name)
    {
        int pixels = image.Width * image.Height;
        int bytes = checked(pixels * (image.Gray16 ? 8 : 4));
        byte[] buffer = bytes <= LargestRented ? ArrayPool<byte>.Shared.Rent(bytes) : GC.AllocateUninitializedArray<byte>(bytes);
        try
        {
            Fill(image, format, buffer, name);
            ReadOnlySpan<byte> filled = buffer.AsSpan(0, bytes);
            return image.Gray16 ? FromGray16(filled, pixels, mode, image.ColorKey) : FromRgba(filled, pixels, mode, image);
        }
        finally
        {
            if (bytes <= LargestRented)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Fill(in PreparedImage image, SKEncodedImageFormat format, byte[] buffer, string? name)
    {
        SKColorType type = image.Gray16 ? SKColorType.RgbaF16 : SKColorType.Rgba8888;
        // No colour space: neither profile nor gamma changes a value.
        var info = new SKImageInfo(image.Width, image.Height, type, SKAlphaType.Unpremul, null);
        GCHandle source = GCHandle.Alloc(image.File, GCHandleType.Pinned);
        GCHandle target = GCHandle.Alloc(buffer, GCHandleType.Pinned);
        try
        {
            using SKData data = SKData.Create(source.AddrOfPinnedObject(), image.File.Length);
            using SKCodec? codec = SKCodec.Create(data);
            if (codec == null || codec.EncodedFormat != format)
                throw new ImageFormatException(name, $"{format}: damaged: the decoder does not accept its header or tables");
            if (codec.Info.Width != image.Width || codec.Info.Height != image.Height)
            {
                throw new ImageFormatException(
                    name,
                    $"{format}: expected {image.Width} x {image.Height} pixels; the decoder sees {codec.Info.Width} x {codec.Info.Height}");
            }
            SKCodecResult result = codec.GetPixels(info, target.AddrOfPinnedObject(), info.RowBytes, SKCodecOptions.Default);
            if (result == SKCodecResult.IncompleteInput)
                throw new ImageFormatException(name, $"{format}: truncated: the image data ends before the last row");
            if (result != SKCodecResult.Success)
                throw new ImageFormatException(name, $"{format}: damaged image data ({result})");
        }
        finally
        {
            target.Free();
            source.Free();
        }
    }

    private static byte[] FromRgba(ReadOnlySpan<byte> rgba, int pixels, ColorMode mode, in PreparedImage image)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(pixels * Channels(mode));
        if (mode == ColorMode.Rgba)
        {
            rgba.CopyTo(result);
            if (image.Opaque || image.ColorKey != null)
                SetAlpha(result, image.ColorKey);
        }
        else if (mode == ColorMode.Grayscale)
        {
            for (int i = 0; i < result.Length; i++)
                result[i] = Gray(rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]);
        }
        else
        {
            DropAlpha(rgba, result);
        }
        return result;
    }

    /// <summary>Every pixel opaque but those of the key colour.</summary>
    private static void SetAlpha(byte[] rgba, uint? key)
    {
        Span<uint> pixels = MemoryMarshal.Cast<byte, uint>(rgba.AsSpan());
        for (int i = 0; i < pixels.Length; i++)
        {
            uint color = pixels[i] & 0x00FFFFFF;
            pixels[i] = color == key ? color : color | 0xFF000000;
        }
    }

    private static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        // Four bytes are written for each pixel but the last, the fourth is overwritten by the next pixel.
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(rgba);
        int i = 0, to = 0;
        for (; i < source.Length - 1; i++, to += 3)
            MemoryMarshal.Write(rgb[to..], source[i]);
        rgba.Slice(4 * i, 3).CopyTo(rgb[to..]);
    }

    /// <summary>Half floats of v/65535 back to min(255, v).</summary>
    private static byte[] FromGray16(ReadOnlySpan<byte> rgba, int pixels, ColorMode mode, uint? key)
    {
        ReadOnlySpan<Half> half = MemoryMarshal.Cast<byte, Half>(rgba);
        int channels = Channels(mode);
        byte[] result = new byte[pixels * channels];
        for (int i = 0; i < pixels; i++)
        {
            byte v = (byte)Math.Min(255f, MathF.Round((float)half[4 * i] * 65535f));
            result.AsSpan(i * channels, channels).Fill(v);
        }
        if (channels == 4)
            SetAlpha(result, key);
        return result;
    }

    public static byte Gray(int r, int g, int b) => (byte)((19595 * r + 38470 * g + 7471 * b + 32768) >> 16);

    public static int Channels(ColorMode mode) => mode switch
    {
        ColorMode.Grayscale => 1,
        ColorMode.Rgba => 4,
        _ => 3,
    };
}
