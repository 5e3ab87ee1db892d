namespace Tensorflow.Keras.Saving;

/// <summary>The shape or shapes that a layer is built for.</summary>
public sealed class KerasShapesWrapper
{
    private readonly Shape[] _shapes;

    public KerasShapesWrapper(Shape shape)
    {
        _shapes = [shape];
    }

    public KerasShapesWrapper(IEnumerable<Shape> shapes)
    {
        _shapes = [.. shapes];
    }

    public Shape ToSingleShape() => _shapes.Length == 1 ? _shapes[0]
        : throw new ValueError($"input_shape: expected one shape; received {_shapes.Length}: {string.Join<Shape>(", ", _shapes)}");

    public Shape[] ToShapeArray() => [.. _shapes];

    public static implicit operator KerasShapesWrapper(Shape shape) => new(shape);

    public static implicit operator KerasShapesWrapper(Shape[] shapes) => new(shapes);
}
