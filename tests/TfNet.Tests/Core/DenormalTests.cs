using System.Runtime.CompilerServices;
using Tensorflow;
using static Tensorflow.Binding;

namespace TfNet.Tests.Core;

/// <summary>Denormal numbers are zero inside operators, on all of their threads, and themselves everywhere else.</summary>
public class DenormalTests
{
    private const float Denormal = 1e-39f;

    [Theory]
    [InlineData(1)]
    [InlineData(1 << 20)] // on several threads
    public void They_are_zero_in_operators_and_numbers_in_the_program(int n)
    {
        using IDisposable processor = tf.device("/CPU:0");
        var x = new Tensor(Enumerable.Repeat(Denormal, n).ToArray());
        Assert.Equal([0f], (x * 1.5f).ToArray<float>().Distinct());
        Assert.Equal([0f], (x + x).ToArray<float>().Distinct());
        Assert.Equal(Denormal, x.ToArray<float>()[^1]);
        Assert.NotEqual(0f, Product(Denormal, 1.5f));
    }

    [Fact]
    public void Moments_do_not_decay_into_them()
    {
        const int N = 70000;
        using IDisposable processor = tf.device("/CPU:0");
        ResourceVariable w = Variable(1f), m = Variable(Denormal), v = Variable(0f);
        OptimizerKernels.Adam([(w, new Tensor(new float[N]), m, v, null)], 0.001, 0.5, 0.999, 1e-7, 0);
        Assert.Equal([0f], m.AsTensor().ToArray<float>().Distinct());

        static ResourceVariable Variable(float value) => new(new Tensor(Enumerable.Repeat(value, N).ToArray()), true, "w");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Product(float a, float b) => a * b;
}
