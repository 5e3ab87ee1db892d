using System.Text.Json;
using Tensorflow;
using TfNet.Goldens;
using TfNet.LibTorch;
using static Tensorflow.Binding;
using NDArray = NumSharp.NDArray;

namespace TfNet.Tests.Data;

/// <summary>Pipelines against real tf.data, and the rules of shuffling, caching, reading ahead and memory.</summary>
public class TfDataTests
{
    private static readonly DatasetManager s_from = tf.data.Dataset;

    /// <summary>The golden file's pipelines, as text, and what they are here; those of operations that TensorFlow.NET's interface lacks
    /// are left out.</summary>
    private static readonly Dictionary<string, Func<IDatasetV2>> s_pipelines = new()
    {
        ["range(10)"] = () => s_from.range(10),
        ["range(2, 20, 5)"] = () => s_from.range(2, 20, 5),
        ["range(5, 0, -2)"] = () => s_from.range(5, 0, -2),
        ["range(0)"] = () => s_from.range(0),
        ["from_tensor_slices([1,2,3])"] = () => s_from.from_tensor_slices(new NDArray(new[] { 1, 2, 3 })),
        ["from_tensor_slices(([1,2,3],[[1.,2.],[3.,4.],[5.,6.]]))"] = () =>
            s_from.from_tensor_slices(new Tensor([1, 2, 3]), new Tensor([1f, 2, 3, 4, 5, 6], (3, 2))),
        ["from_tensors([1,2,3])"] = () => s_from.from_tensors(new NDArray(new[] { 1, 2, 3 })),
        ["from_tensor_slices(([1,2,3],[1,2]))"] = () => s_from.from_tensor_slices(new Tensor([1, 2, 3]), new Tensor([1, 2])),
        ["from_generator(lambda: iter([1,2,3]), output_types=tf.int32)"] = () =>
            s_from.from_generator(new[] { 1, 2, 3 }, [TF_DataType.TF_INT32]),
        ["range(10).batch(3)"] = () => s_from.range(10).batch(3),
        ["range(10).batch(3, drop_remainder=True)"] = () => s_from.range(10).batch(3, drop_remainder: true),
        ["range(2).batch(3, drop_remainder=True)"] = () => s_from.range(2).batch(3, drop_remainder: true),
        ["range(6).batch(2).batch(2)"] = () => s_from.range(6).batch(2).batch(2),
        ["range(3).batch(0)"] = () => s_from.range(3).batch(0),
        ["range(4).repeat(2)"] = () => s_from.range(4).repeat(2),
        ["range(4).repeat()"] = () => s_from.range(4).repeat(),
        ["range(4).repeat(0)"] = () => s_from.range(4).repeat(0),
        ["range(4).repeat(-1)"] = () => s_from.range(4).repeat(-1),
        ["range(0).repeat(3)"] = () => s_from.range(0).repeat(3),
        ["range(5).batch(2).repeat(2)"] = () => s_from.range(5).batch(2).repeat(2),
        ["range(5).repeat(2).batch(2)"] = () => s_from.range(5).repeat(2).batch(2),
        ["range(10).take(3)"] = () => s_from.range(10).take(3),
        ["range(10).take(-1)"] = () => s_from.range(10).take(-1),
        ["range(10).take(100)"] = () => s_from.range(10).take(100),
        ["range(10).skip(8)"] = () => s_from.range(10).skip(8),
        ["range(10).skip(-1)"] = () => s_from.range(10).skip(-1),
        ["range(10).skip(100)"] = () => s_from.range(10).skip(100),
        ["range(4).repeat().take(6)"] = () => s_from.range(4).repeat().take(6),
        ["range(4).repeat().skip(3)"] = () => s_from.range(4).repeat().skip(3),
        ["zip((range(3), range(10,15)))"] = () => s_from.zip(s_from.range(3), s_from.range(10, 15)),
        ["zip((range(3), range(3).batch(2)))"] = () => s_from.zip(s_from.range(3), s_from.range(3).batch(2)),
        ["zip((range(3).repeat(), range(4)))"] = () => s_from.zip(s_from.range(3).repeat(), s_from.range(4)),
        ["range(3).concatenate(range(7,9))"] = () => s_from.range(3).concatenate(s_from.range(7, 9)),
        ["range(3).concatenate(from_tensor_slices(['a']))"] = () => s_from.range(3).concatenate(s_from.from_tensor_slices(["a"])),
        ["range(2).repeat().concatenate(range(1))"] = () => s_from.range(2).repeat().concatenate(s_from.range(1)),
        ["range(5).map(x*x)"] = () => s_from.range(5).map(x => x[0] * x[0]),
        ["range(5).map(x*x, num_parallel_calls=2)"] = () => s_from.range(5).map(x => x[0] * x[0], 2),
        ["range(3).map((x, x+1))"] = () => s_from.range(3).map(x => new Tensors(x[0], x[0] + 1)),
        ["zip(range,range).map(a+b)"] = () => s_from.zip(s_from.range(3), s_from.range(3)).map(x => x[0] + x[1]),
        ["range(6).filter(x%3==0)"] = () => s_from.range(6).filter((Tensor x) => (long)x % 3 == 0),
        ["range(6).filter(x%3==0).batch(2)"] = () => s_from.range(6).filter((Tensor x) => (long)x % 3 == 0).batch(2),
        ["range(4).repeat().filter(x>2), first elements"] = () => s_from.range(4).repeat().filter((Tensor x) => (long)x > 2),
        ["range(3).flat_map(from_tensors(x).repeat(x))"] = () =>
            s_from.range(3).flat_map(x => s_from.from_tensors((Tensors)x).repeat((int)x)),
        ["range(3).flat_map(range(x))"] = () => s_from.range(3).flat_map(x => s_from.range((int)x)),
        ["range(10).shard(3, 0)"] = () => s_from.range(10).shard(3, 0),
        ["range(10).shard(3, 2)"] = () => s_from.range(10).shard(3, 2),
        ["range(10).shard(3, 3)"] = () => s_from.range(10).shard(3, 3),
        ["range(4).cache()"] = () => s_from.range(4).cache(),
        ["range(4).cache().repeat(2)"] = () => s_from.range(4).cache().repeat(2),
        ["range(4).prefetch(2)"] = () => s_from.range(4).prefetch(2),
        ["batch of ragged sizes (error)"] = () => s_from.from_generator([new[] { 1 }, [2, 2]], [TF_DataType.TF_INT32]).batch(2),
        ["list of strings"] = () => s_from.from_tensor_slices(["a", "bc", ""]),
        ["range(8).batch(3).map(sum)"] = () => s_from.range(8).batch(3).map(x => Reductions.Sum(x[0])),
        ["from_tensor_slices float64"] = () => s_from.from_tensor_slices(new NDArray(new[] { 1.5, 2.5 })),
        ["from_tensor_slices([1.5])"] = () => s_from.from_tensor_slices(new NDArray(new[] { 1.5f })),
    };

