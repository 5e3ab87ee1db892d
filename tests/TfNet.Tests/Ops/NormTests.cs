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

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    [InlineData(false, false, false)]
    public void The_operator_that_moves_averages_agrees_with_the_steps(bool relu, bool shortcut, bool affine)
    {
        Tensor[] steps = Run(BatchNorm.TrainMoving), operation = Run(BatchNorm.ByOperator);
        for (int i = 0; i < steps.Length; i++)
            Assert.True(steps[i].ToArray<float>().Zip(operation[i].ToArray<float>()).All(p => Math.Abs(p.First - p.Second) <= 2e-5f), $"array {i}");

        Tensor[] Run(Training train)
        {
            using IDisposable processor = tf.device("/CPU:0");
            Tensor[] x = [new(Recipe.U("x", 2 * 3 * 4 * 5, 2, 3), (2, 3, 4, 5)), new(Recipe.U("s", 2 * 3 * 4 * 5), (2, 3, 4, 5)), new(Recipe.U("g", 5, 1, 2)), new(Recipe.U("b", 5, 1, 2))];
            var moving = new MovingStatistics(
                new ResourceVariable(tf.constant(0.5f, shape: 5), false, "mean"), new ResourceVariable(tf.constant(2f, shape: 5), false, "variance"), 0.9);
            using var tape = tf.GradientTape();
            Tensor[] sources = [x[0], .. shortcut ? [x[1]] : Array.Empty<Tensor>(), .. affine ? x[2..] : []];
            tape.watch(sources);
            Tensor y = train(x[0], affine ? x[2] : null, affine ? x[3] : null, moving, 1e-3, 3, relu ? FusedActivation.Relu : FusedActivation.None, shortcut ? x[1] : null);
            return [y, moving.Mean, moving.Variance, .. tape.gradient(y, sources, [new Tensor(Recipe.U("dy", 2 * 3 * 4 * 5), (2, 3, 4, 5))])];
        }
    }

    private delegate Tensor Training(
        Tensor x, Tensor? gamma, Tensor? beta, MovingStatistics moving, double epsilon, int axis, FusedActivation activation, Tensor? shortcut);

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
