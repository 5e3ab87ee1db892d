using System.Numerics;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Applies an affine map to an image [h, w, c] as scipy.ndimage.affine_transform does to each channel: interpolation in
/// double.</summary>
internal static class AffineWarp
{
    public static T[] Apply<T>(T[] source, int h, int w, int c, AffineMatrix m, FillMode mode, double cval, int order)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (order > 1)
            return SplineWarp.Apply(source, h, w, c, m, mode, cval, order);
        var result = new T[source.Length];
        T fill = T.CreateSaturating(cval);
        for (int y = 0, at = 0; y < h; y++)
        {
            for (int x = 0; x < w; x++, at += c)
            {
                double row = FillModes.Map((m.A * y) + (m.B * x) + m.C, h, mode);
                double column = FillModes.Map((m.D * y) + (m.E * x) + m.F, w, mode);
                Span<T> to = result.AsSpan(at, c);
                if (double.IsNaN(row) || double.IsNaN(column))
                    to.Fill(fill);
                else if (order == 0)
                    source.AsSpan((((int)(row + 0.5) * w) + (int)(column + 0.5)) * c, c).CopyTo(to);
                else
                    Linear(source, h, w, c, row, column, to);
            }
        }
        return result;
    }

    private static void Linear<T>(T[] source, int h, int w, int c, double row, double column, Span<T> to)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        int y0 = (int)row, x0 = (int)column;
        double v = row - y0, u = column - x0;
        int x1 = Math.Min(x0 + 1, w - 1), y1 = Math.Min(y0 + 1, h - 1);
        ReadOnlySpan<T> a = source.AsSpan(((y0 * w) + x0) * c, c), b = source.AsSpan(((y0 * w) + x1) * c, c);
        ReadOnlySpan<T> d = source.AsSpan(((y1 * w) + x0) * c, c), e = source.AsSpan(((y1 * w) + x1) * c, c);
        for (int k = 0; k < to.Length; k++)
        {
            double value = (double.CreateTruncating(a[k]) * (1 - v) * (1 - u)) + (double.CreateTruncating(b[k]) * (1 - v) * u)
                + (double.CreateTruncating(d[k]) * v * (1 - u)) + (double.CreateTruncating(e[k]) * v * u);
            to[k] = T.CreateTruncating(value);
        }
    }
}
