using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// ResNet-18 as Microsoft's CNTK trained it on ImageNet, whose weights a NuGet package brings
/// (<see cref="Pretrained.ResNet18Weights"/>). It differs from the usual one: a third block in the last stage, and padding
/// with its larger part in front. Input: BGR, 0 to 255, minus the mean image.
/// </summary>
public static class ResNet18Cntk
{
    /// <summary>Values that the network makes of an image before its last layer.</summary>
    public const int Features = 512;

    private static readonly int[] s_blocks = [2, 2, 2, 3];

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        new("resnet18_cntk", "ResNet", 224, Preprocessing.MeanImage, 16_421_800, 16_410_152, "He et al. 2015", "F4, F9",
            o => resnet18_cntk(o.Height, o.Width, o.Classes)),
    ];

    /// <summary>The network.</summary>
    /// <param name="im_height">
    /// A multiple of 32, or up to 3 more; other heights give the two branches of a block different sizes.
    /// </param>
    /// <param name="im_width">As the height.</param>
    /// <param name="num_classes">Number of outputs.</param>
    /// <param name="include_top">
    /// True: a dense layer with softmax (not part of the trained weights); false: the <see cref="Features"/> values under it.
    /// </param>
    /// <exception cref="ValueError">A height or width that does not fit.</exception>
    public static Functional resnet18_cntk(int im_height = 224, int im_width = 224, int num_classes = 1000, bool include_top = true)
    {
        CheckSize(nameof(im_height), im_height);
        CheckSize(nameof(im_width), im_width);
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = Pad(input, 3, 2, "conv1_pad");
        x = Relu(ConvBn(x, "conv1", 64, 7, 2, "valid"), "conv1_relu");
        // Behind a ReLU zeros are as good as a maximum's minus infinity.
        x = keras.layers.MaxPooling2D("pool1_pool", 3, 2).Apply(Pad(x, 1, 0, "pool1_pad"));
        for (int stage = 0; stage < s_blocks.Length; stage++)
            for (int block = 1; block <= s_blocks[stage]; block++)
                x = Block(x, $"conv{stage + 2}_block{block}", 64 << stage, stage > 0 && block == 1);
        x = keras.layers.GlobalAveragePooling2D(false, "avg_pool").Apply(x);
        if (include_top)
            x = keras.layers.Dense(num_classes, activation: "softmax", name: "predictions").Apply(x);
        return keras.Model(input, x, "resnet18_cntk");
    }

    private static Tensors Block(Tensors x, string name, int filters, bool down)
    {
        Tensors shortcut = down ? ConvBn(x, name + "_0", filters, 1, 2, "valid") : x;
        Tensors y = down
            ? ConvBn(Pad(x, 1, 0, name + "_1_pad"), name + "_1", filters, 3, 2, "valid")
            : ConvBn(x, name + "_1", filters, 3, 1, "same");
        y = ConvBn(Relu(y, name + "_1_relu"), name + "_2", filters, 3, 1, "same");
        y = keras.layers.Add(name + "_add").Apply(new Tensors(y.Single, shortcut.Single));
        return Relu(y, name + "_out");
    }

    private static Tensors ConvBn(Tensors x, string name, int filters, int kernel, int stride, string padding)
    {
        x = keras.layers.Conv2D(filters, kernel, stride, padding, use_bias: false, kernel_initializer: "he_normal", name: name + "_conv")
            .Apply(x);
        return keras.layers.BatchNormalization(epsilon: 1e-5, name: name + "_bn").Apply(x);
    }

    private static Tensors Relu(Tensors x, string name) => keras.layers.ReLU(name: name).Apply(x);

    private static Tensors Pad(Tensors x, int front, int back, string name) =>
        keras.layers.ZeroPadding2D(((front, back), (front, back)), name).Apply(x);

    private static void CheckSize(string argument, int size)
    {
        if (size < 32 || size % 32 > 3)
            throw new ValueError($"resnet18_cntk: argument {argument}: expected a multiple of 32, or up to 3 more; received {size}");
    }
}
