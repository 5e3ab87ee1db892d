namespace Tensorflow.Keras.Layers;

/// <summary>Repeating the cells of an axis, where extents may be unknown.</summary>
internal static class Upsample
{
    internal static Tensor Repeat(Tensor x, int axis, int times)
    {
        if (times == 1)
            return x;
        Shape shape = x.shape.With(axis, x.shape[axis] < 0 ? -1 : checked(x.shape[axis] * times));
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("repeat", shape, x.dtype, [x], a => Repeat(a[0], axis, times));
        long[] multiples = [.. Enumerable.Repeat(1L, x.rank + 1)];
        multiples[axis + 1] = times;
        return ShapeOps.Reshape(Repetition.Tile(ShapeOps.ExpandDims(x, axis + 1), multiples), shape);
    }
}
