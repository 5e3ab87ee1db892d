using System.Globalization;
using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// MobileNet v2: Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", 2018. In each block a 1x1
/// convolution widens, a depthwise one filters, and a linear 1x1 one narrows; equal shapes are joined by a shortcut.
/// </summary>
public static class MobileNetV2
{
    private const string Paper = "Sandler et al. 2018";

    /// <summary>Expansion, channels, repeats, stride.</summary>
    private static readonly (int T, int C, int N, int S)[] s_stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private static readonly (double Alpha, long Total, long Trainable)[] s_widths =
    [
        (0.35, 762_696, 750_280), (0.5, 1_242_264, 1_225_000), (0.75, 2_264_984, 2_238_984), (1.3, 5_431_048, 5_386_792),
        (1.4, 6_156_712, 6_108_776),
    ];

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        new("mobilenet_v2", "MobileNet", 224, Preprocessing.Half, 3_538_984, 3_504_872, Paper, "G8",
            o => mobilenet_v2(o.Height, o.Width, o.Classes)) { Probabilities = false },
        .. s_widths.Select(w => new NetworkInfo(
            string.Create(CultureInfo.InvariantCulture, $"mobilenet_v2_{w.Alpha * 100:000}"), "MobileNet", 224, Preprocessing.Half,
            w.Total, w.Trainable, Paper, "G8",
            o => mobilenet_v2(o.Height, o.Width, o.Classes, w.Alpha)) { Probabilities = false }),
        new("keras_mobilenet_v2", "MobileNet", 224, Preprocessing.Half, 3_538_984, 3_504_872, Paper, "G8",
            o => keras_mobilenet_v2(o.Height, o.Width, o.Classes)),
        new("torch_mobilenet_v2", "MobileNet", 224, Preprocessing.ImageNet, 3_538_984, 3_504_872, Paper, "G8",
            o => mobilenet_v2_torch(o.Height, o.Width, o.Classes)) { Probabilities = false, Resize = PhotoResize.ShorterSideCrop },
    ];

    /// <summary>The Keras form: [N, H, W, 3] in -1 to 1 -> logits, or without the top the last map.</summary>
    public static Functional mobilenet_v2(
        int im_height = 224, int im_width = 224, int num_classes = 1000, double alpha = 1, int round_nearest = 8, bool include_top = true)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = new ConvBNReLU(ChannelMath.MakeDivisible(32 * alpha, round_nearest), 3, 2, "Conv").Apply(input);
        foreach ((int filters, int stride, int expansion) in Units(alpha, round_nearest))
            x = new InvertedResidual((int)x.shape[-1], filters, stride, expansion).Apply(x);
        x = new ConvBNReLU(ChannelMath.MakeDivisible(1280 * alpha, round_nearest), 1, 1, "Conv_1").Apply(x);
        if (include_top)
        {
            x = keras.layers.GlobalAveragePooling2D().Apply(x);
            x = keras.layers.Dropout(0.2).Apply(x);
            x = keras.layers.Dense(num_classes, name: "Logits").Apply(x);
        }
        return keras.Model(input, x);
    }

    /// <summary>Keras' application: flat, batch norm of 0.999 and 1e-3, class probabilities.</summary>
    public static Functional keras_mobilenet_v2(int im_height = 224, int im_width = 224, int num_classes = 1000, double alpha = 1)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.Conv2D(ChannelMath.MakeDivisible(32 * alpha), 3, 2, "same", use_bias: false, name: "Conv1").Apply(input);
        x = keras.layers.ReLU6("Conv1_relu").Apply(Norm(x, "bn_Conv1"));
        int block = 0;
        foreach ((int filters, int stride, int expansion) in Units(alpha, 8))
            x = KerasBlock(x, filters, stride, expansion, block++);
        int last = alpha > 1 ? ChannelMath.MakeDivisible(1280 * alpha) : 1280;
        x = keras.layers.Conv2D(last, 1, use_bias: false, name: "Conv_1").Apply(x);
        x = keras.layers.ReLU6("out_relu").Apply(Norm(x, "Conv_1_bn"));
        x = keras.layers.GlobalAveragePooling2D().Apply(x);
        x = keras.layers.Dense(num_classes, activation: "softmax", name: "predictions").Apply(x);
        return keras.Model(input, x, string.Create(CultureInfo.InvariantCulture, $"mobilenetv2_{alpha:0.00}_{im_height}"));
    }

    private static Tensors KerasBlock(Tensors input, int filters, int stride, int expansion, int block)
    {
        string prefix = block == 0 ? "expanded_conv_" : $"block_{block}_";
        Tensors x = input;
        if (block > 0)
        {
            x = keras.layers.Conv2D(expansion * (int)input.shape[-1], 1, padding: "same", use_bias: false,
                name: prefix + "expand").Apply(x);
            x = keras.layers.ReLU6(prefix + "expand_relu").Apply(Norm(x, prefix + "expand_BN"));
        }
        if (stride == 2)
            x = ChannelMath.CorrectPad(x, 3, prefix + "pad");
        x = keras.layers.DepthwiseConv2D(3, stride, stride == 1 ? "same" : "valid", depth_multiplier: 1, use_bias: false,
            name: prefix + "depthwise").Apply(x);
        x = keras.layers.ReLU6(prefix + "depthwise_relu").Apply(Norm(x, prefix + "depthwise_BN"));
        x = keras.layers.Conv2D(filters, 1, padding: "same", use_bias: false, name: prefix + "project").Apply(x);
        x = Norm(x, prefix + "project_BN");
        return stride == 1 && input.shape[-1] == filters ? keras.layers.Add(prefix + "add").Apply(new Tensors(input.Single, x.Single)) : x;
    }

    private static Tensors Norm(Tensors x, string name) => keras.layers.BatchNormalization(-1, 0.999, 1e-3, name: name).Apply(x);

    /// <summary>PyTorch's form with its symmetric padding and names: logits.</summary>
    public static Functional mobilenet_v2_torch(int im_height = 224, int im_width = 224, int num_classes = 1000, double alpha = 1,
        int round_nearest = 8)
    {
        var torch = new TorchLayers(TorchInit.KaimingNormalFanOut);
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = torch.Conv(input, "features.0.0", ChannelMath.MakeDivisible(32 * alpha, round_nearest), 3, 2, 1, bias: false);
        x = keras.layers.ReLU6().Apply(torch.Norm(x, "features.0.1"));
        int block = 1;
        foreach ((int filters, int stride, int expansion) in Units(alpha, round_nearest))
            x = TorchBlock(torch, x, $"features.{block++}.conv", filters, stride, expansion);
        x = torch.Conv(x, $"features.{block}.0", ChannelMath.MakeDivisible(1280 * alpha, round_nearest), 1, bias: false);
        x = keras.layers.ReLU6().Apply(torch.Norm(x, $"features.{block}.1"));
        x = keras.layers.GlobalAveragePooling2D().Apply(x);
        x = keras.layers.Dropout(0.2).Apply(x);
        return keras.Model(input, torch.Linear(x, "classifier.1", num_classes));
    }

    private static Tensors TorchBlock(TorchLayers torch, Tensors input, string name, int filters, int stride, int expansion)
    {
        Tensors x = input;
        int part = 0;
        if (expansion != 1)
        {
            x = torch.Conv(x, $"{name}.0.0", expansion * (int)input.shape[-1], 1, bias: false);
            x = keras.layers.ReLU6().Apply(torch.Norm(x, $"{name}.{part++}.1"));
        }
        x = torch.DepthwiseConv(x, $"{name}.{part}.0", 3, stride);
        x = keras.layers.ReLU6().Apply(torch.Norm(x, $"{name}.{part++}.1"));
        x = torch.Norm(torch.Conv(x, $"{name}.{part++}", filters, 1, bias: false), $"{name}.{part}");
        return stride == 1 && input.shape[-1] == filters ? keras.layers.Add().Apply(new Tensors(input.Single, x.Single)) : x;
    }

    private static IEnumerable<(int Filters, int Stride, int Expansion)> Units(double alpha, int roundNearest)
    {
        foreach ((int t, int c, int n, int s) in s_stages)
            for (int i = 0; i < n; i++)
                yield return (ChannelMath.MakeDivisible(c * alpha, roundNearest), i == 0 ? s : 1, t);
    }
}

