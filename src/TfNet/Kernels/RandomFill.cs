using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tensorflow;
using TfNet.Random;

namespace TfNet.Kernels;

/// <summary>The distributions that tensors are filled with.</summary>
internal enum Distribution
{
    /// <summary>On [0, 1): 24 bits (float32) or 53 (float64).</summary>
    Uniform,

    /// <summary>Mean 0, deviation 1, by Box and Muller's formula.</summary>
    Normal,

    /// <summary>Normal between -2 and 2, by the inverse of the distribution function.</summary>
    TruncatedNormal,
}

/// <summary>
/// Fills row-major memory with a + b * z, z by Philox: element i takes word i % 4 of block i / 4 (float64: a half of block i / 2).
/// Parts of 2^16 elements. There is no LibTorch twin: its generators depend on thread count and cannot be resumed exactly.
/// </summary>
internal static unsafe class RandomFill
{
    /// <summary>P(z &lt; -2) of the normal distribution.</summary>
    private const double Tail = 0.022750131948179207;

    private struct Context
    {
        internal void* Data;
        internal long Count;
        internal double Shift, Scale;
        internal Distribution Distribution;
        internal Philox Philox;
        internal RandomKey Key;
    }

    /// <summary>target: float32 or float64, row-major, on the processor.</summary>
    internal static void Fill(Tensor target, Distribution distribution, double shift, double scale, RandomKey key)
    {
        Context c;
        c.Data = Kernel.Data(target);
        c.Count = target.size;
        (c.Shift, c.Scale, c.Distribution, c.Philox, c.Key) = (shift, scale, distribution, new Philox(key), key);
        if (target.dtype == TF_DataType.TF_DOUBLE)
            Kernel.Run(nameof(RandomFill), &Doubles, &c, Kernel.Parts(c.Count));
        else
            Kernel.Run(nameof(RandomFill), &Floats, &c, Kernel.Parts(c.Count));
    }

    [UnmanagedCallersOnly]
    private static void Floats(long first, long end, void* context)
    {
        var c = (Context*)context;
        long stop = Math.Min(end * Kernel.PartElements, c->Count);
        var data = (float*)c->Data;
        double* z = stackalloc double[4];
        long start = first * Kernel.PartElements;
        if (Kernel.Enabled && RandomFillAvx2.Takes(c->Distribution))
        {
            long side = (stop - start) / RandomFillAvx2.Elements * RandomFillAvx2.Elements;
            RandomFillAvx2.Fill(data + start, start, side, c->Distribution, c->Shift, c->Scale, c->Key);
            start += side;
        }
        for (long i = start; i < stop; i += 4)
        {
            (uint w0, uint w1, uint w2, uint w3) = c->Philox.Block((ulong)i / 4);
            switch (c->Distribution)
            {
                case Distribution.Uniform:
                    (z[0], z[1], z[2], z[3]) = ((w0 >> 8) * (1.0 / (1 << 24)), (w1 >> 8) * (1.0 / (1 << 24)),
                        (w2 >> 8) * (1.0 / (1 << 24)), (w3 >> 8) * (1.0 / (1 << 24)));
                    break;
                case Distribution.Normal:
                    (z[0], z[1]) = Pair(w0, w1);
                    (z[2], z[3]) = Pair(w2, w3);
                    break;
                default:
                    (z[0], z[1], z[2], z[3]) = (Between(w0), Between(w1), Between(w2), Between(w3));
                    break;
            }
            for (int k = 0; k < 4 && i + k < stop; k++)
                data[i + k] = (float)(c->Shift + c->Scale * z[k]);
        }
    }

    [UnmanagedCallersOnly]
    private static void Doubles(long first, long end, void* context)
    {
        var c = (Context*)context;
        long stop = Math.Min(end * Kernel.PartElements, c->Count);
        var data = (double*)c->Data;
        for (long i = first * Kernel.PartElements; i < stop; i += 2)
        {
            (uint w0, uint w1, uint w2, uint w3) = c->Philox.Block((ulong)i / 2);
            ulong a = (((ulong)w0 << 32) | w1) >> 11;
            ulong b = (((ulong)w2 << 32) | w3) >> 11;
            const double Unit = 1.0 / (1L << 53);
            (double x, double y) = c->Distribution switch
            {
                Distribution.Uniform => (a * Unit, b * Unit),
                Distribution.Normal => Polar((a + 1) * Unit, b * Unit),
                _ => (NormalQuantile.At(Tail + (a + 0.5) * Unit * (1 - 2 * Tail)),
                    NormalQuantile.At(Tail + (b + 0.5) * Unit * (1 - 2 * Tail))),
            };
            data[i] = c->Shift + c->Scale * x;
            if (i + 1 < stop)
                data[i + 1] = c->Shift + c->Scale * y;
        }
    }

    /// <summary>Whole numbers of 32 bits to probabilities between the tails; the same steps as <see cref="Between"/>.</summary>
    internal static Vector256<double> InsideTails(Vector256<double> words) =>
        Vector256.Create(Tail) + (words + Vector256.Create(0.5)) * Vector256.Create(1.0 / 4294967296.0) * Vector256.Create(1 - 2 * Tail);

    private static double Between(uint word) => NormalQuantile.At(Tail + (word + 0.5) * (1.0 / 4294967296.0) * (1 - 2 * Tail));

    private static (double, double) Pair(uint a, uint b) => Polar((a + 1.0) * (1.0 / 4294967296.0), b * (1.0 / 4294967296.0));

    /// <summary>Two normal numbers from u in (0, 1] and v in [0, 1).</summary>
    private static (double, double) Polar(double u, double v)
    {
        double r = Math.Sqrt(-2 * Math.Log(u));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * v);
        return (r * cos, r * sin);
    }
}
