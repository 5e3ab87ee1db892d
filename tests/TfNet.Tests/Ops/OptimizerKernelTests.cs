using Tensorflow;
using TfNet.Goldens;
using TfNet.Kernels;
using static Tensorflow.Binding;

namespace TfNet.Tests.Ops;

/// <summary>
/// Optimizer updates: the own kernel gives a plain loop's float32 values; LibTorch's operators too, but for its square root, which may
/// be off by one in the last place.
/// </summary>
public class OptimizerKernelTests
{
    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(37, true, 0.01)]
    [InlineData(70001, true, 0)]
    public void Adam_is_Keras_formula_to_the_last_bit(int n, bool amsgrad, double decay)
    {
        using IDisposable processor = tf.device("/CPU:0");
        (float[] w, float[] m, float[] v, float[] h) = (Recipe.U("w", n), new float[n], new float[n], new float[n]);
        float[][] own = Steps(true);
        float[][] twin = Steps(false);
        float[][] fused = Steps(false, fused: true);
        for (int step = 1; step <= 3; step++)
            Loop(Recipe.U("g" + step, n), step);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(new[] { w, m, v }[i], own[i]);
            Assert.All(own[i].Zip(twin[i]), p => Assert.True(Math.Abs(p.First - p.Second) <= 3e-7f * Math.Max(Math.Abs(p.First), 0.01f)));
            // The fused operator rounds its moments in another order: gradients of size 1 that cancel leave 1e-8.
            Assert.All(own[i].Zip(fused[i]), p => Assert.True(Math.Abs(p.First - p.Second) <= 3e-7f * Math.Max(Math.Abs(p.First), 0.1f)));
        }

        float[][] Steps(bool kernels, bool fused = false)
        {
            using var _ = new Kernels(kernels);
            ResourceVariable V(float[] values) => new(new Tensor(values), false, "v");
            (ResourceVariable wv, ResourceVariable mv, ResourceVariable vv, ResourceVariable hv) = (V(Recipe.U("w", n)), V(new float[n]),
                V(new float[n]), V(new float[n]));
            for (int step = 1; step <= 3; step++)
            {
                (ResourceVariable, Tensor, ResourceVariable, ResourceVariable, ResourceVariable?)[] items =
                    [(wv, new Tensor(Recipe.U("g" + step, n)), mv, vv, amsgrad ? hv : null)];
                if (fused)
                    Assert.True(OptimizerKernels.AdamFused(items, Alpha(step), 0.9, 0.999, 1e-7, decay));
                else
                    OptimizerKernels.Adam(items, Alpha(step), 0.9, 0.999, 1e-7, decay);
            }
            return [wv.AsTensor().ToArray<float>(), mv.AsTensor().ToArray<float>(), vv.AsTensor().ToArray<float>()];
        }

        void Loop(float[] g, int step)
        {
            for (int i = 0; i < n; i++)
            {
                if (decay != 0)
                    w[i] -= w[i] * (float)decay;
                m[i] += (g[i] - m[i]) * (float)(1 - 0.9);
                v[i] += (g[i] * g[i] - v[i]) * (float)(1 - 0.999);
                h[i] = Math.Max(h[i], v[i]);
                w[i] -= m[i] * Alpha(step) / (MathF.Sqrt(amsgrad ? h[i] : v[i]) + 1e-7f);
            }
        }
    }

    [Theory]
    [InlineData(5, 0f, false)]
    [InlineData(70001, 0.9f, false)]
    [InlineData(70001, 0.9f, true)]
    public void Sgd_is_Keras_formula_to_the_last_bit(int n, float momentum, bool nesterov)
    {
        using IDisposable processor = tf.device("/CPU:0");
        float[] w = Recipe.U("w", n);
        var v = new float[n];
        foreach (int step in (int[])[1, 2])
        {
            float[] g = Recipe.U("g" + step, n);
            for (int i = 0; i < n; i++)
            {
                v[i] = v[i] * momentum - g[i] * 0.01f;
                w[i] += nesterov ? v[i] * momentum - g[i] * 0.01f : v[i];
            }
        }
        Assert.Equal(w, Steps(true));
        Assert.Equal(w, Steps(false));

        float[] Steps(bool kernels)
        {
            using var _ = new Kernels(kernels);
            var wv = new ResourceVariable(new Tensor(Recipe.U("w", n)), false, "w");
            var sv = new ResourceVariable(new Tensor(new float[n]), false, "v");
            foreach (int step in (int[])[1, 2])
                OptimizerKernels.Sgd([(wv, new Tensor(Recipe.U("g" + step, n)), momentum == 0 ? null : sv)], 0.01f, momentum, nesterov);
            return wv.AsTensor().ToArray<float>();
        }
    }

    [Fact]
    public void A_gradient_with_other_strides_reaches_the_right_weights()
    {
        Tensor values = new(Recipe.U("w", 54), (3, 3, 2, 3));
        var w = new ResourceVariable(values, true, "kernel", WeightLayout.ConvKernel);
        OptimizerKernels.Sgd([(w, values, null)], 1, 0, false);
        Assert.Equal(new float[54], w.AsTensor().ToArray<float>());
    }

    [Fact]
    public void Shapes_are_checked()
    {
        var w = new ResourceVariable(new Tensor(new float[4]), true, "w");
        var e = Assert.Throws<InvalidArgumentError>(() => OptimizerKernels.Sgd([(w, new Tensor(new float[3]), null)], 1, 0, false));
        Assert.Equal("SGD: argument gradient: expected shape (4,) float32, as variable 'w'; received (3,) float32", e.Message);
    }

    private static float Alpha(int step) => 0.001f * MathF.Sqrt(1 - MathF.Pow(0.999f, step)) / (1 - MathF.Pow(0.9f, step));

    private sealed class Kernels : IDisposable
    {
        internal Kernels(bool on) => Kernel.Enabled = on;

        public void Dispose() => Kernel.Enabled = true;
    }
}
