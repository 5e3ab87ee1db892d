namespace Tensorflow.Keras.Preprocessing;

/// <summary>What an affine map reads outside the image, as in scipy.ndimage.</summary>
internal enum FillMode
{
    /// <summary>cval, without blending.</summary>
    Constant,

    /// <summary>The nearest edge pixel.</summary>
    Nearest,

    /// <summary>d c b a | a b c d | d c b a.</summary>
    Reflect,

    /// <summary>Repeated with the period n - 1: first and last pixel coincide.</summary>
    Wrap,
}

/// <summary>Texts and coordinates of <see cref="FillMode"/>.</summary>
internal static class FillModes
{
    public static FillMode Parse(string name) => name switch
    {
        "constant" => FillMode.Constant,
        "nearest" => FillMode.Nearest,
        "reflect" => FillMode.Reflect,
        "wrap" => FillMode.Wrap,
        _ => throw new ValueError($"argument fill_mode: expected \"constant\", \"nearest\", \"reflect\" or \"wrap\". Received: {name}"),
    };

    /// <summary>Moves a coordinate into the image of n pixels; NaN where the constant applies.</summary>
    public static double Map(double x, int n, FillMode mode)
    {
        if (x >= 0 && x <= n - 1)
            return x;
        if (double.IsNaN(x) || mode == FillMode.Constant)
            return double.NaN;
        if (n == 1)
            return 0;
        return mode switch
        {
            FillMode.Nearest => x < 0 ? 0 : n - 1,
            FillMode.Wrap => Wrap(x, n - 1),
            _ => Reflect(x, n),
        };
    }

    /// <summary>An index of a spline coefficient outside the image: the image goes on as the prefilter assumed.</summary>
    public static int MapIndex(int i, int n, FillMode mode)
    {
        if ((uint)i < (uint)n)
            return i;
        if (n == 1)
            return 0;
        switch (mode)
        {
            case FillMode.Nearest:
                return Math.Clamp(i, 0, n - 1);
            case FillMode.Reflect:
                int at = ((i % (2 * n)) + (2 * n)) % (2 * n);
                return at < n ? at : (2 * n) - 1 - at;
            default:
                int period = (2 * n) - 2;
                int place = ((i % period) + period) % period;
                return place < n ? place : period - place;
        }
    }

    // Both formulas truncate towards zero as the C code does; a quotient beyond 64 bits is far outside any picture.
    private static double Wrap(double x, int period) => x < 0
        ? x + (period * (Math.Truncate(-x / period) + 1))
        : x - (period * Math.Truncate(x / period));

    private static double Reflect(double x, int n)
    {
        double period = 2.0 * n;
        if (x < 0)
        {
            if (x < -period)
                x += period * Math.Truncate(-x / period);
            x = x < -n ? x + period : -x - 1;
        }
        else
        {
            x -= period * Math.Truncate(x / period);
            if (x >= n)
                x = period - x - 1;
        }
        return Math.Clamp(x, 0, n - 1);
    }
}
