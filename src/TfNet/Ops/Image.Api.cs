namespace Tensorflow;

public sealed partial class tensorflow
{
    /// <summary>Images: resizing, cropping, flipping, colours. Images are [N,H,W,C] or [H,W,C].</summary>
    public image_api image { get; } = new();

    /// <summary>[N,H,W,C] -> [N,H/b,W/b,b*b*C].</summary>
    public Tensor space_to_depth(Tensor input, int block_size, string? name = null) => SpatialOps.SpaceToDepth(input, block_size);

    /// <summary>[N,H,W,b*b*C] -> [N,H*b,W*b,C].</summary>
    public Tensor depth_to_space(Tensor input, int block_size, string? name = null) => SpatialOps.DepthToSpace(input, block_size);

    /// <summary>Blocks of positions to the batch, after zero padding [[before, after], ..].</summary>
    public Tensor space_to_batch(Tensor input, int[] block_shape, int[,] paddings, string? name = null) =>
        SpatialOps.SpaceToBatch(input, block_shape, image_api.Pairs(paddings));

    /// <summary>Undoes space_to_batch.</summary>
    public Tensor batch_to_space(Tensor input, int[] block_shape, int[,] crops, string? name = null) =>
        SpatialOps.BatchToSpace(input, block_shape, image_api.Pairs(crops));
}

/// <summary>Names of tf.image.resize's methods.</summary>
public static class ResizeMethod
{
    public const string BILINEAR = "bilinear";
    public const string NEAREST_NEIGHBOR = "nearest";
    public const string BICUBIC = "bicubic";
    public const string AREA = "area";
    public const string LANCZOS3 = "lanczos3";
    public const string LANCZOS5 = "lanczos5";
    public const string GAUSSIAN = "gaussian";
    public const string MITCHELLCUBIC = "mitchellcubic";
}

/// <summary><c>tf.image</c>.</summary>
public sealed partial class image_api
{
    internal image_api()
    {
    }

    /// <summary>
    /// Resizes with half-pixel centres. "nearest" keeps the dtype, every other method gives float32 in the input's value range.
    /// </summary>
    /// <param name="image">[N,H,W,C] or [H,W,C].</param>
    /// <param name="size">(height, width).</param>
    /// <param name="method">A name of <see cref="ResizeMethod"/>.</param>
    /// <param name="preserve_aspect_ratio">Fit into size without distortion.</param>
    /// <param name="antialias">Widen the filter when shrinking; no effect for "nearest" and "area".</param>
    /// <param name="name">No effect: ops have no names here.</param>
    /// <returns>[N,height,width,C] or [height,width,C].</returns>
    /// <exception cref="ValueError">The method is unknown.</exception>
    /// <exception cref="InvalidArgumentError">Rank or size do not fit.</exception>
    public Tensor resize(
        Tensor image, Shape size, string method = ResizeMethod.BILINEAR, bool preserve_aspect_ratio = false, bool antialias = false,
            string? name = null)
    {
        Check.That(size.ndim == 2, "image.resize", "size", "two numbers", size);
        return Resize.Apply(image, size[0], size[1], method, preserve_aspect_ratio, antialias);
    }

    public Tensor resize(
        Tensor image, Tensor size, string method = ResizeMethod.BILINEAR, bool preserve_aspect_ratio = false, bool antialias = false,
            string? name = null) =>
        resize(image, new Shape(Indices.Numbers(size, "image.resize")), method, preserve_aspect_ratio, antialias);

    /// <summary>Crops or pads with zeros around the centre.</summary>
    public Tensor resize_with_crop_or_pad(Tensor image, int target_height, int target_width) => ImageOps.ResizeWithCropOrPad(image,
        target_height, target_width);

    /// <summary>The name that TensorFlow.NET has for <see cref="resize_with_crop_or_pad"/>.</summary>
    public Tensor resize_image_with_crop_or_pad(Tensor image, int target_height, int target_width) =>
        ImageOps.ResizeWithCropOrPad(image, target_height, target_width);

    /// <summary>Resizes without distortion and pads with zeros around the centre.</summary>
    public Tensor resize_with_pad(Tensor image, int target_height, int target_width, string method = ResizeMethod.BILINEAR,
        bool antialias = false) =>
        ImageOps.ResizeWithPad(image, target_height, target_width, method, antialias);

    /// <summary>The middle part of a fraction of height and width.</summary>
    public Tensor central_crop(Tensor image, float central_fraction) => ImageOps.CentralCrop(image, central_fraction);

