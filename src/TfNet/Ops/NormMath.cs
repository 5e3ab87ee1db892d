namespace Tensorflow;

/// <summary>The parts that normalisations share: which axes, parameters along them, the composed formula.</summary>
internal static class NormMath
{
    /// <summary>All axes but one.</summary>
    internal static Axis Others(int rank, int axis) => new([.. Enumerable.Range(0, rank).Where(i => i != axis)]);

    /// <summary>A vector seen along one axis of a tensor of a rank.</summary>
    internal static Tensor Along(Tensor vector, int rank, int axis)
    {
        if (axis == rank - 1)
            return vector;
        var dims = new long[rank];
        Array.Fill(dims, 1);
        dims[axis] = vector.shape[0];
        return ShapeOps.Reshape(vector, new Shape(dims));
    }

    /// <summary>(x - mean)/sqrt(variance + epsilon) over axes with biased variance, in ops: differentiable to any order.</summary>
    internal static (Tensor Normal, Tensor Inverse) Normalize(Tensor x, Axis axes, double epsilon)
    {
        Tensor centred = x - Reductions.Mean(x, axes, keepdims: true);
        Tensor inverse = UnaryOps.Rsqrt(Reductions.Mean(centred * centred, axes, keepdims: true) + epsilon);
        return (centred * inverse, inverse);
    }

    /// <summary>The gradient of that for an upstream gradient: inverse*(d - mean(d) - normal*mean(d*normal)).</summary>
    internal static Tensor NormalizeGradient(Tensor d, Tensor normal, Tensor inverse, Axis axes) =>
        inverse * (d - Reductions.Mean(d, axes, keepdims: true) - normal * Reductions.Mean(d * normal, axes, keepdims: true));

    /// <summary>A parameter vector of a normalisation: its length, and float32 beside half types, else the tensor's dtype.</summary>
    internal static void CheckVector(string op, string name, Tensor? vector, long length, Tensor x)
    {
        if (vector is null)
            return;
        bool mixed = x.dtype is TF_DataType.TF_BFLOAT16 or TF_DataType.TF_HALF && vector.dtype == TF_DataType.TF_FLOAT;
        Check.That(mixed || vector.dtype == x.dtype, op, name, $"dtype {x.dtype.as_numpy_name()}, as x", vector.dtype.as_numpy_name());
        Check.That(vector.rank == 1 && Check.Agree(vector.shape[0], length), op, name, $"shape ({length},)", vector.shape);
    }
}
