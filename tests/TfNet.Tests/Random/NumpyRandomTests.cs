using System.Text.Json;
using Tensorflow;
using TfNet.Goldens;
using TfNet.Random;

namespace TfNet.Tests.Random;

/// <summary>Draws of NumPy 1.26's <c>RandomState(seed)</c>, a fresh state for each entry.</summary>
public class NumpyRandomTests
{
    private static readonly Dictionary<string, Func<NumpyRandom, object>> s_entries = new()
    {
        ["random_sample(5)"] = r => r.random(5),
        ["randint(0, 2**32, 5, dtype=uint32)"] = r => r.randint(0, 1L << 32, 5),
        ["permutation(1)"] = r => r.permutation(1),
        ["permutation(2)"] = r => r.permutation(2),
        ["permutation(5)"] = r => r.permutation(5),
        ["permutation(10)"] = r => r.permutation(10),
        ["permutation(16)"] = r => r.permutation(16),
        ["permutation(17)"] = r => r.permutation(17),
        ["permutation(33)"] = r => r.permutation(33),
        ["permutation(100)"] = r => r.permutation(100),
        ["permutation(3306): first 10, last, then random_sample()"] = r =>
        {
            int[] order = r.permutation(3306);
            return new object[] { order[..10], order[^1], r.random() };
        },
        ["permutation(6) three times on one state"] = r => new[] { r.permutation(6), r.permutation(6), r.permutation(6) },
        ["shuffle(arange(10))"] = r => Shuffled(r, Enumerable.Range(0, 10).ToArray()),
        ["shuffle(list 'abcdefg')"] = r => new string(Shuffled(r, "abcdefg".ToCharArray())),
        ["shuffle(arange(10).reshape(5,2))"] = r => Shuffled(r, Enumerable.Range(0, 5).Select(i => new[] { 2 * i, (2 * i) + 1 }).ToArray()),
        ["uniform(-3, 5, 4)"] = r => r.uniform(-3, 5, 4),
        ["normal(0, 1, 5)"] = r => r.normal(0, 1, 5),
        ["normal(2, 3) x3 then random_sample()"] = r => new object[] { r.normal(2, 3, 3), r.random() },
        ["standard_normal(3), uniform(), standard_normal()"] = r => new object[] { r.normal(0, 1, 3), r.uniform(), r.normal() },
        ["rand(2,2)"] = r => new[] { r.random(2), r.random(2) },
        ["randn(2,2)"] = r => new[] { r.normal(0, 1, 2), r.normal(0, 1, 2) },
        ["randint(10, size=8)"] = r => r.randint(0, 10, 8),
        ["randint(-5, 6, size=8)"] = r => r.randint(-5, 6, 8),
        ["randint(1000000, size=4)"] = r => r.randint(0, 1000000, 4),
        ["randint(1e7) x3 (as save_to_dir names)"] = r => new[] { r.randint(10000000), r.randint(10000000), r.randint(10000000) },
        ["randint(0, 256, 8, dtype=uint8)"] = r => Array.ConvertAll(r.randint_uint8(0, 256, 8), v => (int)v),
        ["randint(0, 100, 6, dtype=uint8)"] = r => Array.ConvertAll(r.randint_uint8(0, 100, 6), v => (int)v),
        ["randint(0, 2, 10)"] = r => r.randint(0, 2, 10),
        ["randint(2**40, size=3)"] = r => r.randint(0, 1L << 40, 3),
        ["choice(5, 6)"] = r => r.choice(5, 6),
        ["choice(8, 4, replace=False)"] = r => r.choice(8, 4, replace: false),
        ["choice(4, 6, p=[.1,.2,.3,.4])"] = r => r.choice(4, 6, p: [.1, .2, .3, .4]),
        ["choice([-1, 1]) x6"] = r => Enumerable.Range(0, 6).Select(_ => r.choice([-1, 1])).ToArray(),
        ["choice(3) x6 (scalar)"] = r => Enumerable.Range(0, 6).Select(_ => r.choice([0, 1, 2])).ToArray(),
    };

