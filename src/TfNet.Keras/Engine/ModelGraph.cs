namespace Tensorflow.Keras.Engine;

/// <summary>
/// The layer calls between a model's inputs and outputs, in Keras' order: by decreasing depth (the longest way to an
/// output), and within a depth in the order in which a depth-first walk from the outputs meets the layers.
/// </summary>
internal sealed class ModelGraph
{
    private readonly Dictionary<Layer, int> _layerOrder = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Node> _finished = [];
    private readonly HashSet<Node> _inProgress = [];
    private readonly List<Node> _walk = [];

    internal ModelGraph(Tensors inputs, Tensors outputs)
    {
        Inputs = inputs;
        Outputs = outputs;
        var given = new HashSet<long>(inputs.Select(t => t.Id));
        foreach (Tensor t in outputs)
            Walk(t, given);
        Order(inputs);
        Nodes = [.. NodesByDepth.OrderByDescending(p => p.Key).SelectMany(p => p.Value)];
        CheckInputs(given);
    }

    internal Tensors Inputs { get; }

    internal Tensors Outputs { get; }

    internal List<Layer> Layers { get; } = [];

    /// <summary>Every call, deepest first: an order of execution.</summary>
    internal IReadOnlyList<Node> Nodes { get; }

    internal SortedDictionary<int, List<Node>> NodesByDepth { get; } = [];

    internal bool Contains(Node node) => _finished.Contains(node);

    private void Walk(Tensor tensor, HashSet<long> given)
    {
        Node node = KerasHistory.Of(tensor)?.Node
            ?? throw new ValueError($"Model: argument outputs: expected tensors that layers made from the model's inputs; received {tensor}");
        if (_finished.Contains(node))
            return;
        if (!_inProgress.Add(node))
            throw new ValueError($"Model: the layers form a cycle at layer '{node.Layer.Name}'");
        _layerOrder.TryAdd(node.Layer, _layerOrder.Count);
        if (!node.IsInput && !given.Contains(tensor.Id))
            foreach (Tensor t in node.Inputs)
                Walk(t, given);
        _inProgress.Remove(node);
        if (_finished.Add(node))
            _walk.Add(node);
    }

    private void Order(Tensors inputs)
    {
        var nodeDepths = new Dictionary<Node, int>();
        var layerDepths = new Dictionary<Layer, int>(ReferenceEqualityComparer.Instance);
        for (int i = _walk.Count - 1; i >= 0; i--)
        {
            Node node = _walk[i];
            int depth = Math.Max(nodeDepths.GetValueOrDefault(node), layerDepths.GetValueOrDefault(node.Layer));
            layerDepths[node.Layer] = nodeDepths[node] = depth;
            foreach (Node parent in node.Parents.Where(_finished.Contains))
                nodeDepths[parent] = Math.Max(depth + 1, nodeDepths.GetValueOrDefault(parent));
        }
        foreach (Tensor t in inputs)
        {
            // An input that no output depends on is still a layer of the model.
            Node node = KerasHistory.Of(t)!.Node;
            if (layerDepths.TryAdd(node.Layer, 0))
            {
                _layerOrder.TryAdd(node.Layer, -1);
                nodeDepths[node] = 0;
                _finished.Add(node);
                _walk.Add(node);
            }
        }
        foreach (Node node in _walk)
        {
            if (!NodesByDepth.TryGetValue(nodeDepths[node], out List<Node>? list))
                NodesByDepth[nodeDepths[node]] = list = [];
            list.Add(node);
        }
        Layers.AddRange(layerDepths.OrderByDescending(p => p.Value).ThenBy(p => _layerOrder[p.Key]).Select(p => p.Key));
    }

    /// <summary>Every tensor that a call needs must be made by another call or be an input of the model.</summary>
    private void CheckInputs(HashSet<long> given)
    {
        foreach (Node node in Nodes)
            if (node.IsInput && !node.Outputs.Any(t => given.Contains(t.Id)))
                throw new ValueError(
                    $"Graph disconnected: cannot obtain value for tensor {node.Outputs.Single} at layer \"{node.Layer.Name}\". "
                    + $"It must be among the model's inputs: {string.Join(", ", Inputs.Select(t => t.name))}");
    }
}
