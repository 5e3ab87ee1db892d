using TfNet.Formats.Images;
using TfNetZoo.Networks;

namespace TfNetZoo.Inference;

/// <summary>The rules of <see cref="PhotoResize"/>.</summary>
internal static class PhotoResizer
{
    internal static RgbImage Resize(RgbImage photo, int size, PhotoResize rule) => rule switch
    {
        PhotoResize.Bicubic => PilResize.Resize(photo, size, size, PilFilter.Bicubic),
        PhotoResize.Bilinear => PilResize.Resize(photo, size, size, PilFilter.Bilinear),
        _ => CenterCrop(ShorterSide(photo, ShorterSide(size)), size),
    };

    /// <summary>The shorter side before the crop: 256 for 224, in the same ratio for other sizes.</summary>
    internal static int ShorterSide(int size) => (int)Math.Round(size * 256.0 / 224);

    /// <summary>torchvision's Resize(int): the longer side is cut down to a whole number.</summary>
    private static RgbImage ShorterSide(RgbImage photo, int side)
    {
        (int w, int h) = photo.Width <= photo.Height
            ? (side, (int)((long)side * photo.Height / photo.Width))
            : ((int)((long)side * photo.Width / photo.Height), side);
        return PilResize.Resize(photo, w, h, PilFilter.Bilinear);
    }

    /// <summary>torchvision's CenterCrop; the picture is at least as large as the crop. Halves round to even.</summary>
    private static RgbImage CenterCrop(RgbImage picture, int size)
    {
        int top = (int)Math.Round((picture.Height - size) / 2.0), left = (int)Math.Round((picture.Width - size) / 2.0);
        int c = picture.Channels, row = size * c;
        var pixels = new byte[size * row];
        for (int y = 0; y < size; y++)
            picture.Pixels.AsSpan(((top + y) * picture.Width + left) * c, row).CopyTo(pixels.AsSpan(y * row));
        return new RgbImage(size, size, c, pixels);
    }
}
