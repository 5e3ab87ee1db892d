using Tensorflow.Common.Types;

namespace Tensorflow.Keras.Engine;

/// <summary>A layer's call on symbolic tensors: which tensors went in and what came out.</summary>
internal sealed class Node : INode
{
    internal Node(Layer layer, Tensors inputs, Tensors outputs, bool? training, IOptionalArgs? optionalArgs = null)
    {
        Layer = layer;
        Inputs = inputs;
        Outputs = outputs;
        Training = training;
        OptionalArgs = optionalArgs;
        Index = layer.InboundNodes.Count;
        layer.InboundNodes.Add(this);
        for (int i = 0; i < outputs.Count; i++)
            outputs[i].KerasHistory = new KerasHistory(this, i);
        foreach (Tensor t in inputs)
            if (KerasHistory.Of(t) is { } h)
                h.Node.Layer.OutboundNodes.Add(this);
    }

    internal Layer Layer { get; }

    internal Tensors Inputs { get; }

    public Tensors Outputs { get; }

    /// <summary>The training argument that the call was given explicitly.</summary>
    internal bool? Training { get; }

    /// <summary>The further arguments that the call was given.</summary>
    internal IOptionalArgs? OptionalArgs { get; }

    /// <summary>Which call of its layer this is.</summary>
    internal int Index { get; }

    internal bool IsInput => Layer is Layers.InputLayer;

    internal IEnumerable<Node> Parents => Inputs.Select(t => KerasHistory.Of(t)?.Node).OfType<Node>();

    ILayer INode.Layer => Layer;

    Tensors INode.input_tensors => Inputs;
}

/// <summary>Which output of which layer call a symbolic tensor is.</summary>
internal sealed record KerasHistory(Node Node, int TensorIndex)
{
    internal static KerasHistory? Of(Tensor tensor) => tensor.KerasHistory as KerasHistory;
}
