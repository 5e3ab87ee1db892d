namespace Tensorflow;

/// <summary>Crops, flips, turns and value ranges of images [N,H,W,C] or [H,W,C].</summary>
internal static class ImageOps
{
    internal static Tensor FlipLeftRight(Tensor x) => Repetition.Reverse(Image("image.flip_left_right", x), -2);

    internal static Tensor FlipUpDown(Tensor x) => Repetition.Reverse(Image("image.flip_up_down", x), -3);

    /// <summary>k quarter turns counter-clockwise.</summary>
    internal static Tensor Rot90(Tensor x, int k = 1)
    {
        Image("image.rot90", x);
        Axis turn = x.rank == 4 ? new Axis(0, 2, 1, 3) : new Axis(1, 0, 2);
        return ((k % 4 + 4) % 4) switch
        {
            1 => ShapeOps.Transpose(Repetition.Reverse(x, -2), turn),
            2 => Repetition.Reverse(x, new Axis(-3, -2)),
            3 => Repetition.Reverse(ShapeOps.Transpose(x, turn), -2),
            _ => x,
        };
    }

    internal static Tensor CropToBoundingBox(Tensor x, long top, long left, long height, long width)
    {
        const string op = "image.crop_to_bounding_box";
        Image(op, x);
        (long h, long w) = Size(op, x);
        Check.That(top >= 0 && height > 0 && top + height <= h, op, "offset_height", $"a range of the height {h}",
            $"{top} with target_height {height}");
        Check.That(left >= 0 && width > 0 && left + width <= w, op, "offset_width", $"a range of the width {w}",
            $"{left} with target_width {width}");
        return PadCrop.Crop(x, Around(x, top, left), Around(x, h - top - height, w - left - width));
    }

    internal static Tensor PadToBoundingBox(Tensor x, long top, long left, long height, long width)
    {
        const string op = "image.pad_to_bounding_box";
        Image(op, x);
        (long h, long w) = Size(op, x);
        Check.That(top >= 0 && top + h <= height, op, "offset_height", $"0..{height - h}, so that the height {h} fits into {height}", top);
        Check.That(left >= 0 && left + w <= width, op, "offset_width", $"0..{width - w}, so that the width {w} fits into {width}", left);
        return PadCrop.Pad(x, Around(x, top, left), Around(x, height - top - h, width - left - w));
    }

    /// <summary>Crops or pads with zeros around the centre.</summary>
    internal static Tensor ResizeWithCropOrPad(Tensor x, long height, long width)
    {
        const string op = "image.resize_with_crop_or_pad";
        Image(op, x);
        (long h, long w) = Size(op, x);
        Check.That(height > 0 && width > 0, op, "target_height", "sizes > 0", $"({height}, {width})");
        Tensor cropped = CropToBoundingBox(x, Math.Max(Half(h - height), 0), Math.Max(Half(w - width), 0), Math.Min(height, h),
            Math.Min(width, w));
        return PadToBoundingBox(cropped, Math.Max(Half(height - h), 0), Math.Max(Half(width - w), 0), height, width);
    }

    /// <summary>Resizes without distortion and pads with zeros around the centre.</summary>
    internal static Tensor ResizeWithPad(Tensor x, long height, long width, string method = "bilinear", bool antialias = false)
    {
        const string op = "image.resize_with_pad";
        Image(op, x);
        (long h, long w) = Size(op, x);
        Check.That(height > 0 && width > 0, op, "target_height", "sizes > 0", $"({height}, {width})");
        double ratio = Math.Max((double)w / width, (double)h / height);
        (double fitH, double fitW) = (h / ratio, w / ratio);
        Tensor resized = Resize.Apply(x, (long)Math.Floor(fitH), (long)Math.Floor(fitW), method, false, antialias);
        return PadToBoundingBox(resized, (long)Math.Max(0, Math.Floor((height - fitH) / 2)),
            (long)Math.Max(0, Math.Floor((width - fitW) / 2)), height, width);
    }

    /// <summary>The middle part of a fraction of height and width.</summary>
    internal static Tensor CentralCrop(Tensor x, double fraction)
    {
        const string op = "image.central_crop";
        Image(op, x);
        Check.That(fraction is > 0 and <= 1, op, "central_fraction", "a number in (0, 1]", fraction);
        (long h, long w) = Size(op, x);
        long top = (long)((h - h * fraction) / 2);
        long left = (long)((w - w * fraction) / 2);
        return CropToBoundingBox(x, top, left, h - 2 * top, w - 2 * left);
    }

