using System.Globalization;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations.Initializers;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// VGG: Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014. 3x3 convolutions
/// in five groups, each ended by a pooling; two wide dense layers. All six configurations of the paper's table.
/// </summary>
public static class Vgg
{
    private const string Paper = "Simonyan and Zisserman 2014";

    /// <summary>Filters in order; M: pooling 2/2, L: local response normalisation, n@1: a 1x1 convolution of n filters.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Configurations = new Dictionary<string, string>
    {
        ["vgg11"] = "64 M 128 M 256 256 M 512 512 M 512 512 M",
        ["vgg11_lrn"] = "64 L M 128 M 256 256 M 512 512 M 512 512 M",
        ["vgg13"] = "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M",
        ["vgg16_1x1"] = "64 64 M 128 128 M 256 256 256@1 M 512 512 512@1 M 512 512 512@1 M",
        ["vgg16"] = "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M",
        ["vgg19"] = "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M",
    };

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        Entry("vgg11", 132_863_336),
        Entry("vgg11_lrn", 132_863_336),
        Entry("vgg13", 133_047_848),
        Entry("vgg16_1x1", 133_638_952),
        Entry("vgg16", 138_357_544),
        Entry("vgg19", 143_667_240),
        new("keras_vgg16", nameof(Vgg), 224, Preprocessing.Caffe, 138_357_544, 138_357_544, Paper, "C1",
            o => keras_vgg("vgg16", o.Height, o.Width, o.Classes)),
        new("keras_vgg19", nameof(Vgg), 224, Preprocessing.Caffe, 143_667_240, 143_667_240, Paper, "C1",
            o => keras_vgg("vgg19", o.Height, o.Width, o.Classes)),
        Torch("torch_vgg11", "vgg11", false, 132_863_336, 132_863_336),
        Torch("torch_vgg16", "vgg16", false, 138_357_544, 138_357_544),
        Torch("torch_vgg16_bn", "vgg16", true, 138_374_440, 138_365_992),
        Cifar("vgg_cifar", "64 M 128 M 256 256 M 512 512 M 512 512 M", 9_236_618, 9_231_114),
        Cifar("vgg16_bn_cifar", Configurations["vgg16"], 14_736_714, 14_728_266),
    ];

    private static NetworkInfo Entry(string name, long count) =>
        new(name, nameof(Vgg), 224, Preprocessing.Unit, count, count, Paper, "C1 C8", o => vgg(name, o.Height, o.Width, o.Classes));

    private static NetworkInfo Torch(string name, string model, bool norm, long total, long trainable) =>
        new(name, nameof(Vgg), 224, Preprocessing.Half, total, trainable, Paper, "C4", o =>
            vgg_torch(model, o.Height, o.Width, o.Classes, norm))
        {
            Probabilities = false,
            Resize = PhotoResize.Bilinear,
        };

    private static NetworkInfo Cifar(string name, string configuration, long total, long trainable) =>
        new(name, nameof(Vgg), 32, Preprocessing.Half, total, trainable, Paper, "J15", o => Make(configuration, o))
        {
            Classes = 10,
            Probabilities = false,
            Resize = PhotoResize.Bilinear,
            AnySize = false,
        };

    /// <summary>The notes' VGG: [N, H, W, 3] in 0 to 1 -> class probabilities.</summary>
    /// <param name="model_name">vgg11, vgg11_lrn, vgg13, vgg16_1x1, vgg16 or vgg19: the paper's A, A-LRN, B, C, D, E.</param>
    /// <param name="im_height">Of the input.</param>
    /// <param name="im_width">Of the input.</param>
    /// <param name="num_classes">Number of outputs.</param>
    public static Functional vgg(string model_name = "vgg16", int im_height = 224, int im_width = 224, int num_classes = 1000) =>
        VGG(make_feature(Configuration(model_name)), im_height, im_width, num_classes);

    /// <summary>The classifier behind a convolutional part.</summary>
    public static Functional VGG(Sequential feature, int im_height = 224, int im_width = 224, int num_classes = 1000)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = feature.Apply(input);
        x = keras.layers.Flatten().Apply(x);
        x = keras.layers.Dropout(0.5).Apply(x);
        x = keras.layers.Dense(4096, Activation("relu"), kernel_initializer: DenseInitializer()).Apply(x);
        x = keras.layers.Dropout(0.5).Apply(x);
        x = keras.layers.Dense(4096, Activation("relu"), kernel_initializer: DenseInitializer()).Apply(x);
        x = keras.layers.Dense(num_classes, Activation(null), kernel_initializer: DenseInitializer()).Apply(x);
        return keras.Model(input, keras.layers.Softmax().Apply(x));
    }

    /// <summary>The convolutional part of a configuration, e.g. "64 M 128 M".</summary>
    public static Sequential make_feature(string cfg)
    {
        List<ILayer> layers = [];
        foreach (string token in cfg.Split(' '))
            layers.Add(token switch
            {
                "M" => keras.layers.MaxPooling2D(pool_size: 2, strides: 2),
                "L" => keras.layers.LocalResponseNormalization(depth_radius: 2, bias: 2, alpha: 1e-4, beta: 0.75),
                _ => keras.layers.Conv2D(
                    Filters(token), Kernel(token), padding: "same", activation: Activation("relu"), kernel_initializer: ConvInitializer()),
            });
        return keras.Sequential(layers, name: "feature");
    }

    /// <summary>Keras' application: named blocks, no dropout.</summary>
    public static Functional keras_vgg(string model_name, int im_height = 224, int im_width = 224, int num_classes = 1000)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = input;
        int block = 1, number = 1;
        foreach (string token in Configuration(model_name).Split(' '))
        {
            if (token == "M")
            {
                x = keras.layers.MaxPooling2D($"block{block}_pool", 2, 2).Apply(x);
                (block, number) = (block + 1, 1);
                continue;
            }
            x = keras.layers.Conv2D(Filters(token), 3, padding: "same", activation: "relu", name: $"block{block}_conv{number++}").Apply(x);
        }
        x = keras.layers.Flatten(null, "flatten").Apply(x);
        x = keras.layers.Dense(4096, activation: "relu", name: "fc1").Apply(x);
        x = keras.layers.Dense(4096, activation: "relu", name: "fc2").Apply(x);
        x = keras.layers.Dense(num_classes, activation: "softmax", name: "predictions").Apply(x);
        return keras.Model(input, x, model_name);
    }

    /// <summary>PyTorch's form, its names and initial values: logits; dropout stands after the ReLU.</summary>
    public static Functional vgg_torch(
        string model_name = "vgg16", int im_height = 224, int im_width = 224, int num_classes = 1000, bool batch_norm = false,
        bool init_weights = false)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        var torch = new TorchLayers(init_weights ? TorchInit.Xavier : TorchInit.Default);
        Tensors x = torch.Flatten(TorchFeatures(torch, input, Configuration(model_name), batch_norm));
        x = keras.layers.ReLU().Apply(torch.Linear(x, "classifier.0", 4096));
        x = keras.layers.Dropout(0.5).Apply(x);
        x = keras.layers.ReLU().Apply(torch.Linear(x, "classifier.3", 4096));
        x = keras.layers.Dropout(0.5).Apply(x);
        return keras.Model(input, torch.Linear(x, "classifier.6", num_classes));
    }

    /// <summary>The form for 32x32 images: batch norm, one linear layer behind the 1x1x512 features, logits.</summary>
    private static Functional Make(string configuration, NetworkOptions o)
    {
        Tensors input = keras.layers.Input((o.Height, o.Width, o.Channels), dtype: TF_DataType.TF_FLOAT);
        var torch = new TorchLayers(TorchInit.Default);
        Tensors x = TorchFeatures(torch, input, configuration, batchNorm: true);
        return keras.Model(input, torch.Linear(torch.Flatten(x), "classifier", o.Classes));
    }

    private static Tensors TorchFeatures(TorchLayers torch, Tensors x, string configuration, bool batchNorm)
    {
        int index = 0;
        foreach (string token in configuration.Split(' '))
        {
            if (token == "M")
            {
                x = keras.layers.MaxPooling2D(pool_size: 2, strides: 2).Apply(x);
                index++;
                continue;
            }
            x = torch.Conv(x, $"features.{index++}", Filters(token), 3, padding: 1);
            if (batchNorm)
                x = torch.Norm(x, $"features.{index++}");
            x = keras.layers.ReLU().Apply(x);
            index++;
        }
        return x;
    }

    private static string Configuration(string name) => Configurations.TryGetValue(name, out string? cfg) ? cfg
        : throw new AssertionError($"not support model {name}");

    private static int Filters(string token) => int.Parse(token.Split('@')[0], CultureInfo.InvariantCulture);

    private static int Kernel(string token) => token.EndsWith("@1", StringComparison.Ordinal) ? 1 : 3;

    private static Activation Activation(string? name) => keras.activations.get(name);

    private static VarianceScaling ConvInitializer() => new(2, "fan_out", "truncated_normal");

    private static VarianceScaling DenseInitializer() => new(1 / 3f, "fan_out", "uniform");
}
