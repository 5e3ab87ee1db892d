using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// ResNet: He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2015. Bottlenecks have their stride on the
/// 3x3 convolution (v1.5).
/// </summary>
public static class ResNets
{
    private const string Paper = "He et al. 2015";

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        Notes("resnet18", 11_699_112, 11_689_512, o => resnet18(o.Width, o.Height, o.Classes)),
        Notes("resnet34", 21_814_696, 21_797_672, o => resnet34(o.Width, o.Height, o.Classes)),
        Notes("resnet50", 25_610_152, 25_557_032, o => resnet50(o.Width, o.Height, o.Classes)),
        Notes("resnet101", 44_654_504, 44_549_160, o => resnet101(o.Width, o.Height, o.Classes)),
        Notes("resnet152", 60_344_232, 60_192_808, o => resnet152(o.Width, o.Height, o.Classes)) with { Rows = "F5" },
        Notes("resnet34_subclass", 21_819_048, 21_801_896, o => Built(ResNet.resnet34(o.Classes), o)),
        Notes("resnet50_subclass", 25_610_152, 25_557_032, o => Built(ResNet.resnet50(o.Classes), o)),
        Notes("resnet101_subclass", 44_654_504, 44_549_160, o => Built(ResNet.resnet101(o.Classes), o)),
        new("transfer_resnet50", "ResNet", 224, Preprocessing.SlimMeans, 25_664_453, 2_103_301, Paper, "F10",
            o => transfer_resnet50(o.Height, o.Width, o.Classes)) { Classes = 5 },
        KerasForm("keras_resnet50", "resnet50", [3, 4, 6, 3], 25_636_712, 25_583_592),
        KerasForm("keras_resnet101", "resnet101", [3, 4, 23, 3], 44_707_176, 44_601_832),
        KerasForm("keras_resnet152", "resnet152", [3, 8, 36, 3], 60_419_944, 60_268_520),
    ];

    private static NetworkInfo Notes(string name, long total, long trainable, Func<NetworkOptions, Model> create) =>
        new(name, "ResNet", 224, Preprocessing.SlimMeans, total, trainable, Paper, "F4", create);

    private static NetworkInfo KerasForm(string name, string model, int[] blocks, long total, long trainable) =>
        new(name, "ResNet", 224, Preprocessing.Caffe, total, trainable, Paper, "F4", o =>
            keras_resnet(model, blocks, o.Height, o.Width, o.Classes));

    private static ResNet Built(ResNet model, NetworkOptions o)
    {
        model.build(new Shape(-1, o.Height, o.Width, o.Channels));
        return model;
    }

    public static Functional resnet18(int im_width = 224, int im_height = 224, int num_classes = 1000, bool include_top = true) =>
        Make(false, [2, 2, 2, 2], im_width, im_height, num_classes, include_top);

    /// <summary>The notes' ResNet: [N, H, W, 3] -> class probabilities, or without the top the last map.</summary>
    public static Functional resnet34(int im_width = 224, int im_height = 224, int num_classes = 1000, bool include_top = true) =>
        Make(false, [3, 4, 6, 3], im_width, im_height, num_classes, include_top);

    /// <inheritdoc cref="resnet34"/>
    public static Functional resnet50(int im_width = 224, int im_height = 224, int num_classes = 1000, bool include_top = true) =>
        Make(true, [3, 4, 6, 3], im_width, im_height, num_classes, include_top);

    /// <inheritdoc cref="resnet34"/>
    public static Functional resnet101(int im_width = 224, int im_height = 224, int num_classes = 1000, bool include_top = true) =>
        Make(true, [3, 4, 23, 3], im_width, im_height, num_classes, include_top);

    /// <inheritdoc cref="resnet34"/>
    public static Functional resnet152(int im_width = 224, int im_height = 224, int num_classes = 1000, bool include_top = true) =>
        Make(true, [3, 8, 36, 3], im_width, im_height, num_classes, include_top);

    /// <summary>The notes' transfer model: a frozen ResNet-50 without its top, and a head of two dense layers.</summary>
    public static Sequential transfer_resnet50(int im_height = 224, int im_width = 224, int num_classes = 5)
    {
        Functional feature = resnet50(im_width, im_height, include_top: false);
        feature.trainable = false;
        return keras.Sequential(
            feature,
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(1024, activation: "relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(num_classes),
            keras.layers.Softmax());
    }

    private static Functional Make(bool bottleneck, int[] blocks, int width, int height, int classes, bool top)
    {
        Tensors input = keras.layers.Input((height, width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.Conv2D(64, 7, 2, "same", use_bias: false, name: "conv1").Apply(input);
        x = keras.layers.BatchNormalization(momentum: 0.9, epsilon: 1e-5, name: "conv1/BatchNorm").Apply(x);
        x = keras.layers.ReLU().Apply(x);
        x = keras.layers.MaxPooling2D(pool_size: 3, strides: 2, padding: "same").Apply(x);
        for (int stage = 0; stage < 4; stage++)
            x = ResidualBlock.MakeLayer(
                bottleneck, x.shape[-1], 64 << stage, blocks[stage], $"block{stage + 1}", stage == 0 ? 1 : 2).Apply(x);
        if (top)
        {
            x = keras.layers.GlobalAveragePooling2D().Apply(x);
            x = keras.layers.Dense(classes, name: "logits").Apply(x);
            x = keras.layers.Softmax().Apply(x);
        }
        return keras.Model(input, x);
    }

    /// <summary>Keras' application: convolutions with bias, explicit padding in the stem, batch norm of 0.99 and 1.001e-5.</summary>
    public static Functional keras_resnet(string model_name, int[] blocks, int im_height = 224, int im_width = 224, int num_classes = 1000)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.ZeroPadding2D(3, "conv1_pad").Apply(input);
        x = ConvBn(x, "conv1", 64, 7, 2);
        x = keras.layers.Activation("relu", "conv1_relu").Apply(x);
        x = keras.layers.ZeroPadding2D(1, "pool1_pad").Apply(x);
        x = keras.layers.MaxPooling2D("pool1_pool", 3, 2).Apply(x);
        for (int stage = 0; stage < 4; stage++)
            for (int block = 0; block < blocks[stage]; block++)
                x = KerasBlock(x, $"conv{stage + 2}_block{block + 1}", 64 << stage, stage > 0 && block == 0 ? 2 : 1, block == 0);
        x = keras.layers.GlobalAveragePooling2D(false, "avg_pool").Apply(x);
        x = keras.layers.Dense(num_classes, activation: "softmax", name: "predictions").Apply(x);
        return keras.Model(input, x, model_name);
    }

    // v1 of the applications has its stride on the first 1x1 convolution.
    private static Tensors KerasBlock(Tensors x, string name, int filters, int stride, bool project)
    {
        Tensors shortcut = project ? ConvBn(x, name + "_0", 4 * filters, 1, stride) : x;
        Tensors y = ConvBn(x, name + "_1", filters, 1, stride);
        y = keras.layers.Activation("relu", name + "_1_relu").Apply(y);
        y = ConvBn(y, name + "_2", filters, 3, 1);
        y = keras.layers.Activation("relu", name + "_2_relu").Apply(y);
        y = ConvBn(y, name + "_3", 4 * filters, 1, 1);
        y = keras.layers.Add(name + "_add").Apply(new Tensors(shortcut.Single, y.Single));
        return keras.layers.Activation("relu", name + "_out").Apply(y);
    }

    private static Tensors ConvBn(Tensors x, string name, int filters, int kernel, int stride)
    {
        x = keras.layers.Conv2D(filters, kernel, stride, kernel == 3 ? "same" : "valid", name: name + "_conv").Apply(x);
        return keras.layers.BatchNormalization(epsilon: 1.001e-5, name: name + "_bn").Apply(x);
    }
}

/// <summary>The notes' residual units, and how stages are made of them.</summary>
public abstract class ResidualBlock : Layer
{
    private protected ResidualBlock(string? name)
        : base(new LayerArgs { Name = name })
    {
    }

    /// <summary>
    /// A stage: a Sequential of units, the first with the stride and, where the shape changes, a projected shortcut
    /// (1x1 convolution and batch norm).
    /// </summary>
    /// <param name="bottleneck">Three convolutions to a unit and four times the channels, instead of two.</param>
    /// <param name="in_channel">Of the input.</param>
    /// <param name="channel">Of the inner convolutions.</param>
    /// <param name="block_num">Number of units.</param>
    /// <param name="name">Of the Sequential.</param>
    /// <param name="strides">Of the first unit.</param>
    /// <param name="always_project">A projection in the first unit whatever the shapes.</param>
    /// <param name="epsilon">Of the bottlenecks' batch norm.</param>
    public static Sequential MakeLayer(
        bool bottleneck, long in_channel, int channel, int block_num, string name, int strides = 1, bool always_project = false,
        double epsilon = 1e-5)
    {
        int expanded = bottleneck ? 4 * channel : channel;
        Sequential? shortcut = null;
        if (always_project || strides != 1 || in_channel != expanded)
            shortcut = keras.Sequential(
                [
                    keras.layers.Conv2D(expanded, 1, strides, use_bias: false, name: "conv1"),
                    keras.layers.BatchNormalization(momentum: 0.9, epsilon: 1.001e-5, name: "BatchNorm"),
                ], name: "shortcut");
        List<ILayer> units = [Unit(strides, shortcut, 1)];
        for (int i = 2; i <= block_num; i++)
            units.Add(Unit(1, null, i));
        return keras.Sequential(units, name: name);

        ILayer Unit(int stride, Sequential? downsample, int index) => bottleneck
            ? new Bottleneck(channel, stride, downsample, $"unit_{index}", epsilon)
            : new BasicBlock(channel, stride, downsample, $"unit_{index}");
    }

    private protected static ILayer Conv(int filters, int kernel, int stride = 1, string? name = null) =>
        keras.layers.Conv2D(filters, kernel, stride, "same", use_bias: false, name: name);

    private protected static ILayer Norm(string? name = null, double epsilon = 1e-5) =>
        keras.layers.BatchNormalization(momentum: 0.9, epsilon: epsilon, name: name);

    /// <summary>The shortcut's tensor; it must have the other branch's channels.</summary>
    private protected Tensor Identity(ILayer? downsample, Tensors inputs, int channels)
    {
        Tensor identity = (downsample is null ? inputs : downsample.Apply(inputs)).Single;
        return identity.shape[-1] == channels ? identity : throw new ValueError(
            $"{GetType().Name} '{Name}': argument downsample: expected a projection to {channels} channels; the shortcut has {identity.shape}");
    }
}

/// <summary>Two 3x3 convolutions beside a shortcut.</summary>
public sealed class BasicBlock : ResidualBlock
{
    private readonly int channels;
    private readonly ILayer conv1;
    private readonly ILayer bn1;
    private readonly ILayer conv2;
    private readonly ILayer bn2;
    private readonly ILayer? downsample;
    private readonly ILayer relu;
    private readonly ILayer add;

    public BasicBlock(int out_channels, int strides = 1, ILayer? downsample = null, string? name = null)
        : base(name)
    {
        channels = out_channels;
        conv1 = Conv(out_channels, 3, strides);
        bn1 = Norm();
        conv2 = Conv(out_channels, 3);
        bn2 = Norm();
        this.downsample = downsample;
        relu = keras.layers.ReLU();
        add = keras.layers.Add();
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = Chain(inputs, conv1, bn1, relu);
        return Chain(x, Identity(downsample, inputs, channels), conv2, bn2, add, relu);
    }
}

/// <summary>1x1, 3x3 and 1x1 convolutions beside a shortcut; the last has four times the channels.</summary>
public sealed class Bottleneck : ResidualBlock
{
    private readonly int channels;
    private readonly ILayer conv1;
    private readonly ILayer bn1;
    private readonly ILayer conv2;
    private readonly ILayer bn2;
    private readonly ILayer conv3;
    private readonly ILayer bn3;
    private readonly ILayer relu;
    private readonly ILayer? downsample;
    private readonly ILayer add;

    public Bottleneck(int out_channel, int strides = 1, ILayer? downsample = null, string? name = null, double epsilon = 1e-5)
        : base(name)
    {
        channels = 4 * out_channel;
        conv1 = Conv(out_channel, 1, name: "conv1");
        bn1 = Norm("conv1/BatchNorm", epsilon);
        conv2 = Conv(out_channel, 3, strides, "conv2");
        bn2 = Norm("conv2/BatchNorm", epsilon);
        conv3 = Conv(4 * out_channel, 1, name: "conv3");
        bn3 = Norm("conv3/BatchNorm", epsilon);
        relu = keras.layers.ReLU();
        this.downsample = downsample;
        add = keras.layers.Add();
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = Chain(inputs, conv1, bn1, relu, conv2, bn2, relu);
        return Chain(x, Identity(downsample, inputs, channels), conv3, bn3, add, relu);
    }
}

/// <summary>The subclassed form. Its first stage always has a projected shortcut, also with basic blocks.</summary>
public sealed class ResNet : Model
{
    private readonly ILayer conv1;
    private readonly ILayer bn1;
    private readonly ILayer relu1;
    private readonly ILayer maxpool1;
    private readonly ILayer block1;
    private readonly ILayer block2;
    private readonly ILayer block3;
    private readonly ILayer block4;
    private readonly ILayer? avgpool1;
    private readonly ILayer? logits;
    private readonly ILayer? softmax;

    public ResNet(bool bottleneck, int[] blocks_num, int num_classes = 1000, bool include_top = true)
        : base(new ModelArgs())
    {
        conv1 = keras.layers.Conv2D(64, 7, 2, "same", use_bias: false, name: "conv1");
        bn1 = keras.layers.BatchNormalization(momentum: 0.9, epsilon: 1.001e-5, name: "conv1/BatchNorm");
        relu1 = keras.layers.ReLU(name: "relu1");
        maxpool1 = keras.layers.MaxPooling2D("maxpool1", 3, 2, "same");
        block1 = Stage(0);
        block2 = Stage(1);
        block3 = Stage(2);
        block4 = Stage(3);
        if (include_top)
        {
            avgpool1 = keras.layers.GlobalAveragePooling2D(false, "avgpool1");
            logits = keras.layers.Dense(num_classes, name: "logits");
            softmax = keras.layers.Softmax();
        }

        ILayer Stage(int i) => ResidualBlock.MakeLayer(
            bottleneck, 0, 64 << i, blocks_num[i], $"block{i + 1}", i == 0 ? 1 : 2, always_project: true, epsilon: 1.001e-5);
    }

    public static ResNet resnet34(int num_classes = 1000, bool include_top = true) => new(false, [3, 4, 6, 3], num_classes, include_top);

    public static ResNet resnet50(int num_classes = 1000, bool include_top = true) => new(true, [3, 4, 6, 3], num_classes, include_top);

    public static ResNet resnet101(int num_classes = 1000, bool include_top = true) => new(true, [3, 4, 23, 3], num_classes, include_top);

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = Chain(inputs, conv1, bn1, relu1, maxpool1);
        x = block4.Apply(block3.Apply(block2.Apply(block1.Apply(x))));
        return logits is null ? x : softmax!.Apply(logits.Apply(avgpool1!.Apply(x)));
    }
}
