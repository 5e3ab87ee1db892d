namespace Tensorflow;

/// <summary>Pooling as Keras' layers and tf.nn see it. x [N, spatial.., C].</summary>
internal static class Pooling
{
    internal static class MaxPool1D
    {
        internal static Tensor Apply(Tensor x, int kernel, int stride, Padding padding) =>
            Line("max_pool1d", x, a => MaxPool.Apply("max_pool1d", a, [1, kernel], [1, stride], Conv1D.Lift(padding)));
    }

    internal static class MaxPool2D
    {
        internal static Tensor Apply(Tensor x, (int h, int w) kernel, (int h, int w) strides, Padding padding) =>
            MaxPool.Apply("max_pool2d", x, [kernel.h, kernel.w], [strides.h, strides.w], padding);
    }

    internal static class MaxPool3D
    {
        internal static Tensor Apply(Tensor x, (int d, int h, int w) kernel, (int d, int h, int w) strides, Padding padding) =>
            MaxPool.Apply("max_pool3d", x, [kernel.d, kernel.h, kernel.w], [strides.d, strides.h, strides.w], padding);
    }

    internal static class AvgPool1D
    {
        internal static Tensor Apply(Tensor x, int kernel, int stride, Padding padding) =>
            Line("avg_pool1d", x, a => AvgPool.Apply("avg_pool1d", a, [1, kernel], [1, stride], Conv1D.Lift(padding)));
    }

    internal static class AvgPool2D
    {
        internal static Tensor Apply(Tensor x, (int h, int w) kernel, (int h, int w) strides, Padding padding) =>
            AvgPool.Apply("avg_pool2d", x, [kernel.h, kernel.w], [strides.h, strides.w], padding);
    }

    internal static class AvgPool3D
    {
        internal static Tensor Apply(Tensor x, (int d, int h, int w) kernel, (int d, int h, int w) strides, Padding padding) =>
            x.dtype is TF_DataType.TF_BFLOAT16 or TF_DataType.TF_HALF
                // LibTorch has no kernel for half types here.
                ? MathOps.Cast(Apply(MathOps.Cast(x, TF_DataType.TF_FLOAT), kernel, strides, padding), x.dtype)
                : AvgPool.Apply("avg_pool3d", x, [kernel.d, kernel.h, kernel.w], [strides.d, strides.h, strides.w], padding);
    }

    internal static long[] NoDilation(int axes) => axes == 2 ? [1, 1] : [1, 1, 1];

    internal static long[] NoPadding(int axes) => new long[axes];

    /// <summary>True when LibTorch's operator can pad by itself: the same on both sides and at most half a window.</summary>
    internal static bool IsWholePadding(Window w)
    {
        if (!w.IsSymmetric)
            return false;
        for (int i = 0; i < w.Kernel.Length; i++)
            if (w.Before[i] > w.Kernel[i] / 2)
                return false;
        return true;
    }

    /// <summary>Every window must see a real cell.</summary>
    internal static void CheckCovered(string op, Window w, Shape x)
    {
        for (int i = 0; i < w.Kernel.Length; i++)
        {
            long last = (w.Output[i] - 1) * w.Strides[i] - w.Before[i];
            Check.That(w.Before[i] < w.Kernel[i] && last < x[i + 1], op, "padding",
                $"less than a window ({w.Kernel[i]} cells along axis {i + 1})", $"({w.Before[i]}, {w.After[i]})");
        }
    }

    private static Tensor Line(string op, Tensor x, Func<Tensor, Tensor> pool)
    {
        Check.Rank(op, x, 3);
        return ShapeOps.Squeeze(pool(ShapeOps.ExpandDims(x, 1)), 1);
    }
}
