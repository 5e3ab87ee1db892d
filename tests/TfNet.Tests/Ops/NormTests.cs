using Tensorflow;
using TfNet.Goldens;
using TfNet.Kernels;
using static Tensorflow.Binding;

namespace TfNet.Tests.Ops;

/// <summary>Normalisations: own kernels against LibTorch's operators, and derivatives.</summary>
public class NormTests
{
    /// <summary>Own kernel and LibTorch over many sizes, with channels that fill no vector and rows that fill no block of four.</summary>
    [Theory]
    [InlineData(1, 1, 1, 3, FusedActivation.None)]
    [InlineData(2, 5, 7, 19, FusedActivation.Relu)]
    [InlineData(3, 17, 9, 32, FusedActivation.Relu6)]
    [InlineData(2, 30, 31, 70, FusedActivation.Relu)]
    internal void Own_kernel_and_LibTorch_agree(int n, int h, int w, int c, FusedActivation activation)
    {
        Tensor[] own = Run(true);
        Tensor[] twin = Run(false);
        for (int i = 0; i < own.Length; i++)
        {
            float[] a = own[i].ToArray<float>();
            float[] b = twin[i].ToArray<float>();
            float size = Math.Max(1, b.Max(Math.Abs));
            Assert.True(a.Zip(b).All(p => Math.Abs(p.First - p.Second) <= 2e-5f * size), $"array {i}");
        }

        Tensor[] Run(bool kernels)
        {
            Kernel.Enabled = kernels;
            try
            {
                var shape = new Shape(n, h, w, c);
                Tensor x = new(Recipe.U("x", shape.size, 2, 3), shape);
                Tensor gamma = new(Recipe.U("g", c, 1, 2));
                Tensor beta = new(Recipe.U("b", c, 1, 2));
                using var tape = tf.GradientTape(persistent: true);
                tape.watch([x, gamma, beta]);
                (Tensor y, Tensor m, Tensor v) = BatchNorm.Train(x, gamma, beta, 1e-3, -1, activation);
                Tensor z = BatchNorm.Inference(x, gamma, beta, m, v, 1e-3, -1, activation);
                Tensor[] g = tape.gradient(y, [x, gamma, beta], [new Tensor(Recipe.U("dy", shape.size), shape)]);
                Tensor[] f = tape.gradient(z, [x, gamma, beta], [new Tensor(Recipe.U("dy", shape.size), shape)]);
                return [y, m, v, z, .. g, .. f];
            }
            finally
            {
                Kernel.Enabled = true;
            }
        }
    }

    private static Tensor R(string key, params long[] dims) => NnGradCheck.Random(key, new Shape(dims));

    [Fact]
    public void Normalisations_have_derivatives()
    {
        Tensor gamma = NnGradCheck.Random("g", 3, 0.5, 1.5);
        NnGradCheck.Run(t => BatchNorm.Train(t[0], t[1], t[2], 1e-2, -1, FusedActivation.Relu).Y, [R("x", 2, 3, 2, 3), gamma, R("b", 3)]);
        NnGradCheck.Run(t => BatchNorm.Train(t[0], t[1], t[2], 1e-2, axis: 1).Y, [R("x", 4, 3), gamma, R("b", 3)]);
        NnGradCheck.Run(t => BatchNorm.Inference(t[0], t[1], t[2], t[3], t[4], 1e-2),
            [R("x", 4, 3), gamma, R("b", 3), R("m", 3), NnGradCheck.Random("v", 3, 0.3, 1)]);
        NnGradCheck.Run(t => LayerNorm.Apply(t[0], t[1], t[2], [-1], 1e-2), [R("x", 2, 4, 3), gamma, R("b", 3)]);
        NnGradCheck.Run(t => LayerNorm.Apply(t[0], t[1], t[2], [1], 1e-2), [R("x", 2, 3, 4), gamma, R("b", 3)]);
        NnGradCheck.Run(t => GroupNorm.Apply(t[0], t[1], t[2], 2, 1e-2), [R("x", 2, 2, 2, 4), R("g", 4), R("b", 4)]);
        NnGradCheck.Run(t => LocalResponseNormalization.Apply(t[0], 2, 2, 0.5, 0.75), [R("x", 1, 2, 2, 7)]);
    }
}
