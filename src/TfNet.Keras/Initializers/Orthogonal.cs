using TfNet.Random;

namespace Tensorflow.Operations.Initializers;

/// <summary>
/// Orthonormal rows or columns, times gain (Saxe et al. 2013): the Q of a QR decomposition of normal numbers, signs made unique.
/// A kernel of higher rank is seen as a matrix whose columns are its last axis.
/// </summary>
public sealed class Orthogonal(float gain = 1f, int? seed = null, TF_DataType dtype = TF_DataType.TF_FLOAT) : RandomInitializer(seed, dtype)
{
    public override IDictionary<string, object?> Config => new Dictionary<string, object?>
    {
        ["gain"] = Keras.ConfigValues.AsWritten(gain),
        ["seed"] = Seed,
    };

    private protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomKey key)
    {
        if (shape.ndim < 2)
            throw new ValueError($"The tensor to initialize must be at least two-dimensional. Received: shape={shape} of rank "
                + $"{shape.ndim}.");
        long columns = shape[-1];
        long rows = shape.size / Math.Max(1, columns);
        (long tall, long thin) = (Math.Max(rows, columns), Math.Min(rows, columns));
        if (shape.size == 0)
            return Creation.Zeros(shape, dtype);
        TF_DataType working = dtype == TF_DataType.TF_DOUBLE ? dtype : TF_DataType.TF_FLOAT;
        Tensor[] qr = MatrixOps.Qr(RandomOps.Normal((tall, thin), 0, 1, working, key), full: false);
        Tensor q = qr[0] * UnaryOps.Sign(MatrixOps.Diagonal(qr[1], 0, 1));
        if (rows < columns)
            q = ShapeOps.Transpose(q);
        return MathOps.Cast(ShapeOps.Reshape(q, shape) * Keras.ConfigValues.AsWritten(gain), dtype);
    }
}
