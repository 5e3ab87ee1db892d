using System.Numerics;
using NumSharp;
using TfNet.Random;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// Makes batches of images with random changes, exactly as Keras 2.15's <c>ImageDataGenerator</c>: with the same <c>np.random</c> seed
/// (<see cref="NumpyRandom.Global"/>) the same pixels. Its defects are kept, because it is the reference:
/// <list type="bullet">
/// <item>height_shift_range moves pictures sideways and width_shift_range up and down;</item>
/// <item>on pictures that are not square the turning point is not the middle;</item>
/// <item>fill_mode "wrap" has the period n - 1 (first and last pixel coincide);</item>
/// <item>an integer shift w draws 0 .. w-1, so the limit itself never occurs.</item>
/// </list>
/// <para>Draws are made in order when a batch is asked for; reading, changing and standardising the pictures runs on background workers,
/// some batches ahead (see <see cref="ImageIterator.prefetch_batches"/>), without changing any draw. A
/// <see cref="preprocessing_function"/> is therefore called from several threads.</para>
/// </summary>
public sealed partial class ImageDataGenerator
{
    private readonly FloatType _type;
    private readonly FillMode _fill;
    private readonly (double Low, double High) _zoom;
    private readonly (double Low, double High)? _brightness;
    private readonly ShiftRange _heightShift;
    private readonly ShiftRange _widthShift;
    private int _warned;

    /// <summary>Makes a generator; names, order and defaults of the arguments are Keras'.</summary>
    /// <param name="featurewise_center">subtract the data set's mean per channel (needs <see cref="fit"/>)</param>
    /// <param name="samplewise_center">subtract the picture's mean</param>
    /// <param name="featurewise_std_normalization">divide by the data set's standard deviation per channel (needs <see
    /// cref="fit"/>)</param>
    /// <param name="samplewise_std_normalization">divide by the picture's standard deviation</param>
    /// <param name="zca_whitening">multiply by the whitening matrix (needs <see cref="fit"/>)</param>
    /// <param name="zca_epsilon">added to the singular values</param>
    /// <param name="rotation_range">degrees, drawn from -range to range</param>
    /// <param name="width_shift_range">see <see cref="ShiftRange"/></param>
    /// <param name="height_shift_range">see <see cref="ShiftRange"/></param>
    /// <param name="brightness_range">two factors</param>
    /// <param name="shear_range">degrees, drawn from -range to range</param>
    /// <param name="zoom_range">z: from 1-z to 1+z; or lower and upper factor</param>
    /// <param name="channel_shift_range">added to all values, drawn from -range to range</param>
    /// <param name="fill_mode">"constant", "nearest", "reflect" or "wrap"</param>
    /// <param name="cval">value outside the picture with fill_mode "constant"</param>
    /// <param name="horizontal_flip">mirror left and right, half of the pictures</param>
    /// <param name="vertical_flip">mirror top and bottom, half of the pictures</param>
    /// <param name="rescale">factor, multiplied in the array's own precision after the preprocessing function; null or 0: none</param>
    /// <param name="preprocessing_function">called with each picture [h, w, c] after the changes and before everything else; keeps the
    /// shape</param>
    /// <param name="data_format">"channels_last" (null) or "channels_first"</param>
    /// <param name="validation_split">share of the pictures that subset "validation" takes</param>
    /// <param name="interpolation_order">of the splines that the affine maps use, 0 to 5</param>
    /// <param name="dtype">"float32" (null) or "float64"</param>
    /// <exception cref="ValueError">an argument has an unknown value or is out of range</exception>
    public ImageDataGenerator(
        bool featurewise_center = false,
        bool samplewise_center = false,
        bool featurewise_std_normalization = false,
        bool samplewise_std_normalization = false,
        bool zca_whitening = false,
        double zca_epsilon = 1e-6,
        double rotation_range = 0,
        ShiftRange width_shift_range = default,
        ShiftRange height_shift_range = default,
        RangeArgument? brightness_range = null,
        double shear_range = 0.0,
        RangeArgument zoom_range = default,
        double channel_shift_range = 0.0,
        string fill_mode = "nearest",
        double cval = 0.0,
        bool horizontal_flip = false,
        bool vertical_flip = false,
        double? rescale = null,
        Func<NDArray, NDArray>? preprocessing_function = null,
        string? data_format = null,
        double validation_split = 0.0,
        int interpolation_order = 1,
        string? dtype = null)
    {
        (this.featurewise_center, this.samplewise_center) = (featurewise_center, samplewise_center);
        (this.featurewise_std_normalization, this.samplewise_std_normalization) =
            (featurewise_std_normalization, samplewise_std_normalization);
        (this.zca_whitening, this.zca_epsilon) = (zca_whitening, zca_epsilon);
        (this.rotation_range, this.shear_range, this.channel_shift_range) = (rotation_range, shear_range, channel_shift_range);
        (_widthShift, _heightShift) = (width_shift_range, height_shift_range);
        (this.fill_mode, this.cval, this.rescale) = (fill_mode, cval, rescale);
        (this.horizontal_flip, this.vertical_flip) = (horizontal_flip, vertical_flip);
        (this.preprocessing_function, this.interpolation_order) = (preprocessing_function, interpolation_order);
        (this.data_format, this.validation_split, this.dtype) = (data_format ?? "channels_last", validation_split, dtype ?? "float32");
        ChannelsFirst = ImageLayout.IsChannelsFirst(
            data_format,
            "`data_format` should be `\"channels_last\"` (channel after row and column) or `\"channels_first\"` (channel before row " +
            "and column). Received: ");
        if (validation_split != 0 && !(validation_split is > 0 and < 1))
            throw new ValueError($"`validation_split` must be strictly between 0 and 1.  Received: {PythonText.Of(validation_split)}");
        _type = FloatType.Parse(dtype);
        _fill = FillModes.Parse(fill_mode);
        _zoom = zoom_range.IsScalar || zoom_range.Numbers is [0.0]
            ? (1 - zoom_range.Numbers[0], 1 + zoom_range.Numbers[0])
            : zoom_range.Pair("`zoom_range` should be a float or a tuple or list of two floats.");
        _brightness = brightness_range?.Pair("`brightness_range should be tuple or list of two floats.");
        CheckNumbers();
        ResolveStatistics();
    }

