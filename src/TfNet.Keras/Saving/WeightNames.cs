using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Saving;

/// <summary>The names and order in which one top-level layer's weights stand in a weight file.</summary>
internal static class WeightNames
{
    /// <summary>Trainable weights, then the others: the order of a file's group, which depends on what is frozen at the time of saving.</summary>
    internal static List<ResourceVariable> InFileOrder(Layer layer) =>
        [.. layer.TrainableWeights.Concat(layer.NonTrainableWeights).Cast<ResourceVariable>()];

    /// <summary>The weights that a model owns itself, outside its layers.</summary>
    internal static List<ResourceVariable> OwnedBy(Model model) => [.. model.OwnTrainable.Concat(model.OwnNonTrainable).Cast<ResourceVariable>()];

    /// <summary>
    /// Keras' variable names. Where two are equal, Keras cannot save the layer at all; here those get their full path of layer names.
    /// </summary>
    internal static string[] Of(Layer layer, IReadOnlyList<ResourceVariable> weights)
    {
        var count = new Dictionary<string, int>();
        foreach (ResourceVariable v in weights)
            count[v.Name] = count.GetValueOrDefault(v.Name) + 1;
        if (count.Values.All(n => n == 1))
            return [.. weights.Select(v => v.Name)];
        Dictionary<long, string> paths = Paths(layer);
        return [.. weights.Select(v => count[v.Name] == 1 ? v.Name : paths[v.UniqueId])];
    }

    /// <summary>The names of layers from the outside in, then the weight's own, by the variable's number.</summary>
    internal static Dictionary<long, string> Paths(Layer layer)
    {
        var paths = new Dictionary<long, string>();
        Walk(layer, "", paths);
        return paths;
    }

    private static void Walk(Layer layer, string prefix, Dictionary<long, string> paths)
    {
        foreach (IVariableV1 v in layer.OwnTrainable.Concat(layer.OwnNonTrainable))
            paths.TryAdd(v.UniqueId, prefix + v.Name[(v.Name.LastIndexOf('/') + 1)..]);
        foreach (Layer child in layer.FlatLayers())
            Walk(child, $"{prefix}{child.Name}/", paths);
    }
}
