using Tensorflow;
using static Tensorflow.Binding;

namespace TfNet.Tests.Data;

/// <summary>Random ops in the functions of data sets: independent of threads, anew in each walk, apart from the program's own draws.</summary>
public class MapRandomTests
{
    private const int Count = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-1)]
    public void Map_draws_the_same_numbers_with_any_number_of_threads(int parallel)
    {
        float[] expected = Values(Mapped(1)), repeated = Values(Mapped(1)), actual = Values(Mapped(parallel));
        Assert.Equal(expected, repeated);
        Assert.Equal(expected, actual);
        Assert.Equal(Count * 3, expected.Distinct().Count());
    }

    [Fact]
    public void Each_walk_draws_other_numbers_and_the_walks_repeat_by_seed()
    {
        IDatasetV2 a = Mapped(4);
        float[] first = Values(a), second = Values(a);
        IDatasetV2 b = Mapped(1);
        Assert.Empty(first.Intersect(second));
        Assert.Equal(first, Values(b));
        Assert.Equal(second, Values(b));
    }

    [Fact]
    public void Repeat_draws_anew_in_each_pass()
    {
        float[] twice = Values(Mapped(2).repeat(2)), once = Values(Mapped(1));
        Assert.Equal(once, twice[..once.Length]);
        Assert.Empty(once.Intersect(twice[once.Length..]));
    }

    [Fact]
    public void An_op_seed_makes_another_sequence_and_the_global_seed_changes_all()
    {
        float[] Seeded(int global, int? own)
        {
            tf.random.set_seed(global);
            return Values(tf.data.Dataset.range(Count).map(x => tf.random.uniform((1), seed: own), 2));
        }

        Assert.Equal(Seeded(1, 5), Seeded(1, 5));
        Assert.Empty(Seeded(1, 5).Intersect(Seeded(1, 6)));
        Assert.Empty(Seeded(1, 5).Intersect(Seeded(1, null)));
        Assert.Empty(Seeded(1, 5).Intersect(Seeded(2, 5)));
        Assert.Equal(Count, Seeded(1, 5).Distinct().Count());
    }

    [Fact]
    public void Draws_of_the_program_do_not_shift_those_of_the_elements_nor_these_them()
    {
        IDatasetV2 a = Mapped(2);
        float[] expected = Values(a);
        float after = (float)tf.random.uniform(Shape.Scalar);

        IDatasetV2 b = Mapped(2);
        _ = b.element_spec;
        var actual = new List<float>();
        foreach ((Tensors x, _) in b)
        {
            if (actual.Count == 0)
                Assert.Equal(after, (float)tf.random.uniform(Shape.Scalar));
            else
                _ = tf.random.uniform(Shape.Scalar);
            actual.AddRange(x.Single.ToArray<float>());
        }
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Flat_map_and_filter_draw_by_element_too()
    {
        float[] Run(bool ahead)
        {
            tf.random.set_seed(3);
            IDatasetV2 ds = tf.data.Dataset.range(Count)
                .filter((Tensor _) => (float)tf.random.uniform(Shape.Scalar) < 0.5f)
                .flat_map(_ => tf.data.Dataset.range(2).map(_ => tf.random.uniform((1)), ahead ? 3 : 1));
            return Values(ahead ? ds.prefetch(8) : ds);
        }

        float[] expected = Run(false), actual = Run(true);
        Assert.Equal(expected, actual);
        Assert.InRange(expected.Length, Count / 2, Count * 3 / 2);
        Assert.Equal(expected.Length, expected.Distinct().Count());
    }

    private static IDatasetV2 Mapped(int parallel)
    {
        tf.random.set_seed(11);
        return tf.data.Dataset.range(Count).map(
            x =>
            {
                // Uneven work, so that threads finish in another order than they began.
                Thread.Sleep((int)((long)x.Single * 7 % 5));
                return tf.random.uniform((3));
            },
            parallel);
    }

    private static float[] Values(IDatasetV2 dataset)
    {
        var values = new List<float>();
        foreach ((Tensors x, _) in dataset)
            values.AddRange(x.Single.ToArray<float>());
        return [.. values];
    }
}
