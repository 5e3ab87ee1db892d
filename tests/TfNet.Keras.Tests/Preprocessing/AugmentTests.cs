using System.Text.Json;
using NumSharp;
using Tensorflow.Keras.Preprocessing;
using TfNet.Goldens;
using TfNet.Random;

namespace TfNet.Keras.Tests.Preprocessing;

[Collection(PreprocessingCollection.Name)]
public class AugmentTests
{
    private const string ParametersKey = "random_parameters (get_random_transform((9,8,3), seed))";

    private static readonly JsonElement s_json = Data.Json("augment");
    private static readonly Npz s_arrays = Data.Arrays("augment");

    public static TheoryData<string> Transforms => [.. s_json.GetProperty("transforms").EnumerateObject().Select(p => p.Name)];

    public static TheoryData<string> Parameters => [.. s_json.GetProperty(ParametersKey).EnumerateObject().Select(p => p.Name)];

    private static NDArray X => Data.Recipe("data/tr", 127.5f, 127.5f, 9, 8, 3);

    [Fact]
    public void All_recorded_cases_are_tested()
    {
        Assert.Equal(64, s_json.GetProperty("transforms").EnumerateObject().Count());
        Assert.Equal(14, s_json.GetProperty(ParametersKey).EnumerateObject().Count());
    }

    /// <summary>Tolerance: 1e-3 on data of 0..255, as SciPy's double arithmetic is not followed operation by operation.</summary>
    [Theory]
    [MemberData(nameof(Transforms))]
    public void Apply_transform_equals_Keras(string name)
    {
        JsonElement c = s_json.GetProperty("transforms").GetProperty(name);
        NDArray got = c.TryGetProperty("call", out JsonElement call) ? Brightness(call.GetString()!) : Apply(c);
        Data.Close(s_arrays[name], got, 1e-3, name);
        Assert.Equal(NPTypeCode.Single, got.typecode);
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Random_parameters_equal_Keras(string name)
    {
        JsonElement c = s_json.GetProperty(ParametersKey).GetProperty(name);
        ImageDataGenerator generator = Generator(c.GetProperty("args"));
        foreach (JsonProperty bySeed in c.GetProperty("params_by_seed").EnumerateObject())
        {
            TransformParameters p =
                generator.get_random_transform([9, 8, 3], long.Parse(bySeed.Name, System.Globalization.CultureInfo.InvariantCulture));
            foreach (JsonProperty want in bySeed.Value.EnumerateObject())
            {
                double? got = ToNumber(typeof(TransformParameters).GetProperty(want.Name)!.GetValue(p));
                double? expected = want.Value.ValueKind == JsonValueKind.Null ? null : want.Value.GetDouble();
                Assert.Equal(expected == null, got == null);
                Assert.InRange(Math.Abs((expected ?? 0) - (got ?? 0)), 0, 1e-12);
            }
        }
    }

    [Fact]
    public void Random_transform_equals_Keras()
    {
        ImageDataGenerator generator = Generator(s_json.GetProperty(ParametersKey).GetProperty("all").GetProperty("args"));
        for (int seed = 0; seed < 3; seed++)
            Data.Close(s_arrays[$"random_all_seed{seed}"], generator.random_transform(X, seed), 1e-3, $"seed {seed}");
    }

    /// <summary>The recorded arguments do not name those of channel shift and brightness; they stand in the generator of the
    /// goldens.</summary>
    [Fact]
    public void Random_functions_equal_Keras()
    {
        NDArray Seeded(Func<NDArray> draw)
        {
            NumpyRandom.Global.seed(4);
            return draw();
        }

        Data.Close(s_arrays["random_rotation"], Seeded(() => RandomTransforms.random_rotation(X, 40)), 1e-3, "rotation");
        Data.Close(s_arrays["random_shift"], Seeded(() => RandomTransforms.random_shift(X, 0.2, 0.3)), 1e-3, "shift");
        Data.Close(s_arrays["random_shear"], Seeded(() => RandomTransforms.random_shear(X, 20)), 1e-3, "shear");
        Data.Close(s_arrays["random_zoom"], Seeded(() => RandomTransforms.random_zoom(X, (0.5, 1.2))), 1e-3, "zoom");
    }

    [Fact]
    public void Channels_first_gives_the_same_picture()
    {
        var last = new ImageDataGenerator(rotation_range: 30, width_shift_range: 0.2, horizontal_flip: true, brightness_range: (0.5, 1.5),
            rescale: 0.1);
        var first = new ImageDataGenerator(
            rotation_range: 30, width_shift_range: 0.2, horizontal_flip: true, brightness_range: (0.5, 1.5), rescale: 0.1,
                data_format: "channels_first");
        NDArray want = last.standardize(last.random_transform(X, 3));
        NDArray got = first.standardize(first.random_transform(np.transpose(X, [2, 0, 1]), 3));
        Assert.Equal(new long[] { 3, 9, 8 }, got.shape);
        Assert.Equal(want.ToArray<float>(), np.transpose(got, [1, 2, 0]).ToArray<float>());
    }

    [Fact]
    public void The_input_is_not_changed()
    {
        NDArray x = X;
        new ImageDataGenerator(rescale: 0.5).standardize(x);
        new ImageDataGenerator().apply_transform(x, new TransformParameters { flip_horizontal = true, channel_shift_intensity = 3 });
        Assert.Equal(X.ToArray<float>(), x.ToArray<float>());
    }

    private static NDArray Apply(JsonElement c)
    {
        NDArray x = c.TryGetProperty("source", out _) ? Data.Recipe("data/br", 2f, -.5f, 6, 5, 3) : X;
        int order = c.TryGetProperty("interpolation_order", out JsonElement o) ? o.GetInt32() : 1;
        double cval = c.TryGetProperty("cval", out JsonElement v) ? v.GetDouble() : 0;
        string fill = c.TryGetProperty("fill_mode", out JsonElement f) ? f.GetString()! : "nearest";
        var generator = new ImageDataGenerator(fill_mode: fill, cval: cval, interpolation_order: order);
        return generator.apply_transform(x, c.GetProperty("params").Deserialize<TransformParameters>()!);
    }

    private static NDArray Brightness(string call)
    {
        string[] parts = call["apply_brightness_shift(x, ".Length..^1].Split(", scale=");
        return RandomTransforms.apply_brightness_shift(X, double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture),
            parts[1] == "True");
    }

