using Tensorflow;
using TfNet.LibTorch;
using static Tensorflow.Binding;

namespace TfNet.Tests.Core;

public class TapeTests
{
    [Fact]
    public void Second_derivative_of_a_cube_by_nested_tapes()
    {
        var x = tf.Variable(3f);
        using var outer = tf.GradientTape();
        Tensor dy;
        using (var inner = tf.GradientTape())
        {
            Tensor y = x.AsTensor() * x * x;
            dy = inner.gradient(y, x);
        }
        Tensor d2y = outer.gradient(dy, x);
        Assert.Equal(27f, (float)dy);
        Assert.Equal(18f, (float)d2y);
    }

    [Fact]
    public void Matmul_gradients_are_products_with_the_transposed()
    {
        var a = new Tensor([1f, 2, 3, 4, 5, 6], (2, 3));
        var b = new Tensor([1f, 0, 2, -1, 0.5f, 3], (3, 2));
        using var tape = tf.GradientTape();
        tape.watch(a);
        tape.watch(b);
        Tensor y = tf.matmul(a, b);
        Tensor[] g = tape.gradient(y, [a, b]);
        Assert.Equal([6.5f, 7, 17, 13], y.ToArray<float>());
        Assert.Equal([1f, 1, 3.5f, 1, 1, 3.5f], g[0].ToArray<float>());
        Assert.Equal([5f, 5, 7, 7, 9, 9], g[1].ToArray<float>());
    }

    [Fact]
    public void A_variable_written_after_it_was_read_leaves_the_read_value_alone()
    {
        var v = tf.Variable(new[] { 1f, 2f });
        Tensor before = v.AsTensor();
        v.assign_add(new[] { 10f, 10f });
        Assert.Equal([1f, 2f], before.ToArray<float>());
        Assert.Equal([11f, 12f], v.AsTensor().ToArray<float>());
    }

    [Fact]
    public void A_scope_releases_what_it_made_and_names_itself_in_the_error()
    {
        long live = LiveTensors.Settled();
        var x = new Tensor([1f, 2f], (1, 2));
        Tensor inside;
        using (var scope = new Scope("step"))
        {
            inside = tf.matmul(x, x, transpose_b: true);
        }
        Assert.Equal(live + 1, TensorHandle.Live);
        var e = Assert.Throws<InaccessibleTensorError>(() => tf.matmul(inside, inside));
        Assert.Contains("'step'", e.Message);
        x.Dispose();
        Assert.Equal(live, TensorHandle.Live);
    }

    [Fact]
    public void A_tape_keeps_what_its_gradient_needs_beyond_the_scope()
    {
        var w = tf.Variable(new[,] { { 1f, 2f }, { 3f, 4f } });
        long live = LiveTensors.Settled();
        using (var step = new Scope("step"))
        {
            using var tape = tf.GradientTape();
            var x = new Tensor([1f, 1f], (1, 2));
            Tensor y = tf.matmul(tf.matmul(x, w), w);
            Tensor g = tape.gradient(y, w);
            Assert.Equal([7f, 11, 9, 13], g.ToArray<float>());
        }
        Assert.Equal(live, TensorHandle.Live);
    }
}
