using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using TfNet.Goldens;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Layers;

/// <summary>Configs of layers and models, judged by Keras' texts.</summary>
public sealed class ConfigTests
{
    /// <summary>Classes of the golden files that this library does not have, with the reason.</summary>
    private static readonly Dictionary<string, string> s_absent = new()
    {
        ["LSTM"] = "recurrent",
        ["GRU"] = "recurrent",
        ["SimpleRNN"] = "recurrent",
        ["Masking"] = "masks do not travel",
        ["ActivityRegularization"] = "an activity_regularizer of any layer does it",
    };

    public ConfigTests() => keras.backend.clear_session();

    public static TheoryData<int> LayerConfigs()
    {
        var data = new TheoryData<int>();
        for (int i = 0; i < Json().GetProperty("layers").GetArrayLength(); i++)
            data.Add(i);
        return data;
    }

    private static JsonElement Json() =>
        JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("files", "config", "layer_configs.json"))).RootElement;

    [Fact]
    public void AllConfigsAreThere() => Assert.Equal(58, LayerConfigs().Count);

    [Theory]
    [MemberData(nameof(LayerConfigs))]
    public void ALayerOfAConfigHasThatConfig(int index)
    {
        JsonElement e = Json().GetProperty("layers")[index];
        string name = e.GetProperty("layer").GetString()!;
        JsonElement config = e.GetProperty("config");
        if (s_absent.ContainsKey(name))
        {
            Assert.Contains($"Unknown layer: '{name}'", Assert.Throws<ValueError>(() => Make(name, config)).Message,
                StringComparison.Ordinal);
            return;
        }
        if (config.Has("kernel_constraint", out _))
        {
            Assert.Contains("constraints are not supported", Assert.Throws<ValueError>(() => Make(name, config)).Message,
                StringComparison.Ordinal);
            return;
        }
        Assert.Equal(Text(config), PythonJson.Dump(Make(name, config).get_config()));
    }

    private static Layer Make(string name, JsonElement config) => LayerSerialization.Deserialize(new Dictionary<string, object?>
    {
        ["class_name"] = name == "MaxPool2D" ? "MaxPooling2D" : name,
        ["config"] = ConfigValues.Plain(config),
    });

    /// <summary>As Python writes it, order kept.</summary>
    private static string Text(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(", ", e.EnumerateObject().Select(p => $"\"{p.Name}\": {Text(p.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(", ", e.EnumerateArray().Select(Text)) + "]",
        _ => e.GetRawText(),
    };

    [Theory]
    [InlineData("alexnet")]
    [InlineData("nested")]
    [InlineData("nested_frozen")]
    [InlineData("nested_partly_frozen")]
    [InlineData("norm_int")]
    [InlineData("prefix")]
    [InlineData("sequential")]
    [InlineData("sequential_plain")]
    [InlineData("shared")]
    public void AModelOfKerasTextWritesThatText(string name)
    {
        string text = ModelText(name);
        Model model = keras.models.model_from_json(text);
        Assert.Equal(text, model.to_json());
        Assert.Equal(text, keras.models.clone_model(model).to_json());
    }

    [Theory]
    [InlineData("tf24_alexnet", "alexnet")]
    [InlineData("tf24_nested", "nested")]
    [InlineData("tf24_sequential", "sequential")]
    [InlineData("h5py310_nested", "nested")]
    public void OlderTextsGiveTheSameModel(string older, string name) =>
        Assert.Equal(ModelText(name), keras.models.model_from_json(ModelText(older)).to_json());

    [Fact]
    public void AClassThatIsNotKnownIsNamed()
    {
        string message = Assert.Throws<ValueError>(() => keras.models.model_from_json(ModelText("all_layers"))).Message;
        Assert.StartsWith("Unknown layer: 'GRU'. Name it in custom_objects, or use one of: Activation, Add,", message,
            StringComparison.Ordinal);
    }

    /// <summary>Every class of that text but the recurrent ones.</summary>
    [Fact]
    public void LayersOfTheLargeTextKeepTheirConfigs()
    {
        JsonElement layers = JsonDocument.Parse(ModelText("all_layers")).RootElement.GetProperty("config").GetProperty("layers");
        int count = 0;
        foreach (JsonElement l in layers.EnumerateArray())
        {
            string name = l.GetProperty("class_name").GetString()!;
            if (name is "GRU" or "Bidirectional" or "MultiHeadAttention")
                continue;
            Layer layer = Make(name, l.GetProperty("config"));
            if (l.Has("build_config", out JsonElement build))
            {
                JsonElement shape = build.GetProperty("input_shape");
                Shape[] shapes = shape[1].ValueKind == JsonValueKind.Array ? [.. shape.EnumerateArray().Select(ShapeOf)] : [ShapeOf(shape)];
                layer.build(new KerasShapesWrapper(shapes));
            }
            Assert.Equal(Text(l.GetProperty("config")), PythonJson.Dump(layer.get_config()));
            count++;
        }
        Assert.Equal(19, count);
    }

    /// <summary>The attention call of that text: named inputs, shapes in the config.</summary>
    [Fact]
    public void AttentionIsWrittenWithItsNamedInput()
    {
        JsonElement golden = JsonDocument.Parse(ModelText("all_layers")).RootElement.GetProperty("config").GetProperty(
            "layers").EnumerateArray()
            .Single(l => l.GetProperty("name").GetString() == "mha");
        Tensors x = keras.Input((6, 8), name: "ln");
        Tensors y = keras.layers.MultiHeadAttention(2, 3, value_dim: 5, name: "mha").Apply(new Tensors(x.Single, x.Single));
        var model = new Functional(x, y);
        object? entry = ((List<OrderedDictionary<string, object?>>)model.get_config()["layers"]!)[1];
        Assert.Equal(Text(golden), PythonJson.Dump(entry));
        Assert.Equal(model.to_json(), keras.models.model_from_json(model.to_json()).to_json());
    }

    [Fact]
    public void AModelMadeHereIsWrittenAsKerasWritesIt()
    {
        var model = keras.Sequential([
            keras.layers.Conv2D(4, 3, padding: "same", use_bias: false, name: "conv1/conv2d"),
            keras.layers.BatchNormalization(epsilon: 1e-5f, name: "conv1/BatchNorm"),
            keras.layers.ReLU(6),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3, activation: "softmax", name: "Logits"),
        ], name: "seq");
        var whole = new Sequential(name: "seq");
        whole.add(keras.Input((8, 8, 3)).Single);
        foreach (ILayer layer in model.Layers)
            whole.add(layer);
        Assert.Equal(ModelText("sequential"), whole.to_json());
    }

    [Fact]
    public void ACallersOwnClassIsMadeByTheFunctionGiven()
    {
        var custom = new CustomLayers { ["Twice"] = c => new Twice((string)ConfigValues.Plain(c["name"])!) };
        Tensors x = keras.Input(3);
        var model = new Functional(x, new Twice("twice").Apply(keras.layers.Dense(2).Apply(x)));
        Model again = keras.models.model_from_json(model.to_json(), custom);
        Assert.IsType<Twice>(again.get_layer("twice"));
        Assert.Contains("Unknown layer: 'Twice'", Assert.Throws<ValueError>(() => keras.models.model_from_json(model.to_json())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ALambdaHasNoConfig()
    {
        Tensors x = keras.Input(3);
        var model = new Functional(x, keras.layers.Lambda(t => t * 2, "l").Apply(x));
        Assert.Contains("Lambda", Assert.Throws<ValueError>(model.to_json).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "expected JSON text")]
    [InlineData("[]", "expected a dictionary with class_name and config")]
    [InlineData("{\"class_name\": \"Dense\", \"config\": {}}", "Dense: argument units: the config has no value for it")]
    [InlineData("{\"class_name\": \"Dense\", \"config\": {\"units\": 2.5}}",
        "Dense: config: argument units: expected an integer; received 2.5")]
    [InlineData("{\"class_name\": \"System.Diagnostics.Process\", \"config\": {}}", "Unknown layer: 'System.Diagnostics.Process'")]
    [InlineData("{\"class_name\": \"Functional\", \"config\": {\"name\": \"m\"}}", "argument layers: expected lists")]
    public void BrokenTextsAreRefused(string json, string part) =>
        Assert.Contains(part, Assert.Throws<ValueError>(() => keras.models.model_from_json(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void DeepNestingIsRefused() =>
        Assert.Throws<ValueError>(() => keras.models.model_from_json(string.Concat(Enumerable.Repeat("[", 10000))));

    private static Shape ShapeOf(JsonElement e) =>
        new(e.EnumerateArray().Select(d => d.ValueKind == JsonValueKind.Null ? -1 : d.GetInt64()));

    private static string ModelText(string name) =>
        File.ReadAllText(GoldenFolder.Path("files", "config", name + ".to_json.txt")).TrimEnd('\n');

    private sealed class Twice(string name) : Layer(new Tensorflow.Keras.ArgsDefinition.LayerArgs { Name = name })
    {
        protected override Tensors Call(
            Tensors inputs, Tensors? state = null, bool? training = null,
                Tensorflow.Common.Types.IOptionalArgs? optional_args = null) => inputs.Single * 2;
    }
}
