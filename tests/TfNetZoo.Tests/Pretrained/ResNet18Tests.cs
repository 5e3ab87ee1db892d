using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.LibTorch;
using TfNetZoo.Networks;
using TfNetZoo.Pretrained;
using TfNetZoo.Tests.Networks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using NDArray = NumSharp.NDArray;
using Tensor = Tensorflow.Tensor;

namespace TfNetZoo.Tests.Pretrained;

/// <summary>The ImageNet ResNet-18 against ONNX Runtime, which runs the package's own files.</summary>
[Collection(NetworkCases.Collection)]
public class ResNet18Tests
{
    private const int Images = 2;

    private static string Weights => Path.Combine(AppContext.BaseDirectory, ResNet18Weights.WeightsFile);

    [Theory]
    [InlineData(224)]
    [InlineData(227)]
    public void Features_are_ONNX_Runtimes(int size)
    {
        keras.backend.clear_session();
        Functional model = ResNet18Cntk.resnet18_cntk(size, size, include_top: false);
        ResNet18Weights.Load(model);
        using var session = new InferenceSession(WithInputSize(File.ReadAllBytes(Weights), size));
        using var scope = new Scope("golden");
        for (int image = 0; image < Images; image++)
        {
            float[] photo = Photo(size, image);
            Tensor x = tf.constant(ResNet18Weights.Preprocessing(size, size)(Array(photo, size)));
            float[] actual = model.Apply(x, training: false).Single.ToArray<float>();
            float[] planes = tf.transpose(x, new Axis([0, 3, 1, 2])).ToArray<float>();
            float[] expected = Run(session, "Input247", planes, size);
            Assert.Equal(ResNet18Cntk.Features, actual.Length);
            Assert.InRange(expected.Max(), 1, 100);
            Assert.True(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() < 1e-4, "the features differ");
        }
    }

    [Fact]
    public void Preprocessing_is_ONNX_Runtimes()
    {
        float[] photo = Photo(224, 5);
        using var scope = new Scope("golden");
        var x = new Tensor(photo, (1, 224, 224, 3));
        using var session = new InferenceSession(Path.Combine(AppContext.BaseDirectory, ResNet18Weights.MeanImageFile));
        float[] expected = Run(session, "OriginalInput", tf.transpose(x, new Axis([0, 3, 1, 2])).ToArray<float>(), 224);
        Tensor actual = tf.transpose(tf.constant(ResNet18Weights.Preprocessing()(Array(photo, 224))), new Axis([0, 3, 1, 2]));
        Assert.Equal(expected, actual.ToArray<float>());
    }

    [Fact]
    public void The_names_cover_every_weight_once_and_a_new_top_stays()
    {
        keras.backend.clear_session();
        Functional model = ResNet18Cntk.resnet18_cntk(32, 32, num_classes: 3);
        string[] own = ["predictions/bias", "predictions/kernel"];
        Assert.Equal(model.Weights.Select(w => w.Name[..^2]).Order(StringComparer.Ordinal),
            ResNet18Weights.Names.Values.Concat(own).Order(StringComparer.Ordinal));
        float[] before = model.Weights.Single(w => w.Name == "predictions/kernel:0").numpy().ToArray<float>();
        ResNet18Weights.Load(model);
        Assert.Equal(before, model.Weights.Single(w => w.Name == "predictions/kernel:0").numpy().ToArray<float>());
    }

    [Fact]
    public void Other_models_files_and_sizes_are_refused()
    {
        keras.backend.clear_session();
        Functional other = ResNetTorch.Make(bottleneck: false, [1, 1, 1, 1], 32, 32, 2);
        Assert.Contains("expected a model with the weight 'conv1_conv/kernel'",
            Assert.Throws<ValueError>(() => ResNet18Weights.Load(other)).Message, StringComparison.Ordinal);
        Functional model = ResNet18Cntk.resnet18_cntk(35, 32, include_top: false);
        string mean = Path.Combine(AppContext.BaseDirectory, ResNet18Weights.MeanImageFile);
        Assert.Contains("expected an initializer 'Parameter91'",
            Assert.Throws<ValueError>(() => ResNet18Weights.Load(model, mean)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => ResNet18Weights.Load(model, "missing.onnx"));
        Assert.Contains("argument im_width: expected a multiple of 32",
            Assert.Throws<ValueError>(() => ResNet18Cntk.resnet18_cntk(224, 100)).Message, StringComparison.Ordinal);
    }

    /// <summary>Soft blobs and some noise, 0 to 255.</summary>
    private static float[] Photo(int size, int seed)
    {
        var random = new Random(seed);
        double a = 5 + 9 * random.NextDouble(), b = 5 + 9 * random.NextDouble();
        return [.. Enumerable.Range(0, size * size * 3).Select(i =>
        {
            double y = i / 3 / size / (double)size, x = i / 3 % size / (double)size;
            return (float)Math.Clamp(127 + 90 * Math.Sin(a * x + i % 3) * Math.Cos(b * y) + 30 * (random.NextDouble() - 0.5), 0, 255);
        })];
    }

    private static NDArray Array(float[] photo, int size) => new(photo, new NumSharp.Shape(1, size, size, 3));

    private static float[] Run(InferenceSession session, string input, float[] planes, int size)
    {
        NamedOnnxValue[] inputs = [NamedOnnxValue.CreateFromTensor(input, new DenseTensor<float>(planes, [1, 3, size, size]))];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(inputs);
        return [.. outputs.Single().AsEnumerable<float>()];
    }

    // The file fixes its input at 224 x 224: the dimension's field (number 1, a varint of two bytes) is written anew.
    private static byte[] WithInputSize(byte[] model, int size)
    {
        byte[] fixedSize = [0x0A, 3, 8, 0xE0, 1, 0x0A, 3, 8, 0xE0, 1];
        int at = model.AsSpan().LastIndexOf(fixedSize);
        Assert.True(at > 0);
        (model[at + 3], model[at + 8]) = ((byte)(size & 127 | 128), (byte)(size & 127 | 128));
        return model;
    }
}
