using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// GoogLeNet: Szegedy et al., "Going deeper with convolutions", 2014. Stem like AlexNet's, nine inception blocks, one dense
/// layer at the end; with <c>aux_logits</c> two side heads, whose losses count 0.3 each.
/// </summary>
public static class GoogLeNets
{
    private const string Paper = "Szegedy et al. 2014";

    /// <summary>Name, and (1x1, reduction to 3x3, 3x3, reduction to 5x5, 5x5, pooled) channels.</summary>
    internal static readonly (string Name, int[] Ch)[] Blocks =
    [
        ("3a", [64, 96, 128, 16, 32, 32]),
        ("3b", [128, 128, 192, 32, 96, 64]),
        ("4a", [192, 96, 208, 16, 48, 64]),
        ("4b", [160, 112, 224, 24, 64, 64]),
        ("4c", [128, 128, 256, 24, 64, 64]),
        ("4d", [112, 144, 288, 32, 64, 64]),
        ("4e", [256, 160, 320, 32, 128, 128]),
        ("5a", [256, 160, 320, 32, 128, 128]),
        ("5b", [384, 192, 384, 48, 128, 128]),
    ];

    private static readonly double[] s_heads = [0.3, 0.3, 1];

    /// <summary>From here on the side heads' 5x5 window fits their map.</summary>
    private const int SmallestWithHeads = 65;

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        Entry("googlenet_aux", 13_378_280, 13_378_280, o =>
            GoogLeNet(o.Height, o.Width, o.Classes, aux_logits: true)) with { LossWeights = s_heads, MinimumSize = SmallestWithHeads },
        Entry("googlenet", 6_998_552, 6_998_552, o => GoogLeNet(o.Height, o.Width, o.Classes)),
        Entry("inception_v1_bn_aux", 13_019_960, 13_004_888, o => InceptionV1(o.Height, o.Width, o.Classes, aux_logits: true)) with
        {
            LossWeights = s_heads, MinimumSize = SmallestWithHeads, Preprocessing = Preprocessing.ImageNet,
        },
        Entry("inception_v1_bn", 6_639_464, 6_624_904, o =>
            InceptionV1(o.Height, o.Width, o.Classes)) with { Preprocessing = Preprocessing.ImageNet },
    ];

    private static NetworkInfo Entry(string name, long total, long trainable, Func<NetworkOptions, Model> create) =>
        new(name, "GoogLeNet", 224, Preprocessing.Half, total, trainable, Paper, "E3", create);

    /// <summary>
    /// The notes' GoogLeNet: [N, 224, 224, 3] -> class probabilities, or with side heads [aux1, aux2, main]. Smaller images (from 65 on with
    /// side heads) keep all weights' shapes but those of the side heads' first dense layers.
    /// </summary>
    public static Functional GoogLeNet(int im_height = 224, int im_width = 224, int class_num = 1000, bool aux_logits = false)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.Conv2D(64, 7, 2, "same", activation: "relu", name: "conv2d_1").Apply(input);
        x = Pool("maxpool_1").Apply(x);
        x = keras.layers.Conv2D(64, 1, activation: "relu", name: "conv2d_2").Apply(x);
        x = keras.layers.Conv2D(192, 3, padding: "same", activation: "relu", name: "conv2d_3").Apply(x);
        List<Tensor> outputs = [];
        foreach ((string name, int[] c) in Blocks)
        {
            x = PoolBefore(name, x, 3);
            x = new Inception(c[0], c[1], c[2], c[3], c[4], c[5], $"inception_{name}").Apply(x);
            if (aux_logits && (name == "4a" || name == "4d"))
                outputs.Add(new InceptionAux(class_num, name == "4a" ? "aux_1" : "aux_2").Apply(x).Single);
        }
        x = Head(x, class_num, "output_dense");
        outputs.Add(keras.layers.Softmax(-1, "aux_3").Apply(x).Single);
        return keras.Model(input, new Tensors(outputs));
    }

    /// <summary>The form with batch norm, for torchvision's weights: the "5x5" branch has 3x3 kernels, the last pooling is 2/2.</summary>
    public static Functional InceptionV1(int im_height = 224, int im_width = 224, int class_num = 1000, bool aux_logits = false)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = Apply(InceptionV1Block.ConvBn("conv1/", 64, 7, 2), input);
        x = Pool("maxpool_1").Apply(x);
        x = Apply(InceptionV1Block.ConvBn("conv2/", 64, 1), x);
        x = Apply(InceptionV1Block.ConvBn("conv3/", 192, 3), x);
        List<Tensor> outputs = [];
        foreach ((string name, int[] c) in Blocks)
        {
            x = PoolBefore(name, x, 2);
            x = new InceptionV1Block(c[0], c[1], c[2], c[3], c[4], c[5], $"inception{name}").Apply(x);
            if (aux_logits && (name == "4a" || name == "4d"))
                outputs.Add(new InceptionV1Aux(class_num, name == "4a" ? "aux1" : "aux2").Apply(x).Single);
        }
        x = Head(x, class_num, "fc");
        outputs.Add(keras.layers.Softmax().Apply(x).Single);
        return keras.Model(input, new Tensors(outputs));
    }

    private static ILayer Pool(string name, int size = 3) => keras.layers.MaxPooling2D(name, size, 2, "same");

    private static Tensors PoolBefore(string block, Tensors x, int lastSize) => block switch
    {
        "3a" => Pool("maxpool_2").Apply(x),
        "4a" => Pool("maxpool_3").Apply(x),
        "5a" => Pool("maxpool_4", lastSize).Apply(x),
        _ => x,
    };

    private static Tensors Head(Tensors x, int classes, string dense)
    {
        // The window of images below 193 pixels is the whole map.
        int window = (int)Math.Min(7, Math.Min(x.shape[1], x.shape[2]));
        x = keras.layers.AveragePooling2D("avgpool_1", window, 1).Apply(x);
        x = keras.layers.Flatten(null, "output_flatten").Apply(x);
        x = keras.layers.Dropout(0.4, name: "output_dropout").Apply(x);
        return keras.layers.Dense(classes, name: dense).Apply(x);
    }

    private static Tensors Apply(IEnumerable<ILayer> layers, Tensors x)
    {
        foreach (ILayer layer in layers)
            x = layer.Apply(x);
        return x;
    }
}

