using System.Text;
using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Text;
using TfNet.Goldens;
using TfNetZoo.Networks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Networks;

/// <summary>model.summary() of the networks equals Keras' text, byte for byte.</summary>
[Collection(NetworkCases.Collection)]
public class NetworkSummaryTests
{
    private const string Folder = "tf2.15";

    private static readonly Dictionary<string, Func<Model>> s_special = new()
    {
        ["my_model_called"] = () => Called(new MyModel(), (32, 28, 28, 1)),
        ["my_model_built"] = () => Built(new MyModel(), (-1, 28, 28, 1)),
        ["alexnet_v2"] = () => Built(new AlexNet_v2(5), (32, 224, 224, 3)),
        ["alexnet_v2_called"] = () => Called(new AlexNet_v2(5), (1, 224, 224, 3)),
        ["resnet34_subclass"] = () => Built(ResNet.resnet34(5), (2, 224, 224, 3)),
        ["vgg16_frozen_feature"] = () =>
        {
            Model model = Vgg.vgg("vgg16", num_classes: 5);
            model.get_layer("feature").Trainable = false;
            return model;
        },
        ["resnet50_notop_frozen"] = () =>
        {
            Model model = ResNets.resnet50(num_classes: 5, include_top: false);
            model.Trainable = false;
            return model;
        },
        ["vit_b16_frozen"] = () =>
        {
            Model model = Built(ViT.vit_base_patch16_224_in21k(5, has_logits: false), (1, 224, 224, 3));
            foreach (ILayer layer in model.Layers.Where(l => !l.Name.Contains("pre_logits") && !l.Name.Contains("head")))
                layer.Trainable = false;
            return model;
        },
        ["transfer_mobilenet_v2"] = () =>
        {
            Model feature = MobileNetV2.mobilenet_v2(num_classes: 5, include_top: false);
            feature.Trainable = false;
            return keras.Sequential(
                feature, keras.layers.GlobalAveragePooling2D(), keras.layers.Dropout(0.5), keras.layers.Dense(5), keras.layers.Softmax());
        },
    };

    public static TheoryData<string> Files =>
        [.. Entries().Where(e => Maker(Network(e)) is not null).Select(e => e.GetProperty("file").GetString()!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Equals_Keras(string file)
    {
        JsonElement entry = Entries().Single(e => e.GetProperty("file").GetString() == file);
        keras.backend.clear_session();
        Model model = Maker(Network(entry))!();
        JsonElement a = entry.GetProperty("arguments");
        var options = new SummaryOptions
        {
            LineLength = a.TryGetProperty("line_length", out JsonElement length) ? length.GetInt32() : null,
            Positions = a.TryGetProperty("positions", out JsonElement p) ? [.. p.EnumerateArray().Select(e => e.GetDouble())] : null,
            ExpandNested = a.TryGetProperty("expand_nested", out JsonElement nested) && nested.GetBoolean(),
            ShowTrainable = a.TryGetProperty("show_trainable", out JsonElement trainable) && trainable.GetBoolean(),
            LayerRange = a.TryGetProperty("layer_range", out JsonElement range) ? (range[0].GetString()!, range[1].GetString()!) : null,
        };
        var text = new StringBuilder();
        model.summary(options, line => text.Append(line).Append('\n'));
        string expected = File.ReadAllText(GoldenFolder.Path("summary", Folder, file));
        // The notes' source calls the small network by the large one's name too; here it has its own.
        if (Network(entry) == "mobilenet_v3_small")
            expected = expected.Replace("\"MobilenetV3large\"", "\"MobilenetV3small\"", StringComparison.Ordinal);
        Assert.Equal(expected, text.ToString());
    }

    private static string Network(JsonElement entry) => entry.GetProperty("network").GetString()!;

    private static Func<Model>? Maker(string network)
    {
        if (s_special.TryGetValue(network, out Func<Model>? make))
            return make;
        bool registered = ModelRegistry.All.Any(n => n.Name == network);
        int classes = network.StartsWith("keras_", StringComparison.Ordinal) ? 1000 : 5;
        return registered ? () => ModelRegistry.Get(network).Build(classes) : null;
    }

    /// <summary>The index's entries whose text is there.</summary>
    private static IEnumerable<JsonElement> Entries() =>
        JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("summary", Folder, "index.json"))).RootElement
            .GetProperty("summaries").EnumerateArray().Where(e => File.Exists(GoldenFolder.Path("summary", Folder, e.GetProperty("file").GetString()!)));

    private static Model Built(Model model, Shape shape)
    {
        model.build(shape);
        return model;
    }

    private static Model Called(Model model, Shape shape)
    {
        model.Apply(tf.zeros(shape));
        return model;
    }
}
