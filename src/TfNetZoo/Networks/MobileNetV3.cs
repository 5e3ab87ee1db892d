using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// MobileNet v3: Howard et al., "Searching for MobileNetV3", 2019. Inverted residuals with squeeze-and-excitation and hard
/// swish; the last convolutions come after the pooling.
/// </summary>
public static class MobileNetV3
{
    private const string Paper = "Howard et al. 2019";

    /// <summary>Kernel, expanded channels, output channels, squeeze-and-excitation, hard swish, stride.</summary>
    private static readonly (int K, int Exp, int Out, bool Se, bool Hs, int S)[] s_large =
    [
        (3, 16, 16, false, false, 1), (3, 64, 24, false, false, 2), (3, 72, 24, false, false, 1), (5, 72, 40, true, false, 2),
        (5, 120, 40, true, false, 1),
        (5, 120, 40, true, false, 1), (3, 240, 80, false, true, 2), (3, 200, 80, false, true, 1), (3, 184, 80, false, true, 1),
        (3, 184, 80, false, true, 1),
        (3, 480, 112, true, true, 1), (3, 672, 112, true, true, 1), (5, 672, 160, true, true, 2), (5, 960, 160, true, true, 1),
        (5, 960, 160, true, true, 1),
    ];

    private static readonly (int K, int Exp, int Out, bool Se, bool Hs, int S)[] s_small =
    [
        (3, 16, 16, true, false, 2), (3, 72, 24, false, false, 2), (3, 88, 24, false, false, 1), (5, 96, 40, true, true, 2),
        (5, 240, 40, true, true, 1),
        (5, 240, 40, true, true, 1), (5, 120, 48, true, true, 1), (5, 144, 48, true, true, 1), (5, 288, 96, true, true, 2),
        (5, 576, 96, true, true, 1),
        (5, 576, 96, true, true, 1),
    ];

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        new("mobilenet_v3_large", "MobileNet", 224, Preprocessing.Half, 5_507_432, 5_483_032, Paper, "G17",
            o => mobilenet_v3_large((o.Height, o.Width, o.Channels), o.Classes)),
        new("mobilenet_v3_small", "MobileNet", 224, Preprocessing.Half, 2_554_968, 2_542_856, Paper, "G18",
            o => mobilenet_v3_small((o.Height, o.Width, o.Channels), o.Classes)),
        new("keras_mobilenet_v3_large", "MobileNet", 224, Preprocessing.None, 5_507_432, 5_483_032, Paper, "G17",
            o => keras_mobilenet_v3(true, o.Height, o.Width, o.Classes)),
        new("keras_mobilenet_v3_small", "MobileNet", 224, Preprocessing.None, 2_554_968, 2_542_856, Paper, "G18",
            o => keras_mobilenet_v3(false, o.Height, o.Width, o.Classes)),
        new("torch_mobilenet_v3_large", "MobileNet", 224, Preprocessing.ImageNet, 5_507_432, 5_483_032, Paper, "G17",
            o => mobilenet_v3_torch(true, o.Height, o.Width, o.Classes)) { Probabilities = false, Resize = PhotoResize.ShorterSideCrop },
        new("torch_mobilenet_v3_small", "MobileNet", 224, Preprocessing.ImageNet, 2_554_968, 2_542_856, Paper, "G18",
            o => mobilenet_v3_torch(false, o.Height, o.Width, o.Classes)) { Probabilities = false, Resize = PhotoResize.ShorterSideCrop },
    ];

    /// <summary>The Keras form: [N, H, W, 3] in -1 to 1 -> class probabilities, or without the top the last map.</summary>
    public static Functional mobilenet_v3_large(Shape? input_shape = null, int num_classes = 1000, double alpha = 1,
        bool include_top = true) =>
        Make("MobilenetV3large", s_large, 160 * 6, 1280, input_shape ?? (224, 224, 3), num_classes, alpha, include_top);

    /// <inheritdoc cref="mobilenet_v3_large"/>
    public static Functional mobilenet_v3_small(Shape? input_shape = null, int num_classes = 1000, double alpha = 1,
        bool include_top = true) =>
        Make("MobilenetV3small", s_small, 96 * 6, 1024, input_shape ?? (224, 224, 3), num_classes, alpha, include_top);

    private static Functional Make(
        string name, (int K, int Exp, int Out, bool Se, bool Hs, int S)[] rows, int last, int point, Shape shape, int classes,
        double alpha, bool top)
    {
        Tensors input = keras.layers.Input(shape, dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.Conv2D(16, 3, 2, "same", use_bias: false, name: "Conv").Apply(input);
        x = new HardSwish("Conv/HardSwish").Apply(Norm(x, "Conv/BatchNorm", 0.99));
        for (int i = 0; i < rows.Length; i++)
            x = Block(x, rows[i], alpha, i);
        int lastChannels = ChannelMath.MakeDivisible(last * alpha);
        x = keras.layers.Conv2D(lastChannels, 1, padding: "same", use_bias: false, name: "Conv_1").Apply(x);
        x = new HardSwish("Conv_1/HardSwish").Apply(Norm(x, "Conv_1/BatchNorm", 0.99));
        if (top)
        {
            x = keras.layers.GlobalAveragePooling2D().Apply(x);
            x = keras.layers.Reshape((1, 1, lastChannels)).Apply(x);
            x = keras.layers.Conv2D(ChannelMath.MakeDivisible(point * alpha), 1, padding: "same", name: "Conv_2").Apply(x);
            x = new HardSwish("Conv_2/HardSwish").Apply(x);
            x = keras.layers.Conv2D(classes, 1, padding: "same", name: "Logits/Conv2d_1c_1x1").Apply(x);
            x = keras.layers.Softmax(-1, "Predictions").Apply(keras.layers.Flatten().Apply(x));
        }
        return keras.Model(input, x, name);
    }

    private static Tensors Block(Tensors input, (int K, int Exp, int Out, bool Se, bool Hs, int S) row, double alpha, int index)
    {
        string prefix = index == 0 ? "expanded_conv/" : $"expanded_conv_{index}/";
        int expanded = ChannelMath.MakeDivisible(row.Exp * alpha), filters = ChannelMath.MakeDivisible(row.Out * alpha);
        Tensors x = input;
        if (index > 0)
        {
            x = keras.layers.Conv2D(expanded, 1, padding: "same", use_bias: false, name: prefix + "expand").Apply(x);
            x = Activate(Norm(x, prefix + "expand/BatchNorm", 0.99), prefix + "expand/");
        }
        x = Depthwise(x, row.K, row.S, prefix);
        x = Activate(Norm(x, prefix + "depthwise/BatchNorm", 0.99), prefix + "depthwise/");
        if (row.Se)
            x = SqueezeExcite(x, prefix + "squeeze_excite/");
        x = keras.layers.Conv2D(filters, 1, padding: "same", use_bias: false, name: prefix + "project").Apply(x);
        x = Norm(x, prefix + "project/BatchNorm", 0.99);
        return Shortcut(input, x, row.S, prefix);

        Tensors Activate(Tensors t, string part) =>
            (row.Hs ? new HardSwish(part + "HardSwish") : keras.layers.ReLU(name: part + "ReLU")).Apply(t);
    }

    private static Tensors SqueezeExcite(Tensors x, string prefix)
    {
        int channels = (int)x.shape[-1];
        Tensors s = keras.layers.GlobalAveragePooling2D(false, prefix + "AvgPool").Apply(x);
        s = keras.layers.Reshape((1, 1, channels)).Apply(s);
        s = keras.layers.Conv2D(ChannelMath.MakeDivisible(channels / 4.0), 1, padding: "same", name: prefix + "Conv").Apply(s);
        s = keras.layers.ReLU(name: prefix + "Relu").Apply(s);
        s = keras.layers.Conv2D(channels, 1, padding: "same", name: prefix + "Conv_1").Apply(s);
        s = new HardSigmoid(prefix + "HardSigmoid").Apply(s);
        return keras.layers.Multiply(prefix + "Mul").Apply(new Tensors(x.Single, s.Single));
    }

    private static Tensors Depthwise(Tensors x, int kernel, int stride, string prefix)
    {
        if (stride == 2)
            x = ChannelMath.CorrectPad(x, kernel, prefix + "depthwise/pad");
        return keras.layers.DepthwiseConv2D(
            kernel, stride, stride == 1 ? "same" : "valid", depth_multiplier: 1, use_bias: false, name: prefix + "depthwise").Apply(x);
    }

    private static Tensors Shortcut(Tensors input, Tensors x, int stride, string prefix) =>
        stride == 1 && input.shape[-1] == x.shape[-1] ? keras.layers.Add(prefix + "Add").Apply(new Tensors(input.Single, x.Single)) : x;

    private static Tensors Norm(Tensors x, string name, double momentum) =>
        keras.layers.BatchNormalization(-1, momentum, 1e-3, name: name).Apply(x);

    /// <summary>Keras' application: takes pixels of 0 to 255; the hard activations are single ops in the graph.</summary>
    public static Functional keras_mobilenet_v3(bool large, int im_height = 224, int im_width = 224, int num_classes = 1000,
        double alpha = 1)
    {
        (int K, int Exp, int Out, bool Se, bool Hs, int S)[] rows = large ? s_large : s_small;
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.Rescaling(1 / 127.5, -1, null).Apply(input);
        x = keras.layers.Conv2D(16, 3, 2, "same", use_bias: false, name: "Conv").Apply(x);
        x = HardSwishOps(Norm(x, "Conv/BatchNorm", 0.999));
        for (int i = 0; i < rows.Length; i++)
            x = KerasBlock(x, rows[i], alpha, i);
        x = keras.layers.Conv2D(ChannelMath.MakeDivisible(x.shape[-1] * 6), 1, padding: "same", use_bias: false, name: "Conv_1").Apply(x);
        x = HardSwishOps(Norm(x, "Conv_1/BatchNorm", 0.999));
        x = keras.layers.GlobalAveragePooling2D(keepdims: true).Apply(x);
        int point = large ? 1280 : 1024;
        x = keras.layers.Conv2D(alpha > 1 ? ChannelMath.MakeDivisible(point * alpha) : point, 1, padding: "same", name: "Conv_2").Apply(x);
        x = keras.layers.Dropout(0.2).Apply(HardSwishOps(x));
        x = keras.layers.Conv2D(num_classes, 1, padding: "same", name: "Logits").Apply(x);
        x = keras.layers.Activation("softmax", "Predictions").Apply(keras.layers.Flatten().Apply(x));
        return keras.Model(input, x, large ? "MobilenetV3large" : "MobilenetV3small");
    }

    private static Tensors KerasBlock(Tensors input, (int K, int Exp, int Out, bool Se, bool Hs, int S) row, double alpha, int index)
    {
        string prefix = index == 0 ? "expanded_conv/" : $"expanded_conv_{index}/";
        Tensors x = input;
        if (index > 0)
        {
            x = keras.layers.Conv2D(ChannelMath.MakeDivisible(row.Exp * alpha), 1, padding: "same", use_bias: false,
                name: prefix + "expand").Apply(x);
            x = Activate(Norm(x, prefix + "expand/BatchNorm", 0.999));
        }
        x = Depthwise(x, row.K, row.S, prefix);
        x = Activate(Norm(x, prefix + "depthwise/BatchNorm", 0.999));
        if (row.Se)
        {
            string se = prefix + "squeeze_excite/";
            int channels = (int)x.shape[-1];
            Tensors s = keras.layers.GlobalAveragePooling2D(true, se + "AvgPool").Apply(x);
            s = keras.layers.Conv2D(ChannelMath.MakeDivisible(channels / 4.0), 1, padding: "same", name: se + "Conv").Apply(s);
            s = keras.layers.ReLU(name: se + "Relu").Apply(s);
            s = keras.layers.Conv2D(channels, 1, padding: "same", name: se + "Conv_1").Apply(s);
            x = keras.layers.Multiply(se + "Mul").Apply(new Tensors(x.Single, HardSigmoidOps(s).Single));
        }
        x = keras.layers.Conv2D(ChannelMath.MakeDivisible(row.Out * alpha), 1, padding: "same", use_bias: false,
            name: prefix + "project").Apply(x);
        return Shortcut(input, Norm(x, prefix + "project/BatchNorm", 0.999), row.S, prefix);

        Tensors Activate(Tensors t) => row.Hs ? HardSwishOps(t) : keras.layers.ReLU().Apply(t);
    }

    private static Tensors HardSigmoidOps(Tensors x) => keras.layers.ReLU6().Apply(x.Single + 3.0).Single * (1.0 / 6);

    private static Tensors HardSwishOps(Tensors x)
    {
        Tensors gate = HardSigmoidOps(x);
        return keras.layers.Multiply().Apply(new Tensors(x.Single, gate.Single));
    }

    /// <summary>PyTorch's form with its symmetric padding and names: logits.</summary>
    public static Functional mobilenet_v3_torch(bool large, int im_height = 224, int im_width = 224, int num_classes = 1000)
    {
        (int K, int Exp, int Out, bool Se, bool Hs, int S)[] rows = large ? s_large : s_small;
        var torch = new TorchLayers(TorchInit.KaimingNormalFanOut);
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = torch.Conv(input, "features.0.0", 16, 3, 2, 1, bias: false);
        x = new HardSwish().Apply(TorchNorm(torch, x, "features.0.1"));
        for (int i = 0; i < rows.Length; i++)
            x = TorchBlock(torch, x, rows[i], $"features.{i + 1}.block");
        string last = $"features.{rows.Length + 1}";
        x = torch.Conv(x, last + ".0", 6 * (int)x.shape[-1], 1, bias: false);
        x = new HardSwish().Apply(TorchNorm(torch, x, last + ".1"));
        x = keras.layers.GlobalAveragePooling2D().Apply(x);
        x = new HardSwish().Apply(torch.Linear(x, "classifier.0", large ? 1280 : 1024));
        x = keras.layers.Dropout(0.2).Apply(x);
        return keras.Model(input, torch.Linear(x, "classifier.3", num_classes));
    }

    private static Tensors TorchBlock(TorchLayers torch, Tensors input, (int K, int Exp, int Out, bool Se, bool Hs, int S) row, string name)
    {
        Tensors x = input;
        int part = 0;
        if (row.Exp != input.shape[-1])
            x = Activate(TorchNorm(torch, torch.Conv(x, $"{name}.{part}.0", row.Exp, 1, bias: false), $"{name}.{part++}.1"));
        x = Activate(TorchNorm(torch, torch.DepthwiseConv(x, $"{name}.{part}.0", row.K, row.S), $"{name}.{part++}.1"));
        if (row.Se)
        {
            string se = $"{name}.{part++}";
            Tensors s = keras.layers.GlobalAveragePooling2D(keepdims: true).Apply(x);
            s = keras.layers.ReLU().Apply(torch.Conv(s, se + ".fc1", ChannelMath.MakeDivisible(row.Exp / 4.0), 1));
            s = new HardSigmoid().Apply(torch.Conv(s, se + ".fc2", row.Exp, 1));
            x = keras.layers.Multiply().Apply(new Tensors(x.Single, s.Single));
        }
        x = TorchNorm(torch, torch.Conv(x, $"{name}.{part}.0", row.Out, 1, bias: false), $"{name}.{part}.1");
        return row.S == 1 && input.shape[-1] == row.Out ? keras.layers.Add().Apply(new Tensors(input.Single, x.Single)) : x;

        Tensors Activate(Tensors t) => row.Hs ? new HardSwish().Apply(t) : keras.layers.ReLU().Apply(t);
    }

    // torchvision: momentum 0.01 in its counting.
    private static Tensors TorchNorm(TorchLayers torch, Tensors x, string name) => torch.Norm(x, name, 1e-3, 0.99);
}

/// <summary>relu6(x + 3) / 6: not Keras' hard_sigmoid, which is clip(0.2 x + 0.5, 0, 1).</summary>
public sealed class HardSigmoid : Layer
{
    private readonly ILayer relu6;

    public HardSigmoid(string? name = null)
        : base(new LayerArgs { Name = name })
    {
        relu6 = keras.layers.ReLU6();
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        relu6.Apply(inputs.Single + 3.0).Single * (1.0 / 6);
}

/// <summary>x relu6(x + 3) / 6.</summary>
public sealed class HardSwish : Layer
{
    public HardSwish(string? name = null)
        : base(new LayerArgs { Name = name })
    {
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        keras.activations.HardSwish.Apply(inputs.Single);
}
