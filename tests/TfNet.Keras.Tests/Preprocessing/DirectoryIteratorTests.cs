using System.Security.Cryptography;
using System.Text.Json;
using NumSharp;
using Tensorflow.Keras.Preprocessing;
using TfNet.Formats.Images;
using TfNet.Goldens;
using ValueError = Tensorflow.ValueError;

namespace TfNet.Keras.Tests.Preprocessing;

[Collection(PreprocessingCollection.Name)]
public class DirectoryIteratorTests
{
    private static readonly JsonElement s_json = Data.Json("generator");
    private static readonly Npz s_arrays = Data.Arrays("generator_batches");

    public static TheoryData<string> Orders => [.. s_json.GetProperty("shuffled_order").EnumerateObject().Select(p => p.Name)];

    [Fact]
    public void Listing_equals_Keras()
    {
        JsonElement want = s_json.GetProperty("listing");
        (DirectoryIterator it, string output, _) =
            Data.Capture(() => new ImageDataGenerator().flow_from_directory(Data.Tree, (12, 10), batch_size: 64));
        Assert.Equal(want.GetProperty("stdout").GetString(), output);
        Assert.Equal(Data.Strings(want.GetProperty("filenames")), it.filenames);
        Assert.Equal(Data.Ints(want.GetProperty("classes")), it.classes);
        Assert.Equal(want.GetProperty("class_indices").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetInt32()), it.class_indices);
        Assert.Equal((29, 29, 6, 1), (it.samples, it.n, it.num_classes, it.Length));
        Assert.Equal([12, 10, 3], it.image_shape);
        Assert.All(it.filepaths, p => Assert.StartsWith(Data.Tree, p, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rgb_nearest", "rgb", "nearest", false)]
    [InlineData("rgb_bilinear", "rgb", "bilinear", false)]
    [InlineData("rgb_bicubic", "rgb", "bicubic", false)]
    [InlineData("rgb_lanczos", "rgb", "lanczos", false)]
    [InlineData("rgb_box", "rgb", "box", false)]
    [InlineData("rgb_hamming", "rgb", "hamming", false)]
    [InlineData("grayscale_nearest", "grayscale", "nearest", false)]
    [InlineData("rgba_nearest", "rgba", "nearest", false)]
    [InlineData("rgb_bilinear_keep_aspect_ratio", "rgb", "bilinear", true)]
    public void Pixels_equal_Keras(string name, string mode, string interpolation, bool keepAspectRatio)
    {
        DirectoryIterator it = Data.Capture(() => new ImageDataGenerator().flow_from_directory(
            Data.Tree, (12, 10), mode, batch_size: 64, shuffle: false, interpolation: interpolation,
                keep_aspect_ratio: keepAspectRatio)).Result;
        (NDArray x, NDArray y) = it[0];
        Data.Close(s_arrays[name], x, 0, name);
        Data.Close(s_arrays["labels_categorical"], y, 0);
    }

    [Fact]
    public void Standardised_batches_equal_Keras()
    {
        NDArray First(ImageDataGenerator generator) => Data.Folder(generator, 4, classMode: "sparse")[0].x;
        NDArray mean = np.array(new[] { 123.68f, 116.78f, 103.94f });
        Data.Close(s_arrays["rescaled_batch0"], First(new ImageDataGenerator(rescale: 1.0 / 255)), 0, "rescaled");
        Data.Close(s_arrays["vgg_mean_batch0"], First(new ImageDataGenerator(preprocessing_function: x => x - mean)), 1e-5, "mean");
        Data.Close(s_arrays["minus1_1_batch0"], First(new ImageDataGenerator(preprocessing_function: x => ((x / 255.0) - 0.5) * 2.0)),
            1e-6, "-1..1");
        Data.Close(s_arrays["rescale_and_function_batch0"],
            First(new ImageDataGenerator(rescale: 1 / 127.5, preprocessing_function: x => x - 127.5)), 1e-6, "both");
        Data.Close(s_arrays["labels_sparse_batch0"], Data.Folder(new ImageDataGenerator(), 4, classMode: "sparse")[0].y!, 0);
    }

    [Fact]
    public void Default_size_and_class_modes_equal_Keras()
    {
        DirectoryIterator it = Data.Capture(() =>
            new ImageDataGenerator().flow_from_directory(Data.Tree, batch_size: 2, shuffle: false, class_mode: "input")).Result;
        ImageBatch batch = it[0];
        byte[] bytes = Array.ConvertAll(batch.x.ToArray<float>(), v => (byte)v);
        Assert.Equal(s_json.GetProperty("default_target").GetProperty("sha256_of_uint8")
            .GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.Equal(batch.x.ToArray<float>(), batch.y!.ToArray<float>());
        Assert.Null(Data.Folder(new ImageDataGenerator(), classMode: null)[0].y);
    }

    [Fact]
    public void Named_classes_keep_their_order()
    {
        JsonElement want = s_json.GetProperty("classes_argument_binary");
        (DirectoryIterator it, string output, _) = Data.Capture(() => new ImageDataGenerator().flow_from_directory(
            Data.Tree, (12, 10), classes: Data.Strings(want.GetProperty("classes")), class_mode: "binary", shuffle: false));
        Assert.Equal(want.GetProperty("stdout").GetString(), output);
        Assert.Equal(Data.Strings(want.GetProperty("filenames")), it.filenames);
        Assert.Equal(Data.Ints(want.GetProperty("y")), Data.Ints(it[0].y!));
        Assert.Equal(NPTypeCode.Single, it[0].y!.typecode);
    }

    [Fact]
    public void Validation_split_equals_Keras()
    {
        int checkedParts = 0;
        foreach (JsonProperty split in s_json.GetProperty("validation_split").EnumerateObject())
        {
            var generator = new ImageDataGenerator(validation_split: double.Parse(split.Name,
                System.Globalization.CultureInfo.InvariantCulture));
            foreach (JsonProperty part in split.Value.EnumerateObject())
            {
                string? subset = part.Name == "no subset given" ? null : part.Name;
                (DirectoryIterator it, string output, _) = Data.Capture(() => generator.flow_from_directory(Data.Tree, subset: subset));
                Assert.Equal(part.Value.GetProperty("stdout").GetString(), output);
                if (part.Value.TryGetProperty("filenames", out JsonElement names))
                {
                    Assert.Equal(Data.Strings(names), it.filenames);
                    Assert.Equal(Data.Ints(part.Value.GetProperty("classes")), it.classes);
                }
                else
                {
                    Assert.Equal(part.Value.GetProperty("n").GetInt32(), it.n);
                }
                checkedParts++;
            }
        }
        Assert.Equal(12, checkedParts);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Shuffled_orders_equal_Keras(string name)
    {
        int[][] want = [.. s_json.GetProperty("shuffled_order").GetProperty(name).EnumerateArray().Select(Data.Ints)];
        long? seed = name.StartsWith("seed ", StringComparison.Ordinal)
            ? long.Parse(name[5..name.IndexOf(':', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture) : null;
        Random.NumpyRandom.Global.seed(0);
        DirectoryIterator it = Data.Folder(new ImageDataGenerator(), 7, shuffle: true, seed);
        var got = new List<int[]>();
        for (int i = 0; i < want.Length; i++)
        {
            if (name.Contains("without loading", StringComparison.Ordinal))
            {
                got.Add(it.NextIndices());
                continue;
            }
            _ = name.Contains("it[0..4]", StringComparison.Ordinal) ? it[i % 5] : it.next();
            got.Add(it.LastIndices);
            if (name.Contains("it[0..4]", StringComparison.Ordinal) && i % 5 == 4)
                it.on_epoch_end();
        }
        Assert.Equal(want, got);
    }

    [Fact]
    public void Mirrored_pictures_equal_Keras()
    {
        DirectoryIterator it = Data.Capture(() => new ImageDataGenerator(horizontal_flip: true).flow_from_directory(
            Data.Tree, (6, 5), batch_size: 8, seed: 3, class_mode: "sparse")).Result;
        (NDArray x, NDArray y) = it.next();
        Data.Close(s_arrays["flip_seed3_batch0"], x, 0);
        Data.Close(s_arrays["flip_seed3_batch0_y"], y, 0);
        Data.Close(s_arrays["flip_seed3_batch1"], it.next().x, 0);
    }

    [Fact]
    public void Excluded_files_are_left_out_before_the_split()
    {
        DirectoryIterator it = Data.Capture(() => new ImageDataGenerator(validation_split: 0.25).flow_from_directory(
            Data.Tree, subset: "validation", exclude: ["Bees/b0.png", "zoë/Z.Png"])).Result;
        Assert.Equal(["Bees/b1.png", "ants/IMG_5.JPG", "cats/bmp.bmp", "dog-s/d0.jpg"], it.filenames);
    }

    [Fact]
    public void A_damaged_picture_names_itself_when_its_batch_is_asked_for()
    {
        string folder = Directory.CreateTempSubdirectory("tfnet-damaged-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "a"));
            byte[] good = File.ReadAllBytes(Path.Combine(Data.Tree, "ants", "img_1.jpg"));
            for (int i = 0; i < 4; i++)
                File.WriteAllBytes(Path.Combine(folder, "a", i + ".jpg"), i == 3 ? good[..(good.Length / 2)] : good);
            DirectoryIterator it =
                Data.Capture(() => new ImageDataGenerator().flow_from_directory(folder, (4, 4), batch_size: 1, shuffle: false)).Result;
            for (int i = 0; i < 3; i++)
                it.next();
            Assert.Contains("3.jpg", Assert.Throws<ImageFormatException>(it.next).Message, StringComparison.Ordinal);
            Assert.Equal([0], it.next() is var _ ? it.LastIndices : []);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Wrong_arguments_and_warnings_keep_Keras_texts()
    {
        var cases = new Dictionary<string, Func<object?>>
        {
            ["class_mode 'foo'"] = () => new ImageDataGenerator().flow_from_directory(Data.Tree, class_mode: "foo"),
            ["subset 'foo'"] = () => new ImageDataGenerator().flow_from_directory(Data.Tree, subset: "foo"),
            ["subset without validation_split"] = () => new ImageDataGenerator().flow_from_directory(Data.Tree, subset: "training").n,
            ["validation_split 1.5"] = () => new ImageDataGenerator(validation_split: 1.5),
            ["interpolation 'foo'"] = () => new ImageDataGenerator().flow_from_directory(Data.Tree, interpolation: "foo"),
            ["index beyond length"] = () => Data.Folder(new ImageDataGenerator())[5],
            ["zoom_range [1,2,3]"] = () => new ImageDataGenerator(zoom_range: new double[] { 1, 2, 3 }),
            ["brightness_range 1"] = () => new ImageDataGenerator(brightness_range: new double[] { 1 }),
            ["data_format"] = () => new ImageDataGenerator(data_format: "foo"),
            ["featurewise_center without fit"] = () => new ImageDataGenerator(featurewise_center: true).standardize(Data.Zeros(1, 1, 3)),
            ["zca_whitening sets featurewise_center"] = () => new ImageDataGenerator(zca_whitening: true).featurewise_center,
            ["featurewise_std sets center"] = () => new ImageDataGenerator(featurewise_std_normalization: true).featurewise_center,
            ["samplewise_std sets center"] = () => new ImageDataGenerator(samplewise_std_normalization: true).samplewise_center,
            ["flow x/y lengths"] = () => new ImageDataGenerator().flow(Data.Zeros(3, 4, 4, 3), Data.Zeros(2)),
            ["flow 5 channels"] = () => new ImageDataGenerator().flow(Data.Zeros(3, 4, 4, 5)),
        };
        foreach ((string name, Func<object?> run) in cases)
        {
            JsonElement want = s_json.GetProperty("errors").GetProperty(name);
            if (want.TryGetProperty("error", out JsonElement error))
            {
                Assert.Equal(error.GetString(), "ValueError: " + Assert.Throws<ValueError>(() => Data.Capture(run)).Message);
                continue;
            }
            (_, string output, string[] warnings) = Data.Capture(run);
            Assert.Equal(want.GetProperty("stdout").GetString(), output);
            Assert.Equal(want.TryGetProperty("warnings", out JsonElement w) ? Data.Strings(w) : [], warnings);
        }
    }

    [Fact]
    public void Other_wrong_arguments_say_what_was_expected()
    {
        var generator = new ImageDataGenerator();
        Assert.Contains("No such file or directory: 'tree/nope'",
            Assert.Throws<DirectoryNotFoundException>(() => generator.flow_from_directory("tree/nope")).Message, StringComparison.Ordinal);
        string Error(Func<object> run) => Assert.Throws<ValueError>(run).Message;
        Assert.Equal("Invalid color mode: foo; expected \"rgb\", \"rgba\", or \"grayscale\".",
            Error(() => generator.flow_from_directory(Data.Tree, color_mode: "foo")));
        Assert.Contains("rank 4. You passed an array with shape (4, 4, 3)", Error(() => generator.flow(Data.Zeros(4, 4, 3))),
            StringComparison.Ordinal);
        Assert.Contains("Received: 0", Error(() => generator.flow(Data.Zeros(1, 2, 2, 3), batch_size: 0)), StringComparison.Ordinal);
        Assert.Contains("Received: foo", Error(() => new ImageDataGenerator(fill_mode: "foo")), StringComparison.Ordinal);
        Assert.Contains("Received: 6", Error(() => new ImageDataGenerator(interpolation_order: 6)), StringComparison.Ordinal);
        Assert.Contains("Received: int8", Error(() => new ImageDataGenerator(dtype: "int8")), StringComparison.Ordinal);
        Assert.Contains("Received: -1", Error(() => generator.flow(Data.Zeros(1, 2, 2, 3), seed: -1)), StringComparison.Ordinal);
        Assert.Contains("'cats'", Error(() => generator.flow_from_directory(Data.Tree, classes: ["cats", "cats"])),
            StringComparison.Ordinal);
        Assert.Contains("Received: (0, 3)", Error(() => generator.flow_from_directory(Data.Tree, (0, 3))), StringComparison.Ordinal);
    }
}
