using Tensorflow;
using Tensorflow.Keras.Engine;

namespace TfNetZoo.Networks;

/// <summary>
/// The weights whose shape depends on the number of classes, which is what makes a layer part of the head. They are found by comparing two
/// models of different numbers of classes; shapes cost nothing.
/// </summary>
public static class ClassLayers
{
    private const int Few = 3, More = 5;

    /// <summary>A weight of the head.</summary>
    /// <param name="Layer">Place of its top-level layer among those with weights.</param>
    /// <param name="LayerName">Of that layer.</param>
    /// <param name="Weight">Place in the layer.</param>
    /// <param name="Axis">Whose extent is the number of classes.</param>
    internal sealed record Place(int Layer, string LayerName, int Weight, int Axis);

    /// <summary>All of them, in the order of the model.</summary>
    internal static IReadOnlyList<Place> Find(NetworkInfo network, int size = 0)
    {
        List<Layer> a = WithWeights(network.Build(Few, size)), b = WithWeights(network.Build(More, size));
        var places = new List<Place>();
        for (int k = 0; k < a.Count; k++)
            for (int i = 0; i < a[k].Weights.Count; i++)
                if (Axis(a[k].Weights[i].shape, b[k].Weights[i].shape) is { } axis)
                    places.Add(new Place(k, a[k].Name, i, axis));
        return places;
    }

    /// <summary>Freezes every layer without such a weight, also inside of models in the model. Compile after it.</summary>
    /// <param name="network">The registry's entry.</param>
    /// <param name="model">Made by it.</param>
    /// <param name="size">Height and width of the model; 0: the network's own.</param>
    public static void FreezeOthers(NetworkInfo network, Model model, int size = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(model);
        List<Layer> layers = WithWeights(model);
        var heads = new HashSet<long>(Find(network, size).Select(p => layers[p.Layer].Weights[p.Weight].UniqueId));
        FreezeOthers(model, heads);
    }

    private static void FreezeOthers(Model model, HashSet<long> heads)
    {
        foreach (Layer layer in model.Layers.Cast<Layer>())
        {
            if (!layer.Weights.Exists(w => heads.Contains(w.UniqueId)))
                layer.Trainable = false;
            else if (layer is Model inner)
                FreezeOthers(inner, heads);
        }
    }

    private static List<Layer> WithWeights(Model model) => [.. model.Layers.Cast<Layer>().Where(l => l.Weights.Count > 0)];

    private static int? Axis(Shape few, Shape more)
    {
        for (int axis = 0; axis < few.ndim; axis++)
            if (few[axis] == Few && more[axis] == More)
                return axis;
        return null;
    }
}
