using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using TfNet.Formats.Onnx;
using static Tensorflow.Binding;
using NDArray = NumSharp.NDArray;

namespace TfNetZoo.Pretrained;

/// <summary>
/// ImageNet weights for <see cref="Networks.ResNet18Cntk"/>: ONNX files of the NuGet package
/// Microsoft.ML.DnnImageFeaturizer.ResNet18 (MIT), which lie beside the program when its project imports ResNet18.targets or
/// references the package. No download, all layers but the last.
/// </summary>
public static class ResNet18Weights
{
    /// <summary>Where the package puts the weights, relative to the program.</summary>
    public static readonly string WeightsFile = Path.Combine("DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");

    /// <summary>Where the package puts the mean image, relative to the program.</summary>
    public static readonly string MeanImageFile = Path.Combine("DnnImageModels", "ResNetPrepOnnx", "ResNetPreprocess.onnx");

    private const string MeanImageName = "MeanImage";

    // A convolution is "Parameter{c}"; its batch norm's scale "Parameter{b}", bias "Parameter{b+1}", mean "Constant{b+2}" and
    // variance "Constant{b+3}".
    private static readonly (string Layer, int Convolution, int Norm)[] s_layers =
    [
        ("conv1", 91, 96),
        ("conv2_block1_1", 86, 113), ("conv2_block1_2", 82, 127), ("conv2_block2_1", 77, 144), ("conv2_block2_2", 73, 158),
        ("conv3_block1_0", 199, 203),
        ("conv3_block1_1", 68, 175), ("conv3_block1_2", 64, 189), ("conv3_block2_1", 59, 220), ("conv3_block2_2", 55, 234),
        ("conv4_block1_0", 275, 279),
        ("conv4_block1_1", 50, 251), ("conv4_block1_2", 46, 265), ("conv4_block2_1", 41, 296), ("conv4_block2_2", 37, 310),
        ("conv5_block1_0", 351, 355),
        ("conv5_block1_1", 32, 327), ("conv5_block1_2", 28, 341), ("conv5_block2_1", 23, 372), ("conv5_block2_2", 19, 386),
        ("conv5_block3_1", 14, 403), ("conv5_block3_2", 10, 417),
    ];

