using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// ResNet and ResNeXt (Xie et al., "Aggregated residual transformations for deep neural networks", 2016) in PyTorch's form
/// and names: logits. A ResNeXt bottleneck has a grouped 3x3 convolution.
/// </summary>
public static class ResNetTorch
{
    internal static IEnumerable<NetworkInfo> Registered =>
    [
        Entry("torch_resnet18", 11_699_112, 11_689_512, false, [2, 2, 2, 2], 1, 64),
        Entry("torch_resnet34", 21_814_696, 21_797_672, false, [3, 4, 6, 3], 1, 64),
        Entry("torch_resnet50", 25_610_152, 25_557_032, true, [3, 4, 6, 3], 1, 64),
        Entry("torch_resnet101", 44_654_504, 44_549_160, true, [3, 4, 23, 3], 1, 64),
        Entry("resnext50_32x4d", 25_097_128, 25_028_904, true, [3, 4, 6, 3], 32, 4),
        Entry("resnext101_32x8d", 88_994_216, 88_791_336, true, [3, 4, 23, 3], 32, 8),
    ];

    private static NetworkInfo Entry(string name, long total, long trainable, bool bottleneck, int[] blocks, int groups, int width) =>
        new(name, "ResNet", 224, Preprocessing.ImageNet, total, trainable,
            groups > 1 ? "Xie et al. 2016" : "He et al. 2015", groups > 1 ? "F17" : "F4",
            o => Make(bottleneck, blocks, o.Height, o.Width, o.Classes, groups, width))
        { Probabilities = false, Resize = PhotoResize.ShorterSideCrop };

    public static Functional resnext50_32x4d(int im_height = 224, int im_width = 224, int num_classes = 1000, string padding = "torch") =>
        Make(true, [3, 4, 6, 3], im_height, im_width, num_classes, 32, 4, padding);

    public static Functional resnext101_32x8d(int im_height = 224, int im_width = 224, int num_classes = 1000, string padding = "torch") =>
        Make(true, [3, 4, 23, 3], im_height, im_width, num_classes, 32, 8, padding);

    /// <summary>Any member of the family.</summary>
    /// <param name="bottleneck">Three convolutions to a block instead of two.</param>
    /// <param name="blocks">Blocks in the four stages.</param>
    /// <param name="height">Of the input.</param>
    /// <param name="width">Of the input.</param>
    /// <param name="classes">Number of outputs.</param>
    /// <param name="groups">Of the 3x3 convolution of a bottleneck.</param>
    /// <param name="widthPerGroup">Its channels per group in the first stage; 64 with one group is ResNet.</param>
    /// <param name="padding">"torch": symmetric; "keras": "same".</param>
    public static Functional Make(
        bool bottleneck, int[] blocks, int height = 224, int width = 224, int classes = 1000, int groups = 1, int widthPerGroup = 64,
        string padding = "torch")
    {
        if (padding is not ("torch" or "keras"))
            throw new ValueError($"ResNet: argument padding: expected 'torch' or 'keras'; received '{padding}'");
        var torch = new TorchLayers(TorchInit.KaimingConvolutionsOnly, padding == "torch");
        Tensors input = keras.layers.Input((height, width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = torch.Conv(input, "conv1", 64, 7, 2, 3, bias: false);
        x = torch.MaxPoolOfRelu(Relu(torch.Norm(x, "bn1")), 3, 2, 1);
        for (int stage = 0; stage < 4; stage++)
            for (int i = 0; i < blocks[stage]; i++)
            {
                int channels = 64 << stage, stride = stage > 0 && i == 0 ? 2 : 1;
                string name = $"layer{stage + 1}.{i}.";
                x = bottleneck
                    ? Bottleneck(torch, x, name, channels, stride, groups, channels * widthPerGroup / 64 * groups)
                    : Basic(torch, x, name, channels, stride);
            }
        x = keras.layers.GlobalAveragePooling2D().Apply(x);
        return keras.Model(input, torch.Linear(x, "fc", classes));
    }

    private static Tensors Basic(TorchLayers torch, Tensors x, string name, int channels, int stride)
    {
        Tensors y = Relu(torch.Norm(torch.Conv(x, name + "conv1", channels, 3, stride, 1, bias: false), name + "bn1"));
        y = torch.Norm(torch.Conv(y, name + "conv2", channels, 3, 1, 1, bias: false), name + "bn2");
        return Join(torch, x, y, name, channels, stride);
    }

    private static Tensors Bottleneck(TorchLayers torch, Tensors x, string name, int channels, int stride, int groups, int inner)
    {
        Tensors y = Relu(torch.Norm(torch.Conv(x, name + "conv1", inner, 1, bias: false), name + "bn1"));
        y = Relu(torch.Norm(torch.Conv(y, name + "conv2", inner, 3, stride, 1, groups, bias: false), name + "bn2"));
        y = torch.Norm(torch.Conv(y, name + "conv3", 4 * channels, 1, bias: false), name + "bn3");
        return Join(torch, x, y, name, 4 * channels, stride);
    }

    private static Tensors Join(TorchLayers torch, Tensors x, Tensors y, string name, int channels, int stride)
    {
        if (stride != 1 || x.shape[-1] != channels)
            x = torch.Norm(torch.Conv(x, name + "downsample.0", channels, 1, stride, bias: false), name + "downsample.1");
        return Relu(keras.layers.Add().Apply(new Tensors(x.Single, y.Single)));
    }

    private static Tensors Relu(Tensors x) => keras.layers.ReLU().Apply(x);
}
