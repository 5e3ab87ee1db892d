using System.Numerics;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Means and deviations (population, divided by n), summed in double.</summary>
internal static class Moments
{
    public static double Mean<T>(ReadOnlySpan<T> x)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T v in x)
            sum += double.CreateTruncating(v);
        return sum / x.Length;
    }

    public static double Deviation<T>(ReadOnlySpan<T> x)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double mean = Mean(x), sum = 0;
        foreach (T v in x)
            sum += (double.CreateTruncating(v) - mean) * (double.CreateTruncating(v) - mean);
        return Math.Sqrt(sum / x.Length);
    }

    /// <summary>The mean of each channel over all pictures, or with means the variance.</summary>
    public static double[] PerChannel(IReadOnlyList<Sample> pictures, int channels, double[]? means)
    {
        var sums = new double[channels];
        long count = 0;
        foreach (Sample p in pictures)
        {
            double[] values = (double[])p.As(new FloatType(true)).Values;
            for (int i = 0; i < values.Length; i++)
            {
                double v = values[i] - (means?[i % channels] ?? 0);
                sums[i % channels] += means == null ? v : v * v;
            }
            count += values.Length / channels;
        }
        return Array.ConvertAll(sums, s => s / count);
    }
}
