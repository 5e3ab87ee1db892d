using Tensorflow;
using TfNet.Goldens;
using TfNet.Kernels;

namespace TfNet.Tests.Ops;

/// <summary>Images: kernel against matrix, derivatives, colours, error texts.</summary>
public class ImageTests
{
    [Theory]
    [InlineData("bilinear", false)]
    [InlineData("bicubic", true)]
    [InlineData("area", false)]
    public void The_resize_kernel_is_the_matrix_product(string method, bool antialias)
    {
        var x = new Tensor(Recipe.U("x", 2 * 13 * 17 * 3), (2, 13, 17, 3));
        Tensor own = tf.image.resize(x, (9, 31), method, antialias: antialias);
        Kernel.Enabled = false;
        try
        {
            float[] twin = tf.image.resize(x, (9, 31), method, antialias: antialias).ToArray<float>();
            Assert.All(own.ToArray<float>().Zip(twin), p => Assert.Equal(p.Second, p.First, 2e-6f));
        }
        finally
        {
            Kernel.Enabled = true;
        }
    }

    [Fact]
    public void Hue_and_saturation_leave_an_unchanged_image_alone_and_grey_is_grey()
    {
        float[] values = Recipe.U("rgb", 60, 0.5, 0.5);
        var x = new Tensor(values, (4, 5, 3));
        Assert.All(tf.image.hsv_to_rgb(tf.image.rgb_to_hsv(x)).ToArray<float>().Zip(values), p => Assert.Equal(p.Second, p.First, 2e-6f));
        Assert.All(tf.image.adjust_hue(x, 1).ToArray<float>().Zip(values), p => Assert.Equal(p.Second, p.First, 2e-6f));
        float[] grey = tf.image.adjust_saturation(x, 0).ToArray<float>();
        for (int i = 0; i < grey.Length; i += 3)
            Assert.True(grey[i] == grey[i + 1] && grey[i] == grey[i + 2]);
        // Pure red turned by a third of the circle is pure green.
        Assert.Equal([0f, 1f, 0f], tf.image.adjust_hue(new Tensor([1f, 0f, 0f], (1, 1, 3)),
            1 / 3f).ToArray<float>().Select(v => MathF.Round(v, 5)));
    }

    [Fact]
    public void Integer_images_keep_their_type()
    {
        var x = new Tensor(new byte[] { 0, 10, 200, 255 }, (1, 4, 1));
        Assert.Equal(new byte[] { 51, 61, 251, 255 }, tf.image.adjust_brightness(x, 0.2f).ToArray<byte>());
        Assert.Equal(TF_DataType.TF_UINT8, tf.image.resize(x, (2, 8), ResizeMethod.NEAREST_NEIGHBOR).dtype);
        Assert.Equal(TF_DataType.TF_FLOAT, tf.image.resize(x, (1, 4)).dtype);
        Assert.Equal(TF_DataType.TF_FLOAT, tf.image.resize(x, (2, 8)).dtype);
    }

    [Fact]
    public void Unknown_sizes_become_known()
    {
        var x = new Tensor(new Shape(-1, -1, -1, 3), TF_DataType.TF_FLOAT, null);
        Assert.Equal(new Shape(-1, 7, 9, 3), tf.image.resize(x, (7, 9)).shape);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        var x = new Tensor(new float[12], (2, 2, 3));
        Assert.Equal("image.resize: argument size: expected two numbers > 0; received (0, 3)",
            Assert.Throws<InvalidArgumentError>(() => tf.image.resize(x, (0, 3))).Message);
        Assert.StartsWith("image.resize: argument method: expected 'bilinear'",
            Assert.Throws<ValueError>(() => tf.image.resize(x, (4, 4), "cubic")).Message);
        Assert.Equal("image.crop_to_bounding_box: argument offset_height: expected a range of the height 2; received 1 with target_height 2",
            Assert.Throws<InvalidArgumentError>(() => tf.image.crop_to_bounding_box(x, 1, 0, 2, 1)).Message);
    }
}

/// <summary>Attention: the flash operator, the composition and their derivatives agree.</summary>
public class AttentionTests
{
    [Theory]
    [InlineData(5, 5)]
    [InlineData(65, 33)]
    public void Flash_attention_equals_the_composition(int queries, int keys)
    {
        Tensor[] single = Run(TF_DataType.TF_FLOAT);
        Tensor[] twice = Run(TF_DataType.TF_DOUBLE);
        for (int i = 0; i < single.Length; i++)
        {
            double[] a = MathOps.Cast(single[i], TF_DataType.TF_DOUBLE).ToArray<double>();
            double[] e = twice[i].ToArray<double>();
            Assert.All(a.Zip(e), p => Assert.Equal(p.Second, p.First, 5e-6));
        }

        Tensor[] Run(TF_DataType dtype)
        {
            Tensor Values(string key, int length) => NnGradCheck.As(Recipe.U(key, 2 * 3 * length * 8), (2, 3, length, 8), dtype);
            Tensor[] inputs = [Values("q", queries), Values("k", keys), Values("v", keys)];
            using var tape = tf.GradientTape();
            tape.watch(inputs);
            Tensor y = Attention.Apply(inputs[0], inputs[1], inputs[2], 0.35);
            return [y, .. tape.gradient(y, inputs, [Values("dy", queries)])];
        }
    }

    [Fact]
    public void Attention_has_derivatives()
    {
        Tensor R(string key, int length) => NnGradCheck.Random(key, (1, 2, length, 3));
        NnGradCheck.Run(t => Attention.Apply(t[0], t[1], t[2], 0.5), [R("q", 3), R("k", 4), R("v", 4)]);
        NnGradCheck.Run(t => Attention.Apply(t[0], t[1], t[2], 0.5, t[3]),
            [R("q", 3), R("k", 4), R("v", 4), NnGradCheck.Random("m", (1, 1, 3, 4))], secondOrder: false);
    }

    [Fact]
    public void Lengths_and_depths_are_checked()
    {
        Tensor Zeros(params long[] dims) => new(new float[new Shape(dims).size], new Shape(dims));
        Assert.Equal("attention: argument value: expected length 4, as the key of shape (1, 2, 4, 3); received (1, 2, 5, 3)",
            Assert.Throws<InvalidArgumentError>(() => Attention.Apply(Zeros(1, 2, 3, 3), Zeros(1, 2, 4, 3), Zeros(1, 2, 5, 3), 1)).Message);
    }
}
