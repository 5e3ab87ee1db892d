namespace Tensorflow;

public sealed partial class tensorflow
{
    /// <summary>Row-major reinterpretation; one extent may be -1.</summary>
    public Tensor reshape(Tensor tensor, Shape shape, string? name = null) => ShapeOps.Reshape(tensor, shape);

    public Tensor reshape(Tensor tensor, Tensor shape, string? name = null) =>
        ShapeOps.Reshape(tensor, new Shape(Indices.Numbers(shape, "reshape")));

    public Tensor reshape(Tensor tensor, object[] shape, string? name = null) =>
        ShapeOps.Reshape(tensor, new Shape(Indices.Numbers(shape)));

    /// <summary>Axes in the order perm; without it reversed.</summary>
    public Tensor transpose<T1>(T1 a, Axis? perm = null, string name = "transpose", bool conjugate = false) =>
        ShapeOps.Transpose(ops.convert_to_tensor(a!), perm);

    /// <summary>A new axis of extent 1.</summary>
    public Tensor expand_dims(Tensor input, int axis = -1, string? name = null) => ShapeOps.ExpandDims(input, axis);

    /// <summary>Without axes of extent 1: all of them, or the given ones.</summary>
    public Tensor squeeze(Tensor input, int axis, string? name = null, int squeeze_dims = -1) => ShapeOps.Squeeze(input, axis);

    public Tensor squeeze(Tensor input, int[]? axis = null, string? name = null, int squeeze_dims = -1) =>
        ShapeOps.Squeeze(input, axis is null ? null : new Axis(axis));

    /// <summary>Repeated to a shape by numpy's rules.</summary>
    public Tensor broadcast_to(Tensor input, Shape shape, string? name = null) => Broadcast.To(input, shape);
}
