using ScottPlot;
using Tensorflow;
using TfNet.Formats;

namespace TfNetZoo.Analysis;

/// <summary>A finished picture of a plot, drawn without a display.</summary>
public sealed class Figure
{
    private readonly Plot _plot;

    internal Figure(Plot plot, int width, int height) => (_plot, Width, Height) = (plot, width, height);

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng() => _plot.GetImageBytes(Width, Height, ImageFormat.Png);

    /// <summary>The picture as an SVG document.</summary>
    public string ToSvg() => _plot.GetSvgXml(Width, Height);

    /// <summary>Writes a PNG or an SVG file, by the ending of the path; an old file stays until the new one is complete.</summary>
    /// <exception cref="ValueError">The path ends in neither .png nor .svg.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        string ending = Path.GetExtension(path);
        if (ending.Equals(".png", StringComparison.OrdinalIgnoreCase))
            AtomicFile.WriteAllBytes(path, ToPng());
        else if (ending.Equals(".svg", StringComparison.OrdinalIgnoreCase))
            AtomicFile.WriteAllText(path, ToSvg());
        else
            throw new ValueError($"Figure: argument path: expected a name that ends in .png or .svg; received '{path}'");
    }

    /// <summary>A white plot with this project's fonts.</summary>
    internal static Plot NewPlot()
    {
        PlotFonts.Prepare();
        var plot = new Plot();
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        return plot;
    }
}
