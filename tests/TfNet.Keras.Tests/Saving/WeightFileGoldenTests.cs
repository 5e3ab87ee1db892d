using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using TfNet.Formats.Hdf5;
using TfNet.Formats.Tests.Hdf5;
using TfNet.Goldens;
using TfNet.Keras.Tests.Callbacks;
using static Tensorflow.Binding;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Saving;

/// <summary>Weight files of Keras 2.15 and 2.4: names and order, values after loading, predictions, and the same file again when saved here.</summary>
public class WeightFileGoldenTests
{
    // Recurrent layers do not exist here; bfloat16 is its own test; the two large files hold no real model.
    private static readonly string[] s_otherwise = ["all_layers", "types_bf16", "split_weight_names", "split_layer_names", "anatomy"];

    public static TheoryData<string> Files =>
        [.. GoldenFolder.Cases("files/h5").Except(s_otherwise).Concat(GoldenFolder.Cases("files/h5/writers").Select(w => "writers/" + w))];

    public static TheoryData<string> Keras215 => [.. GoldenFolder.Cases("files/h5").Except(s_otherwise)];

    public static TheoryData<string> Variants => [.. GoldenFolder.Cases("files/h5/variants").Where(v => Json("variants/" + v).TryGetProperty("keras_load_weights", out _))];

    private static JsonElement Json(string file) => GoldenValues.Json("files/h5", file).RootElement;

    private static string FilePath(string file) => GoldenFolder.Path("files", "h5", file + ".h5");

    private static Model Build(string file) =>
        SavingModels.Build(Path.GetFileName(file), Json(file).Has("model_json", out JsonElement config) ? config.GetString() : null);

