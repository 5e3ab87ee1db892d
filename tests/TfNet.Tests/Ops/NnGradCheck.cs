using Tensorflow;
using TfNet.Goldens;
using static Tensorflow.Binding;

namespace TfNet.Tests.Ops;

/// <summary>
/// Float64 derivatives against central differences: first order of sum(f * seed), and second order of the sum of the squared first
/// gradients (through gradients written as ops).
/// </summary>
internal static class NnGradCheck
{
    internal static Tensor Random(string key, Shape shape, double scale = 1, double shift = 0) =>
        As(Recipe.U(key, shape.size, scale, shift), shape, TF_DataType.TF_DOUBLE);

    internal static Tensor As(float[] values, Shape shape, TF_DataType dtype) => MathOps.Cast(new Tensor(values, shape), dtype);

    /// <summary>Watches several tensors.</summary>
    internal static void watch(this Tensorflow.Gradients.GradientTape tape, Tensor[] tensors)
    {
        foreach (Tensor t in tensors)
            tape.watch(t);
    }

    internal static void Run(Func<Tensor[], Tensor> f, Tensor[] inputs, bool secondOrder = true, double tolerance = 2e-6)
    {
        Check(a => Seeded(f, a), a => First(f, a), inputs, tolerance, "first order");
        if (secondOrder)
            Check(a => Squares(First(f, a)), a => Second(f, a), inputs, tolerance * 10, "second order");
    }

    private static double Seeded(Func<Tensor[], Tensor> f, Tensor[] inputs)
    {
        Tensor y = f(inputs);
        return (double)Reductions.Sum(y * Seed(y));
    }

    private static Tensor Seed(Tensor y) => Random("seed", y.shape);

    private static Tensor[] First(Func<Tensor[], Tensor> f, Tensor[] inputs)
    {
        using var tape = tf.GradientTape();
        foreach (Tensor t in inputs)
            tape.watch(t);
        Tensor y = f(inputs);
        return tape.gradient(y, inputs, [Seed(y)]);
    }

    private static Tensor[] Second(Func<Tensor[], Tensor> f, Tensor[] inputs)
    {
        using var tape = tf.GradientTape();
        foreach (Tensor t in inputs)
            tape.watch(t);
        Tensor total = First(f, inputs).Select(g => Reductions.Sum(g * g)).Aggregate((a, b) => a + b);
        return tape.gradient(total, inputs, unconnected_gradients: "zero");
    }

    private static double Squares(Tensor[] gradients) => gradients.Sum(g => (double)Reductions.Sum(g * g));

    private static void Check(Func<Tensor[], double> value, Func<Tensor[], Tensor[]> gradient, Tensor[] inputs, double tolerance,
        string what)
    {
        const double h = 1e-5;
        Tensor[] g = gradient(inputs);
        for (int k = 0; k < inputs.Length; k++)
        {
            double[] x = inputs[k].ToArray<double>();
            double[] analytic = g[k].ToArray<double>();
            Assert.Equal(inputs[k].shape, g[k].shape);
            // At most 5 elements of each input, spread over it.
            for (int i = 0; i < x.Length; i += Math.Max(1, x.Length / 4))
            {
                double keep = x[i];
                x[i] = keep + h;
                double up = value(With(inputs, k, x));
                x[i] = keep - h;
                double down = value(With(inputs, k, x));
                x[i] = keep;
                double numeric = (up - down) / (2 * h);
                double error = Math.Abs(numeric - analytic[i]) / Math.Max(1, Math.Abs(numeric));
                Assert.True(error < tolerance, $"{what}, input {k} element {i}: analytic {analytic[i]:R}, numeric {numeric:R}");
            }
        }
    }

    private static Tensor[] With(Tensor[] inputs, int k, double[] values)
    {
        var copy = (Tensor[])inputs.Clone();
        copy[k] = new Tensor(values, inputs[k].shape);
        return copy;
    }
}
