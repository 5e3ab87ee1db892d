using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using NumSharp;
using Tensorflow.Keras.Preprocessing;
using TfNet.Formats.Images;
using TfNet.Goldens;
using Shape = NumSharp.Shape;
using ValueError = Tensorflow.ValueError;

namespace TfNet.Keras.Tests.Preprocessing;

[Collection(PreprocessingCollection.Name)]
public class LoadSaveTests
{
    private static readonly JsonElement s_json = Data.Json("load_save");

    public static TheoryData<string> Loads => [.. s_json.GetProperty("load").EnumerateObject().Select(p => p.Name)];

    public static TheoryData<string> Arrays => [.. Names("array_to_img(").Where(n => !IsUndefined(n))];

    [Fact]
    public void All_recorded_cases_are_tested()
    {
        Assert.Equal(82, Loads.Count);
        Assert.Equal(22, Names("array_to_img(").Count());
    }

    [Theory]
    [MemberData(nameof(Loads))]
    public void Load_img_equals_Keras(string name)
    {
        JsonElement want = s_json.GetProperty("load").GetProperty(name);
        string[] parts = name["load_img(".Length..name.LastIndexOf(')')].Split(", ");
        string Argument(string key, string none) =>
            parts.FirstOrDefault(p => p.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..] ?? none;
        (int, int)? size = null;
        int at = Array.FindIndex(parts, p => p.StartsWith("target_size=(", StringComparison.Ordinal));
        if (at >= 0)
            size = (int.Parse(parts[at]["target_size=(".Length..], CultureInfo.InvariantCulture),
                int.Parse(parts[at + 1].TrimEnd(')'), CultureInfo.InvariantCulture));
        PilImage image = ImageUtils.load_img(
            Path.Combine(Data.Tree, parts[0]), Argument("color_mode", "rgb"), size, Argument("interpolation", "nearest"),
                Argument("keep_aspect_ratio", "") == "True");
        NDArray array = ImageUtils.img_to_array(image);
        float[] values = array.ToArray<float>();
        if (want.TryGetProperty("sha256_uint8", out JsonElement bytes))
        {
            Assert.Equal(bytes.GetString(), Hash(image.AsRgbImage().Pixels));
            return;
        }
        Assert.Equal(want.GetProperty("mode").GetString(), image.mode);
        Assert.Equal(Data.Ints(want.GetProperty("size")), new[] { image.width, image.height });
        Assert.Equal(Data.Ints(want.GetProperty("array_shape")), array.shape.Select(s => (int)s));
        Assert.Equal((want.GetProperty("min").GetDouble(), want.GetProperty("max").GetDouble()), (values.Min(), values.Max()));
        Assert.Equal(want.GetProperty("sha256_float32").GetString(), Hash(MemoryMarshal.AsBytes(values.AsSpan())));
    }

    [Theory]
    [MemberData(nameof(Arrays))]
    public void Array_to_img_equals_Keras(string name)
    {
        JsonElement want = s_json.GetProperty("rules").GetProperty(name);
        string source = name["array_to_img(".Length..name.LastIndexOf(')')];
        bool scale = !source.EndsWith(", scale=False", StringComparison.Ordinal);
        NDArray x = Source(source.Split(", scale=")[0]);
        if (want.TryGetProperty("error", out JsonElement error))
        {
            Assert.Equal(error.GetString(), "ValueError: " + Assert.Throws<ValueError>(() => ImageUtils.array_to_img(x)).Message);
            return;
        }
        PilImage image = ImageUtils.array_to_img(x, scale: scale);
        Assert.Equal(want.GetProperty("mode").GetString(), image.mode);
        Assert.Equal(Data.Ints(want.GetProperty("size")), new[] { image.width, image.height });
        int[] values = Data.Ints(ImageUtils.img_to_array(image));
        Assert.Equal(Data.Ints(want.GetProperty("first")), values.Take(6));
        Assert.Equal(want.GetProperty("sha256").GetString(), image.mode == "I"
            ? Hash(MemoryMarshal.AsBytes(values.AsSpan())) : Hash(image.AsRgbImage().Pixels));
    }

    [Fact]
    public void Img_to_array_of_arrays_equals_Keras()
    {
        Assert.Equal(new long[] { 3, 3, 1 }, ImageUtils.img_to_array(Data.Zeros(3, 3)).shape);
        Assert.Equal(new long[] { 3, 3, 5 }, ImageUtils.img_to_array(Data.Zeros(3, 3, 5)).shape);
        Assert.Equal("Unsupported image shape: (1, 3, 3, 3)",
            Assert.Throws<ValueError>(() => ImageUtils.img_to_array(Data.Zeros(1, 3, 3, 3))).Message);
        Assert.Equal(new long[] { 3, 20, 31 },
            ImageUtils.img_to_array(ImageUtils.load_img(Path.Combine(Data.Tree, "ants", "img_1.jpg")), "channels_first").shape);
    }

