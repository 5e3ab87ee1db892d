using System.Globalization;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// MobileNet v1: Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision applications", 2017.
/// Depthwise-separable convolutions; the width multiplier <c>alpha</c> scales the filters, the resolution is the input's size.
/// </summary>
public static class MobileNetV1
{
    private static readonly (int Filters, int Stride)[] s_blocks =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        new("keras_mobilenet", "MobileNet", 224, Preprocessing.Half, 4_253_864, 4_231_976, "Howard et al. 2017", "G4",
            o => mobilenet(o.Height, o.Width, o.Classes)),
    ];

    /// <summary>Keras' application: [N, H, W, 3] in -1 to 1 -> class probabilities.</summary>
    public static Functional mobilenet(int im_height = 224, int im_width = 224, int num_classes = 1000, double alpha = 1,
        double dropout = 1e-3)
    {
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = keras.layers.Conv2D((int)(32 * alpha), 3, 2, "same", use_bias: false, name: "conv1").Apply(input);
        x = NormRelu(x, "conv1");
        for (int i = 1; i <= s_blocks.Length; i++)
        {
            (int filters, int stride) = s_blocks[i - 1];
            x = DepthwiseSeparable(x, (int)(filters * alpha), stride, i);
        }
        x = keras.layers.GlobalAveragePooling2D(keepdims: true).Apply(x);
        x = keras.layers.Dropout(dropout, name: "dropout").Apply(x);
        x = keras.layers.Conv2D(num_classes, 1, padding: "same", name: "conv_preds").Apply(x);
        x = keras.layers.Reshape(num_classes, "reshape_2").Apply(x);
        x = keras.layers.Activation("softmax", "predictions").Apply(x);
        return keras.Model(input, x, string.Create(CultureInfo.InvariantCulture, $"mobilenet_{alpha:0.00}_{im_height}"));
    }

    /// <summary>3x3 depthwise and 1x1 convolution, each with batch norm and ReLU6.</summary>
    private static Tensors DepthwiseSeparable(Tensors x, int filters, int stride, int index)
    {
        if (stride == 2)
            x = keras.layers.ZeroPadding2D(((0, 1), (0, 1)), $"conv_pad_{index}").Apply(x);
        x = keras.layers.DepthwiseConv2D(3, stride, stride == 1 ? "same" : "valid", depth_multiplier: 1, use_bias: false,
            name: $"conv_dw_{index}").Apply(x);
        x = NormRelu(x, $"conv_dw_{index}");
        x = keras.layers.Conv2D(filters, 1, padding: "same", use_bias: false, name: $"conv_pw_{index}").Apply(x);
        return NormRelu(x, $"conv_pw_{index}");
    }

    private static Tensors NormRelu(Tensors x, string name) =>
        keras.layers.ReLU6(name + "_relu").Apply(keras.layers.BatchNormalization(-1, 0.99, 1e-3, name: name + "_bn").Apply(x));
}
