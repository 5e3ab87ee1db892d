using Tensorflow;
using TfNet.Goldens;
using static Tensorflow.Binding;

namespace TfNet.Tests.Ops;

/// <summary>Dense layers in float32, the routes of all batch sizes, against a float64 product.</summary>
public class DenseTests
{
    [Theory]
    [InlineData(1, 7, 5, FusedActivation.None)]
    [InlineData(32, 130, 70, FusedActivation.Relu)]
    [InlineData(99, 64, 33, FusedActivation.Relu6)]
    [InlineData(150, 40, 64, FusedActivation.Relu)]
    internal void Value_and_gradients_agree_with_double(int rows, int k, int n, FusedActivation activation)
    {
        (Tensor[] y, Tensor[] z) = (Run(TF_DataType.TF_FLOAT), Run(TF_DataType.TF_DOUBLE));
        for (int i = 0; i < y.Length; i++)
        {
            double[] a = MathOps.Cast(y[i], TF_DataType.TF_DOUBLE).ToArray<double>();
            double[] e = z[i].ToArray<double>();
            double size = Math.Max(1, e.Max(Math.Abs));
            Assert.Equal(z[i].shape, y[i].shape);
            Assert.True(a.Zip(e).All(p => Math.Abs(p.First - p.Second) <= 3e-6 * size), $"array {i} of rows {rows}");
        }

        Tensor[] Run(TF_DataType dtype)
        {
            Tensor x = NnGradCheck.As(Recipe.U("x", rows * k), (rows, k), dtype);
            Tensor w = NnGradCheck.As(Recipe.U("w", k * n), (k, n), dtype);
            Tensor b = NnGradCheck.As(Recipe.U("b", n), n, dtype);
            using var tape = tf.GradientTape();
            tape.watch(x);
            tape.watch(w);
            tape.watch(b);
            Tensor result = Dense.Apply(x, w, b, activation);
            Tensor[] g = tape.gradient(result, [x, w, b], [NnGradCheck.As(Recipe.U("dy", rows * n), (rows, n), dtype)]);
            return [result, .. g];
        }
    }

    [Fact]
    public void No_rows_give_no_rows_and_zero_gradients()
    {
        var w = new Tensor(new float[6], (2, 3));
        var x = new Tensor(Array.Empty<float>(), (0, 2));
        using var tape = tf.GradientTape();
        tape.watch(w);
        Tensor y = Dense.Apply(x, w, null);
        Assert.Equal(new Shape(0, 3), y.shape);
        Assert.Equal(new float[6], tape.gradient(y, w).ToArray<float>());
    }
}