    /// <summary>
    /// Another dtype with its full range: floats mean 0..1, integers 0..max. To an integer floor(x*(max + 0.5)); with saturate, values
    /// beyond the range become its ends.
    /// </summary>
    internal static Tensor ConvertDType(Tensor x, TF_DataType dtype, bool saturate = false)
    {
        const string op = "image.convert_image_dtype";
        Check.Numeric(op, x);
        Check.That(dtype.is_floating() || dtype.is_integer(), op, "dtype", "a float or integer type", dtype.as_numpy_name());
        if (x.dtype == dtype)
            return x;
        using var scope = new TfNet.LibTorch.Scope(op);
        if (x.dtype.is_floating() && dtype.is_floating())
            return scope.Return(MathOps.Cast(x, dtype));
        if (dtype.is_floating())
            return scope.Return(MathOps.Cast(x, dtype) * (1.0 / Largest(x.dtype)));
        if (x.dtype.is_floating())
        {
            Tensor scaled = x * (Largest(dtype) + 0.5);
            return scope.Return(MathOps.Cast(saturate ? Select.Clip(scaled, Smallest(dtype), Largest(dtype)) : scaled, dtype));
        }
        return scope.Return(BetweenIntegers(x, dtype, saturate));
    }

    private static Tensor BetweenIntegers(Tensor x, TF_DataType dtype, bool saturate)
    {
        (double from, double to) = (Largest(x.dtype), Largest(dtype));
        if (from > to)
        {
            Tensor scaled = BinaryOps.FloorDiv(x, Creation.ScalarFor(x, Math.Floor((from + 1) / (to + 1))));
            return MathOps.Cast(saturate ? Select.Clip(scaled, Smallest(dtype), to) : scaled, dtype);
        }
        Tensor source = saturate && Smallest(dtype) == 0 ? BinaryOps.Maximum(x, Creation.ScalarFor(x, 0)) : x;
        return MathOps.Cast(source, dtype) * Math.Floor((to + 1) / (from + 1));
    }

    /// <summary>Each image minus its mean, over max(its standard deviation, 1/sqrt(number of values)); float32.</summary>
    internal static Tensor PerImageStandardization(Tensor x)
    {
        Image("image.per_image_standardization", x);
        using var scope = new TfNet.LibTorch.Scope("image.per_image_standardization");
        Tensor image = x.dtype is TF_DataType.TF_FLOAT or TF_DataType.TF_HALF ? x : ConvertDType(x, TF_DataType.TF_FLOAT);
        var axes = new Axis(-3, -2, -1);
        double count = x.shape[-1] * x.shape[-2] * x.shape[-3];
        Check.That(count > 0, "image.per_image_standardization", "image", "known extents > 0", x.shape);
        Tensor deviation = Reductions.Std(image, axes, keepdims: true);
        Tensor bounded = BinaryOps.Maximum(deviation, Creation.ScalarFor(image, 1 / Math.Sqrt(count)));
        return scope.Return((image - Reductions.Mean(image, axes, keepdims: true)) / bounded);
    }

    /// <summary>Checks for one image or a batch.</summary>
    internal static Tensor Image(string op, Tensor x)
    {
        Check.That(x.rank is 3 or 4, op, "image", "rank 3 or 4", $"shape {x.shape}");
        return x;
    }

    private static (long H, long W) Size(string op, Tensor x)
    {
        (long h, long w) = (x.shape[-3], x.shape[-2]);
        Check.That(h > 0 && w > 0, op, "image", "a known height and width > 0", x.shape);
        return (h, w);
    }

    private static long Half(long cells) => (long)Math.Floor(cells / 2.0);

    private static long[] Around(Tensor x, long vertical, long horizontal) => x.rank == 4 ? [0, vertical, horizontal, 0] : [vertical,
        horizontal, 0];

    private static double Largest(TF_DataType dtype) => dtype switch
    {
        TF_DataType.TF_UINT8 => byte.MaxValue,
        TF_DataType.TF_INT8 => sbyte.MaxValue,
        TF_DataType.TF_INT16 => short.MaxValue,
        TF_DataType.TF_INT32 => int.MaxValue,
        _ => long.MaxValue,
    };

    private static double Smallest(TF_DataType dtype) => dtype == TF_DataType.TF_UINT8 ? 0 : -Largest(dtype) - 1;
}
