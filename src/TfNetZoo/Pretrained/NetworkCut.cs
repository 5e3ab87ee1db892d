using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Pretrained;

/// <summary>Finds a network's classifier, and takes a network apart in front of it.</summary>
internal static class NetworkCut
{
    /// <summary>
    /// The network up to the input of its classifier: [N, ..] -> features. The classifier is the last layer with weights on the way to the
    /// main (last) output, a dense layer or a 1x1 convolution; other outputs' heads fall away. A network that ends in a map has none and is
    /// taken as it is.
    /// </summary>
    /// <exception cref="ValueError">The network does not end in a classifier.</exception>
    internal static Functional Features(Model network)
    {
        Functional graph = network.to_functional();
        Tensor main = graph.outputs![^1];
        if (main.rank == 4)
            return keras.Model(graph.inputs!, main);
        Tensor features = ClassifierInput(graph);
        // A 1x1 convolution classifies a map of one pixel.
        if (features.rank == 4 && features.shape[1] == 1 && features.shape[2] == 1)
            features = keras.layers.Flatten().Apply(features);
        return keras.Model(graph.inputs!, features);
    }

    /// <summary>The top-level layers with weights on the ways to the main output, in the order of their calls.</summary>
    internal static List<ILayer> LayersWithWeights(Model network)
    {
        Functional graph = network.to_functional();
        return [.. keras.Model(graph.inputs!, graph.outputs![^1]).layers.Where(l => l.Weights.Count > 0)];
    }

    private static Tensor ClassifierInput(Functional graph)
    {
        Tensor at = graph.outputs![^1];
        while (graph.layers.SelectMany(l => l.InboundNodes).FirstOrDefault(n => n.Outputs.Any(t => ReferenceEquals(t, at))) is { } node)
        {
            if (node.input_tensors.Count != 1)
                throw NoClassifier(graph, $"; '{node.Layer.Name}' behind it takes {node.input_tensors.Count} inputs");
            Tensor input = node.input_tensors.Single;
            if (node.Layer is Functional nested && nested.Weights.Count > 0)
                return Inside(nested, input);
            if (node.Layer.Weights.Count > 0)
                return node.Layer is Dense or Conv2D ? input : throw NoClassifier(graph, $"; '{node.Layer.Name}' is {node.Layer.GetType().Name}");
            at = input;
        }
        throw NoClassifier(graph, "; it has no weights");
    }

    /// <summary>What the classifier inside a nested model gets when the model gets a tensor.</summary>
    private static Tensor Inside(Functional nested, Tensor input)
    {
        Tensor features = ClassifierInput(nested), own = nested.inputs!.Single;
        return ReferenceEquals(features, own) ? input : keras.Model(own, features).Apply(input).Single;
    }

    private static ValueError NoClassifier(Functional graph, string found) => new(
        $"model '{graph.Name}': expected a classifier, a dense layer or a 1x1 convolution, as the last layer with weights" + found);
}
