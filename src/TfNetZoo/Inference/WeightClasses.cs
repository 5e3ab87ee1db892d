using TfNet.Formats.Hdf5;
using TfNetZoo.Networks;

namespace TfNetZoo.Inference;

/// <summary>Finds how many classes a weight file was saved with.</summary>
public static class WeightClasses
{
    /// <summary>The number of classes of a weight file: the extent of the main head's weights.</summary>
    /// <param name="network">From the registry.</param>
    /// <param name="weights">A Keras 2 HDF5 weight file.</param>
    /// <param name="size">Height and width; 0: the network's own.</param>
    /// <returns>Null where the file is not one of this network, which loading it then tells in full.</returns>
    public static int? Count(NetworkInfo network, string weights, int size = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!File.Exists(weights) || !Hdf5File.IsHdf5(weights))
            return null;
        using Hdf5File file = Hdf5File.Open(weights);
        Hdf5Group root = file.Root;
        if (!Hdf5Attributes.HasStringList(root, "layer_names") && root.TryOpen("model_weights", out Hdf5Object? inner) && inner is Hdf5Group group)
            root = group;
        if (!Hdf5Attributes.HasStringList(root, "layer_names"))
            return null;
        (string Name, string[] Weights)[] saved = [.. Hdf5Attributes.ReadStringList(root, "layer_names")
            .Select(n => (n, Hdf5Attributes.ReadStringList(root.Group(n), "weight_names"))).Where(l => l.Item2.Length > 0)];
        // The main head is the last one. A file of more layers (side heads) is searched by name.
        foreach (ClassLayers.Place place in ClassLayers.Find(network, size).Reverse())
        {
            int at = Array.FindIndex(saved, l => l.Name == place.LayerName);
            at = at < 0 && place.Layer < saved.Length ? place.Layer : at;
            if (at < 0 || place.Weight >= saved[at].Weights.Length)
                continue;
            IReadOnlyList<long> shape = root.Group(saved[at].Name).Dataset(saved[at].Weights[place.Weight]).Shape;
            if (place.Axis < shape.Count && shape[place.Axis] is > 0 and <= int.MaxValue)
                return (int)shape[place.Axis];
        }
        return null;
    }
}
