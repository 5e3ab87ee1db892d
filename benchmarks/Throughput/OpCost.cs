using System.Diagnostics;
using System.Globalization;
using Tensorflow;
using static Tensorflow.Binding;

namespace Throughput;

/// <summary>What the binding itself costs: the sum of two tensors of four elements, time and managed bytes for each.</summary>
internal static class OpCost
{
    private const int Count = 100_000;
    private const int PerScope = 100;

    internal static string Run()
    {
        var a = new Tensor(new float[] { 1, 2, 3, 4 });
        var b = new Tensor(new float[] { 5, 6, 7, 8 });
        Func<Tensor, Tensor, Tensor> many = tf.function((Tensor x, Tensor y) =>
        {
            Tensor sum = x;
            for (int i = 0; i < PerScope; i++)
                sum = x + y;
            return sum;
        }, "ops");
        double best = double.MaxValue;
        long bytes = 0;
        for (int round = 0; round < 5; round++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Count / PerScope; i++)
                many(a, b).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Count);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Count;
        }
        return string.Create(CultureInfo.InvariantCulture, $$"""{"mode":"ops","op":"add","us_per_op":{{best:0.000}},"managed_bytes_per_op":{{bytes}}}""");
    }
}
