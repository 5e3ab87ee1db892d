using System.Numerics;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// Affine maps with B-spline interpolation of order 2 to 5 (Unser, Aldroubi and Eden 1993): the image is turned into spline coefficients by
/// recursive filters, one for each pole of the order, then the basis functions are summed at the source position.
/// </summary>
internal static class SplineWarp
{
    // With fill mode nearest the image is first continued by this many edge pixels, as scipy does; the filter has no such boundary.
    private const int Padding = 12;

    public static T[] Apply<T>(T[] source, int h, int w, int c, AffineMatrix m, FillMode mode, double cval, int order)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        int pad = mode == FillMode.Nearest ? Padding : 0;
        int rows = h + (2 * pad), columns = w + (2 * pad);
        var result = new T[source.Length];
        for (int k = 0; k < c; k++)
        {
            double[] coefficients = Channel(source, h, w, c, k, pad);
            Filter(coefficients, rows, columns, Poles(order), mirror: mode is FillMode.Constant or FillMode.Wrap);
            for (int y = 0; y < h; y++)
            {
                for (int x = 0; x < w; x++)
                {
                    double row = FillModes.Map((m.A * y) + (m.B * x) + m.C + pad, rows, mode);
                    double column = FillModes.Map((m.D * y) + (m.E * x) + m.F + pad, columns, mode);
                    double value = double.IsNaN(row) || double.IsNaN(column)
                        ? cval : Sample(coefficients, rows, columns, row, column, mode, order);
                    result[(((y * w) + x) * c) + k] = T.CreateSaturating(value);
                }
            }
        }
        return result;
    }

    private static double[] Channel<T>(T[] source, int h, int w, int c, int k, int pad)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        int rows = h + (2 * pad), columns = w + (2 * pad);
        var values = new double[rows * columns];
        for (int y = 0; y < rows; y++)
        {
            int from = Math.Clamp(y - pad, 0, h - 1);
            for (int x = 0; x < columns; x++)
                values[(y * columns) + x] = double.CreateTruncating(source[(((from * w) + Math.Clamp(x - pad, 0, w - 1)) * c) + k]);
        }
        return values;
    }

    private static double Sample(double[] c, int rows, int columns, double row, double column, FillMode mode, int order)
    {
        int top = Start(row, order), left = Start(column, order);
        double sum = 0;
        for (int i = 0; i <= order; i++)
        {
            double wy = Basis(row - top - i, order);
            int y = FillModes.MapIndex(top + i, rows, mode) * columns;
            for (int j = 0; j <= order; j++)
                sum += c[y + FillModes.MapIndex(left + j, columns, mode)] * wy * Basis(column - left - j, order);
        }
        return sum;
    }

    private static int Start(double x, int order) => (int)Math.Floor(order % 2 == 1 ? x : x + 0.5) - (order / 2);

    /// <summary>The centred B-spline: sum over j of (-1)^j C(n+1, j) max(0, x + (n+1)/2 - j)^n / n!.</summary>
    private static double Basis(double x, int n)
    {
        double sum = 0, binomial = 1, factorial = 1;
        for (int j = 0; j <= n + 1; j++)
        {
            double t = Math.Max(0, -Math.Abs(x) + ((n + 1) / 2.0) - j), power = binomial;
            for (int k = 0; k < n; k++)
                power *= t;
            sum += power;
            binomial *= -(n + 1.0 - j) / (j + 1);
        }
        for (int k = 2; k <= n; k++)
            factorial *= k;
        return sum / factorial;
    }

    /// <summary>The roots inside the unit circle of the sampled B-spline's polynomial.</summary>
    private static double[] Poles(int order) => order switch
    {
        2 => [Math.Sqrt(8) - 3],
        3 => [Math.Sqrt(3) - 2],
        4 => [Math.Sqrt(664 - Math.Sqrt(438976)) + Math.Sqrt(304) - 19, Math.Sqrt(664 + Math.Sqrt(438976)) - Math.Sqrt(304) - 19],
        _ => [Math.Sqrt(67.5 - Math.Sqrt(4436.25)) + Math.Sqrt(26.25) - 6.5, Math.Sqrt(67.5 + Math.Sqrt(4436.25)) - Math.Sqrt(26.25) - 6.5],
    };

    private static void Filter(double[] c, int rows, int columns, double[] poles, bool mirror)
    {
        for (int x = 0; x < columns && rows > 1; x++)
            FilterLine(c, x, columns, rows, poles, mirror);
        for (int y = 0; y < rows && columns > 1; y++)
            FilterLine(c, y * columns, 1, columns, poles, mirror);
    }

    private static void FilterLine(double[] c, int start, int step, int n, double[] poles, bool mirror)
    {
        foreach (double z in poles)
        {
            double gain = (1 - z) * (1 - (1 / z));
            for (int i = 0; i < n; i++)
                c[start + (i * step)] *= gain;
            c[start] = mirror ? CausalMirror(c, start, step, n, z) : CausalReflect(c, start, step, n, z);
            for (int i = 1; i < n; i++)
                c[start + (i * step)] += z * c[start + ((i - 1) * step)];
            int last = start + ((n - 1) * step);
            c[last] = mirror ? z / ((z * z) - 1) * (c[last] + (z * c[last - step])) : c[last] * z / (z - 1);
            for (int i = n - 2; i >= 0; i--)
                c[start + (i * step)] = z * (c[start + ((i + 1) * step)] - c[start + (i * step)]);
        }
    }

    /// <summary>The causal filter's first value where the line goes on as d c b | a b c d | c b a: the series over one period 2n - 2,
    /// closed.</summary>
    private static double CausalMirror(double[] c, int start, int step, int n, double z)
    {
        double far = Math.Pow(z, n - 1), power = z, sum = c[start] + (far * c[start + ((n - 1) * step)]);
        for (int i = 1; i < n - 1; i++, power *= z)
            sum += power * (c[start + (i * step)] + (far * c[start + ((n - 1 - i) * step)]));
        return sum / (1 - (far * far));
    }

    /// <summary>The same where it goes on as c b a | a b c d | d c b, period 2n.</summary>
    private static double CausalReflect(double[] c, int start, int step, int n, double z)
    {
        double far = Math.Pow(z, n), power = 1, sum = 0;
        for (int i = 0; i < n; i++, power *= z)
            sum += power * (c[start + (i * step)] + (far * c[start + ((n - 1 - i) * step)]));
        return c[start] + (sum * z / (1 - (far * far)));
    }
}
