using System.Numerics;
using System.Runtime.CompilerServices;

namespace TfNet.Kernels;

/// <summary>
/// The one-dimensional transforms of Winograd's minimal filtering with six points 0, +-p, +-q, infinity (p^2 = 1/2, q^2 = 2: mutually inverse
/// points keep the rounding errors small; Barabasz et al., "Error analysis and improving the accuracy of Winograd convolution", 2020).
/// A filter of r taps gives m = 7 - r results: y = A^T ((G w) * (B^T d)), with
/// (A y)_i = y(point i), (G w)_i = f_i w(point i), f = 1 / product of the distances to the other points, B^T d by <see cref="Input(Vector{float}*)"/>.
/// Two dimensions: along the columns, then along the rows. A value is a vector of channels.
/// </summary>
internal static unsafe class WinogradTransforms
{
    /// <summary>Points of one axis: the side of a tile.</summary>
    internal const int Side = 6;

    /// <summary>Points of a tile.</summary>
    internal const int Points = Side * Side;

    private const float P = 0.70710678118654752f, Q = 1.41421356237309505f;
    private const float P2 = 0.5f, Q2 = 2, P3 = P * P2, Q3 = Q * Q2;
    private const float FactorP = -2f / 3, FactorQ = 1f / 6;

    /// <summary>B^T d B in place: the coefficients of each point's Lagrange polynomial applied to six neighbours.</summary>
    internal static void Input(Vector<float>* d)
    {
        for (int j = 0; j < Side; j++)
            Input(d + j, Side);
        for (int i = 0; i < Side; i++)
            Input(d + i * Side, 1);
    }

    /// <summary>A y A^T, or G w G^T if scaled: n x n coefficients, at the start of rows of six, become the values at the points, in place.</summary>
    internal static void Evaluate(Vector<float>* v, int n, bool scaled)
    {
        for (int j = 0; j < n; j++)
            Evaluate(v + j, Side, n, scaled);
        for (int i = 0; i < Side; i++)
            Evaluate(v + i * Side, 1, n, scaled);
    }

    /// <summary>A^T u A, or G^T u G if scaled, in place: n x n results at the start of rows of six.</summary>
    internal static void Collect(Vector<float>* u, int n, bool scaled)
    {
        for (int j = 0; j < Side; j++)
            Collect(u + j, Side, n, scaled);
        for (int i = 0; i < n; i++)
            Collect(u + i * Side, 1, n, scaled);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input(Vector<float>* d, int step)
    {
        Vector<float> d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step];
        d[0] = Add(d[0] + d4, -(P2 + Q2), d2);
        d[5 * step] = Add(d1 + d[5 * step], -(P2 + Q2), d3);
        Vector<float> even = Add(d4, -Q2, d2);
        Vector<float> odd = Add(d3, -Q2, d1) * P;
        d[step] = even + odd;
        d[2 * step] = even - odd;
        even = Add(d4, -P2, d2);
        odd = Add(d3, -P2, d1) * Q;
        d[3 * step] = even + odd;
        d[4 * step] = even - odd;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Evaluate(Vector<float>* v, int step, int n, bool scaled)
    {
        Vector<float> v0 = v[0], v1 = v[step];
        Vector<float> last = v[(n - 1) * step];
        Vector<float> evenP = v0, evenQ = v0, oddP = v1, oddQ = v1;
        if (n > 2)
        {
            Vector<float> v2 = v[2 * step];
            evenP = Add(evenP, P2, v2);
            evenQ = Add(evenQ, Q2, v2);
        }
        if (n > 3)
        {
            Vector<float> v3 = v[3 * step];
            oddP = Add(oddP, P2, v3);
            oddQ = Add(oddQ, Q2, v3);
        }
        if (n > 4)
        {
            evenP = Add(evenP, P2 * P2, last);
            evenQ = Add(evenQ, Q2 * Q2, last);
        }
        (float scaleP, float scaleQ) = scaled ? (FactorP, FactorQ) : (1, 1);
        evenP *= scaleP;
        evenQ *= scaleQ;
        oddP *= scaleP * P;
        oddQ *= scaleQ * Q;
        v[step] = evenP + oddP;
        v[2 * step] = evenP - oddP;
        v[3 * step] = evenQ + oddQ;
        v[4 * step] = evenQ - oddQ;
        v[5 * step] = last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Collect(Vector<float>* u, int step, int n, bool scaled)
    {
        (float scaleP, float scaleQ) = scaled ? (FactorP, FactorQ) : (1, 1);
        Vector<float> sumP = (u[step] + u[2 * step]) * scaleP, sumQ = (u[3 * step] + u[4 * step]) * scaleQ;
        Vector<float> differenceP = (u[step] - u[2 * step]) * scaleP, differenceQ = (u[3 * step] - u[4 * step]) * scaleQ;
        Vector<float> last = u[5 * step];
        u[0] = u[0] + sumP + sumQ;
        u[step] = Add(differenceP * P, Q, differenceQ);
        if (n > 2)
            u[2 * step] = Add(sumP * P2, Q2, sumQ);
        if (n > 3)
            u[3 * step] = Add(differenceP * P3, Q3, differenceQ);
        if (n > 4)
            u[4 * step] = Add(sumP * (P2 * P2), Q2 * Q2, sumQ);
        u[(n - 1) * step] += last;
    }

    /// <summary>a + factor * b</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Add(Vector<float> a, float factor, Vector<float> b) => Vector.FusedMultiplyAdd(new Vector<float>(factor), b, a);
}