    private static ImageDataGenerator Generator(JsonElement args)
    {
        double Number(string name) => args.TryGetProperty(name, out JsonElement v) ? v.GetDouble() : 0;
        double[]? List(string name) => args.TryGetProperty(name, out JsonElement v) && v.ValueKind == JsonValueKind.Array
            ? [.. v.EnumerateArray().Select(e => e.GetDouble())]
            : null;
        ShiftRange Shift(string name)
        {
            if (List(name) is { } list)
                return list;
            bool isInteger = args.TryGetProperty(name, out JsonElement v) && !v.GetRawText().Contains('.', StringComparison.Ordinal);
            return isInteger ? (ShiftRange)v.GetInt32() : Number(name);
        }

        return new ImageDataGenerator(
            rotation_range: Number("rotation_range"),
            width_shift_range: Shift("width_shift_range"),
            height_shift_range: Shift("height_shift_range"),
            shear_range: Number("shear_range"),
            zoom_range: List("zoom_range") is { } zoom ? zoom : Number("zoom_range"),
            channel_shift_range: Number("channel_shift_range"),
            horizontal_flip: args.TryGetProperty("horizontal_flip", out _),
            vertical_flip: args.TryGetProperty("vertical_flip", out _),
            brightness_range: List("brightness_range") is { } b ? (RangeArgument?)(RangeArgument)b : null);
    }

    private static double? ToNumber(object? value) => value switch
    {
        null => null,
        bool b => b ? 1 : 0,
        _ => (double)value,
    };
}
