using Tensorflow;
using TfNet.Goldens;
using TfNet.Kernels;
using TfNet.LibTorch;

namespace TfNet.Tests.Ops;

/// <summary>The own kernel for depthwise kernel gradients against LibTorch's.</summary>
public class DepthwiseTests
{
    [Theory]
    [InlineData(2, 14, 13, 40, 5, 1)]
    [InlineData(1, 15, 16, 67, 5, 2)]
    [InlineData(3, 7, 7, 9, 7, 1)]
    [InlineData(2, 9, 12, 72, 3, 2)]
    [InlineData(1, 2, 3, 8, 5, 2)]
    public void Own_kernel_and_LibTorch_agree(int n, int h, int w, int c, int k, int stride)
    {
        Tensor own = Run(true);
        Tensor twin = Run(false);
        float[] a = own.ToArray<float>();
        float[] b = twin.ToArray<float>();
        float size = Math.Max(1, b.Max(Math.Abs));
        Assert.All(a.Zip(b), p => Assert.True(Math.Abs(p.First - p.Second) <= 2e-6f * size));

        Tensor Run(bool kernels)
        {
            Kernel.Enabled = kernels;
            try
            {
                var x = new Tensor(Recipe.U("x", (long)n * h * w * c), (n, h, w, c));
                var kernel = new ResourceVariable(new Tensor(Recipe.U("w", (long)k * k * c), (k, k, c, 1)), true, "depthwise_kernel:0",
                    WeightLayout.DepthwiseKernel);
                using var tape = tf.GradientTape();
                Tensor y = DepthwiseConv2D.Apply(x, kernel, null, (stride, stride), Padding.Same, (1, 1));
                Tensor g = tape.gradient(y, kernel, [new Tensor(Recipe.U("dy", y.size), y.shape)]);
                Assert.True(Layout.SameStrides(g, kernel.Handle), "the gradient has the kernel's strides");
                return g;
            }
            finally
            {
                Kernel.Enabled = true;
            }
        }
    }
}
