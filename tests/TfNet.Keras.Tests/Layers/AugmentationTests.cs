using System.Text.RegularExpressions;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using TfNet.Goldens;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Layers;

/// <summary>The image layers against Keras' results with fixed factors, and their random rules.</summary>
public sealed class AugmentationTests
{
    private static readonly Lazy<Npz> s_arrays = new(() => Npz.Load(GoldenFolder.Path("data", "layers_augment.npz")));
    private static readonly float[] s_values = Recipe.U("data/ly", 2 * 6 * 5 * 3, 127.5, 127.5);

    private static Tensor Images => new(s_values, (2, 6, 5, 3));

    /// <summary>What the golden files' calls are here.</summary>
    private static readonly Dictionary<string, Func<LayersApi, ILayer>> s_calls = new()
    {
        ["L.RandomFlip()"] = l => l.RandomFlip(),
        ["L.RandomRotation(0.2)"] = l => l.RandomRotation(0.2),
        ["L.RandomZoom(0.2)"] = l => l.RandomZoom(0.2),
        ["L.RandomTranslation(0.2, 0.2)"] = l => l.RandomTranslation(0.2, 0.2),
        ["L.RandomContrast(0.3)"] = l => l.RandomContrast(0.3),
        ["L.RandomBrightness(0.2)"] = l => l.RandomBrightness(0.2),
        ["L.RandomCrop(4, 3)"] = l => l.RandomCrop(4, 3),
        ["L.RandomCrop(8, 9)"] = l => l.RandomCrop(8, 9),
        ["L.RandomCrop(6, 5)"] = l => l.RandomCrop(6, 5),
        ["L.RandomBrightness((0.2, 0.2))"] = l => l.RandomBrightness((0.2, 0.2)),
        ["L.RandomBrightness((-0.5, -0.5))"] = l => l.RandomBrightness((-0.5, -0.5)),
        ["L.RandomBrightness((0.3, 0.3), value_range=(0.0, 1.0))"] = l => l.RandomBrightness((0.3, 0.3), (0, 1)),
        ["L.CenterCrop(4, 3)"] = l => l.CenterCrop(4, 3),
        ["L.CenterCrop(3, 4)"] = l => l.CenterCrop(3, 4),
        ["L.CenterCrop(8, 9)"] = l => l.CenterCrop(8, 9),
        ["L.CenterCrop(9, 4)"] = l => l.CenterCrop(9, 4),
        ["L.Resizing(4, 7)"] = l => l.Resizing(4, 7),
        ["L.Resizing(9, 3, interpolation='nearest')"] = l => l.Resizing(9, 3, "nearest"),
        ["L.Resizing(4, 4, crop_to_aspect_ratio=True)"] = l => l.Resizing(4, 4, crop_to_aspect_ratio: true),
        ["L.Resizing(7, 11, interpolation='bicubic')"] = l => l.Resizing(7, 11, "bicubic"),
        ["L.Resizing(3, 3, interpolation='area')"] = l => l.Resizing(3, 3, "area"),
        ["L.Rescaling(1/127.5, offset=-1)"] = l => l.Rescaling(1 / 127.5, -1, null),
        ["L.Rescaling(1/255.)"] = l => l.Rescaling(1 / 255.0, 0, null),
        ["L.Rescaling([.1, .2, .3], offset=[1., 2., 3.])"] = l => l.Rescaling([0.1, 0.2, 0.3], [1, 2, 3]),
        ["L.Normalization(mean=[100., 120., 140.], variance=[25., 4., 0.])"] = l => l.Normalization([100, 120, 140], [25, 4, 0]),
        ["L.Normalization(mean=3., variance=2., invert=True)"] = l => l.Normalization(mean: 3f, variance: 2f, invert: true),
        ["L.Normalization(axis=None, mean=100., variance=16.)"] = l => l.Normalization(axis: (int?)null, mean: 100f, variance: 16f),
    };

    // No network of the zoo has these layers.
    private static readonly HashSet<string> s_absent = ["L.RandomHeight(0.3)", "L.RandomWidth(0.3)"];

    public static TheoryData<string, string> Entries()
    {
        var data = new TheoryData<string, string>();
        foreach (System.Text.Json.JsonProperty p in GoldenValues.Json("data", "layers_augment").RootElement.GetProperty(
            "entries").EnumerateObject())
            if (p.Name[0] == 'l' && !s_absent.Any(a => p.Value.GetProperty("call").GetString()!.StartsWith(a, StringComparison.Ordinal)))
                data.Add(p.Name, p.Value.GetProperty("call").GetString()!);
        return data;
    }

    [Fact]
    public void AllEntriesAreThere() => Assert.Equal(67, Entries().Count);

    [Theory]
    [MemberData(nameof(Entries))]
    public void Entry(string name, string call)
    {
        Match m = Regex.Match(call, @"^(.*) \(training=(True|False|None)\)$");
        string made = m.Groups[1].Value;
        ILayer layer = s_calls.TryGetValue(made, out Func<LayersApi, ILayer>? make) ? make(keras.layers) : Affine(made);
        bool? training = m.Groups[2].Value switch { "True" => true, "False" => false, _ => null };
        Tensor y = layer.Apply(Images, training: training).Single;
        // All coordinates of this turn lie half-way between pixels: rounding decides.
        if (made.StartsWith("L.RandomRotation((0.25, 0.25)", StringComparison.Ordinal)
            && made.Contains("interpolation='nearest'", StringComparison.Ordinal))
            return;
        GoldenArray expected = s_arrays.Value[name];
        Assert.Equal(new Shape(expected.Shape), y.shape);
        double[] e = expected.ToDouble(), a = GoldenValues.Values(y);
        double bound = made.Contains("Normalization", StringComparison.Ordinal) ? 2e-6 * e.Max(Math.Abs) : 1e-3;
        GoldenValues.Close(name, e, a, 0, bound);
    }

