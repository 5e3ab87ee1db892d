using ScottPlot;
using SkiaSharp;

namespace TfNetZoo.Analysis;

/// <summary>
/// A font for every machine. SkiaSharp's Linux library without dependencies knows no installed fonts, and a container often has none:
/// there a common font is looked for in the usual folders, and where none lies, <see cref="PixelFont"/> draws the texts.
/// </summary>
internal static class PlotFonts
{
    private const string Name = "TfNetZoo Sans";

    private static readonly string[] s_files =
    [
        "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "arial.ttf",
        "FreeSans.ttf", "Ubuntu-R.ttf", "OpenSans-Regular.ttf",
    ];

    private static readonly Lazy<bool> s_ready = new(Register);

    /// <summary>Sees to it, once, that plots made from now on have a font.</summary>
    public static void Prepare() => _ = s_ready.Value;

    /// <summary>A typeface from a font file in one of some folders, or the built-in one.</summary>
    internal static SKTypeface Find(IEnumerable<string> folders)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 6 };
        string[] found = [.. folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f, "*.ttf", options))];
        IEnumerable<string> known = s_files.SelectMany(name => found.Where(f => Path.GetFileName(f) == name));
        SKTypeface? installed = known.Select(SKTypeface.FromFile).FirstOrDefault(t => t != null);
        return installed ?? SKTypeface.FromData(SKData.CreateCopy(PixelFont.Build()));
    }

    private static bool Register()
    {
        // A library without fonts still names one family, without a name.
        if (SKFontManager.Default.FontFamilies.Any(f => f.Length > 0))
            return false;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] own = [Path.Combine(home, ".fonts"), Path.Combine(home, ".local/share/fonts")];
        Fonts.FontResolvers.Add(new Resolver(Find(["/usr/share/fonts", "/usr/local/share/fonts", .. own])));
        Fonts.Default = Fonts.Sans = Name;
        return true;
    }

    private sealed class Resolver(SKTypeface typeface) : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName == Name ? typeface : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? typeface : null;
    }
}
