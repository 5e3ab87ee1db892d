using Tensorflow.Keras.Engine;
using TfNet.Formats.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>Writes weights as Keras 2 does (<c>save_weights('x.h5')</c>): one group per top-level layer, data under the weights' names.</summary>
internal static class Hdf5WeightWriter
{
    internal const string KerasVersion = "2.15.0";

    internal static void Save(Model model, string path)
    {
        if (!model.Built)
            throw model.NoWeightsYet();
        var file = new Hdf5Writer();
        WriteWeights(file.Root, model);
        file.Save(path);
    }

    /// <summary>The content of a weight file, or of the group model_weights of a whole-model file.</summary>
    internal static void WriteWeights(Hdf5GroupWriter root, Model model)
    {
        List<Layer> layers = [.. model.Layers.Cast<Layer>()];
        if (layers.GroupBy(l => l.Name).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw new ValueError($"Unable to create group (name already exists): {same.Count()} layers of model '{model.Name}' have the name '{same.Key}'. Give them different names.");
        Hdf5Attributes.WriteStringList(root, "layer_names", [.. layers.Select(l => l.Name)]);
        root.SetAttribute("backend", "tensorflow");
        root.SetAttribute("keras_version", KerasVersion);
        foreach (Layer layer in layers.OrderBy(l => l.Name, StringComparer.Ordinal))
        {
            List<ResourceVariable> weights = WeightNames.InFileOrder(layer);
            Write(root.RequireGroup(layer.Name), weights, WeightNames.Of(layer, weights));
        }
        List<ResourceVariable> own = WeightNames.OwnedBy(model);
        Write(root.CreateGroup("top_level_model_weights"), own, [.. own.Select(v => v.Name)]);
    }

    private static void Write(Hdf5GroupWriter group, IReadOnlyList<ResourceVariable> weights, string[] names)
    {
        Hdf5Attributes.WriteStringList(group, "weight_names", names);
        for (int i = 0; i < weights.Count; i++)
        {
            ResourceVariable v = weights[i];
            if (group.Contains(names[i]))
                throw new ValueError($"Unable to create dataset '{names[i]}' in group '{group.Path}': the name already exists. Layers inside a layer need different names.");
            group.CreateDataset(names[i], v.shape.dims, Hdf5Types.Of(v.dtype), stream => stream.Write(v.Handle.ToByteArray()));
        }
    }
}