    public Tensor crop_to_bounding_box(Tensor image, int offset_height, int offset_width, int target_height, int target_width) =>
        ImageOps.CropToBoundingBox(image, offset_height, offset_width, target_height, target_width);

    public Tensor pad_to_bounding_box(Tensor image, int offset_height, int offset_width, int target_height, int target_width) =>
        ImageOps.PadToBoundingBox(image, offset_height, offset_width, target_height, target_width);

    /// <summary>Boxes [n,4] (y1, x1, y2, x2 as fractions) of images [N,H,W,C], each resized to crop_size; float32.</summary>
    public Tensor crop_and_resize(
        Tensor image, Tensor boxes, Tensor box_indices, Shape crop_size, string method = ResizeMethod.BILINEAR,
            float extrapolation_value = 0, string? name = null)
    {
        Check.That(crop_size.ndim == 2, "image.crop_and_resize", "crop_size", "two numbers", crop_size);
        return CropAndResize.Apply(image, boxes, box_indices, ((int)crop_size[0], (int)crop_size[1]), method, extrapolation_value);
    }

    /// <summary>Windows as channels: sizes, strides and rates are [1, rows, columns, 1]; padding "VALID" or "SAME".</summary>
    public Tensor extract_patches(Tensor images, int[] sizes, int[] strides, int[] rates, string padding, string? name = null) =>
        SpatialOps.ExtractPatches(images, Middle("sizes", sizes), Middle("strides", strides), Middle("rates", rates),
            Padding.Parse("image.extract_patches", padding));

    public Tensor flip_left_right(Tensor image) => ImageOps.FlipLeftRight(image);

    public Tensor flip_up_down(Tensor image) => ImageOps.FlipUpDown(image);

    /// <summary>k quarter turns counter-clockwise.</summary>
    public Tensor rot90(Tensor image, int k = 1, string? name = null) => ImageOps.Rot90(image, k);

    /// <summary>image + delta, in the value range 0..1 of floats.</summary>
    public Tensor adjust_brightness(Tensor image, float delta) => ImageColor.Brightness(image, delta);

    /// <summary>(x - mean)*factor + mean with each channel's mean.</summary>
    public Tensor adjust_contrast(Tensor images, float contrast_factor, string? name = null) => ImageColor.Contrast(images,
        contrast_factor);

    public Tensor adjust_saturation(Tensor image, float saturation_factor, string? name = null) => ImageColor.Saturation(image,
        saturation_factor);

    /// <summary>Turns the hue by delta of a circle, -1..1.</summary>
    public Tensor adjust_hue(Tensor image, float delta, string? name = null) => ImageColor.Hue(image, delta);

    /// <summary>image^gamma * gain.</summary>
    public Tensor adjust_gamma(Tensor image, float gamma = 1, float gain = 1) => ImageColor.Gamma(image, gamma, gain);

    public Tensor rgb_to_hsv(Tensor images, string? name = null) => ImageColor.RgbToHsv(images);

    public Tensor hsv_to_rgb(Tensor images, string? name = null) => ImageColor.HsvToRgb(images);

    public Tensor rgb_to_grayscale(Tensor images, string? name = null) => ImageColor.RgbToGrayscale(images);

    public Tensor grayscale_to_rgb(Tensor images, string? name = null) => ImageColor.GrayscaleToRgb(images);

    /// <summary>Each image minus its mean over max(its deviation, 1/sqrt(number of values)).</summary>
    public Tensor per_image_standardization(Tensor image) => ImageOps.PerImageStandardization(image);

    /// <summary>Another dtype with its full range: floats 0..1, integers 0..max.</summary>
    public Tensor convert_image_dtype(Tensor image, TF_DataType dtype, bool saturate = false, string? name = null) =>
        ImageOps.ConvertDType(image, dtype, saturate);

    internal static (long, long)[] Pairs(int[,] pairs)
    {
        Check.That(pairs.GetLength(1) == 2, "space_to_batch", "paddings", "pairs", $"shape ({pairs.GetLength(0)}, {pairs.GetLength(1)})");
        return [.. Enumerable.Range(0, pairs.GetLength(0)).Select(i => ((long)pairs[i, 0], (long)pairs[i, 1]))];
    }

    private static (int, int) Middle(string argument, int[] numbers)
    {
        Check.That(numbers.Length == 4 && numbers[0] == 1 && numbers[3] == 1, "image.extract_patches", argument, "[1, rows, columns, 1]",
            $"[{string.Join(", ", numbers)}]");
        return (numbers[1], numbers[2]);
    }
}