    /// <summary>The network's weight for each initializer of the file.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = s_layers.SelectMany(l => (KeyValuePair<string, string>[])
        [
            new($"Parameter{l.Convolution}", $"{l.Layer}_conv/kernel"),
            new($"Parameter{l.Norm}", $"{l.Layer}_bn/gamma"),
            new($"Parameter{l.Norm + 1}", $"{l.Layer}_bn/beta"),
            new($"Constant{l.Norm + 2}", $"{l.Layer}_bn/moving_mean"),
            new($"Constant{l.Norm + 3}", $"{l.Layer}_bn/moving_variance"),
        ]).ToDictionary();

    /// <summary>Sets all weights of the network but those of a dense layer on top.</summary>
    /// <param name="model">Made by <see cref="Networks.ResNet18Cntk"/>, or with its layers in it.</param>
    /// <param name="path">The ONNX file; null: the package's, beside the program.</param>
    /// <exception cref="FileNotFoundException">The file is not there; the text says how to get it.</exception>
    /// <exception cref="OnnxException">The file is damaged.</exception>
    /// <exception cref="ValueError">The file or the model holds other weights; the model is unchanged.</exception>
    public static void Load(Model model, string? path = null)
    {
        string file = path ?? Beside(WeightsFile);
        Dictionary<string, OnnxTensor> tensors = OnnxFile.ReadInitializers(file).ToDictionary(t => t.Name);
        if (Names.Keys.FirstOrDefault(n => !tensors.ContainsKey(n)) is { } missing)
            throw new ValueError($"resnet18_cntk: '{file}': expected an initializer '{missing}'; it has none");
        HashSet<string> weights = [.. model.Weights.Select(w => w.Name[..w.Name.LastIndexOf(':')])];
        if (Names.Values.FirstOrDefault(n => !weights.Contains(n)) is { } absent)
            throw new ValueError($"resnet18_cntk: expected a model with the weight '{absent}'; '{model.Name}' has none");
        // ONNX lays tensors out as PyTorch does.
        TorchWeights.Load(model, Names.Keys.Select(n => new TorchTensor(n, tensors[n].Shape, tensors[n].ToSingle())), n => Names[n], strict: false);
    }

    /// <summary>
    /// Makes a photo what the network wants: channels reversed to BGR, minus the mean image. For
    /// <see cref="Tensorflow.Keras.Preprocessing.ImageDataGenerator"/>.
    /// </summary>
    /// <param name="height">Of the photos.</param>
    /// <param name="width">Of the photos.</param>
    /// <param name="path">As for <see cref="MeanImage"/>.</param>
    /// <returns>From [.., height, width, 3], RGB, 0 to 255, float32, to a new array of the same shape.</returns>
    /// <exception cref="FileNotFoundException">The mean image is not there; the text says how to get it.</exception>
    public static Func<NDArray, NDArray> Preprocessing(int height = 224, int width = 224, string? path = null)
    {
        float[] mean = MeanImage(height, width, path).ToArray<float>();
        return photos =>
        {
            long[] shape = photos.shape;
            if (shape.Length < 3 || !shape.AsSpan(shape.Length - 3).SequenceEqual([height, width, 3]))
                throw new ValueError($"resnet18_cntk: expected photos of shape [.., {height}, {width}, 3]; received [{string.Join(", ", shape)}]");
            float[] rgb = photos.ToArray<float>(), bgr = new float[rgb.Length];
            for (int i = 0; i < rgb.Length; i += 3)
            {
                int m = i % mean.Length;
                (bgr[i], bgr[i + 1], bgr[i + 2]) = (rgb[i + 2] - mean[m], rgb[i + 1] - mean[m + 1], rgb[i] - mean[m + 2]);
            }
            return new NDArray(bgr, photos.Shape);
        };
    }

    /// <summary>The mean of the training photos.</summary>
    /// <param name="height">Where it is not the file's 224 x 224, the image is resized (bilinear).</param>
    /// <param name="width">As the height.</param>
    /// <param name="path">The ONNX file; null: the package's, beside the program.</param>
    /// <returns>[1, height, width, 3], BGR.</returns>
    /// <exception cref="FileNotFoundException">The file is not there; the text says how to get it.</exception>
    /// <exception cref="OnnxException">The file is damaged.</exception>
    /// <exception cref="ValueError">The file holds no mean image.</exception>
    public static Tensor MeanImage(int height = 224, int width = 224, string? path = null)
    {
        string file = path ?? Beside(MeanImageFile);
        OnnxTensor? found = OnnxFile.ReadInitializers(file).FirstOrDefault(t => t.Name == MeanImageName);
        if (found is not { Shape: [1, 3, _, _] })
            throw new ValueError($"resnet18_cntk: '{file}': expected an initializer '{MeanImageName}' of shape [1, 3, H, W]; received "
                + (found is null ? "none" : $"[{string.Join(", ", found.Shape)}]"));
        Tensor mean = tf.transpose(new Tensor(found.ToSingle(), new Shape(found.Shape)), new Axis([0, 2, 3, 1]));
        return mean.shape[1] == height && mean.shape[2] == width ? mean : tf.image.resize(mean, new Shape(height, width));
    }

    private static string Beside(string relative)
    {
        string path = Path.Combine(AppContext.BaseDirectory, relative);
        return File.Exists(path) ? path : throw new FileNotFoundException(
            $"resnet18_cntk: there is no '{path}'. It comes with the NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18: import "
            + "src/TfNetZoo/ResNet18.targets in the program's project, or reference the package there.", path);
    }
}
