using System.Xml.Linq;
using SkiaSharp;
using Tensorflow;
using TfNet.Formats.Images;
using TfNetZoo.Analysis;

namespace TfNetZoo.Tests.Analysis;

public sealed class PlotTests : IDisposable
{
    private static readonly float[] s_train = [1.6f, 1.2f, .9f, .75f, .66f, .6f], s_validation = [1.4f, 1.1f, .95f, .9f, .88f, .9f];

    private readonly string _folder = Directory.CreateTempSubdirectory("plots").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void History_is_drawn_as_png_with_both_curves()
    {
        RgbImage image = ImageFile.Decode(HistoryPlot.Loss(s_train, s_validation).ToPng());
        Assert.Equal((640, 480), (image.Width, image.Height));
        // The first two colours of the palette, each on a curve and in the legend.
        Assert.True(Count(image, (31, 119, 180)) > 300);
        Assert.True(Count(image, (255, 127, 14)) > 300);
    }

    [Fact]
    public void History_is_drawn_as_svg_with_its_texts()
    {
        string[] texts = SvgTexts(HistoryPlot.Accuracy(s_train, s_validation).ToSvg());
        foreach (string text in new[] { "train_accuracy", "val_accuracy", "accuracy", "epochs", "0", "5" })
            Assert.Contains(text, texts);
        // Epochs are whole numbers.
        Assert.DoesNotContain("0.5", texts.TakeLast(12));
    }

    [Fact]
    public void Gaps_single_points_and_short_curves_are_drawn()
    {
        Curve[] curves = [new("a", [1, float.NaN, float.PositiveInfinity, 2]), new("b", [3]), new("c", [])];
        Figure gaps = HistoryPlot.Lines("loss", curves);
        Assert.True(Count(ImageFile.Decode(gaps.ToPng()), (255, 127, 14)) > 10);
        Assert.Throws<ValueError>(() => HistoryPlot.Lines("loss", new Curve("a", [float.NaN])));
        Assert.Throws<ValueError>(() => HistoryPlot.Lines("loss"));
    }

    [Fact]
    public void History_has_a_table()
    {
        string csv = HistoryPlot.ToCsv(new Curve("train_loss", [1.5f, .1f]), new Curve("val_loss", [2f]));
        Assert.Equal("epoch,train_loss,val_loss\r\n0,1.5,2.0\r\n1,0.1,\r\n", csv);
    }

    [Fact]
    public void Samples_stand_side_by_side_in_their_places()
    {
        (byte R, byte G, byte B)[] colors = [(200, 0, 0), (0, 200, 0), (0, 0, 200), (200, 200, 0), (0, 200, 200), (200, 0, 200)];
        Figure figure = ImagePlot.Grid([.. colors.Select(c => Plain(c, 8, 8))], columns: 5, cell: 40);
        Assert.Equal((5 * 48 + 8, 2 * 48 + 8), (figure.Width, figure.Height));
        RgbImage image = ImageFile.Decode(figure.ToPng());
        for (int i = 0; i < colors.Length; i++)
            Assert.Equal(colors[i], At(image, 8 + i % 5 * 48 + 20, 8 + i / 5 * 48 + 20));
        Assert.Equal(((byte)255, (byte)255, (byte)255), At(image, 100, 80));
    }

    [Fact]
    public void Rows_of_an_image_go_from_top_to_bottom_and_floats_are_cut_off()
    {
        RgbImage source = ImagePlot.FromFloats([1, 0, 0, /**/ 0, 2, 0, /**/ -1, 0, .5f, /**/ float.NaN, 0, 0], 2, 2, 3);
        Assert.Equal(new byte[] { 255, 0, 0, 0, 255, 0, 0, 0, 127, 0, 0, 0 }, source.Pixels);
        RgbImage image = ImageFile.Decode(ImagePlot.Grid([source], cell: 40).ToPng());
        Assert.Equal(((byte)255, (byte)0, (byte)0), At(image, 18, 18));
        Assert.Equal(((byte)0, (byte)255, (byte)0), At(image, 38, 18));
        Assert.Equal(((byte)0, (byte)0, (byte)127), At(image, 18, 38));
        Assert.Throws<ArgumentException>(() => ImagePlot.FromFloats([1, 2], 2, 2, 3));
    }