    public static TheoryData<string> Seeds => [.. Root().EnumerateObject().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Draws_equal_NumPy(string seed)
    {
        int entries = 0;
        foreach (JsonProperty p in Root().GetProperty(seed).EnumerateObject())
        {
            object got = s_entries[p.Name](new NumpyRandom(long.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)));
            AssertEqual(p.Name, p.Value, JsonSerializer.SerializeToElement(got));
            entries++;
        }
        Assert.Equal(s_entries.Count, entries);
    }

    [Fact]
    public void All_recorded_seeds_are_tested() => Assert.Equal(4, Root().EnumerateObject().Count());

    /// <summary>Witness: NumPy 1.24, RandomState(7).choice(6, 4, replace=False, p=[.3,.05,.05,.2,.3,.1]), then random_sample().</summary>
    [Fact]
    public void Choice_without_replacement_and_with_probabilities_equals_NumPy()
    {
        var r = new NumpyRandom(7);
        Assert.Equal([0, 4, 3, 5], r.choice(6, 4, replace: false, p: [.3, .05, .05, .2, .3, .1]));
        Assert.Equal(0.5384958704104337, r.random());
    }

    [Fact]
    public void Stamps_tell_states_apart()
    {
        var a = new NumpyRandom(3);
        a.normal();
        NumpyRandom b = a.copy();
        Assert.Equal(a.Stamp, b.Stamp);
        Assert.Equal(a.normal(), b.normal());
        Assert.Equal(a.Stamp, b.Stamp);
        a.random();
        Assert.NotEqual(a.Stamp, b.Stamp);
        Assert.NotEqual(new NumpyRandom(3).Stamp, new NumpyRandom(3).Stamp);
        b.set_state(a);
        Assert.Equal(a.random(), b.random());
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Contains("Received: -1", Assert.Throws<ValueError>(() => new NumpyRandom(-1)).Message, StringComparison.Ordinal);
        Assert.Throws<ValueError>(() => new NumpyRandom(1L << 32));
        var r = new NumpyRandom(0);
        Assert.Throws<ValueError>(() => r.randint(3, 3));
        Assert.Throws<ValueError>(() => r.permutation(-1));
        Assert.Throws<ValueError>(() => r.choice(3, 4, replace: false));
        Assert.Throws<ValueError>(() => r.choice(2, 1, p: [.5, .6]));
        Assert.Throws<ValueError>(() => r.choice(Array.Empty<int>()));
        Assert.Throws<ValueError>(() => r.normal(0, -1));
        Assert.Throws<ValueError>(() => r.random(-1));
    }

    private static T[] Shuffled<T>(NumpyRandom r, T[] list)
    {
        r.shuffle<T>(list);
        return list;
    }

    private static JsonElement Root() =>
        JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("data", "random_numpy.json"))).RootElement.GetProperty("seeds");

    private static void AssertEqual(string entry, JsonElement want, JsonElement got)
    {
        Assert.Equal(want.ValueKind, got.ValueKind);
        if (want.ValueKind == JsonValueKind.Array)
        {
            Assert.Equal(want.GetArrayLength(), got.GetArrayLength());
            for (int i = 0; i < want.GetArrayLength(); i++)
                AssertEqual(entry, want[i], got[i]);
        }
        else if (want.ValueKind == JsonValueKind.Number)
        {
            // Logarithms may differ in the last bit between C libraries.
            double tolerance = entry.Contains("norm", StringComparison.Ordinal) || entry.Contains("randn", StringComparison.Ordinal)
                ? 1e-15 : 0;
            Assert.InRange(Math.Abs(want.GetDouble() - got.GetDouble()), 0, tolerance * Math.Max(1, Math.Abs(want.GetDouble())));
        }
        else
        {
            Assert.Equal(want.GetString(), got.GetString());
        }
    }
}
