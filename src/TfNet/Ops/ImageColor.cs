namespace Tensorflow;

/// <summary>Colours of images with channels last. Integer images are taken to float32 in 0..1, changed, and brought back with
/// saturation.</summary>
internal static class ImageColor
{
    /// <summary>x + delta.</summary>
    internal static Tensor Brightness(Tensor x, double delta) => InFloat("image.adjust_brightness", x, a => a + delta);

    /// <summary>(x - mean)*factor + mean, the mean of each channel of each image.</summary>
    internal static Tensor Contrast(Tensor x, double factor)
    {
        ImageOps.Image("image.adjust_contrast", x);
        Check.That(double.IsFinite(factor), "image.adjust_contrast", "contrast_factor", "a finite number", factor);
        return InFloat("image.adjust_contrast", x, a =>
        {
            Tensor mean = Reductions.Mean(a, new Axis(-3, -2), keepdims: true);
            return (a - mean) * factor + mean;
        });
    }

    /// <summary>x^gamma * gain.</summary>
    internal static Tensor Gamma(Tensor x, double gamma, double gain)
    {
        Check.That(gamma >= 0, "image.adjust_gamma", "gamma", "a number >= 0", gamma);
        return InFloat("image.adjust_gamma", x, a => BinaryOps.Pow(a, Creation.ScalarFor(a, gamma)) * gain);
    }

    /// <summary>Multiplies the saturation in HSV by a factor, limited to 0..1.</summary>
    internal static Tensor Saturation(Tensor x, double factor) => InFloat("image.adjust_saturation", Rgb("image.adjust_saturation", x), a =>
    {
        (Tensor h, Tensor s, Tensor v) = ToHsv(a);
        return FromHsv(h, Select.Clip(s * factor, 0, 1), v);
    });

    /// <summary>Turns the hue by delta of a full circle, -1..1.</summary>
    internal static Tensor Hue(Tensor x, double delta)
    {
        Check.That(delta is >= -1 and <= 1, "image.adjust_hue", "delta", "a number in [-1, 1]", delta);
        return InFloat("image.adjust_hue", Rgb("image.adjust_hue", x), a =>
        {
            (Tensor h, Tensor s, Tensor v) = ToHsv(a);
            Tensor turned = h + (delta + 1);
            return FromHsv(turned - UnaryOps.Floor(turned), s, v);
        });
    }

    internal static Tensor RgbToHsv(Tensor x)
    {
        Check.Floating("image.rgb_to_hsv", x);
        (Tensor h, Tensor s, Tensor v) = ToHsv(Rgb("image.rgb_to_hsv", x));
        return JoinOps.Concat([h, s, v], x.rank - 1);
    }

    internal static Tensor HsvToRgb(Tensor x)
    {
        Check.Floating("image.hsv_to_rgb", x);
        Tensor[] c = JoinOps.Split(Rgb("image.hsv_to_rgb", x), 3, x.rank - 1);
        return FromHsv(c[0], c[1], c[2]);
    }

    /// <summary>0.2989 R + 0.587 G + 0.114 B, one channel.</summary>
    internal static Tensor RgbToGrayscale(Tensor x) => InFloat("image.rgb_to_grayscale", Rgb("image.rgb_to_grayscale", x), a =>
    {
        Tensor[] c = JoinOps.Split(a, 3, a.rank - 1);
        return c[0] * 0.2989 + c[1] * 0.587 + c[2] * 0.114;
    });

    /// <summary>The one channel three times.</summary>
    internal static Tensor GrayscaleToRgb(Tensor x)
    {
        Check.That(x.rank >= 1 && Check.Agree(x.shape[-1], 1), "image.grayscale_to_rgb", "images", "one channel", x.shape);
        return JoinOps.Concat([x, x, x], x.rank - 1);
    }

    private static Tensor Rgb(string op, Tensor x)
    {
        Check.That(x.rank >= 1 && Check.Agree(x.shape[-1], 3), op, "images", "three channels", x.shape);
        return x;
    }

    private static Tensor InFloat(string op, Tensor x, Func<Tensor, Tensor> change)
    {
        Check.Numeric(op, x);
        using var scope = new TfNet.LibTorch.Scope(op);
        bool direct = x.dtype is TF_DataType.TF_FLOAT or TF_DataType.TF_HALF;
        Tensor y = change(direct ? x : ImageOps.ConvertDType(x, TF_DataType.TF_FLOAT));
        return scope.Return(direct ? y : ImageOps.ConvertDType(y, x.dtype, saturate: true));
    }

    /// <summary>Hue in 0..1, saturation and value.</summary>
    private static (Tensor H, Tensor S, Tensor V) ToHsv(Tensor x)
    {
        Tensor[] c = JoinOps.Split(x, 3, x.rank - 1);
        (Tensor r, Tensor g, Tensor b) = (c[0], c[1], c[2]);
        Tensor v = BinaryOps.Maximum(BinaryOps.Maximum(r, g), b);
        Tensor range = v - BinaryOps.Minimum(BinaryOps.Minimum(r, g), b);
        Tensor s = BinaryOps.DivideNoNan(range, v);
        Tensor byRed = BinaryOps.DivideNoNan(g - b, range);
        Tensor byGreen = BinaryOps.DivideNoNan(b - r, range) + 2;
        Tensor byBlue = BinaryOps.DivideNoNan(r - g, range) + 4;
        Tensor h = Select.Where(Compare.Equal(r, v), byRed, Select.Where(Compare.Equal(g, v), byGreen, byBlue)) / 6;
        Tensor zero = Creation.ScalarFor(x, 0);
        h = Select.Where(Compare.Less(h, zero), h + 1, h);
        return (Select.Where(Compare.Greater(range, zero), h, zero), s, v);
    }

    /// <summary>((1 - s) + s*d)*v with d the piecewise linear share of each colour in the hue.</summary>
    private static Tensor FromHsv(Tensor h, Tensor s, Tensor v)
    {
        Tensor six = h * 6;
        Tensor red = Select.Clip(UnaryOps.Abs(six - 3) - 1, 0, 1);
        Tensor green = Select.Clip(2 - UnaryOps.Abs(six - 2), 0, 1);
        Tensor blue = Select.Clip(2 - UnaryOps.Abs(six - 4), 0, 1);
        Tensor Colour(Tensor d) => ((1 - s) + s * d) * v;
        return JoinOps.Concat([Colour(red), Colour(green), Colour(blue)], h.rank - 1);
    }
}
