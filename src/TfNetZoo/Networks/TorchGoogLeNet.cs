using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// GoogLeNet in PyTorch's form and names: logits [aux1, aux2, main]. With batch norm it is torchvision's (3x3 kernels in the
/// "5x5" branch, adaptive pooling in the side heads), without it the notes' source of a PyTorch GoogLeNet.
/// PyTorch's ceil_mode pooling of an even map is "same".
/// </summary>
public static class TorchGoogLeNet
{
    private static readonly double[] s_heads = [0.3, 0.3, 1];

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        Entry("torch_googlenet_aux", true, 13_019_960, 13_004_888),
        Entry("torch_googlenet_plain_aux", false, 13_378_280, 13_378_280),
    ];

    private static NetworkInfo Entry(string name, bool norm, long total, long trainable) =>
        new(name, "GoogLeNet", 224, norm ? Preprocessing.ImageNet : Preprocessing.Half, total, trainable, "Szegedy et al. 2014", "E3",
            o => Make(o.Height, o.Width, o.Classes, norm))
        {
            AnySize = false,
            Probabilities = false,
            LossWeights = s_heads,
            Resize = norm ? PhotoResize.ShorterSideCrop : PhotoResize.Bilinear,
        };

    public static Functional Make(int im_height = 224, int im_width = 224, int class_num = 1000, bool batch_norm = true)
    {
        var torch = new TorchLayers(TorchInit.Default);
        Tensors input = keras.layers.Input((im_height, im_width, 3), dtype: TF_DataType.TF_FLOAT);
        Tensors x = Pool(Conv(input, "conv1", 64, 7, 2), 3);
        x = Conv(Conv(x, "conv2", 64, 1), "conv3", 192, 3);
        List<Tensor> outputs = [];
        foreach ((string name, int[] c) in GoogLeNets.Blocks)
        {
            if (name is "3a" or "4a" or "5a")
                x = Pool(x, name == "5a" && batch_norm ? 2 : 3);
            x = Block(x, "inception" + name, c);
            if (name is "4a" or "4d")
                outputs.Add(Aux(x, name == "4a" ? "aux1" : "aux2"));
        }
        x = keras.layers.Dropout(batch_norm ? 0.2 : 0.4).Apply(keras.layers.GlobalAveragePooling2D().Apply(x));
        outputs.Add(torch.Linear(x, "fc", class_num).Single);
        return keras.Model(input, new Tensors(outputs));

        Tensors Conv(Tensors t, string name, int filters, int kernel, int stride = 1)
        {
            t = torch.Conv(t, name + ".conv", filters, kernel, stride, kernel / 2, bias: !batch_norm);
            return keras.layers.ReLU().Apply(batch_norm ? torch.Norm(t, name + ".bn", 1e-3) : t);
        }

        Tensors Block(Tensors t, string name, int[] c)
        {
            Tensors b1 = Conv(t, name + ".branch1", c[0], 1);
            Tensors b2 = Conv(Conv(t, name + ".branch2.0", c[1], 1), name + ".branch2.1", c[2], 3);
            Tensors b3 = Conv(Conv(t, name + ".branch3.0", c[3], 1), name + ".branch3.1", c[4], batch_norm ? 3 : 5);
            Tensors b4 = keras.layers.MaxPooling2D(pool_size: 3, strides: 1, padding: "same").Apply(t);
            b4 = Conv(b4, name + ".branch4.1", c[5], 1);
            return keras.layers.Concatenate().Apply(new Tensors(b1.Single, b2.Single, b3.Single, b4.Single));
        }

        Tensor Aux(Tensors t, string name)
        {
            t = batch_norm ? new AdaptiveAveragePooling2D(4).Apply(t) : keras.layers.AveragePooling2D(pool_size: 5, strides: 3).Apply(t);
            t = torch.Flatten(Conv(t, name + ".conv", 128, 1));
            if (!batch_norm)
                t = keras.layers.Dropout(0.5).Apply(t);
            t = keras.layers.ReLU().Apply(torch.Linear(t, name + ".fc1", 1024));
            t = keras.layers.Dropout(batch_norm ? 0.7 : 0.5).Apply(t);
            return torch.Linear(t, name + ".fc2", class_num).Single;
        }

        static Tensors Pool(Tensors t, int size) => keras.layers.MaxPooling2D(pool_size: size, strides: 2, padding: "same").Apply(t);
    }
}
