using System.Globalization;
using Tensorflow;
using TfNet.LibTorch;

namespace TfNet.Tests.Ops;

/// <summary>Edges that goldens do not hold: nothing, one number, extreme integers, half types, operators with numbers, scopes.</summary>
public class OpEdgeTests
{
    [Fact]
    public void Empty_tensors_pass_through_every_kind_of_op()
    {
        Tensor none = tf.zeros((0, 3));
        Assert.Equal(new Shape(0, 3), tf.exp(none).shape);
        Assert.Equal(new Shape(0, 3), (none + none * 2).shape);
        Assert.Equal([0f, 0f, 0f], tf.reduce_sum(none, 0).ToArray<float>());
        Assert.Equal(float.NegativeInfinity, (float)tf.reduce_max(none));
        Assert.Equal(1f, (float)tf.reduce_prod(none));
        Assert.Equal(int.MaxValue, (int)tf.reduce_min(tf.zeros(0, tf.int32)));
        Assert.Equal(new Shape(0), tf.reduce_max(none, 1).shape);
        Assert.Equal(new Shape(0), tf.argmax(none, 1).shape);
        Assert.Equal(new Shape(0, 3), tf.nn.softmax(none).shape);
        Assert.Equal(new Shape(0), tf.nn.sparse_softmax_cross_entropy_with_logits(tf.zeros(0, tf.int32), none).shape);
        Assert.Equal(new Shape(2, 3), tf.concat([none, tf.ones((2, 3))], 0).shape);
        Assert.Equal(new Shape(0, 3), tf.gather(tf.ones((2, 3)), tf.zeros(0, tf.int32)).shape);
        Assert.Equal(new Shape(1, 5), tf.pad(none, new[,] { { 1, 0 }, { 1, 1 } }).shape);
        Assert.Equal(new Shape(0, 3), tf.cumsum(none).shape);
        Assert.Equal(new Shape(3, 3), tf.matmul(none, none, transpose_a: true).shape);
        Assert.Equal(new Shape(0, 3), tf.sort(none).shape);
        Assert.Equal(new Shape(0, 3), tf.reverse(none, 0).shape);
        Assert.Empty(tf.unstack(none));
        Assert.Equal(0L, tf.where(none > 0).shape[0]);
        using var tape = tf.GradientTape();
        tape.watch(none);
        Assert.Equal(new Shape(0, 3), tape.gradient(tf.reduce_mean(tf.square(none)) + tf.reduce_sum(tf.nn.gelu(none)), none).shape);
    }

    [Fact]
    public void The_smallest_integer_divides_by_minus_one_without_ending_the_process()
    {
        var x = new Tensor([int.MinValue, 7, -7, int.MinValue]);
        var y = new Tensor([-1, 2, 2, 3]);
        Assert.Equal([int.MinValue, 3, -4, -715827883], tf.floordiv(x, y).ToArray<int>());
        Assert.Equal([int.MinValue, 3, -3, -715827882], tf.truncatediv(x, y).ToArray<int>());
        Assert.Equal([0, 1, 1, 1], (x % y).ToArray<int>());
        var wide = new Tensor([long.MinValue]);
        Assert.Equal([long.MinValue], tf.floordiv(wide, new Tensor([-1L])).ToArray<long>());
    }

    [Fact]
    public void Operators_take_numbers_on_both_sides_with_full_precision()
    {
        var x = new Tensor([1.0, 3.0]);
        Assert.Equal([1.1, 3.1], (x + 0.1).ToArray<double>());
        Assert.Equal([0.1 / 1, 0.1 / 3], (0.1 / x).ToArray<double>());
        Assert.Equal([2 - 1.0, 2 - 3.0], (2 - x).ToArray<double>());
        Assert.Equal([false, true], (x > 2).ToArray<bool>());
        Assert.Equal([true, false], (2 >= x).ToArray<bool>());
        Assert.Equal([1.0, 1.0], (x % 2).ToArray<double>());
        Assert.Equal([6, 7], (new Tensor([5, 6]) + 1).ToArray<int>());
        Assert.Equal([2.5, 3.0], (new Tensor([5, 6]) / 2).ToArray<double>());
        Assert.Equal([3f, 4f], tf.maximum(new Tensor([1f, 4f]), 3).ToArray<float>());
    }

