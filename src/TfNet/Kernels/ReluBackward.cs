using System.Numerics;
using System.Runtime.InteropServices;
using Tensorflow;
using TfNet.LibTorch;

namespace TfNet.Kernels;

/// <summary>
/// The gradient before a relu (or relu6) with the bias gradient in the same pass: dz = dy where 0 &lt; y (&lt; 6), else 0; db = sum of dz
/// over
/// rows. Layout [rows, channels]; four rows at a time, vectors over channels, scalar tail channels; sums per part in float over 256 rows,
/// then in double. Twin: <see cref="FusedActivations"/>' sign and product, and a reduction.
/// Measured on an Intel Xeon with AVX-512, 2 threads: 2.1-3.1 times as fast with the bias gradient, 1.2-4.7 without.
/// </summary>
internal static unsafe class ReluBackward
{
    private struct Context
    {
        internal float* Y, Dy, Dz, Sums;
        internal double* Totals;
        internal long Rows, Channels, Parts;
        internal float Top;
    }

    /// <summary>y and dy are row-major float32 of the same shape; the result is dz and, if asked for, db [channels].</summary>
    internal static (Tensor Dz, Tensor? Db) Run(Tensor y, Tensor dy, FusedActivation activation, bool wantBias)
    {
        Tensor dz = Aten.empty(y.shape, y.dtype, y.Device);
        Context c;
        c.Channels = y.rank == 0 ? 1 : y.shape[^1];
        c.Rows = y.size / c.Channels;
        c.Parts = ChannelSums.Parts(c.Rows, c.Channels);
        // NaN: no value is at or above it.
        c.Top = activation == FusedActivation.Relu6 ? 6 : float.NaN;
        c.Y = Kernel.Data(y);
        c.Dy = Kernel.Data(dy);
        c.Dz = Kernel.Data(dz);
        if (!wantBias)
        {
            c.Totals = null;
            Kernel.Run(nameof(ReluBackward), &Body, &c, c.Parts);
            return (dz, null);
        }
        Tensor db = Aten.empty(c.Channels, y.dtype, y.Device);
        float* b = Kernel.Data(db);
        nuint count = (nuint)(c.Parts * c.Channels);
        c.Totals = (double*)NativeMemory.AllocZeroed(count, sizeof(double) + sizeof(float));
        c.Sums = (float*)(c.Totals + count);
        Kernel.Run(nameof(ReluBackward), &Body, &c, c.Parts);
        for (long ch = 0; ch < c.Channels; ch++)
        {
            double s = 0;
            for (long p = 0; p < c.Parts; p++)
                s += c.Totals[p * c.Channels + ch];
            b[ch] = (float)s;
        }
        NativeMemory.Free(c.Totals);
        return (dz, db);
    }

    [UnmanagedCallersOnly]
    private static void Body(long first, long end, void* context)
    {
        var c = (Context*)context;
        for (long p = first; p < end; p++)
        {
            long start = c->Rows * p / c->Parts;
            long stop = c->Rows * (p + 1) / c->Parts;
            if (c->Totals == null)
                Mask(c, start * c->Channels, stop * c->Channels);
            else
                MaskAndSum(c, p, start, stop);
        }
    }

    private static void Mask(Context* c, long i, long stop)
    {
        var top = new Vector<float>(c->Top);
        for (; i + Vector<float>.Count <= stop; i += Vector<float>.Count)
        {
            ChannelSums.Prefetch(c->Y + i + 256);
            ChannelSums.Prefetch(c->Dy + i + 256);
            Masked(c->Y + i, c->Dy + i, top).Store(c->Dz + i);
        }
        for (; i < stop; i++)
            One(c, i);
    }

    private static void MaskAndSum(Context* c, long part, long start, long stop)
    {
        long n = c->Channels;
        float* sums = c->Sums + part * n;
        double* totals = c->Totals + part * n;
        for (long r = start; r < stop; r += ChannelSums.FlushRows)
        {
            long e = Math.Min(stop, r + ChannelSums.FlushRows);
            long q = r;
            for (; q + 4 <= e; q += 4)
                FourRows(c, q * n, sums);
            for (; q < e; q++)
                OneRow(c, q * n, sums);
            ChannelSums.Flush(sums, totals, n);
        }
    }

    private static void FourRows(Context* c, long offset, float* sums)
    {
        long n = c->Channels;
        long ahead = ChannelSums.Ahead(n);
        var top = new Vector<float>(c->Top);
        float* y = c->Y + offset;
        float* dy = c->Dy + offset;
        float* dz = c->Dz + offset;
        long ch = 0;
        for (; ch + Vector<float>.Count <= n; ch += Vector<float>.Count)
        {
            Vector<float> sum = Vector.Load(sums + ch);
            for (int k = 0; k < 4; k++)
            {
                long i = k * n + ch;
                ChannelSums.Prefetch(y + i + ahead);
                ChannelSums.Prefetch(dy + i + ahead);
                Vector<float> d = Masked(y + i, dy + i, top);
                d.Store(dz + i);
                sum += d;
            }
            sum.Store(sums + ch);
        }
        for (; ch < n; ch++)
            for (int k = 0; k < 4; k++)
                sums[ch] += One(c, offset + k * n + ch);
    }

    private static void OneRow(Context* c, long offset, float* sums)
    {
        var top = new Vector<float>(c->Top);
        long ch = 0;
        for (; ch + Vector<float>.Count <= c->Channels; ch += Vector<float>.Count)
        {
            Vector<float> d = Masked(c->Y + offset + ch, c->Dy + offset + ch, top);
            d.Store(c->Dz + offset + ch);
            (Vector.Load(sums + ch) + d).Store(sums + ch);
        }
        for (; ch < c->Channels; ch++)
            sums[ch] += One(c, offset + ch);
    }

    private static float One(Context* c, long i) => c->Dz[i] = c->Y[i] > 0 && !(c->Y[i] >= c->Top) ? c->Dy[i] : 0;

    private static Vector<float> Masked(float* y, float* dy, Vector<float> top)
    {
        Vector<float> v = Vector.Load(y);
        Vector<int> inside = Vector.AndNot(Vector.GreaterThan(v, Vector<float>.Zero), Vector.GreaterThanOrEqual(v, top));
        return Vector.AsVectorSingle(inside & Vector.AsVectorInt32(Vector.Load(dy)));
    }
}