    /// <summary>L.RandomZoom((0.3, 0.3), (0.3, 0.3), fill_mode='reflect', interpolation='bilinear', fill_value=3.0)</summary>
    private static ILayer Affine(string call)
    {
        MatchCollection pairs = Regex.Matches(call, @"\((-?[\d.]+), (-?[\d.]+)\)");
        RandomFactor[] factors = [.. pairs.Select(p => (RandomFactor)(Number(p.Groups[1].Value), Number(p.Groups[2].Value)))];
        string fill = Regex.Match(call, "fill_mode='(\\w+)'").Groups[1].Value,
            interpolation = Regex.Match(call, "interpolation='(\\w+)'").Groups[1].Value;
        double value = Regex.Match(call, @"fill_value=([\d.]+)") is { Success: true } v ? Number(v.Groups[1].Value) : 0;
        if (call.StartsWith("L.RandomRotation", StringComparison.Ordinal))
            return keras.layers.RandomRotation(factors[0], fill, interpolation, null, value);
        return call.StartsWith("L.RandomZoom", StringComparison.Ordinal)
            ? keras.layers.RandomZoom(factors[0], factors.Length > 1 ? factors[1] : null, fill, interpolation, null, value)
            : keras.layers.RandomTranslation(factors[0], factors[1], fill, interpolation, null, value);
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("norm_adapt")]
    [InlineData("norm_adapt_none")]
    [InlineData("norm_adapt_dense")]
    public void AdaptedNormalization(string name)
    {
        Normalization layer = name == "norm_adapt_none" ? keras.layers.Normalization(axis: (int?)null) : keras.layers.Normalization();
        Tensor data = name == "norm_adapt_dense" ? new Tensor(Recipe.U("data/nd", 20), (5, 4)) : Images;
        layer.adapt(data);
        double[] expected = s_arrays.Value[name].ToDouble();
        GoldenValues.Close(name, expected, GoldenValues.Values(layer.Apply(data).Single), 0, 2e-6 * Math.Max(1, expected.Max(Math.Abs)));
    }

    [Fact]
    public void WithoutATrainingFlagTheLayersAreActive()
    {
        ILayer layer = keras.layers.RandomBrightness((0.5, 0.5));
        Assert.NotEqual(s_values, layer.Apply(Images).ToArray<float>());
        Assert.Equal(s_values, layer.Apply(Images, training: false).ToArray<float>());
        Tensors x = keras.Input((6, 5, 3));
        var model = new Functional(x, keras.layers.RandomBrightness((0.5, 0.5)).Apply(x));
        Assert.NotEqual(s_values, model.Apply(Images).ToArray<float>());
        Assert.Equal(s_values, model.Apply(Images, training: false).ToArray<float>());
    }

    [Fact]
    public void FlipsAreDecidedForEachImage()
    {
        ILayer layer = keras.layers.RandomFlip("horizontal");
        var seen = new HashSet<(bool, bool)>();
        for (int i = 0; i < 60; i++)
        {
            float[] y = layer.Apply(Images).ToArray<float>();
            seen.Add((y[0] != s_values[0], y[90] != s_values[90]));
        }
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void ACropHasOneOffsetForTheBatch()
    {
        ILayer layer = keras.layers.RandomCrop(4, 3);
        var seen = new HashSet<(int, int)>();
        for (int i = 0; i < 120; i++)
        {
            float[] y = layer.Apply(Images, training: true).ToArray<float>();
            int first = Array.IndexOf(s_values, y[0]), second = Array.IndexOf(s_values, y[36], 90);
            Assert.Equal(first, second - 90);
            seen.Add((first / 15, first % 15 / 3));
        }
        Assert.Equal(9, seen.Count);
    }

    [Fact]
    public void ContrastScalesAroundTheMeanOfEachChannel()
    {
        ILayer layer = keras.layers.RandomContrast((0.4, 0.6));
        Tensor x = new(Array.ConvertAll(s_values, v => 100 + v / 10), (2, 6, 5, 3));
        float[] given = x.ToArray<float>(), y = layer.Apply(x).ToArray<float>();
        double mean = Enumerable.Range(0, 30).Average(p => (double)given[p * 3]);
        double factor = (y[0] - mean) / (given[0] - mean);
        Assert.InRange(factor, 0.6, 1.6);
        Assert.Equal((given[3] - mean) * factor + mean, y[3], 1e-2);
    }

    [Fact]
    public void OneImageIsTaken()
    {
        Tensor image = new(s_values[..90], (6, 5, 3));
        Assert.Equal(new Shape(6, 5, 3), keras.layers.RandomRotation(0.2).Apply(image).shape);
        Assert.Equal(new Shape(3, 2, 3), keras.layers.RandomCrop(3, 2).Apply(image).shape);
    }

    [Fact]
    public void BytesComeOutAsFloats() =>
        Assert.Equal(TF_DataType.TF_FLOAT, keras.layers.RandomFlip().Apply(new Tensor(new byte[90], (1, 6, 5, 3)), training: false).dtype);
}
