using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Operations.Initializers;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>How a network in PyTorch's form starts.</summary>
internal enum TorchInit
{
    /// <summary>PyTorch's own: weights and biases uniform in +-1 / sqrt(fan_in).</summary>
    Default,

    /// <summary>Weights xavier_uniform, biases 0.</summary>
    Xavier,

    /// <summary>Convolutions kaiming_normal by fan_out, linear layers N(0, 0.01), biases 0.</summary>
    KaimingNormalFanOut,

    /// <summary>Convolutions kaiming_normal by fan_out; linear layers as by default.</summary>
    KaimingConvolutionsOnly,
}

/// <summary>
/// Builds networks in PyTorch's form: symmetric padding, its batch norm and initial values. Layers carry the module paths
/// of the PyTorch original ("layer1.0.conv1"), so that its weights are found by name.
/// </summary>
/// <param name="init">Initial values.</param>
/// <param name="symmetric">False: "same" padding as in Keras, which moves the grid of layers with a stride.</param>
internal sealed class TorchLayers(TorchInit init, bool symmetric = true)
{
    internal Tensors Conv(Tensors x, string name, int filters, int kernel, int stride = 1, int padding = 0, int groups = 1,
        bool bias = true)
    {
        // A stride of 1 with half the kernel as padding is what "same" does; other paddings are symmetric here and not there.
        bool same = 2 * padding == kernel - 1 && (stride == 1 || !symmetric);
        if (!same && padding > 0)
            x = keras.layers.ZeroPadding2D(padding, name + ".pad").Apply(x);
        double fanIn = (double)kernel * kernel * x.shape[-1] / groups;
        return keras.layers.Conv2D(filters, kernel, stride, same ? "same" : "valid", groups: groups, activation: (Activation?)null,
            use_bias: bias, kernel_initializer: Weights(init, linear: false), bias_initializer: Bias(fanIn), name: name).Apply(x);
    }

    internal Tensors DepthwiseConv(Tensors x, string name, int kernel, int stride)
    {
        if (stride != 1)
            x = keras.layers.ZeroPadding2D((kernel - 1) / 2, name + ".pad").Apply(x);
        return keras.layers.DepthwiseConv2D(kernel, stride, stride == 1 ? "same" : "valid", depth_multiplier: 1, use_bias: false,
            depthwise_initializer: DepthwiseWeights(kernel, x.shape[-1]), name: name).Apply(x);
    }

    internal Tensors Linear(Tensors x, string name, int units) => keras.layers.Dense(units, (Activation?)null, use_bias: true,
        kernel_initializer: Weights(init, linear: true), bias_initializer: Bias(x.shape[-1]), name: name).Apply(x);

    internal Tensors Norm(Tensors x, string name, double epsilon = 1e-5, double momentum = 0.9) =>
        keras.layers.BatchNormalization(-1, momentum, epsilon, name: name).Apply(x);

    /// <summary>PyTorch's max pooling behind a ReLU: the zeros around the map are then as good as its minus infinity.</summary>
    internal Tensors MaxPoolOfRelu(Tensors x, int kernel, int stride, int padding)
    {
        if (padding > 0 && symmetric)
            x = keras.layers.ZeroPadding2D(padding).Apply(x);
        return keras.layers.MaxPooling2D(
            pool_size: kernel, strides: stride, padding: padding > 0 && !symmetric ? "same" : "valid").Apply(x);
    }

    /// <summary>Convolutions with ReLU, some followed by a 3/2 pooling, named as one nn.Sequential "features".</summary>
    internal Tensors Features(Tensors x, IEnumerable<TorchConv> rows)
    {
        int index = 0;
        foreach (TorchConv row in rows)
        {
            x = keras.layers.ReLU().Apply(Conv(x, $"features.{index}", row.Filters, row.Kernel, row.Stride, row.Padding));
            index += 2;
            if (row.PoolPadding is not { } pad)
                continue;
            x = MaxPoolOfRelu(x, 3, 2, pad);
            index++;
        }
        return x;
    }

    /// <summary>Dropout, linear, ReLU twice, and a linear layer to the classes, named as one nn.Sequential "classifier".</summary>
    internal Tensors Classifier(Tensors x, double rate, int width, int classes)
    {
        x = Flatten(x);
        foreach (int index in (int[])[1, 4])
        {
            x = keras.layers.Dropout(rate).Apply(x);
            x = keras.layers.ReLU().Apply(Linear(x, $"classifier.{index}", width));
        }
        return Linear(x, "classifier.6", classes);
    }

    internal Tensors Flatten(Tensors x) => keras.layers.Flatten().Apply(x);

    private static IInitializer Weights(TorchInit init, bool linear) => (init, linear) switch
    {
        (TorchInit.Xavier, _) => new VarianceScaling(1, "fan_avg", "uniform"),
        (TorchInit.KaimingNormalFanOut or TorchInit.KaimingConvolutionsOnly, false) =>
            new VarianceScaling(2, "fan_out", "untruncated_normal"),
        (TorchInit.KaimingNormalFanOut, true) => new RandomNormal(0, 0.01f),
        _ => new VarianceScaling(1 / 3f, "fan_in", "uniform"),
    };

    // PyTorch's fan_out of a depthwise kernel counts all channels.
    private IInitializer DepthwiseWeights(int kernel, long channels) =>
        init is TorchInit.KaimingNormalFanOut or TorchInit.KaimingConvolutionsOnly
        ? new RandomNormal(0, (float)Math.Sqrt(2.0 / (kernel * kernel * channels)))
        : Uniform(kernel * kernel);

    private IInitializer Bias(double fanIn) =>
        init is TorchInit.Default or TorchInit.KaimingConvolutionsOnly ? Uniform(fanIn) : new Zeros();

    private static RandomUniform Uniform(double fanIn) =>
        new(minval: (float)(-1 / Math.Sqrt(fanIn)), maxval: (float)(1 / Math.Sqrt(fanIn)));
}

/// <summary>A convolution of <see cref="TorchLayers.Features"/>; with a pool padding a 3/2 max pooling follows.</summary>
internal sealed record TorchConv(int Filters, int Kernel, int Stride, int Padding, int? PoolPadding = null);
