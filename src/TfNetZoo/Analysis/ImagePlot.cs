using ScottPlot;
using ScottPlot.Plottables;
using Tensorflow;
using TfNet.Formats.Images;

namespace TfNetZoo.Analysis;

/// <summary>Pictures of images: a row of samples, and an image with the prediction above it.</summary>
public static class ImagePlot
{
    private const int MaxCells = 400, MaxPixels = 20_000;

    /// <summary>Values of <c>[height, width, channels]</c> as an image: 0..1 become 0..255, cut off outside, as in matplotlib.</summary>
    /// <param name="values">height · width · channels numbers</param>
    /// <param name="height">rows</param>
    /// <param name="width">columns</param>
    /// <param name="channels">1 or 3</param>
    /// <exception cref="ArgumentException">The sizes do not fit the values.</exception>
    public static RgbImage FromFloats(ReadOnlySpan<float> values, int height, int width, int channels)
    {
        byte[] pixels = new byte[values.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = float.IsNaN(values[i]) ? (byte)0 : (byte)(Math.Clamp(values[i], 0, 1) * 255);
        return new RgbImage(width, height, channels, pixels);
    }

    /// <summary>Images side by side without axes: the tutorial's first five training images are <c>Grid(images)</c>.</summary>
    /// <param name="images">the images, of any sizes; each is fitted into a square cell</param>
    /// <param name="columns">images in a row</param>
    /// <param name="labels">a text below each image</param>
    /// <param name="cell">side of a cell in pixels</param>
    /// <exception cref="ValueError">No images, another number of labels, or a size out of range.</exception>
    public static Figure Grid(IReadOnlyList<RgbImage> images, int columns = 5, IReadOnlyList<string>? labels = null, int cell = 224)
    {
        const int Gap = 8, TextHeight = 24;
        if (images.Count is < 1 or > MaxCells)
            throw new ValueError($"ImagePlot: argument images: expected 1 to {MaxCells}; received {images.Count}");
        if (labels != null && labels.Count != images.Count)
            throw new ValueError($"ImagePlot: argument labels: expected {images.Count}, one for each image; received {labels.Count}");
        if (columns < 1 || cell < 8)
            throw new ValueError($"ImagePlot: arguments columns, cell: expected at least 1 and 8; received {columns} and {cell}");
        int across = Math.Min(columns, images.Count), down = (images.Count + across - 1) / across;
        int stepX = cell + Gap, stepY = cell + Gap + (labels == null ? 0 : TextHeight);
        int width = across * stepX + Gap, height = down * stepY + Gap;
        if (width > MaxPixels || height > MaxPixels)
        {
            throw new ValueError(
                $"ImagePlot: arguments columns, cell: expected at most {MaxPixels} pixels a side; received {width} x {height}");
        }
        Plot plot = Canvas(width, height);
        for (int i = 0; i < images.Count; i++)
        {
            // The y axis points up, so rows count down from the top.
            double left = Gap + i % across * stepX, top = height - Gap - i / across * stepY;
            Place(plot, images[i], left, top, cell);
            if (labels != null)
                Label(plot, labels[i], left + cell / 2.0, top - cell - TextHeight / 2.0);
        }
        return new Figure(plot, width, height);
    }

    /// <summary>An image with a title: the picture of a prediction, with <see cref="Text.NotesText.Prediction"/> above it.</summary>
    /// <param name="image">the image</param>
    /// <param name="title">the text above it</param>
    /// <param name="size">longer side of the image in the picture</param>
    /// <exception cref="ValueError">size is out of range.</exception>
    public static Figure Prediction(RgbImage image, string title, int size = 400)
    {
        const int Border = 20, TitleHeight = 40;
        if (size is < 32 or > MaxPixels)
            throw new ValueError($"ImagePlot: argument size: expected 32 to {MaxPixels}; received {size}");
        double scale = (double)size / Math.Max(image.Width, image.Height);
        // Room for a title also above a narrow image.
        int width = Math.Max((int)Math.Ceiling(image.Width * scale), 320) + 2 * Border;
        int height = Math.Max(1, (int)Math.Ceiling(image.Height * scale)) + Border + TitleHeight;
        Plot plot = Canvas(width, height);
        double left = (width - image.Width * scale) / 2, top = height - TitleHeight;
        Show(plot, image, new CoordinateRect(left, left + image.Width * scale, top - image.Height * scale, top));
        Label(plot, title, width / 2.0, height - TitleHeight / 2.0);
        return new Figure(plot, width, height);
    }

    /// <summary>A plot whose coordinates are pixels, the origin in the lower left corner.</summary>
    private static Plot Canvas(int width, int height)
    {
        Plot plot = Figure.NewPlot();
        plot.Layout.Frameless();
        plot.HideGrid();
        plot.HideAxesAndGrid();
        plot.Axes.SetLimits(0, width, 0, height);
        return plot;
    }

    private static void Place(Plot plot, RgbImage image, double left, double top, int cell)
    {
        double scale = (double)cell / Math.Max(image.Width, image.Height);
        double width = image.Width * scale, height = image.Height * scale;
        left += (cell - width) / 2;
        top -= (cell - height) / 2;
        Show(plot, image, new CoordinateRect(left, left + width, top - height, top));
    }

    private static void Show(Plot plot, RgbImage image, CoordinateRect place)
    {
        ImageRect shown = plot.Add.ImageRect(new Image(Pixels(image)), place);
        // Pixels of an enlarged image stay squares; a photo that is made smaller is smoothed.
        shown.AntiAlias = place.Width < image.Width * 2;
    }

    private static void Label(Plot plot, string text, double x, double y)
    {
        ScottPlot.Plottables.Text label = plot.Add.Text(text, x, y);
        label.LabelAlignment = Alignment.MiddleCenter;
        label.LabelFontSize = 15;
        label.LabelFontColor = Colors.Black;
    }

    private static byte[,,] Pixels(RgbImage image)
    {
        byte[,,] pixels = new byte[image.Height, image.Width, 3];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                int at = (y * image.Width + x) * image.Channels;
                for (int c = 0; c < 3; c++)
                    pixels[y, x, c] = image.Pixels[at + (image.Channels == 1 ? 0 : c)];
            }
        }
        return pixels;
    }
}