    [Fact]
    public void Half_types_compute_in_their_type()
    {
        Tensor x = tf.cast(new Tensor([-1f, 0.5f, 2f, 3f], (2, 2)), tf.bfloat16);
        Tensor[] results = [tf.nn.relu(x), tf.nn.softmax(x), tf.exp(x), tf.reduce_sum(x, 0), tf.nn.gelu(x), tf.nn.moments(x, 0).Item2];
        foreach (Tensor y in results)
            Assert.Equal(TF_DataType.TF_BFLOAT16, y.dtype);
        Assert.Equal([0f, 0.5f, 2f, 3f], tf.nn.relu(x).ToArray<float>());
    }

    [Fact]
    public void Indexing_is_Pythons()
    {
        Tensor x = tf.reshape(tf.range(24), (2, 3, 4));
        Assert.Equal([12, 13, 14, 15], x[1][0].ToArray<int>());
        Assert.Equal([21], x[-1, -1, 1].ToArray<int>());
        Assert.Equal([3, 7, 11], x[0, Slice.All, -1].ToArray<int>());
        Assert.Equal([1, 13], x["...", "0", "1"].ToArray<int>());
        Assert.Equal(new Shape(2, 1, 3, 4), x[Slice.All, tf.newaxis].shape);
        Assert.Equal([20, 16, 12], x[1, new Slice(step: -1), 0].ToArray<int>());
        Assert.Equal([1, 2], x[0, 0, 1..3].ToArray<int>());
        Assert.Equal([4, 5, 6, 7], tf.strided_slice(x, [0, 1], [1, 2], shrink_axis_mask: 3).ToArray<int>());
    }

    [Fact]
    public void A_function_releases_all_but_its_results()
    {
        long live = LiveTensors.Settled();
        using (new Scope("test"))
        {
            var w = new Tensor([2f, 3f]);
            long before = LiveTensors.Settled();
            Tensor? kept = null;
            Func<Tensor, Tensor> step = tf.function((Tensor x) =>
            {
                kept = x * w;
                return tf.reduce_sum(kept + 1);
            }, "train_step");
            Tensor y = step(w);
            Assert.Equal(15f, (float)y);
            Assert.Equal(before + 1, TensorHandle.Live);
            Assert.Contains("'train_step'", Assert.Throws<InaccessibleTensorError>(() => kept! + 1).Message);
            // Its argument, returned as it is, keeps its owner.
            Assert.Same(w, tf.function((Tensor x) => x)(w));
            Assert.Equal([2f, 3f], w.ToArray<float>());
        }
        Assert.Equal(live, TensorHandle.Live);
    }

    [Fact]
    public void Draws_repeat_from_a_seed_whatever_the_thread_count()
    {
        tf.random.set_seed(7);
        int threads = tf.config.threading.get_intra_op_parallelism_threads();
        Tensor logits = tf.math.log(new Tensor([0.2f, 0.5f, 0.3f], (1, 3)));
        long[] drawn = tf.random.categorical(logits, 4000).ToArray<long>();
        int[] order = tf.random.shuffle(tf.range(100)).ToArray<int>();
        float[] dropped = tf.nn.dropout(tf.ones(1000), rate: 0.3f).ToArray<float>();
        tf.random.set_seed(7);
        tf.config.threading.set_intra_op_parallelism_threads(1);
        try
        {
            Assert.Equal(drawn, tf.random.categorical(logits, 4000).ToArray<long>());
            Assert.Equal(order, tf.random.shuffle(tf.range(100)).ToArray<int>());
            Assert.Equal(dropped, tf.nn.dropout(tf.ones(1000), rate: 0.3f).ToArray<float>());
        }
        finally
        {
            tf.config.threading.set_intra_op_parallelism_threads(threads);
        }
        Assert.Equal(Enumerable.Range(0, 100), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 100), order);
        // 5 deviations of a binomial share of 4000.
        Assert.Equal(0.5, drawn.Count(c => c == 1) / 4000.0, 0.04);
        Assert.Equal(0.2, drawn.Count(c => c == 0) / 4000.0, 0.032);
        Assert.All(dropped, v => Assert.True(v is 0 or 1.42857146f, v.ToString("R", CultureInfo.InvariantCulture)));
    }
}
