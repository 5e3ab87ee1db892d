using TfNet.Formats.Images;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// An image in memory, as much of Pillow's <c>Image</c> as Keras' functions and the notes use. Modes: <c>L</c> (grey), <c>RGB</c>,
/// <c>RGBA</c> of 8 bits, <c>I;16</c> and <c>I</c> (grey with values beyond 255).
/// </summary>
public sealed class PilImage
{
    private static readonly Dictionary<string, PilFilter> s_filters = new()
    {
        ["nearest"] = PilFilter.Nearest,
        ["bilinear"] = PilFilter.Bilinear,
        ["bicubic"] = PilFilter.Bicubic,
        ["hamming"] = PilFilter.Hamming,
        ["box"] = PilFilter.Box,
        ["lanczos"] = PilFilter.Lanczos,
    };

    private readonly RgbImage? _bytes;
    private readonly int[]? _wide;

    /// <summary>An image of 8 bits.</summary>
    public PilImage(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _bytes = image;
        (width, height) = (image.Width, image.Height);
        mode = image.Channels switch
        {
            1 => "L",
            3 => "RGB",
            _ => "RGBA",
        };
    }

    internal PilImage(int width, int height, int[] wide, string mode) =>
        (this.width, this.height, _wide, this.mode) = (width, height, wide, mode);

    /// <summary>Pillow's name of the kind of pixel.</summary>
    public string mode { get; }

    /// <summary>Columns.</summary>
    public int width { get; }

    /// <summary>Rows.</summary>
    public int height { get; }

    /// <summary>Columns and rows.</summary>
    public (int width, int height) size => (width, height);

    /// <summary>Values of one pixel.</summary>
    internal int Channels => _bytes?.Channels ?? 1;

    /// <summary>Opens and decodes an image file.</summary>
    /// <param name="path">JPEG, PNG, BMP or GIF, told by content</param>
    /// <param name="color_mode">"rgb", "rgba" or "grayscale": alpha is dropped or added, grey computed as Pillow's convert does</param>
    /// <exception cref="ImageFormatException">the file is damaged or of another kind</exception>
    /// <exception cref="IOException">the file cannot be read</exception>
    public static PilImage open(string path, string color_mode = "rgb")
    {
        ColorMode kind = color_mode switch
        {
            "rgb" => ColorMode.Rgb,
            "rgba" => ColorMode.Rgba,
            "grayscale" => ColorMode.Grayscale,
            _ => throw new ValueError($"color_mode must be \"grayscale\", \"rgb\", or \"rgba\". Received: {color_mode}"),
        };
        if (!File.Exists(path))
            throw new FileNotFoundException($"No such file or directory: '{path}'", path);
        if (kind == ColorMode.Grayscale && IsGray16(path))
        {
            (int w, int h, ushort[] values) = PngGray16.Decode(File.ReadAllBytes(path), name: path);
            return new PilImage(w, h, Array.ConvertAll(values, v => (int)v), "I;16");
        }
        return new PilImage(ImageFile.Load(path, kind));
    }

    /// <summary>Resizes as Pillow does.</summary>
    /// <param name="size">columns and rows</param>
    /// <param name="resample">"nearest", "bilinear", "bicubic" (Pillow's default), "hamming", "box" or "lanczos"</param>
    public PilImage resize((int width, int height) size, string resample = "bicubic") => Resize(size, resample, (0, 0, width, height));

    /// <summary>The 8-bit pixels [height, width, channels].</summary>
    /// <exception cref="ValueError">the values are wider than 8 bits</exception>
    public RgbImage AsRgbImage() => _bytes ?? throw new ValueError($"PilImage: expected 8-bit values; received mode {mode}");

    internal static void CheckFilter(string interpolation)
    {
        if (!s_filters.ContainsKey(interpolation))
        {
            throw new ValueError(
                $"Invalid interpolation method {interpolation} specified. Supported methods are {string.Join(", ", s_filters.Keys)}");
        }
    }

    internal PilImage Resize((int Width, int Height) size, string filter, (int Left, int Top, int Right, int Bottom) box)
    {
        CheckFilter(filter);
        if (_bytes != null)
            return new PilImage(PilResize.Resize(_bytes, size.Width, size.Height, s_filters[filter], box));
        if (s_filters[filter] != PilFilter.Nearest)
            throw new ValueError($"PilImage: expected interpolation \"nearest\" for mode {mode}; received \"{filter}\"");
        int[] columns = Nearest(box.Left, box.Right, size.Width), rows = Nearest(box.Top, box.Bottom, size.Height);
        return new PilImage(size.Width, size.Height, [.. rows.SelectMany(y => columns.Select(x => _wide![(y * width) + x]))], mode);
    }

    /// <summary>Copies the values, row by row, to floats.</summary>
    internal void CopyTo(Span<float> target)
    {
        if (_bytes is { } image)
        {
            ReadOnlySpan<byte> pixels = image.Pixels;
            for (int i = 0; i < pixels.Length; i++)
                target[i] = pixels[i];
            return;
        }
        for (int i = 0; i < _wide!.Length; i++)
            target[i] = _wide[i];
    }

    private static bool IsGray16(string path)
    {
        Span<byte> head = stackalloc byte[32];
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return PngGray16.IsGray16(head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
    }

    /// <summary>Pillow's source positions: the sum of equal steps, accumulated in double, truncated.</summary>
    private static int[] Nearest(int from, int to, int count)
    {
        double step = (to - from) / (double)count, at = from + (step * 0.5);
        var places = new int[count];
        for (int i = 0; i < count; i++, at += step)
            places[i] = Math.Min((int)at, to - 1);
        return places;
    }
}
