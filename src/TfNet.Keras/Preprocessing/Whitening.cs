using System.Numerics;
using System.Runtime.InteropServices;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// ZCA whitening (Krizhevsky 2009, appendix): with X = U S V^T of the pictures as columns, the matrix is U diag(sqrt(n) / (S + epsilon))
/// U^T.
/// </summary>
internal static class Whitening
{
    /// <param name="pictures">n pictures of d values each; their contents are destroyed</param>
    /// <param name="epsilon">added to the singular values</param>
    /// <returns>[d, d]; directions in which the pictures do not differ at all count as 0</returns>
    public static double[] Matrix(double[][] pictures, double epsilon)
    {
        int n = pictures.Length, d = pictures[0].Length;
        // Fewer pictures than values: orthogonalise the pictures. Else the columns of X X^T, whose norms are the squared singular values.
        bool gram = n > d;
        double[][] columns = gram ? Gram(pictures, d) : pictures;
        Orthogonalize(columns);
        double[] norms = Array.ConvertAll(columns, c => Math.Sqrt(Dot(c, c)));
        double largest = norms.Max();
        var matrix = new double[d * d];
        for (int k = 0; k < columns.Length; k++)
        {
            if (norms[k] <= largest * 1e-13)
                continue;
            double s = gram ? Math.Sqrt(norms[k]) : norms[k];
            double weight = Math.Sqrt(n) / (s + epsilon) / (norms[k] * norms[k]);
            Parallel.For(0, d, i => AddScaled(matrix.AsSpan(i * d, d), columns[k], weight * columns[k][i]));
        }
        return matrix;
    }

    private static double[][] Gram(double[][] pictures, int d)
    {
        double[][] result = [.. Enumerable.Range(0, d).Select(_ => new double[d])];
        Parallel.For(0, d, i =>
        {
            foreach (double[] p in pictures)
                AddScaled(result[i], p, p[i]);
        });
        return result;
    }

    /// <summary>One-sided Jacobi (Hestenes 1958): pairs of columns are turned until all are orthogonal; then they are U S.</summary>
    private static void Orthogonalize(double[][] columns)
    {
        const int MostSweeps = 60;
        int even = columns.Length + (columns.Length % 2);
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            int turned = 0;
            // Rounds of a tournament: the pairs of one round share no column, so they can be turned at the same time.
            for (int round = 0; round < even - 1; round++)
            {
                int r = round;
                Parallel.For(0, even / 2, k =>
                {
                    int a = k == 0 ? even - 1 : (r + k) % (even - 1);
                    int b = (r + even - 1 - k) % (even - 1);
                    if (a < columns.Length && b < columns.Length && Turn(columns[a], columns[b]))
                        Interlocked.Increment(ref turned);
                });
            }
            if (turned == 0)
                return;
        }
    }

    private static bool Turn(double[] a, double[] b)
    {
        double aa = Dot(a, a), bb = Dot(b, b), ab = Dot(a, b);
        if (Math.Abs(ab) <= 1e-15 * Math.Sqrt(aa * bb) || ab == 0)
            return false;
        double zeta = (bb - aa) / (2 * ab);
        double t = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
        double cos = 1 / Math.Sqrt(1 + (t * t)), sin = cos * t;
        for (int i = 0; i < a.Length; i++)
            (a[i], b[i]) = ((cos * a[i]) - (sin * b[i]), (sin * a[i]) + (cos * b[i]));
        return true;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> x = MemoryMarshal.Cast<double, Vector<double>>(a), y = MemoryMarshal.Cast<double, Vector<double>>(b);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < x.Length; i++)
            sums += x[i] * y[i];
        double sum = Vector.Sum(sums);
        for (int i = x.Length * Vector<double>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static void AddScaled(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        for (int i = 0; i < source.Length; i++)
            target[i] += factor * source[i];
    }
}
