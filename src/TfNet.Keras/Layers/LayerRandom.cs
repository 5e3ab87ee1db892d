using TfNet.Random;

namespace Tensorflow.Keras.Layers;

/// <summary>The random draws of layers, on the device and in the dtype of their input.</summary>
internal static class LayerRandom
{
    internal static Tensor Normal(Tensor like, double mean, double stddev, int? seed)
    {
        using IDisposable device = Device.Use(like.device);
        return RandomOps.Normal(like.shape, mean, stddev, like.dtype, RandomState.NextKey(seed));
    }

    internal static Tensor Uniform(Tensor like, int? seed)
    {
        using IDisposable device = Device.Use(like.device);
        return RandomOps.Uniform(like.shape, 0, 1, like.dtype, RandomState.NextKey(seed));
    }

    /// <summary>Numbers for the processor, uniform on [min, max) even where max is the smaller.</summary>
    internal static double[] Uniform(int count, double min, double max, int? seed)
    {
        using IDisposable device = Device.Use("/CPU:0");
        double[] unit = RandomOps.Uniform(count, 0, 1, TF_DataType.TF_DOUBLE, RandomState.NextKey(seed)).ToArray<double>();
        return Array.ConvertAll(unit, u => min + (max - min) * u);
    }
}
