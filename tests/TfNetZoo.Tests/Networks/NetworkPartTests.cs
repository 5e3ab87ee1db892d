using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNetZoo.Networks;
using static Tensorflow.Binding;

namespace TfNetZoo.Tests.Networks;

[Collection(NetworkCases.Collection)]
public class NetworkPartTests
{
    [Theory]
    [InlineData(32 * 0.35, 16)]
    [InlineData(24 * 0.35, 8)]
    [InlineData(320 * 1.4, 448)]
    [InlineData(72 / 4.0, 24)]
    [InlineData(16 / 4.0, 8)]
    public void Channels_are_rounded_to_a_divisor(double channels, int expected) =>
        Assert.Equal(expected, ChannelMath.MakeDivisible(channels));

    [Theory]
    [InlineData(224, 3, 0, 1)]
    [InlineData(7, 3, 1, 1)]
    [InlineData(28, 5, 1, 2)]
    public void Padding_of_a_strided_convolution(int extent, int kernel, int before, int behind) =>
        Assert.Equal(((before, behind), (before, behind)), ChannelMath.CorrectPad(new Shape(-1, extent, extent, 8), kernel));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    public void The_three_forms_of_a_ResNeXt_block_are_equal(int groups)
    {
        Tensor x = tf.random.normal((2, 5, 5, 16), seed: 1);
        Tensor reduce = tf.random.normal((1, 1, 16, 64), seed: 2), inner = tf.random.normal((3, 3, 64 / groups, 64), seed: 3);
        Tensor expand = tf.random.normal((1, 1, 64, 24), seed: 4);
        float[] c = ResNeXtForms.Grouped(x, reduce, inner, expand).ToArray<float>();
        Near(c, ResNeXtForms.EarlyConcat(x, reduce, inner, expand, groups).ToArray<float>());
        Near(c, ResNeXtForms.SplitTransformSum(x, reduce, inner, expand, groups).ToArray<float>());
    }

    [Fact]
    public void The_forms_of_an_inception_block_and_what_they_cost()
    {
        // 3a on 192 channels: reductions save weights, so does a pair of 3x3 convolutions.
        Assert.Equal((256, 163_696), Cost(new Inception(64, 96, 128, 16, 32, 32)));
        Assert.Equal((416, 192 * (64 + (9 * 128) + (25 * 32)) + 64 + 128 + 32), Cost(new NaiveInception(64, 128, 32)));
        Assert.Equal((256, 163_696 - (25 * 16 * 32) + (9 * 16 * 32) + (9 * 32 * 32) + 32), Cost(new FactorisedInception(64, 96, 128, 16, 32, 32)));

        static (long Channels, long Weights) Cost(Layer block)
        {
            long channels = block.Apply(tf.zeros((1, 4, 4, 192))).shape[-1];
            return (channels, block.count_params());
        }
    }

    [Fact]
    public void A_patch_embedding_takes_only_its_size()
    {
        var error = Assert.Throws<ValueError>(() => ViT.vit_tiny().Apply(tf.zeros((1, 40, 32, 3))));
        Assert.Equal("Input image size (40*32) doesn't match model (32*32).", error.Message);
    }

    [Fact]
    public void A_shortcut_of_other_channels_is_refused()
    {
        var block = new BasicBlock(8);
        Assert.Contains("expected a projection", Assert.Throws<ValueError>(() => block.Apply(tf.zeros((1, 4, 4, 4)))).Message);
    }

    [Fact]
    public void Adaptive_pooling_of_14_to_4_takes_windows_of_four_at_0_3_7_10()
    {
        Tensor x = tf.reshape(tf.range(14f), (1, 14, 1, 1)) + tf.zeros((1, 14, 14, 1));
        float[] y = new AdaptiveAveragePooling2D(4).Apply(x).Single.ToArray<float>();
        Near([1.5f, 4.5f, 8.5f, 11.5f], [y[0], y[4], y[8], y[12]]);
    }

    private static void Near(float[] expected, float[] actual)
    {
        float scale = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), p => Assert.True(Math.Abs(p.First - p.Second) <= 1e-5f * scale));
    }
}
