using NumSharp;
using TfNet.Formats;
using TfNet.Formats.Images;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>The functions of <c>keras.preprocessing.image</c> (= <c>keras.utils</c>) for single images, as in Keras 2.15.</summary>
public static class ImageUtils
{
    // What Pillow writes unless told otherwise.
    private const int PillowQuality = 75;

    /// <summary>Loads an image: first the colour mode, then the size.</summary>
    /// <param name="path">JPEG, PNG, BMP or GIF</param>
    /// <param name="color_mode">"rgb", "rgba" or "grayscale" (a grey PNG of 16 bits keeps its values 0..65535)</param>
    /// <param name="target_size">rows and columns, or null for the file's own</param>
    /// <param name="interpolation">"nearest", "bilinear", "bicubic", "hamming", "box" or "lanczos": Pillow's filters</param>
    /// <param name="keep_aspect_ratio">crop the centre to the target's proportions first</param>
    /// <exception cref="ValueError">an argument has an unknown value</exception>
    /// <exception cref="ImageFormatException">the file is damaged or of another kind</exception>
    public static PilImage load_img(
        string path, string color_mode = "rgb", (int height, int width)? target_size = null, string interpolation = "nearest",
        bool keep_aspect_ratio = false)
    {
        PilImage image = PilImage.open(path, color_mode);
        if (target_size is not (int height, int width) || image.size == (width, height))
            return image;
        if (height < 1 || width < 1)
            throw new ValueError($"load_img: argument target_size: expected at least (1, 1). Received: ({height}, {width})");
        if (!keep_aspect_ratio)
            return image.resize((width, height), interpolation);
        int cropHeight = (int)Math.Min(image.height, (long)image.width * height / width);
        int cropWidth = (int)Math.Min(image.width, (long)image.height * width / height);
        int top = (image.height - cropHeight) / 2, left = (image.width - cropWidth) / 2;
        return image.Resize((width, height), interpolation, (left, top, left + cropWidth, top + cropHeight));
    }

    /// <summary>The values of an image as an array of floats.</summary>
    /// <param name="img">the image</param>
    /// <param name="data_format">"channels_last" (null): [h, w, c]; "channels_first": [c, h, w]</param>
    /// <param name="dtype">"float32" (null) or "float64"</param>
    public static NDArray img_to_array(PilImage img, string? data_format = null, string? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(img);
        bool first = ImageLayout.IsChannelsFirst(data_format, "Unknown data_format: ");
        var values = new float[img.width * img.height * img.Channels];
        img.CopyTo(values);
        return new Sample(values, img.height, img.width, img.Channels).As(FloatType.Parse(dtype)).ToNDArray(first);
    }

    /// <summary>An array of rank 3 (or 2) as floats: what <c>img_to_array</c> makes of an array.</summary>
    public static NDArray img_to_array(NDArray img, string? data_format = null, string? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(img);
        bool first = ImageLayout.IsChannelsFirst(data_format, "Unknown data_format: ");
        if (img.shape.Length == 2)
            return img_to_array(img.reshape([img.shape[0], img.shape[1], 1]), data_format, dtype);
        if (img.shape.Length != 3)
            throw new ValueError($"Unsupported image shape: {PythonText.Shape(img.shape)}");
        return Sample.From(img, channelsFirst: false).As(FloatType.Parse(dtype)).ToNDArray(first);
    }

    /// <summary>An array as an image of 8 bits (one channel with values above 255: mode I).</summary>
    /// <param name="x">[h, w, c] (or [c, h, w]) with 1, 3 or 4 channels</param>
    /// <param name="data_format">"channels_last" (null) or "channels_first"</param>
    /// <param name="scale">true: minimum and maximum are stretched to 0 and 255; false: values are truncated</param>
    /// <param name="dtype">"float32" (null) or "float64": the type of the arithmetic</param>
    /// <exception cref="ValueError">not an image</exception>
    public static PilImage array_to_img(NDArray x, string? data_format = null, bool scale = true, string? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.shape.Length != 3)
            throw new ValueError($"Expected image array to have rank 3 (single image). Got array with shape: {PythonText.Shape(x.shape)}");
        return Sample.From(x, ImageLayout.IsChannelsFirst(data_format, "Invalid data_format: ")).As(FloatType.Parse(dtype)).ToImage(scale);
    }

    /// <summary>Writes an array as an image file.</summary>
    /// <param name="path">the file; told by its extension unless <paramref name="file_format"/> says it</param>
    /// <param name="x">the image, see <see cref="array_to_img"/></param>
    /// <param name="data_format">"channels_last" (null) or "channels_first"</param>
    /// <param name="file_format">"jpeg", "jpg", "png" or "bmp"; null: by the name's extension</param>
    /// <param name="scale">see <see cref="array_to_img"/></param>
    /// <exception cref="ValueError">an unknown format, or four channels as JPEG</exception>
    public static void save_img(string path, NDArray x, string? data_format = null, string? file_format = null, bool scale = true) =>
        Save(array_to_img(x, data_format, scale), path, file_format);

    /// <summary>Crops the centre to the target's proportions, then resizes with tf.image.resize's bilinear or nearest rule (no
    /// antialias).</summary>
    /// <param name="x">[h, w, c] or [n, h, w, c]</param>
    /// <param name="size">rows and columns</param>
    /// <param name="interpolation">"bilinear" or "nearest"</param>
    /// <returns>float32, [size, c] or [n, size, c]; with nearest the values keep their type</returns>
    public static NDArray smart_resize(NDArray x, (int height, int width) size, string interpolation = "bilinear") =>
        SmartResize.Apply(x, size, interpolation);

    internal static void Save(PilImage image, string path, string? format)
    {
        string kind = (format ?? FolderListing.Extension(Path.GetFileName(path))).ToLowerInvariant();
        if (kind is not ("jpg" or "jpeg" or "png" or "bmp"))
            throw new ValueError($"save_img: argument file_format: expected \"jpeg\", \"jpg\", \"png\" or \"bmp\". Received: {kind}");
        if (kind != "png" && image.mode is not ("RGB" or "L"))
            throw new ValueError($"cannot write mode {image.mode} as {(kind == "bmp" ? "BMP" : "JPEG")}");
        RgbImage pixels = image.AsRgbImage();
        AtomicFile.WriteAllBytes(path, kind switch
        {
            "png" => ImageFile.EncodePng(pixels),
            "bmp" => BmpWriter.Encode(pixels),
            _ => ImageFile.EncodeJpeg(pixels, PillowQuality),
        });
    }
}
