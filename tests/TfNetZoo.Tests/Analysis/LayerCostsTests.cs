using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNetZoo.Analysis;
using TfNetZoo.Networks;
using TfNetZoo.Tests.Networks;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Analysis;

/// <summary>Costs against published counts and against sums written out by hand.</summary>
[Collection(NetworkCases.Collection)]
public class LayerCostsTests
{
    [Theory]
    [InlineData("vgg11", 7_609_090_048)]
    [InlineData("vgg16", 15_470_264_320)]
    [InlineData("vgg19", 19_632_062_464)]
    [InlineData("alexnet", 714_188_480)]
    [InlineData("resnet34", 3_663_761_408)]
    [InlineData("resnet50", 4_089_184_256)]
    [InlineData("resnet101", 7_801_405_440)]
    [InlineData("resnext50_32x4d", 4_230_479_872)]
    [InlineData("keras_mobilenet", 568_740_352)]
    [InlineData("mobilenet_v2", 300_774_272)]
    [InlineData("mobilenet_v3_large", 216_589_760)]
    [InlineData("mobilenet_v3_small", 56_510_400)]
    public void Convolutions_and_dense_layers_as_published(string name, long macs) => Assert.Equal(macs, Of(name).Macs);

    // Thousand millions of multiply-accumulates and millions of activations as usually quoted: rounded, some with the norms counted.
    [Theory]
    [InlineData("alexnet", 0.71, 0.49)]
    [InlineData("vgg16", 15.47, 13.56)]
    [InlineData("inception_v1_bn", 1.50, null)]
    [InlineData("resnet18", 1.82, 2.48)]
    [InlineData("resnet50", 4.09, 11.11)]
    [InlineData("mobilenet_v2", 0.30, 6.68)]
    [InlineData("vit_b16", 17.56, null)]
    public void As_quoted(string name, double gmac, double? activations)
    {
        LayerCosts costs = Of(name);
        Assert.Equal(1, costs.Macs / 1e9 / gmac, 0.006);
        if (activations is { } a)
            Assert.Equal(a, costs.Activations / 1e6, 0.0051);
    }

    [Fact]
    public void Attention_of_a_vision_transformer()
    {
        const long tokens = 17, width = 48, classes = 5;
        long block = (tokens * width * 3 * width) + (2 * tokens * tokens * width) + (tokens * width * width) + (2 * tokens * width * 4 * width);
        long expected = (16 * 8 * 8 * 3 * width) + (3 * block) + (width * 32) + (32 * classes);
        Assert.Equal(expected, Of("vit_tiny").Macs);
    }

    [Fact]
    public void Layers_are_named_by_their_path()
    {
        Assert.Equal("feature/conv2d", Of("vgg11").Rows[0].Layer);
        Assert.Contains(Of("vit_tiny").Rows, r => r is { Op: "attention", Layer: "encoderblock_2/MultiHeadAttention" });
    }

    [Fact]
    public void Einsum_and_transposed_convolution()
    {
        keras.backend.clear_session();
        Tensors input = keras.Input((8, 8, 3));
        Tensors x = keras.layers.Conv2DTranspose(5, 3, strides: 2, padding: "same").Apply(input);
        Tensors tokens = keras.layers.Reshape((256, 5)).Apply(x);
        Functional model = keras.Model(input, keras.layers.EinsumDense("abc,cd->abd", (256, 7)).Apply(tokens));
        LayerCosts costs = LayerCosts.Of(model, (8, 8, 3));
        Assert.Equal([8 * 8 * 3 * 3 * 3 * 5, 256 * 5 * 7], costs.Rows.Select(r => r.Macs));
    }

    private static LayerCosts Of(string name)
    {
        keras.backend.clear_session();
        NetworkInfo network = ModelRegistry.Get(name);
        return LayerCosts.Of(network.Build(), (network.Size, network.Size, network.Channels));
    }
}
