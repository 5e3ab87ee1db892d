namespace Tensorflow.Keras.Layers;

/// <summary>
/// Affine maps of images as the rotation, zoom and translation layers apply them: the source of output (column j, row i) is
/// (k0 j + k1 i + k2, k3 j + k4 i + k5) in float32, folded into the image by the fill mode.
/// </summary>
internal sealed class ImageTransform
{
    private readonly string _fillMode;
    private readonly bool _nearest;
    private readonly double _fillValue;

    internal ImageTransform(string fillMode, string interpolation, double fillValue)
    {
        _fillMode = fillMode.ToLowerInvariant();
        if (_fillMode is not ("reflect" or "wrap" or "constant" or "nearest"))
            throw new ValueError($"Unknown `fill_mode` {fillMode}. Only `reflect`, `wrap`, `constant` and `nearest` are supported.");
        Interpolation = interpolation.ToLowerInvariant();
        if (Interpolation is not ("nearest" or "bilinear"))
            throw new ValueError($"Unknown `interpolation` {interpolation}. Only `nearest` and `bilinear` are supported.");
        (_nearest, _fillValue) = (Interpolation == "nearest", fillValue);
    }

    internal string FillMode => _fillMode;

    internal string Interpolation { get; }

    internal double FillValue => _fillValue;

    /// <summary>images [N, H, W, C]; six numbers for each image. Differentiable in the images.</summary>
    internal Tensor Apply(Tensor images, IReadOnlyList<double[]> maps)
    {
        (int n, int h, int w) = (checked((int)images.shape[0]), checked((int)images.shape[1]), checked((int)images.shape[2]));
        int count = checked(n * h * w);
        // Four taps of each output pixel (one for nearest): where they lie and what they weigh; -1 reads the fill value.
        int taps = _nearest ? 1 : 4;
        var index = new long[taps][];
        var weight = new float[taps][];
        for (int t = 0; t < taps; t++)
            (index[t], weight[t]) = (new long[count], new float[count]);
        Parallel.For(0, n, i => Locate(maps[i], i, h, w, index, weight));
        using IDisposable device = Device.Use(images.device);
        Tensor rows = ShapeOps.Reshape(images, new Shape(count, images.shape[3]));
        Tensor? sum = null;
        for (int t = 0; t < taps; t++)
            sum = Tap(rows, index[t], weight[t]) is { } part ? sum is null ? part : sum + part : sum;
        return ShapeOps.Reshape(sum!, images.shape);
    }

    private Tensor Tap(Tensor rows, long[] index, float[] weight)
    {
        var column = new Shape(index.Length, 1);
        var inside = Array.ConvertAll(index, i => i >= 0 ? 1f : 0f);
        var filled = new float[index.Length];
        for (int i = 0; i < index.Length; i++)
        {
            filled[i] = inside[i] == 0 ? (float)(weight[i] * _fillValue) : 0;
            weight[i] *= inside[i];
            index[i] = Math.Max(index[i], 0);
        }
        Tensor values = GatherOps.Gather(rows, new Tensor(index, new Shape(index.Length)));
        Tensor y = values * MathOps.Cast(new Tensor(weight, column), rows.dtype);
        return Array.Exists(filled, f => f != 0) ? y + MathOps.Cast(new Tensor(filled, column), rows.dtype) : y;
    }

    private void Locate(double[] map, int image, int h, int w, long[][] index, float[][] weight)
    {
        float[] k = Array.ConvertAll(map, v => (float)v);
        int place = image * h * w;
        for (int i = 0; i < h; i++)
            for (int j = 0; j < w; j++, place++)
            {
                float x = Fold(k[0] * j + k[1] * i + k[2], w), y = Fold(k[3] * j + k[4] * i + k[5], h);
                if (_nearest)
                {
                    (index[0][place], weight[0][place]) = (At(MathF.Round(y, MidpointRounding.AwayFromZero),
                        MathF.Round(x, MidpointRounding.AwayFromZero), image, h, w), 1);
                    continue;
                }
                float top = MathF.Floor(y), left = MathF.Floor(x);
                (float down, float right) = (y - top, x - left);
                (index[0][place], weight[0][place]) = (At(top, left, image, h, w), (1 - down) * (1 - right));
                (index[1][place], weight[1][place]) = (At(top, left + 1, image, h, w), (1 - down) * right);
                (index[2][place], weight[2][place]) = (At(top + 1, left, image, h, w), down * (1 - right));
                (index[3][place], weight[3][place]) = (At(top + 1, left + 1, image, h, w), down * right);
            }
    }

    private static long At(float row, float column, int image, int h, int w) =>
        row >= 0 && row < h && column >= 0 && column < w ? ((long)image * h + (long)row) * w + (long)column : -1;

    private float Fold(float x, int n)
    {
        if (_fillMode == "constant")
            return x;
        if (_fillMode == "reflect")
            x = Reflect(x, n);
        else if (_fillMode == "wrap")
            x = Wrap(x, n);
        return Math.Clamp(x, 0, n - 1);
    }

    /// <summary>d c b a | a b c d | d c b a.</summary>
    private static float Reflect(float x, int n)
    {
        float period = 2 * n;
        if (x < 0)
        {
            if (n <= 1)
                return 0;
            if (x < period)
                x = period * (long)(-x / period) + x;
            return x < -n ? x + period : -x - 1;
        }
        if (x > n - 1)
        {
            if (n <= 1)
                return 0;
            x -= period * (long)(x / period);
            return x >= n ? period - x - 1 : x;
        }
        return x;
    }

    /// <summary>a b c d | a b c d | a b c d.</summary>
    private static float Wrap(float x, int n)
    {
        if (n <= 1)
            return 0;
        if (x < 0)
            return x + n * ((long)(-x / (n - 1)) + 1);
        return x > n - 1 ? x - n * (long)(x / (n - 1)) : x;
    }
}
