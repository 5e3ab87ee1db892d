namespace TfNet.Formats.Images;

/// <summary>Pillow's conversions between RGBA and premultiplied RGBa.</summary>
internal static class PilAlpha
{
    public static RgbImage Multiply(RgbImage image) => Map(image, static (v, alpha) =>
    {
        // v·alpha/255, rounded, without a division.
        int t = v * alpha + 128;
        return (byte)(((t >> 8) + t) >> 8);
    });

    public static RgbImage Divide(RgbImage image) =>
        Map(image, static (v, alpha) => alpha is 0 or 255 ? (byte)v : (byte)Math.Min(255 * v / alpha, 255));

    private static RgbImage Map(RgbImage image, Func<int, int, byte> f)
    {
        byte[] from = image.Pixels, to = new byte[from.Length];
        for (int i = 0; i < from.Length; i += 4)
        {
            byte alpha = from[i + 3];
            for (int k = 0; k < 3; k++)
                to[i + k] = f(from[i + k], alpha);
            to[i + 3] = alpha;
        }
        return new RgbImage(image.Width, image.Height, 4, to);
    }
}
