using System.Runtime.InteropServices;
using Tensorflow;
using TfNet.Random;

namespace TfNet.Kernels;

/// <summary>
/// y = x * scale where Philox's word for the element is at least rate * 2^32, else 0; the backward pass is the same call on
/// dy, so no mask is kept. Parts of 2^16 elements. Twin: a mask tensor and a product (<see cref="DropoutOp"/>).
/// </summary>
internal static unsafe class DropoutKernel
{
    private struct Context
    {
        internal float* X, Y;
        internal long Count;
        internal float Scale;
        internal uint Threshold;
        internal Philox Philox;
    }

    internal static void Apply(Tensor x, Tensor y, double rate, float scale, RandomKey key)
    {
        Context c;
        c.X = Kernel.Data(x);
        c.Y = Kernel.Data(y);
        (c.Count, c.Scale) = (x.size, scale);
        c.Threshold = Threshold(rate);
        c.Philox = new Philox(key);
        Kernel.Run(nameof(DropoutKernel), &Body, &c, Kernel.Parts(c.Count));
    }

    internal static uint Threshold(double rate) => (uint)Math.Min(uint.MaxValue, Math.Round(rate * 4294967296.0));

    [UnmanagedCallersOnly]
    private static void Body(long first, long end, void* context)
    {
        var c = (Context*)context;
        long stop = Math.Min(end * Kernel.PartElements, c->Count);
        long i = first * Kernel.PartElements;
        for (; i + 4 <= stop; i += 4)
        {
            (uint w0, uint w1, uint w2, uint w3) = c->Philox.Block((ulong)i / 4);
            c->Y[i] = w0 >= c->Threshold ? c->X[i] * c->Scale : 0;
            c->Y[i + 1] = w1 >= c->Threshold ? c->X[i + 1] * c->Scale : 0;
            c->Y[i + 2] = w2 >= c->Threshold ? c->X[i + 2] * c->Scale : 0;
            c->Y[i + 3] = w3 >= c->Threshold ? c->X[i + 3] * c->Scale : 0;
        }
        if (i >= stop)
            return;
        (uint a, uint b, uint d, _) = c->Philox.Block((ulong)i / 4);
        uint* tail = stackalloc uint[3] { a, b, d };
        for (int k = 0; i + k < stop; k++)
            c->Y[i + k] = tail[k] >= c->Threshold ? c->X[i + k] * c->Scale : 0;
    }

    /// <summary>The factors themselves (0 or scale) as a float32 tensor on the processor.</summary>
    internal static void Mask(Tensor target, double rate, float scale, RandomKey key)
    {
        Creation.FillInPlace(target, 1);
        Apply(target, target, rate, scale, key);
    }
}
