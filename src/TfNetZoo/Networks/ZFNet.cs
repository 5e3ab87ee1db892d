using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// ZFNet: Zeiler, Fergus, "Visualizing and understanding convolutional networks", 2013: AlexNet with a finer first layer.
/// PyTorch's form and names; logits. Three widths: the notes' (half), the paper's, and the one of the CS231n course.
/// </summary>
public static class ZFNets
{
    private static readonly int[] s_half = [48, 128, 192, 192, 128];
    private static readonly int[] s_paper = [96, 256, 384, 384, 256];
    private static readonly int[] s_cs231n = [96, 256, 512, 1024, 512];

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        Entry("zfnet", 16_620_072, "I1", o => ZFNet(o.Classes, im_height: o.Height, im_width: o.Width)),
        Entry("zfnet_paper", 62_357_608, "I3", o => Make(s_paper, 4096, o, TorchInit.Default)),
        Entry("zfnet_cs231n", 107_627_624, "I4", o => Make(s_cs231n, 4096, o, TorchInit.Default)),
    ];

    private static NetworkInfo Entry(string name, long count, string rows, Func<NetworkOptions, Functional> create) =>
        new(name, "ZFNet", 224, Preprocessing.Half, count, count, "Zeiler and Fergus 2013", rows, create)
        {
            Probabilities = false,
            Resize = PhotoResize.Bilinear,
            MinimumSize = 64,
        };

    /// <summary>The notes' ZFNet: [N, H, W, 3] -> logits.</summary>
    /// <param name="num_classes">Number of outputs.</param>
    /// <param name="init_weights">Kaiming normal and N(0, 0.01) instead of PyTorch's default.</param>
    /// <param name="im_height">Of the input.</param>
    /// <param name="im_width">Of the input.</param>
    public static Functional ZFNet(int num_classes = 1000, bool init_weights = false, int im_height = 224, int im_width = 224) =>
        Make(s_half, 2048, new NetworkOptions(im_height, im_width, num_classes),
            init_weights ? TorchInit.KaimingNormalFanOut : TorchInit.Default);

    private static Functional Make(int[] c, int width, NetworkOptions o, TorchInit init)
    {
        var torch = new TorchLayers(init);
        Tensors input = keras.layers.Input((o.Height, o.Width, o.Channels), dtype: TF_DataType.TF_FLOAT);
        Tensors x = torch.Features(input,
            [new(c[0], 7, 2, 1, 1), new(c[1], 5, 2, 0, 1), new(c[2], 3, 1, 1), new(c[3], 3, 1, 1), new(c[4], 3, 1, 1, 0)]);
        return keras.Model(input, torch.Classifier(x, 0.5, width, o.Classes));
    }
}
