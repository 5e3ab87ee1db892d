namespace TfNet.Formats.Images;

/// <summary>For each position of the result: the first source position, how many, and their weights in fixed point.</summary>
internal sealed class PilWeights
{
    private readonly int[] _weights;
    private readonly int _stride;

    private PilWeights(int[] start, int[] count, int[] weights, int stride)
    {
        (Start, Count, _weights, _stride) = (start, count, weights, stride);
    }

    public int[] Start { get; }

    public int[] Count { get; }

    public ReadOnlySpan<int> Of(int i) => _weights.AsSpan(i * _stride, Count[i]);

    public static PilWeights Make(int sourceCount, double from, double to, int count, PilFilter filter, int precisionBits)
    {
        double scale = (to - from) / count, stretch = Math.Max(scale, 1), support = Support(filter) * stretch;
        int stride = (int)Math.Ceiling(support) * 2 + 1;
        var start = new int[count];
        var counts = new int[count];
        var weights = new int[checked(count * stride)];
        var exact = new double[stride];
        for (int i = 0; i < count; i++)
        {
            double center = from + (i + 0.5) * scale;
            // Truncation towards zero, then the border, in this order.
            int first = Math.Max((int)(center - support + 0.5), 0);
            int n = Math.Min((int)(center + support + 0.5), sourceCount) - first;
            double sum = 0;
            for (int x = 0; x < n; x++)
            {
                exact[x] = Value(filter, (x + first - center + 0.5) * (1 / stretch));
                sum += exact[x];
            }
            for (int x = 0; x < n; x++)
            {
                double w = sum != 0 ? exact[x] / sum : exact[x];
                weights[i * stride + x] = (int)((w < 0 ? -0.5 : 0.5) + w * (1 << precisionBits));
            }
            (start[i], counts[i]) = (first, n);
        }
        return new PilWeights(start, counts, weights, stride);
    }

    private static double Support(PilFilter filter) => filter switch
    {
        PilFilter.Box => 0.5,
        PilFilter.Bicubic => 2,
        PilFilter.Lanczos => 3,
        _ => 1,
    };

    private static double Value(PilFilter filter, double x)
    {
        const double A = -0.5;
        double d = Math.Abs(x);
        return filter switch
        {
            PilFilter.Box => x is > -0.5 and <= 0.5 ? 1 : 0,
            PilFilter.Bilinear => d < 1 ? 1 - d : 0,
            PilFilter.Hamming => d == 0 ? 1 : d >= 1 ? 0 : Math.Sin(d * Math.PI) / (d * Math.PI) * (0.54 + 0.46 * Math.Cos(d * Math.PI)),
            PilFilter.Bicubic => d < 1 ? ((A + 2) * d - (A + 3)) * d * d + 1 : d < 2 ? (((d - 5) * d + 8) * d - 4) * A : 0,
            _ => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
