using Tensorflow;
using TfNet.Random;
using static Tensorflow.Binding;

namespace TfNet.Tests.Random;

public class PhiloxTests
{
    // Known answers of the reference implementation (Random123, kat_vectors, philox4x32 10).
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x299f31d0a4093822UL, 0x0370734413198a2eUL, 0x85a308d3243f6a88UL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Known_answers(ulong seed, ulong stream, ulong block, uint a, uint b, uint c, uint d) =>
        Assert.Equal((a, b, c, d), new Philox(new RandomKey(seed, stream)).Block(block));

    [Fact]
    public void Draws_depend_on_seed_and_order_only()
    {
        tf.random.set_seed(7);
        float[] first = tf.random.normal(100_001).ToArray<float>();
        float[] second = tf.random.normal(100_001).ToArray<float>();
        tf.random.set_seed(7);
        Assert.Equal(first, tf.random.normal(100_001).ToArray<float>());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Moments_and_bounds_of_the_distributions()
    {
        tf.random.set_seed(1);
        Assert.Equal((0.5, 1 / Math.Sqrt(12)), Moments(tf.random.uniform(1_000_000)), new Near(2e-3));
        Assert.Equal((1, 2.0), Moments(tf.random.normal(1_000_000, 1, 2)), new Near(8e-3));
        Tensor cut = tf.random.truncated_normal(1_000_000);
        // The deviation of a normal distribution cut at 2 sigma is 0.8796..
        Assert.Equal((0, 0.87962566103423978), Moments(cut), new Near(3e-3));
        Assert.True(cut.ToArray<float>().All(v => Math.Abs(v) <= 2));
        Assert.Equal((0, 0.87962566103423978), Moments(tf.random.truncated_normal(1_000_000, dtype: tf.float64)), new Near(3e-3));
        int[] dice = tf.random.uniform(60_000, 1, 7, tf.int32).ToArray<int>();
        Assert.Equal([1, 2, 3, 4, 5, 6], dice.Distinct().Order());
    }

    [Fact]
    public void Dropout_scales_what_it_keeps_and_its_gradient_has_the_same_zeros()
    {
        tf.random.set_seed(3);
        Tensor x = tf.random.uniform(100_003, 1, 2);
        using var tape = tf.GradientTape();
        tape.watch(x);
        Tensor y = DropoutOp.Apply(x, 0.3);
        float[] g = tape.gradient(y, x).ToArray<float>();
        (float[] a, float[] b) = (x.ToArray<float>(), y.ToArray<float>());
        Assert.InRange(b.Count(v => v == 0) / 100_003.0, 0.29, 0.31);
        float scale = (float)(1 / 0.7);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.True(b[i] == 0 || b[i] == a[i] * scale);
            Assert.Equal(b[i] == 0 ? 0 : scale, g[i]);
        }
        Assert.Equal([2L, 3, 1], DropoutOp.Apply(Tensorflow.Creation.Ones((2, 3, 1), tf.float32), 0.5, (2, 1, 1)).shape.dims);
    }

    // Seven elements more than whole turns, and counters beyond 32 bits where the seed and stream have high words too.
    [Fact]
    public void Side_by_side_blocks_give_the_scalar_values_bit_for_bit()
    {
        var key = new RandomKey(0x0123456789ABCDEFUL, 0xFEDCBA9876543210UL);
        foreach (bool truncated in new[] { false, true })
        {
            float[] fast = Draw();
            TfNet.Kernels.Kernel.Enabled = false;
            float[] scalar;
            try
            {
                scalar = Draw();
            }
            finally
            {
                TfNet.Kernels.Kernel.Enabled = true;
            }
            Assert.Equal(scalar, fast);

            float[] Draw() => (truncated
                ? RandomOps.TruncatedNormal(200_007, 0.25, 3, tf.float32, key)
                : RandomOps.Uniform(200_007, -0.1, 0.3, tf.float32, key)).ToArray<float>();
        }
    }

    private static (double Mean, double Deviation) Moments(Tensor t)
    {
        double[] v = t.dtype == TF_DataType.TF_DOUBLE ? t.ToArray<double>() : Array.ConvertAll(t.ToArray<float>(), x => (double)x);
        double mean = v.Average();
        return (mean, Math.Sqrt(v.Average(x => (x - mean) * (x - mean))));
    }

    private sealed class Near(double tolerance) : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) a, (double, double) b) =>
            Math.Abs(a.Item1 - b.Item1) < tolerance && Math.Abs(a.Item2 - b.Item2) < tolerance;

        public int GetHashCode((double, double) obj) => 0;
    }
}
