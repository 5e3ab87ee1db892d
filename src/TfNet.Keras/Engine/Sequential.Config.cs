using System.Collections;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

public sealed partial class Sequential
{
    /// <summary>Name and layers, with the input layer if there is one.</summary>
    public override IDictionary<string, object?> get_config()
    {
        var config = new OrderedDictionary<string, object?>
        {
            ["name"] = Name,
            ["layers"] = LayersWithInput.Select(LayerSerialization.Serialize).ToList()
        };
        if (Graph is null && BuildInputShape is { } shape)
            config["build_input_shape"] = shape.ToSingleShape();
        return config;
    }

    internal static new Sequential FromConfig(IDictionary<string, object?> config, CustomLayers? custom)
    {
        if (!config.TryGetValue("layers", out object? layers) || ConfigValues.Plain(layers) is not (IEnumerable list and not string))
            throw new ValueError("config: argument layers: expected a list");
        var model = new Sequential(name: config.Text("name"));
        foreach (object? entry in list)
            model.add(LayerSerialization.Deserialize(entry, custom));
        if (model.Graph is null && new LayerConfig("Sequential", config).Shape("build_input_shape") is { } shape)
            model.build(new KerasShapesWrapper(shape));
        return model;
    }
}
