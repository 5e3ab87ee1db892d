using Tensorflow;
using TfNet.Formats.Images;
using TfNet.Random;

namespace TfNetZoo.Data;

/// <summary>
/// torchvision's transforms of 8-bit pictures, each with its source of random numbers as an argument
/// (https://pytorch.org/vision/stable/transforms.html). Resizing is Pillow's bilinear, which widens when it shrinks.
/// </summary>
public static class ImageTransforms
{
    private const int Tries = 10;

    /// <summary>A random part of the picture, resized to a square.</summary>
    /// <param name="image">[H, W, C]</param>
    /// <param name="size">rows and columns of the result</param>
    /// <param name="random">makes the draws of <see cref="RandomCrop"/></param>
    public static RgbImage RandomResizedCrop(RgbImage image, int size, PythonRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        (int left, int top, int width, int height) = RandomCrop(image.Width, image.Height, random);
        return PilResize.Resize(image, size, size, PilFilter.Bilinear, (left, top, left + width, top + height));
    }

    /// <summary>
    /// The part that RandomResizedCrop takes: a share of the area from 0.08 to 1 and a side ratio from 3/4 to 4/3, drawn up to ten times
    /// until the part fits in; after that the middle of the picture, as large as the ratios allow.
    /// </summary>
    public static (int Left, int Top, int Width, int Height) RandomCrop(int width, int height, PythonRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        const double narrow = 3 / 4.0, wide = 4 / 3.0;
        double area = (double)width * height;
        for (int i = 0; i < Tries; i++)
        {
            double target = area * random.uniform(0.08, 1);
            double ratio = Math.Exp(random.uniform(Math.Log(narrow), Math.Log(wide)));
            int w = (int)Math.Round(Math.Sqrt(target * ratio)), h = (int)Math.Round(Math.Sqrt(target / ratio));
            if (w < 1 || w > width || h < 1 || h > height)
                continue;
            int top = (int)random.randint(0, height - h), left = (int)random.randint(0, width - w);
            return (left, top, w, h);
        }
        double own = (double)width / height;
        int cw = own > wide ? (int)Math.Round(height * wide) : width;
        int ch = own < narrow ? (int)Math.Round(width / narrow) : height;
        return ((width - cw) / 2, (height - ch) / 2, cw, ch);
    }

    /// <summary>The picture mirrored left and right with a probability; one draw.</summary>
    public static RgbImage RandomHorizontalFlip(RgbImage image, PythonRandom random, double probability = 0.5)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.random() < probability ? HorizontalFlip(image) : image;
    }

    /// <summary>The picture mirrored left and right.</summary>
    public static RgbImage HorizontalFlip(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        (int w, int c) = (image.Width, image.Channels);
        var pixels = new byte[image.Pixels.Length];
        for (int row = 0; row < pixels.Length; row += w * c)
        {
            for (int x = 0; x < w; x++)
                image.Pixels.AsSpan(row + (x * c), c).CopyTo(pixels.AsSpan(row + ((w - 1 - x) * c)));
        }
        return new RgbImage(w, image.Height, c, pixels);
    }

    /// <summary>
    /// The middle of the picture without scaling, with black around it where it is smaller (TensorFlow's resize_with_crop_or_pad).
    /// </summary>
    public static RgbImage CropOrPad(RgbImage image, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(image);
        int c = image.Channels, rows = Math.Min(height, image.Height), bytes = Math.Min(width, image.Width) * c;
        (int fromTop, int fromLeft) = (Math.Max(image.Height - height, 0) / 2, Math.Max(image.Width - width, 0) / 2);
        (int top, int left) = (Math.Max(height - image.Height, 0) / 2, Math.Max(width - image.Width, 0) / 2);
        var pixels = new byte[checked(height * width * c)];
        for (int y = 0; y < rows; y++)
        {
            image.Pixels.AsSpan((((fromTop + y) * image.Width) + fromLeft) * c, bytes)
                .CopyTo(pixels.AsSpan((((top + y) * width) + left) * c));
        }
        return new RgbImage(width, height, c, pixels);
    }

    /// <summary>The picture at a size, distorted where its sides have another ratio.</summary>
    public static RgbImage Resize(RgbImage image, int height, int width) => PilResize.Resize(image, width, height, PilFilter.Bilinear);

    /// <summary>ToTensor, then Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)): (p / 255 - 0.5) / 0.5.</summary>
    /// <param name="pixels">0 to 255</param>
    /// <param name="target">as long as the pixels</param>
    public static void NormalizeHalf(ReadOnlySpan<byte> pixels, Span<float> target)
    {
        for (int i = 0; i < pixels.Length; i++)
            target[i] = ((pixels[i] / 255f) - 0.5f) / 0.5f;
    }

    /// <summary>A normalised picture as a batch of one: [1, H, W, C].</summary>
    public static Tensor Batch(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var values = new float[image.Pixels.Length];
        NormalizeHalf(image.Pixels, values);
        return new Tensor(values, (1, image.Height, image.Width, image.Channels));
    }
}