/// <summary>Convolution without bias, batch norm, ReLU6.</summary>
public sealed class ConvBNReLU : Layer
{
    private readonly ILayer conv;
    private readonly ILayer bn;
    private readonly ILayer activation;

    public ConvBNReLU(int out_channel, int kernel_size = 3, int stride = 1, string? name = null)
        : base(new LayerArgs { Name = name })
    {
        conv = keras.layers.Conv2D(out_channel, kernel_size, stride, "same", use_bias: false, name: "Conv2d");
        bn = keras.layers.BatchNormalization(momentum: 0.9, epsilon: 1e-5, name: "BatchNorm");
        activation = keras.layers.ReLU6();
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Chain(inputs, conv, bn, activation);
}

/// <summary>Widen, filter depthwise, narrow; with a shortcut where the shape stays.</summary>
public sealed class InvertedResidual : Layer
{
    private readonly ILayer main_branch;
    private readonly bool use_shortcut;

    public InvertedResidual(int in_channel, int out_channel, int stride, int expand_ratio, string? name = null)
        : base(new LayerArgs { Name = name })
    {
        use_shortcut = stride == 1 && in_channel == out_channel;
        List<ILayer> layers = [];
        if (expand_ratio != 1)
            layers.Add(new ConvBNReLU(in_channel * expand_ratio, 1, name: "expand"));
        main_branch = keras.Sequential(
            [
                .. layers,
                keras.layers.DepthwiseConv2D(3, stride, "same", depth_multiplier: 1, use_bias: false, name: "depthwise"),
                keras.layers.BatchNormalization(momentum: 0.9, epsilon: 1e-5, name: "depthwise/BatchNorm"),
                keras.layers.ReLU6(),
                keras.layers.Conv2D(out_channel, 1, 1, "same", use_bias: false, name: "project"),
                keras.layers.BatchNormalization(momentum: 0.9, epsilon: 1e-5, name: "project/BatchNorm"),
            ], name: "expanded_conv");
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = main_branch.Apply(inputs);
        return use_shortcut ? inputs.Single + x.Single : x;
    }
}
