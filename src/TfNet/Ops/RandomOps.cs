using TfNet.Kernels;
using TfNet.LibTorch;
using TfNet.Random;

namespace Tensorflow;

/// <summary>Tensors of random numbers: reproducible by seed on every device and thread count. No gradient.</summary>
internal static class RandomOps
{
    /// <summary>Uniform on [min, max).</summary>
    internal static Tensor Uniform(Shape shape, double min, double max, TF_DataType dtype, RandomKey key)
    {
        Check.That(min <= max, "random_uniform", "maxval", $"a value >= minval {min}", max);
        return dtype.is_floating()
            ? Fill(shape, Distribution.Uniform, min, max - min, dtype, key)
            : Integers(shape, min, max, dtype, key);
    }

    internal static Tensor Normal(Shape shape, double mean, double stddev, TF_DataType dtype, RandomKey key) =>
        Fill(shape, Distribution.Normal, mean, stddev, dtype, key);

    /// <summary>Normal, with values beyond two deviations drawn again.</summary>
    internal static Tensor TruncatedNormal(Shape shape, double mean, double stddev, TF_DataType dtype, RandomKey key) =>
        Fill(shape, Distribution.TruncatedNormal, mean, stddev, dtype, key);

    private static Tensor Fill(Shape shape, Distribution distribution, double shift, double scale, TF_DataType dtype, RandomKey key)
    {
        if (!dtype.is_floating())
            throw new ValueError($"random: argument dtype: expected a floating dtype; received {dtype.as_numpy_name()}");
        using var scope = new Scope("random");
        TF_DataType made = dtype == TF_DataType.TF_DOUBLE ? dtype : TF_DataType.TF_FLOAT;
        Device target = Device.Current;
        Tensor y = HostMemory.Staging(shape, made, target, out bool pinned);
        if (y.size > 0)
            RandomFill.Fill(y, distribution, shift, scale, key);
        return scope.Return(HostMemory.Upload(y, dtype, target, pinned));
    }

    /// <summary>Whole numbers of [min, max).</summary>
    private static Tensor Integers(Shape shape, double min, double max, TF_DataType dtype, RandomKey key)
    {
        Check.That(dtype.is_integer(), "random_uniform", "dtype", "a floating or integer dtype", dtype.as_numpy_name());
        Check.That(min < max, "random_uniform", "maxval", $"a value > minval {min}", max);
        using var scope = new Scope("random");
        Tensor unit = Fill(shape, Distribution.Uniform, min, max - min, TF_DataType.TF_DOUBLE, key);
        return scope.Return(Aten._to_copy(Aten.Unary("aten::floor"u8, unit), dtype));
    }
}

/// <summary><c>tf.random</c>.</summary>
public sealed partial class random_api
{
    internal random_api()
    {
    }

    /// <summary>Seeds every later draw: dropout, shuffles, initial weights.</summary>
    public void set_seed(int seed) => RandomState.Set((ulong)(uint)seed);

    public Tensor uniform(Shape shape, double minval = 0, double maxval = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        RandomOps.Uniform(shape, minval, maxval, dtype, RandomState.NextKey(seed));

    public Tensor normal(Shape shape, double mean = 0, double stddev = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        RandomOps.Normal(shape, mean, stddev, dtype, RandomState.NextKey(seed));

    public Tensor truncated_normal(Shape shape, double mean = 0, double stddev = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        RandomOps.TruncatedNormal(shape, mean, stddev, dtype, RandomState.NextKey(seed));
}

public sealed partial class tensorflow
{
    public random_api random { get; } = new();

    public Tensor random_uniform(Shape shape, double minval = 0, double maxval = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        random.uniform(shape, minval, maxval, dtype, seed, name);

    public Tensor truncated_normal(Shape shape, double mean = 0, double stddev = 1, TF_DataType dtype = TF_DataType.TF_FLOAT, int? seed = null, string? name = null) =>
        random.truncated_normal(shape, mean, stddev, dtype, seed, name);

    public void set_random_seed(int seed) => random.set_seed(seed);
}
