using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Operations.Initializers;
using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Initializers;

public class InitializerTests
{
    private static readonly InitializersApi s_initializers = new();

    private static JsonElement Golden => GoldenValues.Json("defaults", "initializers").RootElement;

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Golden.GetProperty("statistics").GetArrayLength())];

    // Over n values the deviation's own error is about std / sqrt(2 n): .3 % at 1e6 (3 sigma), more for the few small rows.
    [Theory]
    [MemberData(nameof(Rows))]
    public void Statistics_are_keras(int index)
    {
        JsonElement row = Golden.GetProperty("statistics")[index];
        Tensorflow.Shape shape = new(GoldenValues.ShapeOf(row.GetProperty("shape")));
        IInitializer initializer = Make(row);
        var values = new List<float>();
        int calls = (int)Math.Clamp(300_000 / Math.Max(1, shape.size), 1, 2000);
        for (int i = 0; i < calls; i++)
            values.AddRange(initializer.Apply(new InitializerArgs(shape)).ToArray<float>());
        double mean = values.Average(v => (double)v);
        double std = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        JsonElement expected = row.GetProperty("expected");
        double wanted = expected.GetProperty("std").GetDouble();
        double center = row.GetProperty("args").Has("mean", out JsonElement m) ? m.GetDouble() : Center(row, expected);
        string what = row.GetRawText();
        Assert.True(Math.Abs(std / wanted - 1) < 4 / Math.Sqrt(2.0 * values.Count), $"std {std}, expected {wanted}: {what}");
        Assert.True(Math.Abs(mean - center) < 5 * wanted / Math.Sqrt(values.Count), $"mean {mean}, expected {center}: {what}");
        double limit = expected.Has("limit", out JsonElement l) || expected.Has("limit_from_mean", out l) ? l.GetDouble()
            : expected.Has("limits", out l) ? (l[1].GetDouble() - l[0].GetDouble()) / 2 : double.PositiveInfinity;
        Assert.True(values.Max(v => Math.Abs(v - center)) <= limit * (1 + 1e-6), $"limit {limit}: {what}");
    }

    [Fact]
    public void Exact_values()
    {
        int compared = 0;
        foreach (JsonElement row in Golden.GetProperty("exact").EnumerateArray())
        {
            Tensorflow.Shape shape = new(GoldenValues.ShapeOf(row.GetProperty("shape")));
            Tensor x = Make(row).Apply(new InitializerArgs(shape));
            Assert.Equal(shape, x.shape);
            if (row.Has("values", out JsonElement values))
            {
                double[] flat = [.. Flat(values)];
                Assert.Equal(flat, GoldenValues.Values(x));
                compared++;
                continue;
            }
            Tensor matrix = tf.reshape(x, (-1, shape[-1]));
            bool tall = matrix.shape[0] >= matrix.shape[1];
            float[] gram = tf.matmul(matrix, matrix, transpose_a: tall, transpose_b: !tall).ToArray<float>();
            int n = (int)Math.Sqrt(gram.Length);
            for (int i = 0; i < gram.Length; i++)
                Assert.Equal(i / n == i % n ? 1 : 0, gram[i], 2e-6f);
            compared++;
        }
        Assert.Equal(8, compared);
    }

    [Fact]
    public void Strings_find_what_keras_finds()
    {
        foreach (JsonProperty p in Golden.GetProperty("strings").EnumerateObject())
        {
            if (p.Value.ValueKind == JsonValueKind.String)
            {
                var e = Assert.Throws<ValueError>(() => s_initializers.get(p.Name));
                Assert.Contains($"Unknown initializer: '{p.Name}'. Known: zeros, ones", e.Message);
                continue;
            }
            IInitializer found = s_initializers.get(p.Name);
            Assert.Equal(p.Value.GetProperty("class").GetString(), found.ClassName);
            Assert.Equal(GoldenValues.Normal(p.Value.GetProperty("config")), GoldenValues.Text(found.Config));
        }
    }

    [Fact]
    public void Configs_make_the_same_initializer_again()
    {
        IInitializer[] all =
        [
            new Zeros(), new Ones(), new Constant<float>(0.3f), new Constant<float[]>([1f, 2f]),
                new Tensorflow.Operations.Initializers.Identity(2), new RandomNormal(1, 2, 3), new TruncatedNormal(seed: 4),
            new RandomUniform(minval: -1, maxval: 2), new VarianceScaling(2, "fan_out", "normal", 5), new GlorotUniform(seed: 6),
                new GlorotUniform(3), new GlorotNormal(7),
            new HeNormal(8), new HeUniform(9), new LecunNormal(10), new LecunUniform(11), new Orthogonal(2, 12),
        ];
        foreach (IInitializer initializer in all)
        {
            IInitializer again = s_initializers.get(s_initializers.serialize(initializer));
            Assert.Equal(initializer.ClassName, again.ClassName);
            Assert.Equal(GoldenValues.Text(initializer.Config), GoldenValues.Text(again.Config));
            Tensorflow.Shape shape = initializer.ClassName == "Constant" ? new Tensorflow.Shape(2) : new Tensorflow.Shape(3, 2);
            if (initializer.Config.TryGetValue("seed", out object? seed) && seed is null)
                continue;
            Assert.Equal(initializer.Apply(new InitializerArgs(shape)).ToArray<float>(),
                again.Apply(new InitializerArgs(shape)).ToArray<float>());
        }
    }

    [Fact]
    public void Seeds_decide_values()
    {
        var args = new InitializerArgs((4, 5));
        var seeded = new HeNormal(1);
        Assert.Equal(seeded.Apply(args).ToArray<float>(), seeded.Apply(args).ToArray<float>());
        Assert.NotEqual(seeded.Apply(args).ToArray<float>(), new HeNormal(2).Apply(args).ToArray<float>());
        tf.random.set_seed(7);
        float[] first = new HeNormal().Apply(args).ToArray<float>();
        float[] second = new HeNormal().Apply(args).ToArray<float>();
        tf.random.set_seed(7);
        Assert.Equal(first, new HeNormal().Apply(args).ToArray<float>());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Deferred_values_are_those_of_the_time_of_asking()
    {
        var args = new InitializerArgs((4, 5));
        tf.random.set_seed(3);
        float[] a = new GlorotUniform().Apply(args).ToArray<float>();
        float[] b = new GlorotUniform().Apply(args).ToArray<float>();
        tf.random.set_seed(3);
        Func<Tensor> first = Tensorflow.Keras.Initializers.Deferred(new GlorotUniform(), args);
        Func<Tensor> second = Tensorflow.Keras.Initializers.Deferred(new GlorotUniform(), args);
        Assert.Equal(b, second().ToArray<float>());
        Assert.Equal(a, first().ToArray<float>());
    }

    [Fact]
    public void Tf_names_make_initializers()
    {
        Assert.Equal([0f, 0f], tf.zeros_initializer.Apply(new InitializerArgs(2)).ToArray<float>());
        Assert.Equal([1L, 1L], tf.ones_initializer.Apply(new InitializerArgs(2, TF_DataType.TF_INT64)).ToArray<long>());
        Assert.Equal([5f], tf.constant_initializer(5).Apply(new InitializerArgs(1)).ToArray<float>());
        Assert.Equal("TruncatedNormal", tf.truncated_normal_initializer().ClassName);
        Assert.Equal(TF_DataType.TF_DOUBLE, tf.glorot_uniform_initializer.Apply(new InitializerArgs((2, 2), TF_DataType.TF_DOUBLE)).dtype);
        Assert.Equal(TF_DataType.TF_BFLOAT16, tf.orthogonal_initializer.Apply(new InitializerArgs((2, 2), TF_DataType.TF_BFLOAT16)).dtype);
    }

    [Fact]
    public void Errors_name_the_argument()
    {
        Check(() => new VarianceScaling(0), "`scale` must be positive float. Received: scale=0.");
        Check(() => new VarianceScaling(1, "fan"), "Invalid `mode` argument: fan.");
        Check(() => new VarianceScaling(1, "fan_in", "cauchy"), "Invalid `distribution` argument: cauchy.");
        Check(() => new Tensorflow.Operations.Initializers.Identity().Apply(new InitializerArgs(3)), "can only be used for 2D matrices");
        Check(() => new Orthogonal().Apply(new InitializerArgs(3)), "must be at least two-dimensional");
        Check(() => new Constant<float[]>([1f, 2f]).Apply(new InitializerArgs(3)),
            "expected a number or values of shape (3,); received shape (2,)");
        Check(() => new GlorotUniform().Apply(new InitializerArgs((2, 2), TF_DataType.TF_INT32)),
            "GlorotUniform: argument dtype: expected a floating dtype; received int32");

        static void Check(Func<object> action, string text) => Assert.Contains(text, Assert.Throws<ValueError>(() => _ = action()).Message);
    }

    private static IInitializer Make(JsonElement row) => s_initializers.get(new Dictionary<string, object?>
    {
        ["class_name"] = row.GetProperty("initializer").GetString(),
        ["config"] = GoldenValues.Config(row.GetProperty("args")),
    });

    private static double Center(JsonElement row, JsonElement expected)
    {
        JsonElement args = row.GetProperty("args");
        return args.Has("minval", out JsonElement low) && args.Has("maxval", out JsonElement high)
            ? (low.GetDouble() + high.GetDouble()) / 2 : 0;
    }

    private static IEnumerable<double> Flat(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? e.EnumerateArray().SelectMany(Flat) : [e.GetDouble()];
}
