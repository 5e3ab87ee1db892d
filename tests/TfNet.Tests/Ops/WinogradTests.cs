using Tensorflow;
using TfNet.Goldens;
using TfNet.Kernels;
using TfNet.LibTorch;
using static Tensorflow.Binding;

namespace TfNet.Tests.Ops;

/// <summary>Winograd's way against LibTorch's direct convolutions in float64; on every processor, whether it pays there or not.</summary>
public class WinogradTests
{
    [Theory]
    [InlineData(1, 6, 6, 16, 32, 3, 1)]
    [InlineData(2, 7, 9, 32, 16, 3, 1)]
    [InlineData(3, 4, 13, 48, 16, 3, 0)]
    [InlineData(1, 1, 2, 16, 16, 3, 2)]
    [InlineData(2, 9, 8, 16, 48, 5, 2)]
    [InlineData(1, 5, 11, 32, 16, 5, 0)]
    [InlineData(1, 3, 3, 16, 16, 5, 4)]
    [InlineData(4, 128, 132, 16, 16, 3, 1)] // more than one chunk
    public void Forward_and_both_gradients_agree_with_float64(int n, int h, int w, int c, int o, int k, int padding)
    {
        using IDisposable processor = tf.device("/CPU:0");
        Tensor x = Uniform("x", n, h, w, c);
        Tensor kernel = Uniform("w", k, k, c, o);
        Tensor bias = Uniform("b", o);
        var g = new ConvGeometry([1, 1], [padding, padding], [1, 1], 1);
        Assert.True(WinogradKernel.Takes(x, kernel.shape, g));
        (Tensor x64, Tensor kernel64, Tensor bias64) = (Double(x), Double(kernel), Double(bias));
        Tensor y64 = Convolution.Apply("twin", x64, kernel64, bias64, g, FusedActivation.None);
        AssertNear(y64, WinogradKernel.Forward(x, WinogradKernel.KernelPoints(kernel), k, bias, g, null, FusedActivation.None));
        Tensor dy = Uniform("dy", [.. y64.shape.dims]);
        AssertNear(Convolution.InputGradient(Double(dy), kernel64, x.shape, g), WinogradKernel.InputGradient(dy, kernel, g));
        Tensor dw = WinogradKernel.KernelGradient(x, dy, kernel.shape, g);
        AssertNear(Convolution.KernelGradient(x64, Double(dy), kernel.shape, g), dw);
        Assert.Equal([(long)k * c, c, 1, (long)k * k * c], Layout.Strides(dw));
    }

    [Fact]
    public void A_shortcut_and_the_activation_follow_the_bias()
    {
        using IDisposable processor = tf.device("/CPU:0");
        Tensor x = Uniform("x", 2, 7, 6, 16);
        Tensor kernel = Uniform("w", 3, 3, 16, 32);
        Tensor bias = Uniform("b", 32);
        Tensor shortcut = tf.multiply(Uniform("s", 2, 7, 6, 32), tf.constant(9f));
        var g = new ConvGeometry([1, 1], [1, 1], [1, 1], 1);
        Tensor sum = tf.add(Convolution.Apply("twin", Double(x), Double(kernel), Double(bias), g, FusedActivation.None), Double(shortcut));
        Tensor points = WinogradKernel.KernelPoints(kernel);
        AssertNear(tf.nn.relu(sum), WinogradKernel.Forward(x, points, 3, bias, g, shortcut, FusedActivation.Relu));
        AssertNear(tf.nn.relu6(sum), WinogradKernel.Forward(x, points, 3, bias, g, shortcut, FusedActivation.Relu6));
    }

    [Theory]
    [InlineData(16, 16, 3, 2, 1, 1)]
    [InlineData(16, 16, 3, 1, 2, 1)]
    [InlineData(32, 32, 3, 1, 1, 2)]
    [InlineData(16, 16, 7, 1, 1, 1)]
    [InlineData(3, 16, 3, 1, 1, 1)]
    [InlineData(16, 24, 3, 1, 1, 1)]
    public void Other_convolutions_are_left_to_LibTorch(int c, int o, int k, int stride, int dilation, int groups)
    {
        Tensor x = Uniform("x", 1, 12, 12, c);
        var g = new ConvGeometry([stride, stride], [1, 1], [dilation, dilation], groups);
        Assert.False(WinogradKernel.Takes(x, new Shape(k, k, c / groups, o), g));
    }

    private static Tensor Uniform(string name, params long[] shape)
    {
        var s = new Shape(shape);
        return new Tensor(Recipe.U(name, s.size), s);
    }

    private static Tensor Double(Tensor x) => tf.cast(x, tf.float64);

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        double[] a = expected.ToArray<double>();
        float[] b = actual.ToArray<float>();
        double limit = 3e-6 * Math.Max(1, a.Max(Math.Abs));
        for (int i = 0; i < a.Length; i++)
            Assert.True(Math.Abs(a[i] - b[i]) <= limit, $"[{i}]: expected {a[i]}, got {b[i]}");
    }
}