    /// <summary>Subtract the data set's mean.</summary>
    public bool featurewise_center { get; private set; }

    /// <summary>Subtract the picture's mean.</summary>
    public bool samplewise_center { get; private set; }

    /// <summary>Divide by the data set's standard deviation.</summary>
    public bool featurewise_std_normalization { get; private set; }

    /// <summary>Divide by the picture's standard deviation.</summary>
    public bool samplewise_std_normalization { get; }

    /// <summary>Multiply by the whitening matrix.</summary>
    public bool zca_whitening { get; }

    /// <summary>Added to the singular values of the whitening.</summary>
    public double zca_epsilon { get; }

    /// <summary>Degrees.</summary>
    public double rotation_range { get; }

    /// <summary>Degrees.</summary>
    public double shear_range { get; }

    /// <summary>Lower and upper zoom factor.</summary>
    public (double Low, double High) zoom_range => _zoom;

    /// <summary>Largest value added.</summary>
    public double channel_shift_range { get; }

    /// <summary>Lower and upper factor of the brightness.</summary>
    public (double Low, double High)? brightness_range => _brightness;

    /// <summary>What is read outside the picture.</summary>
    public string fill_mode { get; }

    /// <summary>The constant outside the picture.</summary>
    public double cval { get; }

    /// <summary>Mirror left and right.</summary>
    public bool horizontal_flip { get; }

    /// <summary>Mirror top and bottom.</summary>
    public bool vertical_flip { get; }

    /// <summary>Factor of all values.</summary>
    public double? rescale { get; }

    /// <summary>Called with each picture; from several threads.</summary>
    public Func<NDArray, NDArray>? preprocessing_function { get; }

    /// <summary>"channels_last" or "channels_first".</summary>
    public string data_format { get; }

    /// <summary>Share of the validation pictures.</summary>
    public double validation_split { get; }

    /// <summary>Spline order of the affine maps.</summary>
    public int interpolation_order { get; }

    /// <summary>"float32" or "float64".</summary>
    public string dtype { get; }

    internal bool ChannelsFirst { get; }

    /// <summary>Draws the changes of one picture from NumPy's global generator.</summary>
    /// <param name="img_shape">the picture's shape in the generator's data format</param>
    /// <param name="seed">starts NumPy's global generator first, if given</param>
    public TransformParameters get_random_transform(IReadOnlyList<long> img_shape, long? seed = null)
    {
        ArgumentNullException.ThrowIfNull(img_shape);
        if (img_shape.Count != 3)
            throw new ValueError("get_random_transform: argument img_shape: expected three sizes. Received: " +
                $"{PythonText.Shape(img_shape)}");
        if (seed is long value)
            NumpyRandom.Global.seed(value);
        return ChannelsFirst ? Draw(NumpyRandom.Global, img_shape[1], img_shape[2]) : Draw(NumpyRandom.Global, img_shape[0], img_shape[1]);
    }

    /// <summary>Applies changes to one picture.</summary>
    /// <param name="x">the picture in the generator's data format; it is not changed</param>
    /// <param name="transform_parameters">what to do</param>
    public NDArray apply_transform(NDArray x, TransformParameters transform_parameters)
    {
        ArgumentNullException.ThrowIfNull(transform_parameters);
        return Transform(Picture(x), transform_parameters).ToNDArray(ChannelsFirst);
    }

    /// <summary>Draws and applies changes.</summary>
    public NDArray random_transform(NDArray x, long? seed = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return apply_transform(x, get_random_transform(x.shape, seed));
    }

