using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace TfNet.Keras.Tests.Layers;

/// <summary>Layers from constructor arguments as the golden files give them: the arguments' names are the config's.</summary>
internal static class LayerFromJson
{
    internal static Layer Make(string className, JsonElement args, string? name = null)
    {
        var config = new Dictionary<string, object?>();
        foreach (JsonProperty p in args.EnumerateObject())
            config[p.Name] = Argument(className, p.Name, ConfigValues.Plain(p.Value));
        if (name is not null)
            config["name"] = name;
        return LayerSerialization.Deserialize(new Dictionary<string, object?> { ["class_name"] = className, ["config"] = config });
    }

    /// <summary>Constructors take short forms where configs have whole ones: 1 or [1, 2] for [[1, 1], [2, 2]].</summary>
    private static object? Argument(string className, string name, object? value)
    {
        if (name is not ("padding" or "cropping") || className is not ("ZeroPadding2D" or "Cropping2D" or "ZeroPadding1D"))
            return value;
        if (className == "ZeroPadding1D")
            return value is long n ? new List<object?> { n, n } : value;
        List<object?> pair = value is long both ? [both, both] : (List<object?>)value!;
        return pair.Select(p => p is long one ? new List<object?> { one, one } : p).ToList();
    }
}