    [Fact]
    public void All_files_are_there()
    {
        Assert.True(Keras215.Count >= 13);
        Assert.True(Files.Count - Keras215.Count >= 10);
        Assert.True(Variants.Count >= 25);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Loads_and_predicts_as_Keras(string file)
    {
        Model model = Build(file);
        JsonElement json = Json(file);
        if (json.TryGetProperty("weights_in_model_order", out JsonElement weights))
            Assert.Equal(
                weights.EnumerateArray().Select(w => $"{w.GetProperty("name")} {new Shape(GoldenValues.ShapeOf(w.GetProperty("shape")))} {w.GetProperty("dtype")} {w.GetProperty("trainable")}"),
                model.Weights.Select(w => $"{w.Name} {w.shape} {w.dtype.as_numpy_name()} {((ResourceVariable)w).Trainable}"));
        SavingModels.Filled(model, "before");
        if (file.EndsWith("tf24_top_level", StringComparison.Ordinal))
        {
            byte[][] own = [.. model.Weights.Skip(2).Select(SavingModels.Bytes)];
            model.load_weights(FilePath(file));
            Assert.Equal(own, model.Weights.Skip(2).Select(SavingModels.Bytes));
            return;
        }
        model.load_weights(FilePath(file));
        if (json.TryGetProperty("weights_in_model_order", out weights))
            CheckValues(json, weights, model);
        CheckPrediction(file, json, model);
    }

    [Theory]
    [MemberData(nameof(Keras215))]
    public void Saves_what_Keras_saves(string file)
    {
        Model model = Build(file);
        model.load_weights(FilePath(file));
        using var folder = new ScratchFolder();
        string path = Path.Combine(folder.Path, "x.h5");
        model.save_weights(path);
        CheckContent(path, Json(file));
        Model again = Build(file);
        again.load_weights_by_path(path);
        Assert.Equal(model.Weights.Select(SavingModels.Bytes), again.Weights.Select(SavingModels.Bytes));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Loads_other_writers_features(string variant)
    {
        Model model = Build("sequential_plain");
        string path = FilePath("variants/" + variant);
        if (variant.StartsWith("unsupported", StringComparison.Ordinal) || variant == "virtual_layout")
        {
            SavingModels.Filled(model, "before");
            byte[][] before = [.. model.Weights.Select(SavingModels.Bytes)];
            string reason = Assert.Throws<Hdf5Exception>(() => model.load_weights(path)).Message;
            Assert.Contains(variant == "virtual_layout" ? "virtual" : "filter", reason, StringComparison.Ordinal);
            Assert.Equal(before, model.Weights.Select(SavingModels.Bytes));
            return;
        }
        model.load_weights(path);
        JsonElement json = Json("sequential_plain");
        CheckValues(json, json.GetProperty("weights_in_model_order"), model);
    }

    /// <summary>Recurrent layers are missing, so the model of this file cannot be made; its other layers load by name.</summary>
    [Fact]
    public void Layers_of_every_kind_load_by_name_and_save_the_same()
    {
        JsonElement json = Json("all_layers");
        string text = File.ReadAllText(GoldenFolder.Path("files", json.GetProperty("model_json").GetString()!));
        Assert.Contains("'GRU'", Assert.Throws<ValueError>(() => Tensorflow.KerasApi.keras.models.model_from_json(text)).Message, StringComparison.Ordinal);
        var layers = new List<Layer>();
        foreach (JsonElement entry in JsonDocument.Parse(text).RootElement.GetProperty("config").GetProperty("layers").EnumerateArray())
        {
            if (entry.GetProperty("class_name").GetString() is "GRU" or "Bidirectional" or "InputLayer" || !entry.Has("build_config", out JsonElement build))
                continue;
            Layer layer = LayerSerialization.Deserialize(GoldenValues.Config(entry));
            if (!layer.Built)
                Built(layer, build.GetProperty("input_shape"));
            layers.Add(layer);
        }
        LayerBag bag = (LayerBag)SavingModels.Filled(new LayerBag(layers), "before");
        bag.load_weights(FilePath("all_layers"), by_name: true);
        Dictionary<string, string> stored = json.GetProperty("arrays").EnumerateArray().ToDictionary(a => a.GetProperty("path").GetString()!, a => a.GetProperty("crc32").GetString()!);
        int count = 0;
        foreach (Layer layer in layers)
            foreach (IVariableV1 w in layer.Weights)
            {
                Assert.Equal($"{w.Name} {stored[$"/{layer.Name}/{w.Name}"]}", $"{w.Name} {Crc32.Hex(SavingModels.Bytes(w))}");
                count++;
            }
        Assert.True(count >= 31, $"{count} weights");
    }

    /// <summary>bfloat16 weights come back, which Keras itself refuses.</summary>
    [Fact]
    public void Bfloat16_weights_survive()
    {
        JsonElement json = Json("types_bf16");
        var layers = new List<Layer>();
        foreach (JsonElement w in json.GetProperty("weights_in_model_order").EnumerateArray().Where(w => w.GetProperty("name").GetString()!.EndsWith("kernel:0", StringComparison.Ordinal)))
        {
            long[] shape = GoldenValues.ShapeOf(w.GetProperty("shape"));
            Layer dense = LayerSerialization.Deserialize(new Dictionary<string, object?>
            {
                ["class_name"] = "Dense",
                ["config"] = new Dictionary<string, object?>
                {
                    ["name"] = w.GetProperty("name").GetString()!.Split('/')[0],
                    ["units"] = shape[1],
                    ["dtype"] = w.GetProperty("dtype").GetString(),
                },
            });
            dense.build(new Shape(-1, shape[0]));
            layers.Add(dense);
        }
        var bag = new LayerBag(layers);
        bag.load_weights(FilePath("types_bf16"));
        CheckValues(json, json.GetProperty("weights_in_model_order"), bag);
        using var folder = new ScratchFolder();
        string path = Path.Combine(folder.Path, "x.h5");
        bag.save_weights(path);
        SavingModels.Filled(bag, "before");
        bag.load_weights(path);
        CheckValues(json, json.GetProperty("weights_in_model_order"), bag);
    }

    [H5pyFact]
    public void H5py_reads_what_is_saved()
    {
        using var folder = new ScratchFolder();
        string[] files = ["nested_partly_frozen", "prefix", "norm_int", "types", "subclass_nested", "top_level"];
        string[] paths = [.. files.Select(f => Path.Combine(folder.Path, f + ".h5"))];
        for (int i = 0; i < files.Length; i++)
        {
            Model model = Build(files[i]);
            model.load_weights(FilePath(files[i]));
            model.save_weights(paths[i]);
        }
        JsonElement[] seen = H5py.Dump(paths);
        for (int i = 0; i < files.Length; i++)
        {
            foreach (JsonElement a in Json(files[i]).GetProperty("arrays").EnumerateArray())
                Assert.Equal(a.GetProperty("crc32").GetString(), seen[i].GetProperty(a.GetProperty("path").GetString()!).GetProperty("crc").GetString());
            foreach (JsonElement g in Json(files[i]).GetProperty("groups").EnumerateArray())
                Assert.Equal(GoldenValues.Normal(Sorted(g.GetProperty("attrs"))), GoldenValues.Normal(Sorted(seen[i].GetProperty(g.GetProperty("path").GetString()!).GetProperty("attrs"))));
        }
    }

    private static JsonElement Sorted(JsonElement attrs) =>
        JsonSerializer.SerializeToElement(new SortedDictionary<string, JsonElement>(attrs.EnumerateObject().ToDictionary(p => p.Name, p => p.Value), StringComparer.Ordinal));

    private static void Built(Layer layer, JsonElement shape)
    {
        Shape Single(JsonElement e) => new([.. e.EnumerateArray().Select(d => d.ValueKind == JsonValueKind.Null ? 2L : d.GetInt64())]);
        Tensors inputs = shape[0].ValueKind == JsonValueKind.Array ? new Tensors(shape.EnumerateArray().Select(s => tf.zeros(Single(s)))) : tf.zeros(Single(shape));
        layer.Apply(layer.Name == "mha" ? new Tensors(inputs[0], inputs[0]) : layer.Name == "emb" ? tf.zeros(Single(shape), TF_DataType.TF_INT32) : inputs);
    }

    private static void CheckValues(JsonElement json, JsonElement weights, Model model)
    {
        Dictionary<string, string> stored = json.GetProperty("arrays").EnumerateArray().ToDictionary(a => a.GetProperty("key").GetString()!, a => a.GetProperty("crc32").GetString()!);
        List<IVariableV1> have = model.Weights;
        int k = 0;
        foreach (JsonElement w in weights.EnumerateArray())
        {
            string key = w.GetProperty("key").GetString()!;
            Assert.Equal($"{w.GetProperty("name")} {stored[key]}", $"{have[k].Name} {Crc32.Hex(SavingModels.Bytes(have[k]))}");
            if (have[k].dtype == TF_DataType.TF_FLOAT)
                Assert.Equal(Recipe.Fill(key, have[k].Name, have[k].shape.dims), have[k].AsTensor().ToArray<float>());
            k++;
        }
        Assert.Equal(have.Count, k);
    }

    private static void CheckPrediction(string file, JsonElement json, Model model)
    {
        if (!json.TryGetProperty("predict", out JsonElement predict))
            return;
        var inputs = new List<NDArray>();
        foreach (JsonElement x in predict.GetProperty("inputs").EnumerateArray())
        {
            long[] shape = GoldenValues.ShapeOf(x.GetProperty("shape"));
            inputs.Add(new NDArray(Recipe.U(x.GetProperty("key").GetString()!, shape.Aggregate(1L, (a, b) => a * b))).reshape([.. shape.Select(d => (int)d)]));
        }
        Tensors got = model.predict(inputs);
        int i = 0;
        foreach (JsonElement output in predict.GetProperty("outputs").EnumerateArray())
            // Half precision layers round in another order than TensorFlow's, and one of them is bfloat16 here.
            GoldenValues.Close($"{file} output {i}", [.. Numbers(output)], GoldenValues.Values(got[i++]), 0, file == "types" ? 2e-2 : 2e-6);
        Assert.Equal(i, got.Count);
    }

    private static IEnumerable<double> Numbers(JsonElement e) => e.ValueKind == JsonValueKind.Array ? e.EnumerateArray().SelectMany(Numbers) : [e.GetDouble()];

    /// <summary>Groups with attributes, their values, and data sets with shape, type and bytes: all that the description lists and nothing else.</summary>
    private static void CheckContent(string path, JsonElement json)
    {
        using Hdf5File file = Hdf5File.Open(path);
        var groups = file.Objects().OfType<Hdf5Group>().Where(g => g.Attributes.Count > 0).ToDictionary(g => g.Path);
        foreach (JsonElement g in json.GetProperty("groups").EnumerateArray())
        {
            Assert.True(groups.Remove(g.GetProperty("path").GetString()!, out Hdf5Group? group), g.GetProperty("path").GetString());
            JsonElement attributes = g.GetProperty("attrs");
            Assert.Equal(attributes.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal), group.Attributes.Keys.Order(StringComparer.Ordinal));
            foreach (JsonProperty p in attributes.EnumerateObject())
                if (p.Value.ValueKind == JsonValueKind.Array)
                    Assert.Equal(p.Value.EnumerateArray().Select(v => v.GetString()!), Hdf5Attributes.ReadStringList(group, p.Name));
                else
                    Assert.Equal(p.Value.GetString(), group.Attributes[p.Name].ReadString());
        }
        Assert.Empty(groups);
        Assert.Equal(
            json.GetProperty("arrays").EnumerateArray().Select(a => $"{a.GetProperty("path")} {new Shape(GoldenValues.ShapeOf(a.GetProperty("shape")))} {a.GetProperty("dtype")} {a.GetProperty("crc32")}").Order(StringComparer.Ordinal),
            file.Objects().OfType<Hdf5Dataset>().Select(d => $"{d.Path} {new Shape([.. d.Shape])} {d.Type.ToString().ToLowerInvariant()} {Crc32.Hex(d.ReadBytes())}").Order(StringComparer.Ordinal));
    }
}
