using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// Names for a model's weights that are unique also where Keras' variable names are not: the names of the layers from the outside in, then
/// the weight's own, e.g. <c>block1/unit_1/conv1/kernel</c> where the variable is <c>unit_1/conv1/kernel:0</c> in every block.
/// </summary>
public static class WeightPaths
{
    /// <summary>The weights by path, in the order of <see cref="Model.Weights"/>.</summary>
    /// <param name="model">A model that is built.</param>
    /// <exception cref="ValueError">Two layers beside each other have the same name.</exception>
    public static IReadOnlyDictionary<string, IVariableV1> Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<long, string> paths = WeightNames.Paths(model);
        var weights = new Dictionary<string, IVariableV1>();
        foreach (ResourceVariable v in model.Weights.Cast<ResourceVariable>())
        {
            // Variables end in ":0".
            string path = paths[v.UniqueId].Split(':')[0];
            if (!weights.TryAdd(path, v))
                throw new ValueError(
                    $"weight paths: argument model: expected layers with different names; '{path}' occurs twice in '{model.Name}'");
        }
        return weights;
    }
}
