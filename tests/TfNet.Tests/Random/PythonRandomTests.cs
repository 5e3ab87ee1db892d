using System.Numerics;
using System.Text.Json;
using Tensorflow;
using TfNet.Goldens;
using TfNet.Random;

namespace TfNet.Tests.Random;

/// <summary>Draws of CPython 3.11's <c>random.Random(seed)</c>, a fresh generator for each entry.</summary>
public class PythonRandomTests
{
    private static readonly Dictionary<string, Action<PythonRandom, JsonElement>> s_entries = new()
    {
        ["random() x5"] = (r, want) => Equal(want, Draw(5, r.random)),
        ["getrandbits(32) x5"] = (r, want) => Equal(want, Draw(5, () => (double)r.getrandbits(32))),
        ["getrandbits(1, 7, 33, 64, 100)"] = (r, want) =>
            Assert.Equal(want.EnumerateArray()
                .Select(e => e.GetString()), new[] { 1, 7, 33, 64, 100 }.Select(k => r.getrandbits(k).ToString())),
        ["shuffle 0..9, shuffle 0..32, random()"] = (r, want) =>
        {
            for (int i = 0; i < 2; i++)
            {
                int[] list = [.. Enumerable.Range(0, i == 0 ? 10 : 33)];
                r.shuffle<int>(list);
                Equal(want[i], list);
            }
            Assert.Equal(want[2].GetDouble(), r.random());
        },
        ["choice(range(7)) x8"] = (r, want) => Equal(want, Draw(8, () => r.choice(Enumerable.Range(0, 7).ToArray()))),
        ["randint(0, 9) x5, randint(-5, 5) x3, randrange(3, 40, 4) x3"] = (r, want) =>
        {
            Equal(want[0], Draw(5, () => r.randint(0, 9)));
            Equal(want[1], Draw(3, () => r.randint(-5, 5)));
            Equal(want[2], Draw(3, () => r.randrange(3, 40, 4)));
        },
        ["uniform(-2, 3) x3"] = (r, want) => Equal(want, Draw(3, () => r.uniform(-2, 3))),
        ["gauss(0, 1) x4"] = (r, want) => Equal(want, Draw(4, () => r.gauss(0, 1)), 1e-15),
        ["normalvariate(1, 2) x3"] = (r, want) => Equal(want, Draw(3, () => r.normalvariate(1, 2)), 1e-15),
        ["choices(range(5), k=6)"] = (r, want) => Equal(want, r.choices(Enumerable.Range(0, 5).ToArray(), k: 6)),
        ["choices([0,1,2], weights=[1,2,7], k=8)"] = (r, want) => Equal(want, r.choices([0, 1, 2], [1, 2, 7], 8)),
    };

    public static TheoryData<string> Seeds => [.. Root().EnumerateObject().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Draws_equal_CPython(string seed)
    {
        int entries = 0;
        foreach (JsonProperty p in Root().GetProperty(seed).EnumerateObject())
        {
            PythonRandom r = BigInteger.TryParse(seed, out BigInteger number) ? new PythonRandom(number) : new PythonRandom(seed);
            if (p.Name.StartsWith("sample(range(", StringComparison.Ordinal))
                CheckSample(r, p);
            else
                s_entries[p.Name](r, p.Value);
            entries++;
        }
        Assert.Equal(25, entries);
    }

    [Fact]
    public void All_recorded_seeds_are_tested() => Assert.Equal(6, Root().EnumerateObject().Count());

    [Fact]
    public void Whole_range_of_64_bits_can_be_drawn()
    {
        var r = new PythonRandom(0);
        long[] draws = [.. Enumerable.Range(0, 64).Select(_ => r.randint(long.MinValue, long.MaxValue))];
        Assert.Contains(draws, v => v < long.MinValue / 2);
        Assert.Contains(draws, v => v > long.MaxValue / 2);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        var r = new PythonRandom(0);
        Assert.Contains("k=4, population=3", Assert.Throws<ValueError>(() => r.sample([1, 2, 3], 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ValueError>(() => r.sample([1], -1));
        Assert.Throws<ValueError>(() => r.randint(1, 0));
        Assert.Throws<ValueError>(() => r.randrange(0));
        Assert.Throws<ValueError>(() => r.randrange(0, 5, 0));
        Assert.Throws<ValueError>(() => r.getrandbits(-1));
        Assert.Throws<LookupError>(() => r.choice(Array.Empty<int>()));
        Assert.Throws<ValueError>(() => r.choices([1, 2], [1]));
        Assert.Throws<ValueError>(() => r.choices([1, 2], [0, 0]));
    }

    private static void CheckSample(PythonRandom r, JsonProperty p)
    {
        int[] numbers = [.. p.Name["sample(range(".Length..p.Name.IndexOf("), then", StringComparison.Ordinal)].Split("), ")
            .Select(int.Parse)];
        int[] got = r.sample(Enumerable.Range(0, numbers[0]).ToArray(), numbers[1]);
        JsonElement want = p.Value[0];
        if (want.ValueKind == JsonValueKind.Array)
        {
            Equal(want, got);
        }
        else
        {
            Equal(want.GetProperty("first10"), got[..10]);
            Assert.Equal(want.GetProperty("last").GetInt32(), got[^1]);
            Assert.Equal(want.GetProperty("sum").GetInt32(), got.Sum());
        }
        Assert.Equal(p.Value[1].GetDouble(), r.random());
    }

    private static JsonElement Root() =>
        JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("data", "random_python.json"))).RootElement.GetProperty("seeds");

    private static double[] Draw<T>(int count, Func<T> next)
        where T : INumber<T> => [.. Enumerable.Range(0, count).Select(_ => double.CreateChecked(next()))];

    private static void Equal(JsonElement want, int[] got) => Assert.Equal(want.EnumerateArray().Select(e => e.GetInt32()), got);

    private static void Equal(JsonElement want, double[] got, double relative = 0)
    {
        double[] expected = [.. want.EnumerateArray().Select(e => e.GetDouble())];
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < got.Length; i++)
            Assert.InRange(Math.Abs(got[i] - expected[i]), 0, relative * Math.Max(1, Math.Abs(expected[i])));
    }
}
