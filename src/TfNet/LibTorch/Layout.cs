using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>Questions about how a tensor lies in memory.</summary>
internal static unsafe class Layout
{
    internal static long[] Strides(Tensor tensor)
    {
        long* strides;
        Engine.Check(Native.aoti_torch_get_strides(tensor.NativeTensor, &strides), "aoti_torch_get_strides");
        return new ReadOnlySpan<long>(strides, tensor.rank).ToArray();
    }

    /// <summary>Row-major without gaps.</summary>
    internal static bool IsContiguous(Tensor tensor)
    {
        long* strides;
        Engine.Check(Native.aoti_torch_get_strides(tensor.NativeTensor, &strides), "aoti_torch_get_strides");
        ReadOnlySpan<long> sizes = tensor.shape.Span;
        long expected = 1;
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            if (sizes[i] == 0)
                return true;
            if (sizes[i] != 1 && strides[i] != expected)
                return false;
            expected *= sizes[i];
        }
        return true;
    }

    /// <summary>Itself, or a row-major copy.</summary>
    internal static Tensor Dense(Tensor tensor) => IsContiguous(tensor) ? tensor : Aten.contiguous(tensor);

    /// <summary>The same extents at the same strides (extents of one do not count).</summary>
    internal static bool SameStrides(Tensor a, Tensor b)
    {
        if (a.shape != b.shape)
            return false;
        long* p;
        long* q;
        Engine.Check(Native.aoti_torch_get_strides(a.NativeTensor, &p), "aoti_torch_get_strides");
        Engine.Check(Native.aoti_torch_get_strides(b.NativeTensor, &q), "aoti_torch_get_strides");
        ReadOnlySpan<long> sizes = a.shape.Span;
        for (int i = 0; i < sizes.Length; i++)
            if (sizes[i] != 1 && p[i] != q[i])
                return false;
        return true;
    }
}
