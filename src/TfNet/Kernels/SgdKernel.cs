using System.Numerics;
using System.Runtime.InteropServices;
using Tensorflow;

namespace TfNet.Kernels;

/// <summary>
/// Keras' SGD over dense float32 memory in one pass: v = mu*v - lr*g; w += v, or with Nesterov w += mu*v - lr*g; without a slot w -= lr*g.
/// Parts of 2^16 elements; scalar tail of the same formula. Twin: <see cref="OptimizerKernels"/>'s composition of LibTorch operators.
/// </summary>
internal static unsafe class SgdKernel
{
    private struct Context
    {
        internal float* W, G, M;
        internal long Count;
        internal float Rate, Momentum;
        internal bool Nesterov;
    }

    internal static void Step(Tensor w, Tensor g, Tensor? slot, float rate, float momentum, bool nesterov)
    {
        Context c;
        c.W = Kernel.Data(w);
        c.G = Kernel.Data(g);
        c.M = slot is null ? null : Kernel.Data(slot);
        c.Count = w.size;
        (c.Rate, c.Momentum, c.Nesterov) = (rate, momentum, nesterov);
        Kernel.Run(nameof(SgdKernel), &Body, &c, Kernel.Parts(c.Count));
    }

    [UnmanagedCallersOnly]
    private static void Body(long first, long end, void* context)
    {
        var c = (Context*)context;
        long i = first * Kernel.PartElements;
        long stop = Math.Min(end * Kernel.PartElements, c->Count);
        var rate = new Vector<float>(c->Rate);
        var mu = new Vector<float>(c->Momentum);
        for (; i + Vector<float>.Count <= stop; i += Vector<float>.Count)
        {
            Vector<float> step = Vector.Load(c->G + i) * rate;
            Vector<float> w = Vector.Load(c->W + i);
            if (c->M == null)
            {
                (w - step).Store(c->W + i);
                continue;
            }
            Vector<float> m = Vector.Load(c->M + i) * mu - step;
            m.Store(c->M + i);
            (c->Nesterov ? w + (m * mu - step) : w + m).Store(c->W + i);
        }
        for (; i < stop; i++)
        {
            float step = c->G[i] * c->Rate;
            if (c->M == null)
            {
                c->W[i] -= step;
                continue;
            }
            float m = c->M[i] = c->M[i] * c->Momentum - step;
            c->W[i] += c->Nesterov ? m * c->Momentum - step : m;
        }
    }
}
