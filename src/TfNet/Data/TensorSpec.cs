namespace Tensorflow.Framework.Models;

/// <summary>What is known of a tensor before it exists.</summary>
public class TypeSpec
{
}

/// <summary>Shape (-1 for unknown extents) and dtype of a dataset's component.</summary>
public sealed class TensorSpec(Shape shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null) : TypeSpec
{
    /// <summary>Null where not even the rank is known.</summary>
    public Shape? shape { get; } = shape;

    public TF_DataType dtype { get; } = dtype;

    public string? name { get; } = name;

    internal static TensorSpec Unranked(TF_DataType dtype) => new(null!, dtype);

    public override string ToString() =>
        $"TensorSpec(shape={shape?.ToString() ?? "<unknown>"}, dtype=tf.{dtype.as_numpy_name()}, "
        + $"name={(name is null ? "None" : $"'{name}'")})";
}
