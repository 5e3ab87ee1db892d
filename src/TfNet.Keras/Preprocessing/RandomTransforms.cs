using NumSharp;
using TfNet.Random;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// The single random changes of <c>keras.preprocessing.image</c>, drawing from NumPy's global generator. Keras' axis arguments are not
/// there: pictures are [h, w, c] (<c>row_axis=0, col_axis=1, channel_axis=2</c>).
/// </summary>
public static class RandomTransforms
{
    /// <summary>Rotation, shift, shear and zoom in one map; see <see cref="ImageDataGenerator"/> for the defects that are kept.</summary>
    /// <param name="x">[h, w, c]</param>
    /// <param name="theta">degrees</param>
    /// <param name="tx">pixels along the columns</param>
    /// <param name="ty">pixels along the rows</param>
    /// <param name="shear">degrees</param>
    /// <param name="zx">zoom factor along the columns</param>
    /// <param name="zy">zoom factor along the rows</param>
    /// <param name="fill_mode">"constant", "nearest", "reflect" or "wrap"</param>
    /// <param name="cval">the constant</param>
    /// <param name="order">spline order, 0 to 5</param>
    public static NDArray apply_affine_transform(
        NDArray x, double theta = 0, double tx = 0, double ty = 0, double shear = 0, double zx = 1, double zy = 1,
        string fill_mode = "nearest", double cval = 0.0, int order = 1) =>
        new ImageDataGenerator(fill_mode: fill_mode, cval: cval, interpolation_order: order)
            .apply_transform(x, new TransformParameters { theta = theta, tx = tx, ty = ty, shear = shear, zx = zx, zy = zy });

    /// <summary>Rotation by an angle between -rg and rg degrees.</summary>
    public static NDArray random_rotation(NDArray x, double rg, string fill_mode = "nearest", double cval = 0.0,
        int interpolation_order = 1) =>
        apply_affine_transform(x, theta: NumpyRandom.Global.uniform(-rg, rg), fill_mode: fill_mode, cval: cval, order: interpolation_order);

    /// <summary>Shift by shares of the size, between -wrg and wrg, -hrg and hrg.</summary>
    public static NDArray random_shift(NDArray x, double wrg, double hrg, string fill_mode = "nearest", double cval = 0.0,
        int interpolation_order = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        double tx = NumpyRandom.Global.uniform(-hrg, hrg) * x.shape[0], ty = NumpyRandom.Global.uniform(-wrg, wrg) * x.shape[1];
        return apply_affine_transform(x, tx: tx, ty: ty, fill_mode: fill_mode, cval: cval, order: interpolation_order);
    }

    /// <summary>Shear by an angle between -intensity and intensity degrees.</summary>
    public static NDArray random_shear(NDArray x, double intensity, string fill_mode = "nearest", double cval = 0.0,
        int interpolation_order = 1) =>
        apply_affine_transform(x, shear: NumpyRandom.Global.uniform(-intensity, intensity), fill_mode: fill_mode, cval: cval,
            order: interpolation_order);

    /// <summary>Zoom by two factors of a range.</summary>
    public static NDArray random_zoom(
        NDArray x, (double low, double high) zoom_range, string fill_mode = "nearest", double cval = 0.0, int interpolation_order = 1)
    {
        (double zx, double zy) = (1, 1);
        if (zoom_range != (1, 1))
            (zx, zy) = (NumpyRandom.Global.uniform(zoom_range.low, zoom_range.high),
                NumpyRandom.Global.uniform(zoom_range.low, zoom_range.high));
        return apply_affine_transform(x, zx: zx, zy: zy, fill_mode: fill_mode, cval: cval, order: interpolation_order);
    }

    /// <summary>Adds a value; the result stays within the picture's own range.</summary>
    public static NDArray apply_channel_shift(NDArray x, double intensity) => Change(x, s => s.ChannelShift(intensity));

    /// <summary>Adds a value between -intensity_range and intensity_range.</summary>
    public static NDArray random_channel_shift(NDArray x, double intensity_range) =>
        apply_channel_shift(x, NumpyRandom.Global.uniform(-intensity_range, intensity_range));

    /// <summary>Changes the brightness through an 8-bit image.</summary>
    /// <param name="x">[h, w, c]</param>
    /// <param name="brightness">factor</param>
    /// <param name="scale">stretch the picture to 0..255 first, and leave it there</param>
    public static NDArray apply_brightness_shift(NDArray x, double brightness, bool scale = true) =>
        Change(x, s => s.Brightness(brightness, scale));

    /// <summary>Changes the brightness by a factor of a range.</summary>
    public static NDArray random_brightness(NDArray x, (double low, double high) brightness_range, bool scale = true) =>
        apply_brightness_shift(x, NumpyRandom.Global.uniform(brightness_range.low, brightness_range.high), scale);

    private static NDArray Change(NDArray x, Action<Sample> change)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.shape.Length != 3)
            throw new ValueError("Input arrays must be multi-channel 2D images. Received an array with shape: " +
                $"{PythonText.Shape(x.shape)}");
        Sample sample = Sample.From(x, channelsFirst: false);
        change(sample);
        return sample.ToNDArray(channelsFirst: false);
    }
}