    public static TheoryData<string> Pipelines => [.. s_pipelines.Keys];

    private static JsonElement Golden => JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("data", "tf_data.json"))).RootElement;

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Gives_the_elements_of_real_tf_data(string name)
    {
        JsonElement golden = Golden.GetProperty("traces").GetProperty(name);
        if (golden.TryGetProperty("error", out JsonElement error))
        {
            TensorflowException e = Assert.ThrowsAny<TensorflowException>(() => s_pipelines[name]().ToList());
            Assert.StartsWith(e.GetType().Name + ":", error.GetString(), StringComparison.Ordinal);
            return;
        }
        IDatasetV2 data = s_pipelines[name]();
        long cardinality = golden.GetProperty("cardinality") is { ValueKind: JsonValueKind.Number } n ? n.GetInt64()
            : golden.GetProperty("cardinality").GetString() == "INFINITE" ? tf.data.INFINITE_CARDINALITY : tf.data.UNKNOWN_CARDINALITY;
        Assert.Equal(cardinality, (long)data.cardinality());
        bool known = !golden.TryGetProperty("elements_note", out _) && !name.EndsWith("first elements", StringComparison.Ordinal);
        JsonElement expected = golden.GetProperty("elements");
        List<string> got = [.. data.Take(known ? int.MaxValue : expected.GetArrayLength()).Select(Show)];
        Assert.Equal(expected.EnumerateArray().Select(Show), got);
        if (expected.GetArrayLength() > 0)
            Assert.Equal(golden.GetProperty("element_spec").GetString(), Spec(data));
    }

    private static string Spec(IDatasetV2 data) =>
        data.element_spec.Length == 1 ? data.element_spec[0].ToString() : $"({string.Join(", ", (object[])data.element_spec)})";

    private static string Show((Tensors X, Tensors? Y) element)
    {
        string[] parts = [.. element.X.Concat(element.Y ?? (IEnumerable<Tensor>)[]).Select(Show)];
        return parts.Length == 1 ? parts[0] : $"[{string.Join(",", parts)}]";
    }

    private static string Show(Tensor t)
    {
        if (t.Strings is not null)
            return $"\"{(string)t}\"";
        double[] values = t.dtype switch
        {
            TF_DataType.TF_INT64 => System.Array.ConvertAll(t.ToArray<long>(), v => (double)v),
            TF_DataType.TF_INT32 => System.Array.ConvertAll(t.ToArray<int>(), v => (double)v),
            TF_DataType.TF_DOUBLE => t.ToArray<double>(),
            _ => System.Array.ConvertAll(t.ToArray<float>(), v => (double)v),
        };
        int at = 0;
        return Nested(0);

        string Nested(int axis)
        {
            if (axis == t.rank)
                return values[at++].ToString(System.Globalization.CultureInfo.InvariantCulture);
            var items = new List<string>();
            for (long i = 0; i < t.shape[axis]; i++)
                items.Add(Nested(axis + 1));
            return $"[{string.Join(",", items)}]";
        }
    }

    private static string Show(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Array => $"[{string.Join(",", e.EnumerateArray().Select(Show))}]",
        JsonValueKind.String => $"\"{e.GetString()}\"",
        _ => e.GetDouble().ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static long[] Longs(IDatasetV2 data) => [.. data.Select(e => (long)e.Item1.Single)];

    [Fact]
    public void Shuffle_takes_each_element_from_its_buffer()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            long[] order = Longs(s_from.range(10).shuffle(3, seed));
            Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], order.Order());
            for (int i = 0; i < order.Length; i++)
                Assert.True(order[i] < i + 3);
        }
        Assert.Equal([0, 1, 2, 3], Longs(s_from.range(4).shuffle(1)));
        Assert.Throws<InvalidArgumentError>(() => s_from.range(4).shuffle(0));
    }

    [Fact]
    public void Shuffle_repeats_by_seed_and_changes_by_iteration()
    {
        IDatasetV2 a = s_from.range(10).shuffle(10, seed: 5), b = s_from.range(10).shuffle(10, seed: 5);
        long[][] orders = [Longs(a), Longs(a), Longs(b), Longs(b)];
        Assert.NotEqual(orders[0], orders[1]);
        Assert.Equal(orders[0], orders[2]);
        Assert.Equal(orders[1], orders[3]);
        IDatasetV2 still = s_from.range(10).shuffle(10, seed: 5, reshuffle_each_iteration: false);
        Assert.Equal(Longs(still), Longs(still));
        foreach (long[] pass in Longs(s_from.range(4).shuffle(4).repeat(3)).Chunk(4))
            Assert.Equal([0, 1, 2, 3], pass.Order());
        tf.set_random_seed(3);
        long[] first = Longs(s_from.range(30).shuffle(30));
        tf.set_random_seed(3);
        Assert.Equal(first, Longs(s_from.range(30).shuffle(30)));
    }

    [Fact]
    public void Cache_keeps_what_a_whole_iteration_has_seen()
    {
        int calls = 0;
        IDatasetV2 cached = s_from.range(3).map(x => Counted(x)).cache();
        foreach ((Tensors _, Tensors _) in cached)
            break;
        int partial = calls;
        Assert.Equal([0, 1, 2], Longs(cached));
        Assert.Equal([0, 1, 2], Longs(cached));
        Assert.Equal(partial + 3, calls);

        Tensors Counted(Tensors x)
        {
            calls++;
            return x;
        }
    }

    [Fact]
    public void Parallel_maps_keep_the_order_and_surface_exceptions()
    {
        IDatasetV2 slow = s_from.range(20).map(Slow, 4);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i * 2), Longs(slow));
        IDatasetV2 failing = s_from.range(20).map(x => (long)x[0] == 7 ? throw new InvalidOperationException("seven") : x, 4);
        var seen = new List<long>();
        var e = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach ((Tensors x, Tensors _) in failing)
                seen.Add((long)x.Single);
        });
        Assert.Equal("seven", e.Message);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], seen);
        Assert.Contains("InvalidOperationException",
            Assert.Throws<InvalidOperationException>(() => Longs(failing.prefetch(2))).GetType().Name, StringComparison.Ordinal);

        static Tensors Slow(Tensors x)
        {
            Thread.Sleep((int)(20 - (long)x[0]) / 4);
            return x[0] * 2;
        }
    }

    [Fact]
    public void Batches_of_bytes_stay_bytes_and_neighbours_are_not_copied()
    {
        var bytes = new Tensor(Enumerable.Range(0, 24).Select(i => (byte)i).ToArray(), (6, 2, 2));
        (Tensors x, Tensors y) = s_from.from_tensor_slices(bytes, new Tensor([0, 1, 2, 3, 4, 5])).batch(4).First();
        Assert.Equal(TF_DataType.TF_UINT8, x.dtype);
        Assert.Equal(new Shape(4, 2, 2), x.shape);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => (byte)i), x.ToArray<byte>());
        Assert.Equal([0, 1, 2, 3], y.ToArray<int>());
        (Tensors shuffled, Tensors labels) = s_from.from_tensor_slices(bytes, new Tensor([0, 1, 2, 3, 4, 5])).shuffle(6, 1).batch(6).First(
            );
        for (int i = 0; i < 6; i++)
            Assert.Equal(4 * labels.ToArray<int>()[i], shuffled.ToArray<byte>()[4 * i]);
    }

    [Fact]
    public void Several_inputs_and_targets_keep_their_places()
    {
        IDatasetV2 data = s_from.from_tensor_slices(
            new Tensors(new Tensor([1, 2]), new Tensor([3, 4])), new Tensors(new Tensor([5, 6]))).batch(2);
        (Tensors x, Tensors y) = data.First();
        Assert.Equal((2, 1), (x.Count, y.Count));
        (x, y) = data.map((a, b) => (a[0] + a[1], b)).First();
        Assert.Equal([4, 6], x.ToArray<int>());
        Assert.Equal([5, 6], y.ToArray<int>());
    }

    [Fact]
    public void Texts_pass_through_maps()
    {
        IDatasetV2 lengths = s_from.from_tensor_slices(["a", "bcd"]).map(x => new Tensor(((string)x[0]).Length));
        Assert.Equal([1, 3], lengths.Select(e => (int)e.Item1.Single));
        Assert.Equal(["a", "bcd"], s_from.from_tensor_slices(["a", "bcd"]).batch(2).First().Item1.Single.StringData());
        TypeError e = Assert.Throws<TypeError>(() => new Tensor("text").ToArray<float>());
        Assert.Contains("tensor of strings", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Walking_in_a_scope_releases_what_was_made()
    {
        IDatasetV2 data = s_from.range(50).map(x => x[0] * 2 + 1).shuffle(20).batch(4).prefetch(2);
        Walk();
        long before = LiveTensors.Settled();
        Walk();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // The background thread may still be putting its last element down.
        SpinWait.SpinUntil(() => TensorHandle.Live <= before, 2000);
        Assert.True(TensorHandle.Live <= before, $"{TensorHandle.Live - before} tensors left");

        void Walk()
        {
            foreach ((Tensors x, Tensors _) in data)
            {
                using var scope = new Scope("step");
                _ = x[0] + 1;
            }
        }
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ValueError>(() => s_from.range(3).cache("file"));
        Assert.Throws<ValueError>(() => s_from.range(3).prefetch(1, slack_period: 1));
        Assert.Throws<TypeError>(() => s_from.from_generator(["a"], [TF_DataType.TF_INT32]).ToList());
        Assert.Throws<ValueError>(() => s_from.from_tensor_slices(new Tensor(1)));
        Assert.Throws<ValueError>(() => s_from.zip());
    }
}
