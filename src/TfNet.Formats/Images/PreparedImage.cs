namespace TfNet.Formats.Images;

/// <summary>
/// What a guard hands to the native decoder: bytes it has walked and, where that narrows what the decoder must understand,
/// written anew with nothing but the needed parts.
/// </summary>
/// <param name="File">the bytes for the decoder</param>
/// <param name="Width">columns the decoder must report</param>
/// <param name="Height">rows the decoder must report</param>
internal readonly record struct PreparedImage(byte[] File, int Width, int Height)
{
    /// <summary>A grey PNG of 16 bits: Pillow saturates its values at 255, the decoder would take the high byte.</summary>
    public bool Gray16 { get; init; }

    /// <summary>The stored alpha values mean nothing: every pixel is opaque.</summary>
    public bool Opaque { get; init; }

    /// <summary>The colour that is transparent, red in the lowest byte, 0 in the highest; null where there is none.</summary>
    public uint? ColorKey { get; init; }
}

/// <summary>The size limits that every guard applies before anything is allocated.</summary>
internal static class ImageLimits
{
    public static void CheckSize(long width, long height, Limits limits, string? name, long offset)
    {
        if (width < 1 || height < 1)
            throw new ImageFormatException(name, $"expected a width and height of at least 1; received {width} x {height}", offset);
        if (width > limits.MaxImageSide || height > limits.MaxImageSide)
            throw new ImageFormatException(
                name, $"expected sides of at most {limits.MaxImageSide} pixels; received {width} x {height}", offset);
        if (width * height > limits.MaxImagePixels)
        {
            throw new ImageFormatException(
                name, $"expected at most {limits.MaxImagePixels} pixels; received {width} x {height} = {width * height}", offset);
        }
        // The decoder writes four bytes for each pixel.
        if (width * height * 4 > Math.Min(limits.MaxImageBufferBytes, Array.MaxLength))
        {
            throw new ImageFormatException(
                name, $"expected a decoded size of at most {limits.MaxImageBufferBytes} bytes; received {width} x {height} x 4", offset);
        }
    }
}
