using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Weighted counts by bucket, without a gradient: what threshold metrics and confusion matrices are made of.</summary>
internal static class Histogram
{
    /// <summary>How many of the ascending boundaries lie below each element (int64; NaN lies above all).</summary>
    internal static Tensor Bucket(Tensor x, Tensor boundaries)
    {
        Check.Floating("bucket", x);
        Check.SameDType("bucket", x, boundaries);
        Check.Rank("bucket", boundaries, 1);
        using var scope = new Scope("bucket");
        return scope.Return(Aten.bucketize(Aten.contiguous(x), boundaries));
    }

    /// <summary>For [n, m] bucket numbers and weights: [buckets, m], the sums of the weights of each column's buckets.</summary>
    internal static Tensor Count(Tensor bucket, Tensor weights, long buckets)
    {
        const string Op = "histogram";
        Check.Rank(Op, bucket, 2);
        Check.That(bucket.dtype == TF_DataType.TF_INT64, Op, nameof(bucket), "int64", bucket.dtype.as_numpy_name());
        Check.That(bucket.shape == weights.shape, Op, nameof(weights), $"shape {bucket.shape}", weights.shape);
        Check.Positive(Op, buckets);
        using var scope = new Scope(Op);
        Tensor zeros = Creation.Fill((buckets, bucket.shape[1]), 0, weights.dtype, weights.Device);
        if (bucket.size == 0)
            return scope.Return(zeros);
        Tensor first = Aten.scalar(0, TF_DataType.TF_INT64, bucket.Device);
        Tensor last = Aten.scalar(buckets - 1, TF_DataType.TF_INT64, bucket.Device);
        Tensor inside = Aten.clamp(bucket, first, last);
        return scope.Return(Aten.scatter_add(zeros, 0, inside, weights));
    }
}
