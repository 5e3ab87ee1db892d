using System.Text;

namespace Tensorflow;

/// <summary>Tensors of texts (paths, class names, file contents): kept in managed memory, read by data pipelines and tf.io only.</summary>
public sealed partial class Tensor
{
    /// <summary>A tensor of byte strings in row-major order.</summary>
    internal Tensor(byte[][] strings, Shape shape)
    {
        if (!shape.IsFullyDefined || shape.size != strings.Length)
            throw new ValueError($"shape: expected the shape of {strings.Length} strings; received {shape}");
        Id = Interlocked.Increment(ref s_ids);
        this.shape = shape;
        dtype = TF_DataType.TF_STRING;
        Strings = strings;
    }

    /// <summary>A scalar text.</summary>
    public Tensor(string value)
        : this([Encoding.UTF8.GetBytes(value)], Shape.Scalar)
    {
    }

    /// <summary>A tensor of texts, of rank 1 when no shape is given.</summary>
    public Tensor(string[] values, Shape? shape = null)
        : this(Array.ConvertAll(values, Encoding.UTF8.GetBytes), shape ?? values.Length)
    {
    }

    /// <summary>The byte strings, or null for a tensor of numbers.</summary>
    internal byte[][]? Strings { get; }

    /// <summary>The texts of a tensor of strings, in row-major order (bytes that are no UTF-8 become replacement characters).</summary>
    public string[] StringData() => Array.ConvertAll(StringBytes(), Encoding.UTF8.GetString);

    /// <summary>The byte strings of a tensor of strings, in row-major order.</summary>
    public byte[][] StringBytes() => Strings
        ?? throw new TypeError($"StringData: expected a tensor of strings; received {dtype.as_numpy_name()} of shape {shape}");

    public static explicit operator string(Tensor tensor) => tensor.size == 1 ? tensor.StringData()[0]
        : throw new ValueError($"tensor: expected one string; received shape {tensor.shape}");

    private string StringText()
    {
        string items = string.Join(" ", Strings!.Take(8).Select(s => "b'" + Encoding.UTF8.GetString(s, 0, Math.Min(s.Length, 80)) + "'"));
        return rank == 0 ? items : $"[{items}{(size > 8 ? " .." : "")}]";
    }
}
