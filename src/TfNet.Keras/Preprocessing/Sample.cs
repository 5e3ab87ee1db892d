using System.Numerics;
using NumSharp;
using TfNet.Formats.Images;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>One image [height, width, channels] of floats or doubles on its way through a generator.</summary>
/// <param name="Values">float[] or double[]; owned by the sample, changed in place</param>
/// <param name="Height">rows</param>
/// <param name="Width">columns</param>
/// <param name="Channels">values of a pixel</param>
internal readonly record struct Sample(Array Values, int Height, int Width, int Channels)
{
    public bool IsDouble => Values is double[];

    /// <summary>Copies a picture out of an array [h, w, c] or [c, h, w]. Types other than float32 and bytes become double.</summary>
    public static Sample From(NDArray x, bool channelsFirst)
    {
        int[] d = [.. x.shape.Select(s => checked((int)s))];
        (int h, int w, int c) = channelsFirst ? (d[1], d[2], d[0]) : (d[0], d[1], d[2]);
        Array values = Floats(x);
        if (channelsFirst)
            values = values is float[] f ? ToLast(f, h, w, c) : ToLast((double[])values, h, w, c);
        return new Sample(values, h, w, c);
    }

    /// <summary>A copy of an array's values as floats or doubles, in row-major order.</summary>
    public static Array Floats(NDArray x) => x.typecode switch
    {
        NPTypeCode.Single => x.ToArray<float>(),
        NPTypeCode.Double => x.ToArray<double>(),
        NPTypeCode.Byte => Array.ConvertAll(x.ToArray<byte>(), v => (float)v),
        _ => x.astype(NPTypeCode.Double).ToArray<double>(),
    };

    /// <summary>The sample in the given type.</summary>
    public Sample As(FloatType type) => (type.IsDouble, Values) switch
    {
        (true, float[] f) => this with { Values = Array.ConvertAll(f, v => (double)v) },
        (false, double[] d) => this with { Values = Array.ConvertAll(d, v => (float)v) },
        _ => this,
    };

    /// <summary>An array over the values ([h, w, c]: shared) or a transposed copy of them ([c, h, w]).</summary>
    public NDArray ToNDArray(bool channelsFirst)
    {
        if (!channelsFirst)
            return new NDArray(Values, new NumSharp.Shape(Height, Width, Channels));
        Array first = Values is float[] f
            ? ToFirst<float>(f, Height, Width, Channels) : ToFirst<double>((double[])Values, Height, Width, Channels);
        return new NDArray(first, new NumSharp.Shape(Channels, Height, Width));
    }

    /// <summary>See <see cref="ImageUtils.array_to_img"/>.</summary>
    public PilImage ToImage(bool scale) =>
        Values is float[] f ? ToImage<float>(f, scale) : ToImage<double>((double[])Values, scale);

    /// <summary>See <see cref="PixelOps.ChannelShift"/>; in place.</summary>
    public void ChannelShift(double intensity)
    {
        if (Values is float[] f)
            PixelOps.ChannelShift<float>(f, intensity);
        else
            PixelOps.ChannelShift<double>((double[])Values, intensity);
    }

    /// <summary>See <see cref="PixelOps.Brightness"/>; in place.</summary>
    public void Brightness(double factor, bool scale)
    {
        if (Channels is not (1 or 3 or 4))
            throw new ValueError($"Unsupported channel number: {Channels}");
        if (Values is float[] f)
            PixelOps.Brightness<float>(f, Channels, factor, scale);
        else
            PixelOps.Brightness<double>((double[])Values, Channels, factor, scale);
    }

    public static T[] ToLast<T>(T[] x, int h, int w, int c)
    {
        var result = new T[x.Length];
        for (int k = 0, from = 0; k < c; k++)
        {
            for (int i = 0; i < h * w; i++, from++)
                result[(i * c) + k] = x[from];
        }
        return result;
    }

    public static T[] ToFirst<T>(ReadOnlySpan<T> x, int h, int w, int c)
    {
        var result = new T[x.Length];
        for (int k = 0, to = 0; k < c; k++)
        {
            for (int i = 0; i < h * w; i++, to++)
                result[to] = x[(i * c) + k];
        }
        return result;
    }

    private PilImage ToImage<T>(T[] x, bool scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (Channels is not (1 or 3 or 4))
            throw new ValueError($"Unsupported channel number: {Channels}");
        if (x.Length == 0)
            throw new ValueError($"array_to_img: expected at least one pixel. Received an array with shape: ({Height}, {Width}, " +
                $"{Channels})");
        if (Channels == 1 && !scale && PixelOps.Range<T>(x).High > T.CreateChecked(255))
            return new PilImage(Width, Height, Array.ConvertAll(x, v => int.CreateTruncating(v)), "I");
        return new PilImage(new RgbImage(Width, Height, Channels, PixelOps.ToBytes<T>(x, scale)));
    }
}