/// <summary>What all forms of the block share: four branches on one input, joined along the channels.</summary>
public abstract class InceptionBlock : Layer
{
    private protected ILayer branch1 = null!;
    private protected ILayer branch2 = null!;
    private protected ILayer branch3 = null!;
    private protected ILayer branch4 = null!;
    private readonly ILayer join;

    private protected InceptionBlock(string? name)
        : base(new LayerArgs { Name = name })
    {
        join = keras.layers.Concatenate();
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        join.Apply(new Tensors(branch1.Apply(inputs).Single, branch2.Apply(inputs).Single, branch3.Apply(inputs).Single,
            branch4.Apply(inputs).Single));
}

/// <summary>Four branches side by side, joined along the channels: 1x1; 1x1 and 3x3; 1x1 and 5x5; pooling and 1x1.</summary>
public sealed class Inception : InceptionBlock
{
    public Inception(int ch1x1, int ch3x3red, int ch3x3, int ch5x5red, int ch5x5, int pool_proj, string? name = null)
        : base(name)
    {
        branch1 = Conv(ch1x1, 1);
        branch2 = keras.Sequential(Conv(ch3x3red, 1), Conv(ch3x3, 3));
        branch3 = keras.Sequential(Conv(ch5x5red, 1), Conv(ch5x5, 5));
        branch4 = keras.Sequential(keras.layers.MaxPooling2D(pool_size: 3, strides: 1, padding: "same"), Conv(pool_proj, 1));
    }

    private static ILayer Conv(int filters, int kernel) => keras.layers.Conv2D(filters, kernel, padding: "same", activation: "relu");
}

/// <summary>The block before the reductions were thought of: 1x1, 3x3, 5x5 and pooling side by side on the whole input.</summary>
public sealed class NaiveInception : InceptionBlock
{
    public NaiveInception(int ch1x1, int ch3x3, int ch5x5, string? name = null)
        : base(name)
    {
        branch1 = keras.layers.Conv2D(ch1x1, 1, padding: "same", activation: "relu");
        branch2 = keras.layers.Conv2D(ch3x3, 3, padding: "same", activation: "relu");
        branch3 = keras.layers.Conv2D(ch5x5, 5, padding: "same", activation: "relu");
        branch4 = keras.layers.MaxPooling2D(pool_size: 3, strides: 1, padding: "same");
    }
}

/// <summary>The block of the later versions: two 3x3 convolutions see as much as the 5x5 one, with 18/25 of its weights.</summary>
public sealed class FactorisedInception : InceptionBlock
{
    public FactorisedInception(int ch1x1, int ch3x3red, int ch3x3, int ch5x5red, int ch5x5, int pool_proj, string? name = null)
        : base(name)
    {
        branch1 = Conv(ch1x1, 1);
        branch2 = keras.Sequential(Conv(ch3x3red, 1), Conv(ch3x3, 3));
        branch3 = keras.Sequential(Conv(ch5x5red, 1), Conv(ch5x5, 3), Conv(ch5x5, 3));
        branch4 = keras.Sequential(keras.layers.MaxPooling2D(pool_size: 3, strides: 1, padding: "same"), Conv(pool_proj, 1));

        static ILayer Conv(int filters, int kernel) => keras.layers.Conv2D(filters, kernel, padding: "same", activation: "relu");
    }
}

/// <summary>A side head on a 14x14 map.</summary>
public sealed class InceptionAux : Layer
{
    private readonly ILayer averagePool;
    private readonly ILayer conv;
    private readonly ILayer fc1;
    private readonly ILayer fc2;
    private readonly ILayer softmax;
    private readonly ILayer flatten;
    private readonly ILayer dropout1;
    private readonly ILayer dropout2;

