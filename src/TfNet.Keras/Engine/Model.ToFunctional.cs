using Tensorflow.Keras.Layers;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    /// <summary>
    /// The model as a graph of the same layers (not copies), so that it can be cut and put together anew. A subclassed model's Call runs
    /// once on symbolic tensors. Not in Keras.
    /// </summary>
    /// <exception cref="ValueError">
    /// The model is not built, or has weights outside its layers: a graph would not know them.
    /// </exception>
    public Functional to_functional()
    {
        if (this is Functional { IsGraphNetwork: true } graph)
            return graph;
        if (!Built || BuildInputShape is not { } shapes)
            throw new ValueError($"to_functional: model '{Name}' is not built yet: build it with an input shape or call it first");
        var entry = new Tensors(shapes.ToShapeArray().Select(s => InputLayer.Create(new Shape(s.dims[1..]), -1, null, DType, null).Single));
        Functional model;
        using (ResourceVariable.ReadSymbolically())
            model = new Functional(entry, RunCall(entry, null, null, null), Name);
        HashSet<long> known = [.. model.Weights.Select(w => w.UniqueId)];
        return Weights.Find(w => !known.Contains(w.UniqueId)) is { } lost
            ? throw new ValueError($"to_functional: model '{Name}': expected all weights in its layers; '{lost.Name}' is not")
            : model;
    }
}