    /// <summary>The draws in Keras' order. The two flips are always drawn, everything else only where it is on.</summary>
    internal TransformParameters Draw(NumpyRandom random, long rows, long columns)
    {
        double theta = rotation_range != 0 ? random.uniform(-rotation_range, rotation_range) : 0;
        double tx = DrawShift(random, _heightShift, rows), ty = DrawShift(random, _widthShift, columns);
        double shear = shear_range != 0 ? random.uniform(-shear_range, shear_range) : 0;
        (double zx, double zy) = (1, 1);
        if (_zoom != (1, 1))
            (zx, zy) = (random.uniform(_zoom.Low, _zoom.High), random.uniform(_zoom.Low, _zoom.High));
        bool flipH = random.random() < 0.5, flipV = random.random() < 0.5;
        return new TransformParameters
        {
            theta = theta,
            tx = tx,
            ty = ty,
            shear = shear,
            zx = zx,
            zy = zy,
            flip_horizontal = flipH && horizontal_flip,
            flip_vertical = flipV && vertical_flip,
            channel_shift_intensity = channel_shift_range != 0 ? random.uniform(-channel_shift_range, channel_shift_range) : null,
            brightness = _brightness is var (low, high) ? random.uniform(low, high) : null,
        };
    }

    internal Sample Transform(Sample x, TransformParameters p)
    {
        if (x.Values.Length == 0)
            return x;
        x = x.Values is float[] f ? x with { Values = Transform(f, x, p) } : x with { Values = Transform((double[])x.Values, x, p) };
        if (p.brightness is double factor)
            x.Brightness(factor, scale: false);
        return x;
    }

    /// <summary>A picture of the generator's layout as an own copy.</summary>
    internal Sample Picture(NDArray x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.shape.Length == 3
            ? Sample.From(x, ChannelsFirst)
            : throw new ValueError("Input arrays must be multi-channel 2D images. Received an array with shape: " +
                $"{PythonText.Shape(x.shape)}");
    }

    private T[] Transform<T>(T[] x, Sample s, TransformParameters p)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        (int h, int w, int c) = (s.Height, s.Width, s.Channels);
        if (AffineMatrix.Make(p, h, w) is AffineMatrix m)
            x = AffineWarp.Apply(x, h, w, c, m, _fill, cval, interpolation_order);
        if (p.channel_shift_intensity is double shift)
            PixelOps.ChannelShift<T>(x, shift);
        if (p.flip_horizontal)
            PixelOps.FlipHorizontal<T>(x, w, c);
        if (p.flip_vertical)
            PixelOps.FlipVertical<T>(x, h, w, c);
        return x;
    }

    private static double DrawShift(NumpyRandom random, ShiftRange range, long size)
    {
        if (!range.IsOn)
            return 0;
        double shift;
        if (range.List is { } list)
            shift = random.choice(list) * random.choice([-1, 1]);
        else if (range.Integer is > 0 and long n)
            shift = random.randint(n) * random.choice([-1, 1]);
        else
            shift = random.uniform(-range.Value, range.Value);
        return range.Largest < 1 ? shift * size : shift;
    }

    private void CheckNumbers()
    {
        (string Name, double Value)[] numbers =
        [
            ("rotation_range", rotation_range), ("shear_range", shear_range), ("channel_shift_range", channel_shift_range), ("cval", cval),
            ("zca_epsilon", zca_epsilon), ("rescale", rescale ?? 1),
        ];
        foreach ((string name, double value) in numbers)
        {
            if (!double.IsFinite(value))
                throw new ValueError($"ImageDataGenerator: argument {name}: expected a finite number. Received: {PythonText.Of(value)}");
        }
        if (interpolation_order is < 0 or > 5)
            throw new ValueError($"ImageDataGenerator: argument interpolation_order: expected 0 to 5. Received: {interpolation_order}");
    }

    private void ResolveStatistics()
    {
        const string Head = "This ImageDataGenerator specifies ";
        if (zca_whitening && !featurewise_center)
        {
            featurewise_center = true;
            DataMessages.Warn(Head + "`zca_whitening`, which overrides setting of `featurewise_center`.");
        }
        if (zca_whitening && featurewise_std_normalization)
        {
            featurewise_std_normalization = false;
            DataMessages.Warn(Head + "`zca_whitening` which overrides setting of`featurewise_std_normalization`.");
        }
        if (featurewise_std_normalization && !featurewise_center)
        {
            featurewise_center = true;
            DataMessages.Warn(Head + "`featurewise_std_normalization`, which overrides setting of `featurewise_center`.");
        }
        if (samplewise_std_normalization && !samplewise_center)
        {
            samplewise_center = true;
            DataMessages.Warn(Head + "`samplewise_std_normalization`, which overrides setting of `samplewise_center`.");
        }
    }
}
