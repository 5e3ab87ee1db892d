using NumSharp;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Keras' smart_resize: centre crop to the target's proportions, then tf.image.resize with half-pixel centres.</summary>
internal static class SmartResize
{
    public static NDArray Apply(NDArray x, (int Height, int Width) size, string interpolation)
    {
        ArgumentNullException.ThrowIfNull(x);
        long[] shape = x.shape;
        if (shape.Length is not (3 or 4))
        {
            throw new ValueError(
                "Expected an image array with shape `(height, width, channels)`, or `(batch_size, height, width, channels)`, " +
                $"but got input with incorrect rank, of shape {PythonText.Shape(shape)}.");
        }
        if (size.Height < 1 || size.Width < 1)
            throw new ValueError($"Expected `size` to be a tuple of 2 integers of at least 1, but got: ({size.Height}, {size.Width}).");
        if (interpolation is not ("bilinear" or "nearest"))
            throw new ValueError($"smart_resize: argument interpolation: expected \"bilinear\" or \"nearest\". Received: {interpolation}");
        int count = shape.Length == 4 ? checked((int)shape[0]) : 1;
        int h = checked((int)shape[^3]), w = checked((int)shape[^2]), c = checked((int)shape[^1]);
        (int top, int rows) = Crop(h, size.Height, w, size.Width);
        (int left, int columns) = Crop(w, size.Width, h, size.Height);
        if (rows < 1 || columns < 1)
            throw new ValueError($"smart_resize: the crop to {size.Height} x {size.Width} of {h} x {w} pixels is empty");
        bool nearest = interpolation == "nearest";
        Array source = Sample.Floats(x);
        float[] values = source as float[] ?? Array.ConvertAll((double[])source, v => (float)v);
        var result = new float[checked(count * size.Height * size.Width * c)];
        Tap[] y = Taps(top, rows, size.Height, nearest), z = Taps(left, columns, size.Width, nearest);
        for (int i = 0; i < count; i++)
            Resize(values.AsSpan(i * h * w * c, h * w * c), w, c, y, z,
                result.AsSpan(i * y.Length * z.Length * c, y.Length * z.Length * c));
        long[] outShape = [.. shape];
        (outShape[^3], outShape[^2]) = (size.Height, size.Width);
        NDArray array = new(result, new NumSharp.Shape(outShape));
        return nearest && x.typecode != NPTypeCode.Single ? array.astype(x.typecode) : array;
    }

    private readonly record struct Tap(int Low, int High, float Weight);

    /// <summary>Start and length of the crop along one axis, in Keras' float32 arithmetic.</summary>
    private static (int Start, int Length) Crop(int n, int target, int other, int otherTarget)
    {
        int length = Math.Min(n, (int)((float)((long)other * target) / otherTarget));
        return ((int)((n - length) / 2f), length);
    }

    /// <summary>Half-pixel centres: source = (i + .5) n/m - .5, clamped; nearest takes floor((i + .5) n/m).</summary>
    private static Tap[] Taps(int start, int n, int m, bool nearest)
    {
        float scale = n / (float)m;
        var taps = new Tap[m];
        for (int i = 0; i < m; i++)
        {
            float at = ((i + 0.5f) * scale) - (nearest ? 0 : 0.5f);
            int low = (int)MathF.Floor(at);
            int high = nearest ? low : low + 1;
            taps[i] = new Tap(start + Math.Clamp(low, 0, n - 1), start + Math.Clamp(high, 0, n - 1), nearest ? 0 : at - low);
        }
        return taps;
    }

    private static void Resize(ReadOnlySpan<float> source, int w, int c, Tap[] rows, Tap[] columns, Span<float> target)
    {
        int at = 0;
        foreach (Tap y in rows)
        {
            foreach (Tap x in columns)
            {
                for (int k = 0; k < c; k++)
                {
                    float a = source[(((y.Low * w) + x.Low) * c) + k], b = source[(((y.Low * w) + x.High) * c) + k];
                    float d = source[(((y.High * w) + x.Low) * c) + k], e = source[(((y.High * w) + x.High) * c) + k];
                    float upper = a + ((b - a) * x.Weight), lower = d + ((e - d) * x.Weight);
                    target[at++] = upper + ((lower - upper) * y.Weight);
                }
            }
        }
    }
}
