using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// How kernels of files of Keras 1 and of other backends are turned to this library's order. The rules concern the first
/// weight of a convolution; layers inside nested models count, layers inside other layers do not.
/// </summary>
internal sealed class KernelRules
{
    private readonly bool _versionOne;
    private readonly Dictionary<long, string> _classes = [];

    /// <param name="model">The model that is loaded into.</param>
    /// <param name="version">The file's keras_version; none means 1.</param>
    internal KernelRules(Model model, string? version)
    {
        _versionOne = version is null or "1";
        foreach (Layer layer in model.Layers.Cast<Layer>())
            Note(layer);
    }

    private void Note(Layer layer)
    {
        if (layer.KerasClassName is "Functional" or "Sequential" or "Model")
        {
            foreach (Layer inner in layer.Layers.Cast<Layer>())
                Note(inner);
            return;
        }
        if (layer.KerasClassName is "Conv1D" or "Conv2D" or "Conv2DTranspose" && WeightNames.InFileOrder(layer) is [var kernel, ..])
            _classes[kernel.UniqueId] = layer.KerasClassName;
    }

    /// <summary>The permutation for a stored kernel and the shape it gives; null where nothing is turned.</summary>
    internal (int[] Order, Shape Shape)? Turn(ResourceVariable variable, Shape stored)
    {
        if (stored.ndim != 4 || !_classes.TryGetValue(variable.UniqueId, out string? kind))
            return null;
        if (kind == "Conv1D")
            return _versionOne ? FlatKernel(variable.shape, stored) : null;
        int[] order = [0, 1, 2, 3];
        // Keras 1 kept transposed kernels as (h, w, in, out).
        if (_versionOne && kind == "Conv2DTranspose")
            order = [0, 1, 3, 2];
        // Another backend's order; the rule is Keras', which turns (in, out, w, h).
        if (Permuted(stored, order) != variable.shape)
            order = [order[3], order[2], order[0], order[1]];
        return order is [0, 1, 2, 3] ? null : (order, Permuted(stored, order));
    }

    /// <summary>Keras 1 kept 1-D kernels as (k, 1, in, out), before 1.1 as (out, in, k, 1).</summary>
    private static (int[] Order, Shape Shape)? FlatKernel(Shape kernel, Shape stored)
    {
        bool old = (stored[0], stored[1], stored[3]) != (kernel[0], 1, kernel[2]);
        if (old && (stored[0], stored[2], stored[3]) != (kernel[2], kernel[0], 1))
            return null;
        int[] order = old ? [2, 3, 1, 0] : [0, 1, 2, 3];
        Shape turned = Permuted(stored, order);
        return (order, new Shape(turned[0], turned[2], turned[3]));
    }

    private static Shape Permuted(Shape shape, int[] order) => new(Array.ConvertAll(order, i => shape[i]));
}
