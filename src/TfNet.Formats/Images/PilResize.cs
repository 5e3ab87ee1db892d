namespace TfNet.Formats.Images;

/// <summary>The filters of Pillow's <c>Image.resize</c>.</summary>
public enum PilFilter
{
    /// <summary>The nearest source pixel.</summary>
    Nearest,

    /// <summary>Mean of the covered source pixels.</summary>
    Box,

    /// <summary>Triangle of support 1.</summary>
    Bilinear,

    /// <summary>Hamming-windowed sinc of support 1.</summary>
    Hamming,

    /// <summary>Keys' cubic with a = −0.5 of support 2 (the default of Pillow since version 7).</summary>
    Bicubic,

    /// <summary>Lanczos-windowed sinc of support 3.</summary>
    Lanczos,
}

/// <summary>
/// Pillow's resize of 8-bit images, byte for byte. All filters but nearest widen their support when shrinking (antialias), work with
/// weights of 22 fractional bits, and round to 8 bits between the horizontal and the vertical pass. Alpha is premultiplied meanwhile.
/// </summary>
public static class PilResize
{
    // 32 bits less 8 of the value and 2 for overshoot.
    private const int PrecisionBits = 22;

    /// <summary>Resizes an image.</summary>
    /// <param name="image"><c>[height, width, channels]</c>, 1, 3 or 4 channels</param>
    /// <param name="width">columns of the result, at least 1</param>
    /// <param name="height">rows of the result, at least 1</param>
    /// <param name="filter">how source pixels are weighted</param>
    /// <returns>a new image; the same one where the size is unchanged</returns>
    /// <exception cref="ArgumentException">a size is below 1 or the result is larger than an array can be</exception>
    public static RgbImage Resize(RgbImage image, int width, int height, PilFilter filter = PilFilter.Bicubic)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Resize(image, width, height, filter, (0, 0, image.Width, image.Height));
    }

    /// <summary>Resizes a part of an image.</summary>
    /// <param name="image"><c>[height, width, channels]</c>, 1, 3 or 4 channels</param>
    /// <param name="width">columns of the result, at least 1</param>
    /// <param name="height">rows of the result, at least 1</param>
    /// <param name="filter">how source pixels are weighted</param>
    /// <param name="box">the part, in source pixels (fractions are allowed): left, top, right, bottom</param>
    /// <returns>a new image; the same one where size and part are unchanged</returns>
    /// <exception cref="ArgumentException">
    /// a size is below 1, or the box reaches outside the image (it may be empty, as in Pillow)
    /// </exception>
    public static RgbImage Resize(
        RgbImage image, int width, int height, PilFilter filter, (double Left, double Top, double Right, double Bottom) box)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!Enum.IsDefined(filter))
            throw new ArgumentOutOfRangeException(
                nameof(filter), filter, "PilResize: argument filter: expected one of Pillow's six filters");
        if (width < 1 || height < 1 || (long)width * height * image.Channels > Array.MaxLength)
        {
            throw new ArgumentException(
                $"PilResize: argument width, height: expected at least 1 and at most {Array.MaxLength} bytes; received {width} x {height}");
        }
        if (!(box.Left >= 0 && box.Top >= 0 && box.Right <= image.Width && box.Bottom <= image.Height && box.Left <= box.Right
            && box.Top <= box.Bottom))
            throw new ArgumentException(
                $"PilResize: argument box: expected a part of {image.Width} x {image.Height}; received {box}", nameof(box));
        if (width == image.Width && height == image.Height && box == (0, 0, width, height))
            return image;
        if (filter == PilFilter.Nearest)
            return Nearest(image, width, height, box);
        if (image.Channels != 4)
            return Resample(image, width, height, filter, box);
        return PilAlpha.Divide(Resample(PilAlpha.Multiply(image), width, height, filter, box));
    }

    private static RgbImage Nearest(RgbImage image, int width, int height, (double Left, double Top, double Right, double Bottom) box)
    {
        int[] columns = NearestIndexes(box.Left, box.Right, width, image.Width),
            rows = NearestIndexes(box.Top, box.Bottom, height, image.Height);
        int c = image.Channels;
        byte[] result = new byte[width * height * c];
        for (int y = 0; y < height; y++)
        {
            Span<byte> to = result.AsSpan(y * width * c, width * c);
            if (y > 0 && rows[y] == rows[y - 1])
            {
                result.AsSpan((y - 1) * width * c, width * c).CopyTo(to);
                continue;
            }
            ReadOnlySpan<byte> from = image.Pixels.AsSpan(rows[y] * image.Width * c, image.Width * c);
            for (int x = 0; x < width; x++)
            {
                for (int k = 0; k < c; k++)
                    to[x * c + k] = from[columns[x] * c + k];
            }
        }
        return new RgbImage(width, height, c, result);
    }

    /// <summary>The position is accumulated in double, as Pillow does: the sum of many steps is not their product.</summary>
    private static int[] NearestIndexes(double from, double to, int count, int sourceCount)
    {
        double step = (to - from) / count, at = from + step * 0.5;
        var indexes = new int[count];
        for (int i = 0; i < count; i++, at += step)
            indexes[i] = Math.Min((int)at, sourceCount - 1);
        return indexes;
    }

    private static RgbImage Resample(
        RgbImage image, int width, int height, PilFilter filter, (double Left, double Top, double Right, double Bottom) box)
    {
        int c = image.Channels;
        bool horizontal = width != image.Width || box.Left != 0 || box.Right != width;
        bool vertical = height != image.Height || box.Top != 0 || box.Bottom != height;
        PilWeights? columns = horizontal ? PilWeights.Make(image.Width, box.Left, box.Right, width, filter, PrecisionBits) : null;
        PilWeights? rows = vertical ? PilWeights.Make(image.Height, box.Top, box.Bottom, height, filter, PrecisionBits) : null;
        byte[] pixels = image.Pixels;
        if (rows == null)
            return new RgbImage(width, height, c, Horizontal(pixels, 0, height, image.Width, c, columns!));
        if (columns == null)
            return new RgbImage(width, height, c, Vertical(pixels, 0, width * c, rows));
        if (VerticalFirst(image, width, height))
        {
            byte[] low = Vertical(pixels, 0, image.Width * c, rows);
            return new RgbImage(width, height, c, Horizontal(low, 0, height, image.Width, c, columns));
        }
        // Only the rows that the vertical pass will read.
        int first = rows.Start[0], last = rows.Start[^1] + rows.Count[^1];
        byte[] narrow = Horizontal(pixels, first, last, image.Width, c, columns);
        return new RgbImage(width, height, c, Vertical(narrow, first, width * c, rows));
    }

    /// <summary>
    /// The order of the passes shows in the last bit. Pillow 13 begins with the vertical one where the height shrinks by more than twice as
    /// many pixels as the width; older versions never do. (The rule is the one that all its reference results obey.)
    /// </summary>
    private static bool VerticalFirst(RgbImage image, int width, int height) =>
        height < image.Height && (long)image.Height - height > 2 * ((long)image.Width - width);

    private static byte[] Horizontal(byte[] source, int first, int last, int sourceWidth, int c, PilWeights columns)
    {
        int width = columns.Start.Length;
        byte[] result = GC.AllocateUninitializedArray<byte>(checked((last - first) * width * c));
        for (int y = first; y < last; y++)
            HorizontalRow(
                source.AsSpan(y * sourceWidth * c, sourceWidth * c), result.AsSpan((y - first) * width * c, width * c), columns, c);
        return result;
    }

    private static void HorizontalRow(ReadOnlySpan<byte> from, Span<byte> to, PilWeights weights, int c)
    {
        if (c == 3)
        {
            HorizontalRow3(from, to, weights);
            return;
        }
        for (int x = 0; x < weights.Start.Length; x++)
        {
            ReadOnlySpan<int> w = weights.Of(x);
            for (int k = 0; k < c; k++)
            {
                int sum = 1 << (PrecisionBits - 1), at = weights.Start[x] * c + k;
                foreach (int weight in w)
                {
                    sum += from[at] * weight;
                    at += c;
                }
                to[x * c + k] = Clip(sum);
            }
        }
    }

    private static void HorizontalRow3(ReadOnlySpan<byte> from, Span<byte> to, PilWeights weights)
    {
        const int Half = 1 << (PrecisionBits - 1);
        for (int x = 0; x < weights.Start.Length; x++)
        {
            ReadOnlySpan<int> w = weights.Of(x);
            ReadOnlySpan<byte> p = from.Slice(weights.Start[x] * 3, w.Length * 3);
            (int r, int g, int b) = (Half, Half, Half);
            for (int i = 0; i < w.Length; i++)
            {
                int weight = w[i];
                r += p[3 * i] * weight;
                g += p[3 * i + 1] * weight;
                b += p[3 * i + 2] * weight;
            }
            (to[3 * x], to[3 * x + 1], to[3 * x + 2]) = (Clip(r), Clip(g), Clip(b));
        }
    }

    private static byte[] Vertical(byte[] source, int first, int rowBytes, PilWeights rows)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(checked(rows.Start.Length * rowBytes));
        int[] sums = new int[rowBytes];
        for (int y = 0; y < rows.Start.Length; y++)
        {
            Array.Fill(sums, 1 << (PrecisionBits - 1));
            int at = (rows.Start[y] - first) * rowBytes;
            foreach (int weight in rows.Of(y))
            {
                PilRows.AddScaled(source.AsSpan(at, rowBytes), weight, sums);
                at += rowBytes;
            }
            Span<byte> to = result.AsSpan(y * rowBytes, rowBytes);
            for (int i = 0; i < to.Length; i++)
                to[i] = Clip(sums[i]);
        }
        return result;
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> PrecisionBits, 0, 255);
}
