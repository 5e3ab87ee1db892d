using TfNet.Random;

namespace Tensorflow.Operations.Initializers;

/// <summary>Normal numbers, not truncated. Keras' default deviation is .05.</summary>
public sealed class RandomNormal(float mean = 0f, float stddev = 0.05f, int? seed = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : RandomInitializer(seed, dtype)
{
    public override IDictionary<string, object?> Config => new Dictionary<string, object?>
    {
        ["mean"] = Keras.ConfigValues.AsWritten(mean),
        ["stddev"] = Keras.ConfigValues.AsWritten(stddev),
        ["seed"] = Seed,
    };

    private protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomKey key) =>
        RandomOps.Normal(shape, Keras.ConfigValues.AsWritten(mean), Keras.ConfigValues.AsWritten(stddev), dtype, key);
}

/// <summary>
/// Normal numbers within two deviations of the mean. Differs from TensorFlow.NET 0.150: the default deviation is Keras' .05, not 1.
/// </summary>
public sealed class TruncatedNormal(float mean = 0f, float stddev = 0.05f, int? seed = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : RandomInitializer(seed, dtype)
{
    public override IDictionary<string, object?> Config => new Dictionary<string, object?>
    {
        ["mean"] = Keras.ConfigValues.AsWritten(mean),
        ["stddev"] = Keras.ConfigValues.AsWritten(stddev),
        ["seed"] = Seed,
    };

    private protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomKey key) =>
        RandomOps.TruncatedNormal(shape, Keras.ConfigValues.AsWritten(mean), Keras.ConfigValues.AsWritten(stddev), dtype, key);
}

/// <summary>Uniform numbers of [minval, maxval).</summary>
public sealed class RandomUniform(TF_DataType dtype = TF_DataType.TF_FLOAT, float minval = -0.05f, float maxval = 0.05f, int? seed = null)
    : RandomInitializer(seed, dtype)
{
    public override IDictionary<string, object?> Config => new Dictionary<string, object?>
    {
        ["minval"] = Keras.ConfigValues.AsWritten(minval),
        ["maxval"] = Keras.ConfigValues.AsWritten(maxval),
        ["seed"] = Seed,
    };

    private protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomKey key) =>
        RandomOps.Uniform(shape, Keras.ConfigValues.AsWritten(minval), Keras.ConfigValues.AsWritten(maxval), dtype, key);
}
