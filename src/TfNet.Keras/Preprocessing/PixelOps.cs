using System.Numerics;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>The steps of Keras' augmentation that are not an affine map, on an image [h, w, c] of floats or doubles, in place.</summary>
internal static class PixelOps
{
    /// <summary>Adds to all values; the result stays within the image's own smallest and largest value.</summary>
    public static void ChannelShift<T>(Span<T> x, double intensity)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        (T low, T high) = Range<T>(x);
        T shift = T.CreateSaturating(intensity);
        foreach (ref T v in x)
            v = T.MinNative(T.MaxNative(v + shift, low), high);
    }

    public static void FlipHorizontal<T>(Span<T> x, int w, int c)
    {
        for (int row = 0; row < x.Length; row += w * c)
        {
            for (int a = row, b = row + ((w - 1) * c); a < b; a += c, b -= c)
            {
                for (int k = 0; k < c; k++)
                    (x[a + k], x[b + k]) = (x[b + k], x[a + k]);
            }
        }
    }

    public static void FlipVertical<T>(Span<T> x, int h, int w, int c)
    {
        int stride = w * c;
        T[] held = new T[stride];
        for (int a = 0, b = (h - 1) * stride; a < b; a += stride, b -= stride)
        {
            x.Slice(a, stride).CopyTo(held);
            x.Slice(b, stride).CopyTo(x[a..]);
            held.CopyTo(x[b..]);
        }
    }

    /// <summary>
    /// Keras' brightness goes through an 8-bit image: values are truncated to bytes, multiplied by the factor, truncated and clipped.
    /// Data outside 0..255 (or all, with <paramref name="scale"/>) are stretched to 0..255 first, and scaled back unless
    /// <paramref name="scale"/>. A fourth channel (alpha) keeps its bytes.
    /// </summary>
    public static void Brightness<T>(Span<T> x, int channels, double factor, bool scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        (T low, T high) = Range<T>(x);
        bool outside = low < T.Zero || high > T.CreateChecked(255);
        byte[] bytes = ToBytes<T>(x, scale || outside);
        float f = (float)factor;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte v = channels == 4 && i % 4 == 3 ? bytes[i] : Blend(bytes[i], f);
            x[i] = T.CreateTruncating(v);
            if (!scale && outside)
                x[i] = (x[i] / T.CreateChecked(255) * (high - low)) + low;
        }
    }

    /// <summary>Stretched to 0..255 if asked, then truncated to bytes.</summary>
    public static byte[] ToBytes<T>(ReadOnlySpan<T> x, bool scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var bytes = new byte[x.Length];
        T[]? scaled = scale ? Scaled(x) : null;
        ReadOnlySpan<T> from = scaled ?? x;
        // NumPy's cast goes through a 32-bit integer and keeps its low byte.
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = unchecked((byte)int.CreateTruncating(from[i]));
        return bytes;
    }

    /// <summary>(x - min) / max(x - min) * 255.</summary>
    public static T[] Scaled<T>(ReadOnlySpan<T> x)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        (T low, T high) = Range(x);
        T span = high - low, full = T.CreateChecked(255);
        var result = new T[x.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = (span != T.Zero ? (x[i] - low) / span : x[i] - low) * full;
        return result;
    }

    public static (T Low, T High) Range<T>(ReadOnlySpan<T> x)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        T low = T.PositiveInfinity, high = T.NegativeInfinity;
        foreach (T v in x)
        {
            low = T.MinNative(low, v);
            high = T.MaxNative(high, v);
        }
        return (low, high);
    }

    /// <summary>Pillow's blend of a black image and a byte, in single precision.</summary>
    private static byte Blend(byte value, float factor)
    {
        float v = factor * value;
        return v <= 0 ? (byte)0 : v >= 255 ? (byte)255 : (byte)v;
    }
}
