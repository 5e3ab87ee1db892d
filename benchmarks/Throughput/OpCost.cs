using System.Diagnostics;
using System.Globalization;
using Tensorflow;
using TfNet.LibTorch;
using static Tensorflow.Binding;

namespace Throughput;

/// <summary>
/// What the binding itself costs: the sum of two tensors of four elements through the public API, beside the bare call of the
/// same C function. Many short rounds, of which the fastest counts: a busy machine interrupts the others.
/// </summary>
internal static class OpCost
{
    private const int Count = 5_000;
    private const int PerScope = 100;
    private const int Rounds = 400;

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
        long bytes = 0;
        (double through, double bare) = (double.MaxValue, double.MaxValue);
        for (int round = 0; round < Rounds; round++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            through = Math.Min(through, Time(() =>
            {
                for (int i = 0; i < Count / PerScope; i++)
                    many(a, b).Dispose();
            }));
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Count;
            bare = Math.Min(bare, Time(() => Bare(a.NativeTensor, b.NativeTensor)));
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"mode":"ops","op":"add","us_per_op":{{through:0.000}},"us_in_libtorch":{{bare:0.000}},"us_of_binding":{{through - bare:0.000}},"managed_bytes_per_op":{{bytes}}}""");
    }

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Count;
    }

    private static unsafe void Bare(nint a, nint b)
    {
        for (int i = 0; i < Count; i++)
        {
            nint sum;
            Engine.Check(Native.aoti_torch_aten_subtract_Tensor(a, b, -1, &sum), "aten::sub");
            _ = Native.aoti_torch_delete_tensor_object(sum);
        }
    }
}
