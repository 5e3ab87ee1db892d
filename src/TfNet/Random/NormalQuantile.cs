using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TfNet.Random;

/// <summary>
/// The inverse of the normal distribution function (Wichura, algorithm AS 241, PPND16; about 1e-16), for |x| up to 5.
/// </summary>
internal static class NormalQuantile
{
    /// <summary>
    /// Up to this distance from one half the quotient of polynomials in .180625 - q^2 holds; beyond, a logarithm is needed.
    /// </summary>
    private const double Middle = 0.425;

    /// <summary>Four values, bit for bit those of the scalar form: the middle side by side, the few others one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<double> At(Vector256<double> p)
    {
        Vector256<double> q = p - Vector256.Create(0.5);
        Vector256<double> r = Vector256.Create(0.180625) - q * q;
        Vector256<double> above = Polynomial(r, 2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
            4.5921953931549871457e+4,
            1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e0);
        Vector256<double> below = Polynomial(r, 5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
            2.1213794301586595867e+4,
            5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1);
        Vector256<double> x = q * above / below;
        uint outside = Vector256.GreaterThan(Vector256.Abs(q), Vector256.Create(Middle)).ExtractMostSignificantBits();
        return outside == 0 ? x : WithOutside(x, p, outside);
    }

    private static Vector256<double> WithOutside(Vector256<double> x, Vector256<double> p, uint outside)
    {
        for (int lane = 0; outside != 0; lane++, outside >>= 1)
            if ((outside & 1) != 0)
                x = x.WithElement(lane, At(p.GetElement(lane)));
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Polynomial(
        Vector256<double> r, double c7, double c6, double c5, double c4, double c3, double c2, double c1, double c0) =>
        ((((((Vector256.Create(c7) * r + Vector256.Create(c6)) * r + Vector256.Create(c5)) * r + Vector256.Create(c4)) * r
            + Vector256.Create(c3)) * r
            + Vector256.Create(c2)) * r + Vector256.Create(c1)) * r + Vector256.Create(c0);

    internal static double At(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= Middle)
        {
            double r = 0.180625 - q * q;
            return q * (((((((2.5090809287301226727e+3 * r + 3.3430575583588128105e+4) * r + 6.7265770927008700853e+4) * r
                + 4.5921953931549871457e+4) * r + 1.3731693765509461125e+4) * r + 1.9715909503065514427e+3) * r
                + 1.3314166789178437745e+2) * r + 3.3871328727963666080e0)
                / (((((((5.2264952788528545610e+3 * r + 2.8729085735721942674e+4) * r + 3.9307895800092710610e+4) * r
                + 2.1213794301586595867e+4) * r + 5.3941960214247511077e+3) * r + 6.8718700749205790830e+2) * r
                + 4.2313330701600911252e+1) * r + 1);
        }
        double t = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p)) - 1.6;
        double x = (((((((7.74545014278341407640e-4 * t + 2.27238449892691845833e-2) * t + 2.41780725177450611770e-1) * t
            + 1.27045825245236838258e0) * t + 3.64784832476320460504e0) * t + 5.76949722146069140550e0) * t
            + 4.63033784615654529590e0) * t + 1.42343711074968357734e0)
            / (((((((1.05075007164441684324e-9 * t + 5.47593808499534494600e-4) * t + 1.51986665636164571966e-2) * t
            + 1.48103976427480074590e-1) * t + 6.89767334985100004550e-1) * t + 1.67638483018380384940e0) * t
            + 2.05319162663775882187e0) * t + 1);
        return q < 0 ? -x : x;
    }
}
