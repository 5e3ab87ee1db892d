using System.Numerics;
using System.Runtime.InteropServices;
using Tensorflow;
using TfNet.LibTorch;

namespace TfNet.Kernels;

/// <summary>
/// One axis of a resize over [outer, n, inner] float32 memory: y[o, i, :] = sum of weight * x[o, index, :], vectors along the inner
/// extent, scalar tail; a part is a range of result rows. Twin: the product with the dense matrix of the taps.
/// </summary>
internal static unsafe class ResizeKernel
{
    private struct Context
    {
        internal float* X, Y, Weights;
        internal int* Offsets, Indices;
        internal long Rows, Results, Sources, Inner, Parts;
    }

    internal static Tensor Run(Tensor x, int axis, ResizeTaps taps)
    {
        Tensor y = Aten.empty(x.shape.With(axis, taps.Results), x.dtype, x.Device);
        Context c;
        c.X = Kernel.Data(x);
        c.Y = Kernel.Data(y);
        c.Results = taps.Results;
        c.Sources = taps.Sources;
        c.Inner = 1;
        for (int i = axis + 1; i < x.rank; i++)
            c.Inner *= x.shape[i];
        c.Rows = y.size / c.Inner;
        c.Parts = Math.Clamp(y.size / Kernel.PartElements, 1, c.Rows);
        fixed (int* offsets = taps.Offsets, indices = taps.Indices)
        fixed (float* weights = taps.Weights)
        {
            c.Offsets = offsets;
            c.Indices = indices;
            c.Weights = weights;
            Kernel.Run(nameof(ResizeKernel), &Body, &c, c.Parts);
        }
        return y;
    }

    [UnmanagedCallersOnly]
    private static void Body(long first, long end, void* context)
    {
        var c = (Context*)context;
        for (long row = c->Rows * first / c->Parts; row < c->Rows * end / c->Parts; row++)
        {
            long result = row % c->Results;
            float* x = c->X + row / c->Results * c->Sources * c->Inner;
            float* y = c->Y + row * c->Inner;
            (int start, int stop) = (c->Offsets[result], c->Offsets[result + 1]);
            long i = 0;
            for (; i + Vector<float>.Count <= c->Inner; i += Vector<float>.Count)
            {
                Vector<float> sum = Vector<float>.Zero;
                for (int k = start; k < stop; k++)
                    sum += Vector.Load(x + c->Indices[k] * c->Inner + i) * c->Weights[k];
                sum.Store(y + i);
            }
            for (; i < c->Inner; i++)
            {
                float sum = 0;
                for (int k = start; k < stop; k++)
                    sum += x[c->Indices[k] * c->Inner + i] * c->Weights[k];
                y[i] = sum;
            }
        }
    }
}
