using Tensorflow;
using TfNet.Goldens;
using TfNet.LibTorch;

namespace TfNet.Tests.Ops;

/// <summary>Layouts, fused activations, unknown extents and error texts of convolutions and pooling.</summary>
public class ConvTests
{
    private static Tensor Values(string key, params long[] dims) => new(Recipe.U(key, new Shape(dims).size), new Shape(dims));

    [Theory]
    [InlineData(FusedActivation.Relu)]
    [InlineData(FusedActivation.Relu6)]
    internal void A_fused_activation_is_the_activation_afterwards(FusedActivation activation)
    {
        (Tensor x, Tensor w, Tensor b) = (Values("x", 2, 9, 8, 17) * 4, Values("w", 3, 3, 17, 19), Values("b", 19));
        Tensor plain = Conv2D.Apply(x, w, b, (2, 2), Padding.Same, (1, 1));
        float top = activation == FusedActivation.Relu6 ? 6 : float.PositiveInfinity;
        float[] expected = Array.ConvertAll(plain.ToArray<float>(), v => Math.Clamp(v, 0, top));
        Assert.Equal(expected, Conv2D.Apply(x, w, b, (2, 2), Padding.Same, (1, 1), 1, activation).ToArray<float>());
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 5, 7, 3)]
    [InlineData(4, 1, 1, 16)]
    public void Results_and_gradients_keep_the_layout(int n, int h, int w, int c)
    {
        var kernel = new ResourceVariable(Values("w", 3, 3, c, 5), true, "kernel:0", WeightLayout.ConvKernel);
        Tensor x = Values("x", n, h, w, c);
        using var tape = tf.GradientTape();
        tape.watch(x);
        Tensor y = Conv2D.Apply(x, kernel, null, (1, 1), Padding.Same, (1, 1));
        Tensor[] g = tape.gradient(y, [x, kernel.Handle]);
        Assert.True(Layout.IsContiguous(y));
        Assert.True(Layout.IsContiguous(g[0]));
        Assert.True(Layout.SameStrides(g[1], kernel.Handle), "the kernel's gradient has the kernel's strides");
    }

    [Fact]
    public void Unknown_extents_stay_unknown()
    {
        var x = new Tensor(new Shape(-1, -1, 224, 3), TF_DataType.TF_FLOAT, null);
        Assert.Equal(new Shape(-1, -1, 112, 8), Conv2D.Apply(x, Values("w", 3, 3, 3, 8), null, (2, 2), Padding.Same, (1, 1)).shape);
        Assert.Equal(new Shape(-1, -1, 111, 3), Pooling.MaxPool2D.Apply(x, (3, 3), (2, 2), Padding.Valid).shape);
        Assert.Equal(new Shape(-1, -1, 448, 2), Conv2DTranspose.Apply(x, Values("w", 2, 2, 2, 3), null, (2, 2), Padding.Same, null,
            (1, 1)).shape);
    }

    [Fact]
    public void No_images_give_no_images()
    {
        var x = new Tensor(Array.Empty<float>(), (0, 8, 8, 3));
        using var tape = tf.GradientTape();
        Tensor w = Values("w", 3, 3, 3, 4);
        tape.watch(w);
        Tensor y = Conv2D.Apply(x, w, null, (1, 1), Padding.Valid, (1, 1));
        Assert.Equal(new Shape(0, 6, 6, 4), y.shape);
        Assert.Equal(new float[108], tape.gradient(y, w).ToArray<float>());
        Assert.Equal(new Shape(0, 4, 4, 3), Pooling.MaxPool2D.Apply(x, (2, 2), (2, 2), Padding.Valid).shape);
    }

    [Fact]
    public void Arguments_are_checked_with_our_own_text()
    {
        Tensor x = Values("x", 1, 5, 5, 4);
        Assert.Equal("conv2d: argument kernel: expected 4 channels / 1 groups in its last but one axis, for x of shape (1, 5, 5, 4); received (3, 3, 3, 2)",
            Message(() => Conv2D.Apply(x, Values("w", 3, 3, 3, 2), null, (1, 1), Padding.Same, (1, 1))));
        Assert.Equal("conv2d: argument kernel: expected a multiple of 2 groups in its last axis; received (3, 3, 2, 3)",
            Message(() => Conv2D.Apply(x, Values("w", 3, 3, 2, 3), null, (1, 1), Padding.Same, (1, 1), 2)));
        Assert.Equal("conv2d: argument bias: expected shape (2,); received (3,)",
            Message(() => Conv2D.Apply(x, Values("w", 3, 3, 4, 2), Values("b", 3), (1, 1), Padding.Same, (1, 1))));
        Assert.Equal("conv2d: argument strides: expected numbers > 0; received (0, 1)",
            Message(() => Conv2D.Apply(x, Values("w", 3, 3, 4, 2), null, (0, 1), Padding.Same, (1, 1))));
        Assert.Equal("conv2d: argument x: expected at least 7 cells along axis 1 (kernel 7, dilation 1, padding VALID); received shape (1, 5, 5, 4)",
            Message(() => Conv2D.Apply(x, Values("w", 7, 7, 4, 2), null, (1, 1), Padding.Valid, (1, 1))));
        Assert.Equal("max_pool2d: argument padding: expected less than a window (2 cells along axis 1); received (2, 2)",
            Message(() => Pooling.MaxPool2D.Apply(x, (2, 2), (2, 2), Padding.Explicit(2, 2, 0, 0))));
        Assert.Equal("dense: argument kernel: expected 4 rows, for x of shape (1, 5, 5, 4); received (3, 2)",
            Message(() => Dense.Apply(x, Values("w", 3, 2), null)));
    }

    private static string Message(Action action) => Assert.Throws<InvalidArgumentError>(action).Message;
}
