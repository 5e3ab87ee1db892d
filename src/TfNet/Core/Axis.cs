namespace Tensorflow;

/// <summary>One or several axes of a tensor; negative ones count from the end.</summary>
public sealed class Axis(params int[] axes)
{
    private readonly int[] _axes = axes;

    internal ReadOnlySpan<int> Span => _axes;

    public int size => _axes.Length;

    public int this[int index] => _axes[index];

    public static implicit operator Axis(int axis) => new(axis);

    public static implicit operator Axis((int, int) axes) => new(axes.Item1, axes.Item2);

    public static implicit operator Axis((int, int, int) axes) => new(axes.Item1, axes.Item2, axes.Item3);

    public static implicit operator Axis(int[] axes) => new(axes);

    public static implicit operator Axis(Shape shape) => new(shape.as_int_list());

    public override string ToString() => $"({string.Join(", ", _axes)})";
}
