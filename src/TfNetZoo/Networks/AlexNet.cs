using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// AlexNet: Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep convolutional neural networks", 2012.
/// v1 and v2 are the notes' half-width forms (one of the paper's two towers), "pytorch" is torchvision's widths.
/// </summary>
public static class AlexNet
{
    private const string Paper = "Krizhevsky et al. 2012";

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        new("alexnet_v1", nameof(AlexNet), 224, Preprocessing.Unit, 16_630_440, 16_630_440, Paper, "B1",
            o => AlexNet_v1(o.Height, o.Width, o.Classes)) { MinimumSize = 64 },
        new("alexnet_v2", nameof(AlexNet), 224, Preprocessing.Unit, 5_925_672, 5_925_672, Paper, "B2", o =>
        {
            var model = new AlexNet_v2(o.Classes);
            model.build(new Shape(-1, o.Height, o.Width, o.Channels));
            return model;
        }) { MinimumSize = 64 },
        new("alexnet", nameof(AlexNet), 224, Preprocessing.ImageNet, 61_100_840, 61_100_840, Paper, "R6",
            o => AlexNet_pytorch(o.Height, o.Width, o.Classes)) { MinimumSize = 64 },
        new("alexnet_paper", nameof(AlexNet), 227, Preprocessing.Unit, 62_378_344, 62_378_344, Paper, "B12",
            o => AlexNetPaper(o.Height, o.Width, o.Classes)) { MinimumSize = 67 },
        new("alexnet_paper_grouped", nameof(AlexNet), 227, Preprocessing.Unit, 60_965_224, 60_965_224, Paper, "B12",
            o => AlexNetPaper(o.Height, o.Width, o.Classes, groups: 2)) { MinimumSize = 67 },
        Torch("torch_alexnet", 61_100_840, [64, 192, 384, 256, 256], 4096),
        Torch("torch_alexnet_half", 16_630_440, [48, 128, 192, 192, 128], 2048),
    ];

    private static NetworkInfo Torch(string name, long count, int[] filters, int width) =>
        new(name, nameof(AlexNet), 224, Preprocessing.ImageNet, count, count, Paper, "B1", o =>
            AlexNet_torch(o.Height, o.Width, o.Classes, filters, width))
        {
            Probabilities = false,
            Resize = PhotoResize.ShorterSideCrop,
            MinimumSize = 64,
        };

    /// <summary>The notes' functional AlexNet: [N, H, W, 3] in 0 to 1 -> class probabilities.</summary>
    public static Functional AlexNet_v1(int im_height = 224, int im_width = 224, int num_classes = 1000)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.ZeroPadding2D(((1, 2), (1, 2))).Apply(input);
        foreach (ILayer layer in Convolutions(48, 128, 192, 192, 128))
            x = layer.Apply(x);
        foreach (ILayer layer in Classifier(0.2, 2048, 2048, num_classes))
            x = layer.Apply(x);
        return keras.Model(input, x);
    }

    /// <summary>
    /// torchvision's widths in Keras' form: the sampling grid of its padding 2, dropout 0.5, 4096-wide dense layers, a softmax.
    /// </summary>
    public static Functional AlexNet_pytorch(int im_height = 224, int im_width = 224, int num_classes = 1000)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.ZeroPadding2D(((2, 1), (2, 1))).Apply(input);
        foreach (ILayer layer in Convolutions(64, 192, 384, 256, 256))
            x = layer.Apply(x);
        foreach (ILayer layer in Classifier(0.5, 4096, 4096, num_classes))
            x = layer.Apply(x);
        return keras.Model(input, x);
    }

    /// <summary>
    /// The paper's widths: 227x227, local response normalisation behind the first two convolutions, dropout 0.5. With two
    /// groups the second, fourth and fifth convolution see half of the channels each, as on the paper's two cards.
    /// </summary>
    public static Functional AlexNetPaper(int im_height = 227, int im_width = 227, int num_classes = 1000, bool lrn = true, int groups = 1)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.Conv2D(96, 11, 4, activation: "relu").Apply(input);
        x = Pool(Normalise(x));
        x = keras.layers.Conv2D(256, 5, padding: "same", groups: groups, activation: "relu").Apply(x);
        x = Pool(Normalise(x));
        x = keras.layers.Conv2D(384, 3, padding: "same", activation: "relu").Apply(x);
        x = keras.layers.Conv2D(384, 3, padding: "same", groups: groups, activation: "relu").Apply(x);
        x = Pool(keras.layers.Conv2D(256, 3, padding: "same", groups: groups, activation: "relu").Apply(x));
        foreach (ILayer layer in Classifier(0.5, 4096, 4096, num_classes))
            x = layer.Apply(x);
        return keras.Model(input, x);

        Tensors Normalise(Tensors t) => lrn ? keras.layers.LocalResponseNormalization(2, 2, 1e-4, 0.75).Apply(t) : t;

        static Tensors Pool(Tensors t) => keras.layers.MaxPooling2D(pool_size: 3, strides: 2).Apply(t);
    }

    /// <summary>PyTorch's form with its padding of 2 on all sides and its names: logits.</summary>
    public static Functional AlexNet_torch(int im_height, int im_width, int num_classes, int[] filters, int width)
    {
        var torch = new TorchLayers(TorchInit.Default);
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = torch.Features(input,
        [
            new(filters[0], 11, 4, 2, 0), new(filters[1], 5, 1, 2, 0), new(filters[2], 3, 1, 1), new(filters[3], 3, 1, 1),
            new(filters[4], 3, 1, 1, 0),
        ]);
        return keras.Model(input, torch.Classifier(x, 0.5, width, num_classes));
    }

    internal static IEnumerable<ILayer> Convolutions(int c1, int c2, int c3, int c4, int c5) =>
    [
        keras.layers.Conv2D(c1, 11, strides: 4, activation: "relu"),
        keras.layers.MaxPooling2D(pool_size: 3, strides: 2),
        keras.layers.Conv2D(c2, 5, padding: "same", activation: "relu"),
        keras.layers.MaxPooling2D(pool_size: 3, strides: 2),
        keras.layers.Conv2D(c3, 3, padding: "same", activation: "relu"),
        keras.layers.Conv2D(c4, 3, padding: "same", activation: "relu"),
        keras.layers.Conv2D(c5, 3, padding: "same", activation: "relu"),
        keras.layers.MaxPooling2D(pool_size: 3, strides: 2),
    ];

    private static IEnumerable<ILayer> Classifier(double rate, int d1, int d2, int classes) =>
    [
        keras.layers.Flatten(),
        keras.layers.Dropout(rate),
        keras.layers.Dense(d1, activation: "relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(d2, activation: "relu"),
        keras.layers.Dense(classes),
        keras.layers.Softmax(),
    ];
}

/// <summary>The notes' subclassed AlexNet: two Sequentials around a Flatten. Build it with the input shape, or call it.</summary>
public sealed class AlexNet_v2 : Model
{
    private readonly Sequential features;
    private readonly ILayer flatten;
    private readonly Sequential classifier;

    public AlexNet_v2(int num_classes = 1000)
        : base(new ModelArgs())
    {
        features = keras.Sequential([keras.layers.ZeroPadding2D(((1, 2), (1, 2))), .. AlexNet.Convolutions(48, 128, 192, 192, 128)]);
        flatten = keras.layers.Flatten();
        classifier = keras.Sequential(
            keras.layers.Dropout(0.2),
            keras.layers.Dense(1024, activation: "relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(128, activation: "relu"),
            keras.layers.Dense(num_classes),
            keras.layers.Softmax());
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = features.Apply(inputs);
        x = flatten.Apply(x);
        return classifier.Apply(x);
    }
}
