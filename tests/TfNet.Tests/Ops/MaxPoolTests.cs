using Tensorflow;
using TfNet.Goldens;
using TfNet.Kernels;
using static Tensorflow.Binding;

namespace TfNet.Tests.Ops;

/// <summary>The own max-pool kernel and LibTorch's give the same values and gradients, ties and padding included.</summary>
public class MaxPoolTests
{
    [Theory]
    [InlineData(2, 9, 8, 19, 3, 2, "same", 1)]
    [InlineData(1, 14, 13, 8, 3, 1, "same", 1)]
    [InlineData(2, 8, 8, 33, 2, 2, "valid", 1)]
    [InlineData(1, 11, 7, 5, 5, 3, "same", 3)]
    [InlineData(1, 56, 56, 64, 3, 2, "same", 1)]
    public void Own_kernel_and_LibTorch_agree(int n, int h, int w, int c, int kernel, int stride, string padding, int levels)
    {
        Tensor[] own = Run(true);
        Tensor[] twin = Run(false);
        Assert.Equal(twin[0].ToArray<float>(), own[0].ToArray<float>());
        Assert.Equal(twin[1].ToArray<float>(), own[1].ToArray<float>());

        Tensor[] Run(bool kernels)
        {
            Kernel.Enabled = kernels;
            try
            {
                var shape = new Shape(n, h, w, c);
                // A few levels only: many ties.
                float[] values = Recipe.U("x", shape.size);
                if (levels > 1)
                    values = Array.ConvertAll(values, v => MathF.Floor(v * levels));
                Tensor x = new(values, shape);
                using var tape = tf.GradientTape();
                tape.watch(x);
                Tensor y = Pooling.MaxPool2D.Apply(x, (kernel, kernel), (stride, stride), Padding.Parse("test", padding));
                return [y, tape.gradient(y, x, [new Tensor(Recipe.U("dy", y.size), y.shape)])];
            }
            finally
            {
                Kernel.Enabled = true;
            }
        }
    }

    [Fact]
    public void Second_derivative_goes_through_the_kernel_too()
    {
        var x = new Tensor(Recipe.U("x", 2 * 5 * 4 * 9), (2, 5, 4, 9));
        using var outer = tf.GradientTape();
        outer.watch(x);
        Tensor g;
        Tensor y;
        using (var inner = tf.GradientTape())
        {
            inner.watch(x);
            y = Pooling.MaxPool2D.Apply(x, (3, 3), (2, 2), Padding.Same);
            g = inner.gradient(y * y, x);
        }
        // d/dx of sum(y^2) is 2y at the maxima, summed over windows; once more: 2 per window.
        Tensor second = outer.gradient(g, x);
        Assert.Equal(2.0 * y.size, second.ToArray<float>().Sum(), 3);
    }
}
