using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>The small networks of the notes' MNIST and CIFAR exercises.</summary>
public static class SmallNetworks
{
    internal static IEnumerable<NetworkInfo> Registered =>
    [
        new("my_model", nameof(SmallNetworks), 28, Preprocessing.Unit, 2_770_634, 2_770_634, "TensorFlow's beginner tutorial", "A1", o =>
        {
            var model = new MyModel(o.Classes);
            model.build(new Shape(-1, o.Height, o.Width, o.Channels));
            return model;
        }) { Channels = 1, Classes = 10, MinimumSize = 8 },
        Entry("lenet", 32, 3, 121_182, "B15", LeNet) with { Paper = "LeCun et al. 1998" },
        Entry("fc2", 28, 1, 6_442, "J3", FC2Layer),
        Entry("cnn", 28, 1, 6_422, "J4", CNN),
        Entry("cifar_net", 32, 3, 62_006, "J12", CifarNet),
    ];

    private static NetworkInfo Entry(
        string name, int size, int channels, long count, string rows, Func<NetworkOptions, Functional> create) =>
        new(name, nameof(SmallNetworks), size, Preprocessing.Half, count, count, "the notes' exercises", rows, create)
        {
            Channels = channels,
            Classes = 10,
            Probabilities = false,
            AnySize = false,
            Resize = PhotoResize.Bilinear,
        };

    /// <summary>Two convolutions and three linear layers for 32x32 images: logits.</summary>
    public static Functional LeNet(NetworkOptions options)
    {
        (TorchLayers torch, Tensors input) = Begin(options);
        Tensors x = ConvPool(torch, ConvPool(torch, input, "conv1", 16), "conv2", 32);
        return End(torch, input, x, ("fc1", 120), ("fc2", 84), ("fc3", options.Classes));
    }

    /// <summary>Three linear layers of a width of 8: log-probabilities.</summary>
    public static Functional FC2Layer(NetworkOptions options)
    {
        (TorchLayers torch, Tensors input) = Begin(options);
        return End(torch, input, input, logSoftmax: true, ("network.0", 8), ("network.2", 8), ("network.4", options.Classes));
    }

    /// <summary>Two convolutions of 6 filters and two linear layers: log-probabilities.</summary>
    public static Functional CNN(NetworkOptions options)
    {
        (TorchLayers torch, Tensors input) = Begin(options);
        Tensors x = ConvPool(torch, ConvPool(torch, input, "conv1", 6), "conv2", 6);
        return End(torch, input, x, logSoftmax: true, ("fc1", 50), ("fc2", options.Classes));
    }

    /// <summary>PyTorch's tutorial network for CIFAR-10: logits.</summary>
    public static Functional CifarNet(NetworkOptions options)
    {
        (TorchLayers torch, Tensors input) = Begin(options);
        Tensors x = ConvPool(torch, ConvPool(torch, input, "conv1", 6), "conv2", 16);
        return End(torch, input, x, ("fc1", 120), ("fc2", 84), ("fc3", options.Classes));
    }

    private static (TorchLayers Torch, Tensors Input) Begin(NetworkOptions o) =>
        (new TorchLayers(TorchInit.Default), keras.layers.Input((o.Height, o.Width, o.Channels), dtype: TF_DataType.TF_FLOAT));

    private static Tensors ConvPool(TorchLayers torch, Tensors x, string name, int filters) =>
        torch.MaxPoolOfRelu(keras.layers.ReLU().Apply(torch.Conv(x, name, filters, 5)), 2, 2, 0);

    private static Functional End(TorchLayers torch, Tensors input, Tensors x, params (string Name, int Units)[] layers) =>
        End(torch, input, x, false, layers);

    private static Functional End(TorchLayers torch, Tensors input, Tensors x, bool logSoftmax, params (string Name, int Units)[] layers)
    {
        x = torch.Flatten(x);
        for (int i = 0; i < layers.Length; i++)
        {
            x = torch.Linear(x, layers[i].Name, layers[i].Units);
            if (i < layers.Length - 1)
                x = keras.layers.ReLU().Apply(x);
        }
        return keras.Model(input, logSoftmax ? keras.layers.Activation("log_softmax").Apply(x) : x);
    }
}

/// <summary>The notes' first model: a convolution and two dense layers, [N, 28, 28, 1] in 0 to 1 -> class probabilities.</summary>
public sealed class MyModel : Model
{
    private readonly ILayer conv1;
    private readonly ILayer flatten;
    private readonly ILayer d1;
    private readonly ILayer d2;

    public MyModel(int num_classes = 10)
        : base(new ModelArgs())
    {
        conv1 = keras.layers.Conv2D(32, 3, activation: "relu");
        flatten = keras.layers.Flatten();
        d1 = keras.layers.Dense(128, activation: "relu");
        d2 = keras.layers.Dense(num_classes, activation: "softmax");
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = conv1.Apply(inputs);
        x = flatten.Apply(x);
        x = d1.Apply(x);
        return d2.Apply(x);
    }
}
