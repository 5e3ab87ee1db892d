using TfNet.Formats.Images;

namespace TfNetZoo.Tests.Inference;

/// <summary>Small photos made for a test.</summary>
internal static class TestPhotos
{
    /// <summary>A picture of one colour with some noise, as PNG.</summary>
    internal static void Write(string path, int width, int height, (byte R, byte G, byte B) color, int noise = 0)
    {
        var random = new Random(noise);
        var pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            int value = i % 3 == 0 ? color.R : i % 3 == 1 ? color.G : color.B;
            pixels[i] = (byte)Math.Clamp(value + (noise == 0 ? 0 : random.Next(-20, 21)), 0, 255);
        }
        Write(path, new RgbImage(width, height, 3, pixels));
    }

    internal static void Write(string path, RgbImage image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, ImageFile.EncodePng(image));
    }

    /// <summary>A picture whose red and green are its column and row.</summary>
    internal static RgbImage Coordinates(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                (pixels[(y * width + x) * 3], pixels[(y * width + x) * 3 + 1]) = ((byte)x, (byte)y);
        return new RgbImage(width, height, 3, pixels);
    }
}
