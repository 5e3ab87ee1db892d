namespace TfNet.Formats.Images;

/// <summary>What the channels of a decoded image are.</summary>
public enum ColorMode
{
    /// <summary>Three channels: red, green, blue; transparency is dropped, not blended (Pillow's <c>convert("RGB")</c>).</summary>
    Rgb,

    /// <summary>One channel: (19595 R + 38470 G + 7471 B + 32768) >> 16 of the RGB values (Pillow's <c>convert("L")</c>).</summary>
    Grayscale,

    /// <summary>Four channels: red, green, blue, alpha, not premultiplied (Pillow's <c>convert("RGBA")</c>).</summary>
    Rgba,
}

/// <summary>An image of 8-bit values, rows from top to bottom, channels interleaved: <c>[height, width, channels]</c>.</summary>
public sealed class RgbImage
{
    /// <summary>Wraps an array of pixels; it is not copied.</summary>
    /// <param name="width">columns, at least 1</param>
    /// <param name="height">rows, at least 1</param>
    /// <param name="channels">1 (grey), 3 (red, green, blue) or 4 (with alpha)</param>
    /// <param name="pixels">exactly height · width · channels bytes, <c>[height, width, channels]</c>, 0 to 255</param>
    /// <exception cref="ArgumentException">a size is out of range or the array has another length</exception>
    public RgbImage(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width < 1 || height < 1)
            throw new ArgumentException($"RgbImage: argument width, height: expected at least 1; received {width} x {height}");
        if (channels is not (1 or 3 or 4))
            throw new ArgumentException($"RgbImage: argument channels: expected 1, 3 or 4; received {channels}", nameof(channels));
        if (pixels.LongLength != (long)width * height * channels)
        {
            throw new ArgumentException(
                $"RgbImage: argument pixels: expected {height} x {width} x {channels} bytes; received {pixels.LongLength}", nameof(pixels));
        }
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 (grey), 3 (red, green, blue) or 4 (with alpha).</summary>
    public int Channels { get; }

    /// <summary>The values, <c>[Height, Width, Channels]</c>, 0 to 255.</summary>
    public byte[] Pixels { get; }
}
