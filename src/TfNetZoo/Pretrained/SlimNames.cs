using System.Text.RegularExpressions;

namespace TfNetZoo.Pretrained;

/// <summary>
/// From the variable names of TF-slim's ImageNet checkpoints to the weights of this library's networks, as
/// <see cref="Tensorflow.Keras.Saving.WeightPaths"/> names them. Null: the variable is no weight of the network (a counter, an optimizer's or an
/// average's copy), or belongs to the last layers and is asked to be left out.
/// </summary>
public static partial class SlimNames
{
    private static readonly int[] s_vggConvolutions = [2, 2, 3, 3, 3];

    /// <summary>vgg_16, for <see cref="Networks.Vgg.vgg"/>. Its dense layers fc6 to fc8 are convolutions there and are left out.</summary>
    public static string? Vgg16(string name)
    {
        if (Unwanted().IsMatch(name) || VggConvolution().Match(name) is not { Success: true } match)
            return null;
        int block = match.Groups[1].Value[0] - '1', index = match.Groups[2].Value[0] - '1';
        int number = s_vggConvolutions[..block].Sum() + index;
        return $"feature/conv2d{(number == 0 ? "" : $"_{number}")}/{Parameter(match.Groups[3].Value)}";
    }

    /// <summary>resnet_v1_50, _101 and _152, for <see cref="Networks.ResNets"/>.</summary>
    /// <param name="name">In the checkpoint.</param>
    /// <param name="top">With the layer of the 1000 classes.</param>
    public static string? ResNetV1(string name, bool top = false)
    {
        if (Unwanted().IsMatch(name) || ResNetPrefix().Match(name) is not { Success: true } prefix)
            return null;
        string path = name[prefix.Length..].Replace("bottleneck_v1/", "", StringComparison.Ordinal)
            .Replace("shortcut/weights", "shortcut/conv1/weights", StringComparison.Ordinal);
        return !top && path.StartsWith("logits/", StringComparison.Ordinal) ? null : WithParameter(path);
    }

    /// <summary>MobilenetV2, for <see cref="Networks.MobileNetV2.mobilenet_v2"/>.</summary>
    /// <param name="name">In the checkpoint.</param>
    /// <param name="top">With the layer of the 1001 classes (a 1x1 convolution there, dense here).</param>
    public static string? MobileNetV2(string name, bool top = false)
    {
        const string Prefix = "MobilenetV2/";
        if (Unwanted().IsMatch(name) || !name.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        string path = WithParameter(name[Prefix.Length..]);
        if (path.StartsWith("Logits/", StringComparison.Ordinal))
            return top ? path.Replace("Conv2d_1c_1x1/", "", StringComparison.Ordinal) : null;
        path = MobileNetBlock().Replace(path, "inverted_residual$1/expanded_conv/");
        return WidenedKernel().Replace(path, "$1/Conv2d/kernel");
    }

    /// <summary>MobilenetV3 (large and small), for <see cref="Networks.MobileNetV3"/>: paths as there but for the parameters' names.</summary>
    /// <param name="name">In the checkpoint.</param>
    /// <param name="top">With the layer of the 1001 classes.</param>
    public static string? MobileNetV3(string name, bool top = false)
    {
        const string Prefix = "MobilenetV3/";
        if (Unwanted().IsMatch(name) || !name.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        string path = WithParameter(name[Prefix.Length..]);
        return !top && path.StartsWith("Logits/", StringComparison.Ordinal) ? null : path;
    }

    private static string WithParameter(string path)
    {
        int slash = path.LastIndexOf('/');
        return path[..(slash + 1)] + Parameter(path[(slash + 1)..]);
    }

    private static string Parameter(string name) => name switch
    {
        "weights" => "kernel",
        "biases" => "bias",
        "depthwise_weights" => "depthwise_kernel",
        _ => name,
    };

    [GeneratedRegex("(^|/)(global_step|mean_rgb)$|/(RMSProp|Momentum|Adam|ExponentialMovingAverage)(_\\d+)?$")]
    private static partial Regex Unwanted();

    [GeneratedRegex("^vgg_16/conv([1-5])/conv\\1_([1-3])/(weights|biases)$")]
    private static partial Regex VggConvolution();

    [GeneratedRegex("^resnet_v1_\\d+/")]
    private static partial Regex ResNetPrefix();

    [GeneratedRegex("^expanded_conv(_\\d+)?/")]
    private static partial Regex MobileNetBlock();

    [GeneratedRegex("((?:^|/)(?:Conv|Conv_1|expand))/kernel$")]
    private static partial Regex WidenedKernel();
}