    [Fact]
    public void Save_img_writes_what_Keras_writes()
    {
        string folder = Directory.CreateTempSubdirectory("tfnet-save-").FullName;
        try
        {
            foreach (string name in Names("save_img("))
            {
                string[] parts = name["save_img(".Length..^1].Split(", ", 2);
                string path = Path.Combine(folder, parts[0]);
                JsonElement want = s_json.GetProperty("rules").GetProperty(name);
                if (want.TryGetProperty("error", out JsonElement error))
                {
                    Assert.Equal(error.GetString(),
                        "OSError: " + Assert.Throws<ValueError>(() => ImageUtils.save_img(path, Data.Zeros(2, 2, 4))).Message);
                    continue;
                }
                bool scale = !parts[1].Contains("'scale': False", StringComparison.Ordinal);
                NDArray x = Source(parts[1][..parts[1].LastIndexOf(", {", StringComparison.Ordinal)]);
                ImageUtils.save_img(path, x, scale: scale);
                string mode = want.GetProperty("mode").GetString()!;
                RgbImage read = ImageFile.Load(path, mode == "L" ? ColorMode.Grayscale : mode == "RGBA" ? ColorMode.Rgba : ColorMode.Rgb);
                Assert.Equal(want.GetProperty("sha256_pixels").GetString(), Hash(read.Pixels));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Smart_resize_equals_Keras()
    {
        Npz arrays = Data.Arrays("smart_resize");
        NDArray x = Data.Recipe("data/sr", 1, 0, 9, 14, 3);
        foreach ((string name, GoldenArray want) in arrays.Arrays)
        {
            string[] parts = name["smart_resize_".Length..].Split('_');
            int[] size = [.. parts[0].Split('x').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
            string interpolation = parts.Length > 1 ? parts[1] : "bilinear";
            Data.Close(want, ImageUtils.smart_resize(x, (size[0], size[1]), interpolation), 1e-5, name);
        }
        Assert.Equal(8, arrays.Arrays.Count);
        Assert.Equal(new long[] { 2, 4, 5, 3 }, ImageUtils.smart_resize(Data.Zeros(2, 9, 14, 3), (4, 5)).shape);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        string path = Path.Combine(Data.Tree, "ants", "img_1.jpg");
        Assert.Throws<FileNotFoundException>(() => ImageUtils.load_img(path + "x"));
        Assert.Throws<ImageFormatException>(() => ImageUtils.load_img(Path.Combine(Data.Tree, "cats", "notes.txt")));
        Assert.Contains("hsv", Assert.Throws<ValueError>(() => ImageUtils.load_img(path, "hsv")).Message, StringComparison.Ordinal);
        Assert.Contains("foo", Assert.Throws<ValueError>(() => ImageUtils.load_img(path, target_size: (3, 3), interpolation: "foo"))
            .Message, StringComparison.Ordinal);
        Assert.Contains("(0, 3)", Assert.Throws<ValueError>(() => ImageUtils.load_img(path, target_size: (0, 3)))
            .Message, StringComparison.Ordinal);
        Assert.Contains("(3,)", Assert.Throws<ValueError>(() => ImageUtils.smart_resize(Data.Zeros(3), (2, 2)))
            .Message, StringComparison.Ordinal);
        Assert.Contains("foo", Assert.Throws<ValueError>(() => ImageUtils.smart_resize(Data.Zeros(3, 3, 3), (2, 2), "foo"))
            .Message, StringComparison.Ordinal);
        Assert.Contains("gif", Assert.Throws<ValueError>(() => ImageUtils.save_img("a.gif", Data.Zeros(3, 3, 3)))
            .Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(string prefix) =>
        s_json.GetProperty("rules").EnumerateObject().Select(p => p.Name).Where(n => n.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A plain cast of values outside 0..255 to bytes is not defined in C.</summary>
    private static bool IsUndefined(string name) =>
        name.EndsWith("scale=False)", StringComparison.Ordinal) && (name.Contains("[-1,1)", StringComparison.Ordinal)
            || name.Contains("-255", StringComparison.Ordinal) || name.Contains("(4 channels", StringComparison.Ordinal));

    private static NDArray Source(string name)
    {
        NDArray F(float scale, float shift, int channels) => Data.Recipe("data/ai", scale, shift, 6, 5, channels);
        return name switch
        {
            "float in [-1,1) (6,5,3)" => F(1, 0, 3),
            "0..255 float (6,5,3)" => F(127.5f, 127.5f, 3),
            "constant 3.0" => np.ones(new Shape(4, 4, 3), NPTypeCode.Single) * 3f,
            "constant 0" => Data.Zeros(4, 4, 3),
            "one channel 0..255" => F(127.5f, 127.5f, 1),
            "one channel above 255" => F(500f, 500f, 1),
            "4 channels" => F(1, 0, 4),
            "uint8" => new NDArray(Array.ConvertAll(Recipe.U("data/ai8", 90), v => (byte)MathF.Floor(((v * .5f) + .5f) * 256)),
                new Shape(6, 5, 3)),
            "negative below -255, unscaled" => F(300f, -300f, 3),
            "rank 2" => Data.Zeros(3, 3),
            "rank 4" => Data.Zeros(1, 3, 3, 3),
            "2 channels" => Data.Zeros(3, 3, 2),
            "5 channels" => Data.Zeros(3, 3, 5),
            _ => throw new ArgumentException(name),
        };
    }

    private static double MeanDifference(byte[] a, byte[] b) => a.Zip(b).Average(p => Math.Abs(p.First - p.Second));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