    [Fact]
    public void Prediction_has_its_title_above_the_image()
    {
        Figure figure = ImagePlot.Prediction(Plain((10, 120, 200), 30, 20), "class: tulips   prob: 0.942", 300);
        RgbImage image = ImageFile.Decode(figure.ToPng());
        Assert.Equal((360, 260), (image.Width, image.Height));
        Assert.Equal(((byte)10, (byte)120, (byte)200), At(image, 180, 140));
        Assert.InRange(Enumerable.Range(0, 40).Sum(y => Enumerable.Range(0, 360).Count(x => At(image, x, y).Item1 < 100)), 100, 4000);
        Assert.Contains("prob: 0.942", string.Concat(SvgTexts(figure.ToSvg())), StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        RgbImage image = Plain((1, 2, 3), 4, 4);
        Assert.Throws<ValueError>(() => ImagePlot.Grid([]));
        Assert.Throws<ValueError>(() => ImagePlot.Grid([image], columns: 0));
        Assert.Throws<ValueError>(() => ImagePlot.Grid([image], labels: []));
        Assert.Throws<ValueError>(() => ImagePlot.Grid([image], cell: 100_000));
        Assert.Throws<ValueError>(() => ImagePlot.Prediction(image, "", 0));
    }

    [Fact]
    public void Files_are_written_by_the_ending_of_their_name()
    {
        Figure figure = ImagePlot.Grid([Plain((1, 2, 3), 4, 4)], labels: ["daisy"], cell: 32);
        string png = Path.Combine(_folder, "a.PNG"), svg = Path.Combine(_folder, "a.svg");
        figure.Save(png);
        figure.Save(svg);
        Assert.Equal(figure.Width, ImageFile.Load(png).Width);
        Assert.Equal("svg", XDocument.Load(svg).Root!.Name.LocalName);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
        string message = Assert.Throws<ValueError>(() => figure.Save("x.pdf")).Message;
        Assert.Equal("Figure: argument path: expected a name that ends in .png or .svg; received 'x.pdf'", message);
    }

    [Fact]
    public void The_built_in_font_draws_every_character_of_ASCII()
    {
        using SKTypeface typeface = PlotFonts.Find([_folder]);
        Assert.Equal("monospace", typeface.FamilyName);
        using var font = new SKFont(typeface, 10);
        string all = string.Concat(Enumerable.Range(32, 95).Select(c => (char)c));
        Assert.Equal(95 * 6, font.MeasureText(all), .01);
        Assert.True(font.ContainsGlyphs(all));
        Assert.False(font.ContainsGlyphs("é"));
        // A glyph stands where its squares are: 'l' fills the columns 1 to 3 and all seven rows.
        font.MeasureText("l", out SKRect box);
        Assert.Equal((1, 4), ((int)Math.Round(box.Left), (int)Math.Round(box.Right)));
        Assert.Equal(-7, box.Top, .1);
        font.MeasureText("g", out SKRect low);
        Assert.InRange(low.Bottom, 2, 2.5);
        foreach (char c in all[1..])
            Assert.True(font.GetGlyphPath(font.GetGlyph(c)).PointCount >= 4);
    }

    private static RgbImage Plain((byte R, byte G, byte B) color, int width, int height) =>
        new(width, height, 3, [.. Enumerable.Range(0, width * height).SelectMany(_ => new[] { color.R, color.G, color.B })]);

    private static (byte, byte, byte) At(RgbImage image, int x, int y)
    {
        int i = (y * image.Width + x) * 3;
        return (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
    }

    private static int Count(RgbImage image, (int R, int G, int B) color)
    {
        int Distance(int i) =>
            Math.Abs(image.Pixels[i] - color.R) + Math.Abs(image.Pixels[i + 1] - color.G) + Math.Abs(image.Pixels[i + 2] - color.B);
        return Enumerable.Range(0, image.Width * image.Height).Count(i => Distance(3 * i) < 12);
    }

    private static string[] SvgTexts(string svg) =>
        [.. XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
}
