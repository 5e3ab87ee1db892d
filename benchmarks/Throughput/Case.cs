using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Throughput;

/// <summary>What one line of output tells.</summary>
/// <param name="Engine">"tfnet" or "stock".</param>
/// <param name="Network">Registry name.</param>
/// <param name="Mode">"train" or "predict".</param>
/// <param name="Batch">Images per step.</param>
/// <param name="Size">Height and width.</param>
/// <param name="DType">"float32" or "bfloat16".</param>
/// <param name="Device">"cpu" or "gpu".</param>
internal sealed record Case(string Engine, string Network, string Mode, int Batch, int Size, string DType, string Device)
{
    private const int WarmUp = 2;

    /// <summary>
    /// Two steps to warm up, then the best of the given number. A GPU works behind the caller, so there each measurement is
    /// ten steps, and <paramref name="wait"/> stands at the end of each measurement.
    /// </summary>
    internal string Measure(int steps, Action step, Action wait)
    {
        int inner = Device == "gpu" ? 10 : 1;
        for (int i = 0; i < WarmUp * inner; i++)
            step();
        wait();
        (double best, double busy) = (double.MaxValue, double.MaxValue);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < steps; i++)
        {
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            for (int k = 0; k < inner; k++)
                step();
            wait();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds / inner);
            busy = Math.Min(busy, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / inner);
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return Json(best, busy, allocated / ((long)Math.Max(steps, 1) * inner));
    }

    internal string Json(double ms, double processorMs, long managedBytes)
    {
        var line = new StringBuilder("{");
        line.Append(CultureInfo.InvariantCulture, $"\"engine\":\"{Engine}\",\"network\":\"{Network}\",\"mode\":\"{Mode}\",\"batch\":{Batch},\"size\":{Size},");
        line.Append(CultureInfo.InvariantCulture, $"\"dtype\":\"{DType}\",\"device\":\"{Device}\",\"img_per_s\":{Batch * 1000 / ms:0.00},");
        line.Append(CultureInfo.InvariantCulture, $"\"ms_per_step\":{ms:0.000},\"processor_ms_per_step\":{processorMs:0.000},\"managed_bytes_per_step\":{managedBytes}}}");
        return line.ToString();
    }
}
