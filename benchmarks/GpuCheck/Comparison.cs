using System.Globalization;

namespace GpuCheck;

/// <summary>
/// Two devices, two precisions. In float64 both must give the same, gradients included: that is the check of what is computed. In float32 a
/// value that rounding puts on the other side of a ReLU's zero changes the gradients of all layers below: two ways of computing on the
/// processor differ so by up to 1.2e-2. So there the distance is taken over the whole of a gradient, and only one of the order of 1, which a
/// wrong kernel has, is refused.
/// </summary>
internal static class Comparison
{
    private const double Tolerance = 1e-3;
    private const double Tolerance64 = 1e-6;
    private const double Tolerance32 = 5e-2;

    internal static bool Print(string name, DeviceRun cpu64, DeviceRun gpu64, DeviceRun cpu, DeviceRun gpu)
    {
        bool agree = Line(name, "float64 output", Distance(cpu64.Output, gpu64.Output), Tolerance64);
        agree &= Line(name, "float64 losses", Distance([.. cpu64.Losses], [.. gpu64.Losses]), Tolerance64);
        agree &= Gradients(name, "float64 gradients", cpu64, gpu64, Distance, Tolerance64);
        agree &= Line(name, "float32 output", Distance(cpu.Output, gpu.Output), Tolerance);
        agree &= Line(name, "float32 losses " + string.Join(", ", gpu.Losses.Select(l => l.ToString("g6", CultureInfo.InvariantCulture))),
            Distance([.. cpu.Losses], [.. gpu.Losses]), Tolerance);
        agree &= Gradients(name, "float32 gradients, by norm", cpu, gpu, NormDistance, Tolerance32);
        foreach (DeviceRun run in new[] { gpu64, gpu })
        {
            if (run.Device == "/GPU:0")
                continue;
            Console.WriteLine($"{name}: the outputs were computed on {run.Device}, not on /GPU:0");
            agree = false;
        }
        return agree;
    }

    /// <summary>The line of the variable that differs most.</summary>
    private static bool Gradients(string name, string what, DeviceRun cpu, DeviceRun gpu, Func<double[], double[], double> distance, double allowed)
    {
        (string variable, double worst) = cpu.Gradients.Zip(gpu.Gradients, (c, g) => (c.Name, distance(c.Values, g.Values)))
            .MaxBy(d => double.IsNaN(d.Item2) ? double.PositiveInfinity : d.Item2);
        return Line(name, $"{what}, the worst of {cpu.Gradients.Count} ({variable})", worst, allowed);
    }

    private static bool Line(string name, string what, double distance, double allowed)
    {
        bool good = distance <= allowed;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {what}: difference {distance:g3} {(good ? "ok" : $"> {allowed:g3}: DIFFERS")}"));
        return good;
    }

    /// <summary>The largest difference against the largest value of the reference; NaN, which no tolerance accepts, where one is missing or not
    /// finite.</summary>
    private static double Distance(double[] expected, double[] values)
    {
        if (!Comparable(expected, values))
            return double.NaN;
        double scale = Math.Max(1e-12, expected.Max(Math.Abs));
        return expected.Zip(values, (e, v) => Math.Abs(e - v)).Max() / scale;
    }

    /// <summary>|expected - values| / |expected|, or NaN as above.</summary>
    private static double NormDistance(double[] expected, double[] values)
    {
        if (!Comparable(expected, values))
            return double.NaN;
        double size = Math.Max(1e-24, expected.Sum(e => e * e));
        return Math.Sqrt(expected.Zip(values, (e, v) => (e - v) * (e - v)).Sum() / size);
    }

    private static bool Comparable(double[] expected, double[] values) =>
        expected.Length == values.Length && expected.Length > 0 && expected.All(double.IsFinite) && values.All(double.IsFinite);
}
