using System.Globalization;

namespace GpuCheck;

/// <summary>Differences between two runs, each measured against the largest value of the reference.</summary>
internal static class Comparison
{
    private const double Tolerance = 1e-3;

    internal static bool Print(string name, DeviceRun cpu, DeviceRun gpu)
    {
        bool agree = Line(name, "output", Distance(cpu.Output, gpu.Output));
        agree &= Line(name, "losses " + string.Join(", ", gpu.Losses), Distance([.. cpu.Losses], [.. gpu.Losses]));
        foreach (((string variable, float[] expected), (_, float[] values)) in cpu.Gradients.Zip(gpu.Gradients))
            agree &= Line(name, "gradient of " + variable, Distance(expected, values));
        if (gpu.Device != "/GPU:0")
        {
            Console.WriteLine($"{name}: the outputs were computed on {gpu.Device}, not on /GPU:0");
            agree = false;
        }
        return agree;
    }

    private static bool Line(string name, string what, double distance)
    {
        bool good = distance <= Tolerance;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {what}: largest difference {distance:g3} {(good ? "ok" : $"> {Tolerance}: DIFFERS")}"));
        return good;
    }

    /// <summary>NaN, which no tolerance accepts, where a value is missing or not finite.</summary>
    private static double Distance(float[] expected, float[] values)
    {
        if (expected.Length != values.Length || expected.Length == 0)
            return double.NaN;
        (double scale, double worst) = (1e-12, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!float.IsFinite(expected[i]) || !float.IsFinite(values[i]))
                return double.NaN;
            scale = Math.Max(scale, Math.Abs(expected[i]));
            worst = Math.Max(worst, Math.Abs((double)expected[i] - values[i]));
        }
        return worst / scale;
    }
}
