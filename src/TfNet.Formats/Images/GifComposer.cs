using SkiaSharp;

namespace TfNet.Formats.Images;

/// <summary>Lays the first frame of a GIF on its screen, as Pillow does.</summary>
internal static class GifComposer
{
    public static RgbImage Compose(PreparedGif gif, ColorMode mode, string? name)
    {
        int channels = SkiaDecoder.Channels(mode);
        byte[] frame = SkiaDecoder.Decode(gif.Frame, SKEncodedImageFormat.Gif, mode, name);
        if (mode == ColorMode.Rgba && gif.Transparent != null)
        {
            // The decoder forgets the colour of a transparent pixel, Pillow keeps it: colours from one decoding, alpha from the other.
            byte[] cut = SkiaDecoder.Decode(gif.Frame with { File = gif.Transparent }, SKEncodedImageFormat.Gif, mode, name);
            for (int i = 3; i < frame.Length; i += 4)
                frame[i] = cut[i];
        }
        (int w, int h) = (gif.Frame.Width, gif.Frame.Height);
        if (w == gif.Width && h == gif.Height)
            return new RgbImage(w, h, channels, frame);
        byte[] screen = new byte[gif.Width * gif.Height * channels];
        byte[] background = Background(gif, mode);
        for (int i = 0; i < screen.Length; i += channels)
            background.CopyTo(screen, i);
        for (int y = 0; y < h; y++)
        {
            Span<byte> to = screen.AsSpan(((gif.Top + y) * gif.Width + gif.Left) * channels);
            frame.AsSpan(y * w * channels, w * channels).CopyTo(to);
        }
        return new RgbImage(gif.Width, gif.Height, channels, screen);
    }

    private static byte[] Background(PreparedGif gif, ColorMode mode)
    {
        byte[] c = gif.Background;
        return mode switch
        {
            ColorMode.Grayscale => [SkiaDecoder.Gray(c[0], c[1], c[2])],
            ColorMode.Rgba => [c[0], c[1], c[2], gif.BackgroundAlpha],
            _ => c,
        };
    }
}