    public InceptionAux(int num_classes, string? name = null)
        : base(new LayerArgs { Name = name })
    {
        averagePool = keras.layers.AveragePooling2D(pool_size: 5, strides: 3);
        conv = keras.layers.Conv2D(128, 1, activation: "relu");
        fc1 = keras.layers.Dense(1024, activation: "relu");
        fc2 = keras.layers.Dense(num_classes);
        softmax = keras.layers.Softmax();
        flatten = keras.layers.Flatten();
        dropout1 = keras.layers.Dropout(0.5);
        dropout2 = keras.layers.Dropout(0.5);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = flatten.Apply(conv.Apply(averagePool.Apply(inputs)));
        x = fc1.Apply(dropout1.Apply(x));
        return softmax.Apply(fc2.Apply(dropout2.Apply(x)));
    }
}

/// <summary>The inception block with batch norm behind every convolution; named as torchvision's.</summary>
public sealed class InceptionV1Block : InceptionBlock
{
    public InceptionV1Block(int ch1x1, int ch3x3red, int ch3x3, int ch5x5red, int ch5x5, int pool_proj, string? name = null)
        : base(name)
    {
        branch1 = Branch("branch1", ConvBn("", ch1x1, 1));
        branch2 = Branch("branch2", [.. ConvBn("0/", ch3x3red, 1), .. ConvBn("1/", ch3x3, 3)]);
        branch3 = Branch("branch3", [.. ConvBn("0/", ch5x5red, 1), .. ConvBn("1/", ch5x5, 3)]);
        branch4 = Branch("branch4", [keras.layers.MaxPooling2D(pool_size: 3, strides: 1, padding: "same"), .. ConvBn("1/", pool_proj, 1)]);
    }

    protected override string KerasClassName => nameof(Inception);

    internal static ILayer[] ConvBn(string prefix, int filters, int kernel, int stride = 1) =>
    [
        keras.layers.Conv2D(filters, kernel, stride, "same", use_bias: false, name: prefix + "conv"),
        keras.layers.BatchNormalization(momentum: 0.9, epsilon: 1e-5, name: prefix + "bn"),
        keras.layers.ReLU(),
    ];

    private static Sequential Branch(string name, ILayer[] layers) => keras.Sequential([.. layers], name: name);
}

/// <summary>The side head with batch norm.</summary>
public sealed class InceptionV1Aux : Layer
{
    private readonly ILayer averagePool;
    private readonly ILayer conv;
    private readonly ILayer bn;
    private readonly ILayer relu;
    private readonly ILayer fc1;
    private readonly ILayer fc2;
    private readonly ILayer softmax;
    private readonly ILayer flatten;
    private readonly ILayer dropout1;
    private readonly ILayer dropout2;

    public InceptionV1Aux(int num_classes, string? name = null)
        : base(new LayerArgs { Name = name })
    {
        averagePool = keras.layers.AveragePooling2D(pool_size: 5, strides: 3);
        ILayer[] parts = InceptionV1Block.ConvBn("conv/", 128, 1);
        (conv, bn, relu) = (parts[0], parts[1], parts[2]);
        fc1 = keras.layers.Dense(1024, activation: "relu", name: "fc1");
        fc2 = keras.layers.Dense(num_classes, name: "fc2");
        softmax = keras.layers.Softmax();
        flatten = keras.layers.Flatten();
        dropout1 = keras.layers.Dropout(0.5);
        dropout2 = keras.layers.Dropout(0.5);
    }

    protected override string KerasClassName => nameof(InceptionAux);

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = Chain(inputs, averagePool, conv, bn, relu);
        x = fc1.Apply(dropout1.Apply(flatten.Apply(x)));
        return softmax.Apply(fc2.Apply(dropout2.Apply(x)));
    }
}
