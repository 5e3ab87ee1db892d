using System.Collections;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

public partial class Functional
{
    /// <summary>Name, layers with their calls, inputs and outputs, as Keras 2.15 writes them.</summary>
    public override IDictionary<string, object?> get_config()
    {
        if (Graph is null)
            throw new ValueError($"model '{Name}': expected a model with known inputs; call it or build it first");
        Dictionary<Node, int> index = NodeIndices(Graph);
        return new OrderedDictionary<string, object?>
        {
            ["name"] = Name,
            ["trainable"] = Trainable,
            ["layers"] = Graph.Layers.Select(l => LayerEntry(l, Graph, index)).ToList(),
            ["input_layers"] = Graph.Inputs.Select(t => Place(t, index)).ToList(),
            ["output_layers"] = Graph.Outputs.Select(t => Place(t, index)).ToList(),
        };
    }

    /// <summary>
    /// Keras numbers the calls of a layer that belong to the model. A nested model that begins with an input layer counts
    /// its own graph as call 0.
    /// </summary>
    private static Dictionary<Node, int> NodeIndices(ModelGraph graph)
    {
        var index = new Dictionary<Node, int>();
        foreach (Layer layer in graph.Layers)
        {
            int next = FirstIndex(layer);
            foreach (Node node in layer.InboundNodes.Cast<Node>().Where(graph.Contains))
                index[node] = next++;
        }
        return index;
    }

    private static int FirstIndex(Layer layer) => layer is Functional { Graph: not null } ? 1 : 0;

    private static object[] Place(Tensor tensor, Dictionary<Node, int> index)
    {
        KerasHistory h = KerasHistory.Of(tensor)!;
        return [h.Node.Layer.Name, index[h.Node], h.TensorIndex];
    }

    private static OrderedDictionary<string, object?> LayerEntry(Layer layer, ModelGraph graph, Dictionary<Node, int> index)
    {
        OrderedDictionary<string, object?> entry = LayerSerialization.Serialize(layer);
        entry["name"] = layer.Name;
        entry["inbound_nodes"] = layer.InboundNodes.Cast<Node>().Where(n => graph.Contains(n) && !n.IsInput).Select(
            n => NodeEntry(n, index)).ToList();
        return entry;
    }

    private static List<object?> NodeEntry(Node node, Dictionary<Node, int> index)
    {
        if (node.Inputs.Any(t => KerasHistory.Of(t) is null))
            throw new ValueError($"layer '{node.Layer.Name}': its call takes tensors that no layer of the model made");
        bool named = node.Layer.CallArguments.Count > 0;
        var kwargs = new OrderedDictionary<string, object?>();
        for (int i = 1; named && i < node.Inputs.Count; i++)
            kwargs[node.Layer.CallArguments[i - 1]] = Place(node.Inputs[i], index);
        if (node.OptionalArgs is not (null or AttentionArgs { attention_mask: null, query_mask: null, value_mask: null }))
            throw new ValueError($"layer '{node.Layer.Name}': its call has arguments that a config cannot hold");
        if (node.OptionalArgs is AttentionArgs { use_causal_mask: true })
            kwargs["use_causal_mask"] = true;
        if (node.OptionalArgs is AttentionArgs { return_attention_scores: true })
            kwargs["return_attention_scores"] = true;
        if (node.Training is { } training)
            kwargs["training"] = training;
        IEnumerable<Tensor> listed = named ? node.Inputs.Take(1) : node.Inputs;
        return [.. listed.Select((t, i) => (object?)(object?[])[.. Place(t, index), i == 0 ? kwargs
            : new OrderedDictionary<string, object?>()])];
    }

    /// <summary>The model of a config. Errors name the layer.</summary>
    internal static Functional FromConfig(IDictionary<string, object?> config, CustomLayers? custom)
    {
        var reader = new GraphReader(custom);
        (Tensors inputs, Tensors outputs) = reader.Read(config);
        var model = new Functional(inputs, outputs, config.Text("name"));
        // Layers that are frozen stay so; a frozen model freezes all.
        if (!config.Bool("trainable", true))
            model.Trainable = false;
        return model;
    }

    /// <summary>Makes a graph's layers and repeats their calls, each as soon as its inputs exist.</summary>
    private sealed class GraphReader(CustomLayers? custom)
    {
        private readonly Dictionary<string, (Layer Layer, int Before)> _layers = [];
        private readonly List<(Layer Layer, Queue<List<object?>> Calls)> _pending = [];

        internal (Tensors Inputs, Tensors Outputs) Read(IDictionary<string, object?> config)
        {
            foreach (object? entry in List(config, "layers"))
                AddLayer(ConfigValues.AsDictionary(ConfigValues.Plain(entry)) ?? throw Wrong("layers", "dictionaries"));
            bool progress = true;
            while (progress)
            {
                progress = false;
                foreach ((Layer layer, Queue<List<object?>> calls) in _pending)
                    while (calls.Count > 0 && TryCall(layer, calls.Peek()))
                    {
                        calls.Dequeue();
                        progress = true;
                    }
            }
            if (_pending.Find(p => p.Calls.Count > 0).Layer is { } stuck)
                throw new ValueError($"config: layer '{stuck.Name}' is called on tensors that no layer makes");
            return (Tensors(config, "input_layers"), Tensors(config, "output_layers"));
        }

        private void AddLayer(IDictionary<string, object?> entry)
        {
            Layer layer = LayerSerialization.Deserialize(entry, custom);
            string name = entry.Text("name") ?? layer.Name;
            if (!_layers.TryAdd(name, (layer, layer.InboundNodes.Count - FirstIndex(layer))))
                throw new ValueError($"The name \"{name}\" is used 2 times in the model. All layer names should be unique.");
            if (layer is InputLayer)
                _layers[name] = (layer, 0);
            _pending.Add((layer, new Queue<List<object?>>(List(entry, "inbound_nodes").Select(n => Items(n, "inbound_nodes")))));
        }

        private bool TryCall(Layer layer, List<object?> node)
        {
            // One input may stand alone: ["x", 0, 0, {}].
            List<object?>[] places = node.Count > 0 && ConfigValues.Plain(node[0]) is string ? [node]
                : [.. node.Select(p => Items(p, "inbound_nodes"))];
            var inputs = new Tensors();
            IDictionary<string, object?> kwargs = new Dictionary<string, object?>();
            foreach (List<object?> place in places)
            {
                if (Find(place) is not { } tensor)
                    return false;
                inputs.Add(tensor);
                if (place.Count > 3 && ConfigValues.AsDictionary(ConfigValues.Plain(place[3])) is { Count: > 0 } given)
                    kwargs = given;
            }
            bool? training = null;
            (bool causal, bool scores) = (false, false);
            foreach (string argument in layer.CallArguments.Where(kwargs.ContainsKey))
            {
                if (Find(Items(kwargs[argument], argument)) is not { } tensor)
                    return false;
                inputs.Add(tensor);
            }
            foreach ((string key, object? value) in kwargs)
                switch (key)
                {
                    case "training":
                        training = kwargs.Has(key) ? kwargs.Bool(key, false) : null;
                        break;
                    case "use_causal_mask":
                        causal = kwargs.Bool(key, false);
                        break;
                    case "return_attention_scores":
                        scores = kwargs.Bool(key, false);
                        break;
                    default:
                        if (!layer.CallArguments.Contains(key) && ConfigValues.Plain(value) is not null)
                            throw new ValueError($"config: layer '{layer.Name}': argument {key} of its call is not supported");
                        break;
                }
            CheckOrder(layer, kwargs);
            layer.Apply(inputs, training: training, optional_args: causal || scores
                ? new AttentionArgs { use_causal_mask = causal, return_attention_scores = scores } : null);
            return true;
        }

        /// <summary>Named inputs are told apart by their order: a later one needs the earlier ones.</summary>
        private static void CheckOrder(Layer layer, IDictionary<string, object?> kwargs)
        {
            bool missing = false;
            foreach (string argument in layer.CallArguments)
            {
                if (missing && kwargs.Has(argument))
                    throw new ValueError(
                        $"config: layer '{layer.Name}': argument {argument} of its call needs "
                        + $"{string.Join(", ", layer.CallArguments.TakeWhile(a => a != argument))}");
                missing |= !kwargs.Has(argument);
            }
        }

        /// <summary>The tensor at [layer, call, output]; null if that call has not been made yet.</summary>
        private Tensor? Find(List<object?> place)
        {
            if (place.Count < 3 || ConfigValues.Plain(place[0]) is not string name)
                throw Wrong("inbound_nodes", "[layer, call, output] lists");
            if (!_layers.TryGetValue(name, out (Layer Layer, int Before) found))
                throw new ValueError($"config: expected a layer of the model; received '{name}'");
            (int call, int output) = (Whole(place[1]), Whole(place[2]));
            int index = call + found.Before;
            if (index < 0 || index >= found.Layer.InboundNodes.Count)
                return null;
            Tensors outputs = found.Layer.InboundNodes[index].Outputs;
            return output < outputs.Count ? outputs[output] : throw new ValueError(
                $"config: layer '{name}': expected an output 0..{outputs.Count - 1}; received {output}");
        }

        private Tensors Tensors(IDictionary<string, object?> config, string key)
        {
            List<object?> list = Items(config.TryGetValue(key, out object? v) ? v : null, key);
            List<object?>[] places = list.Count > 0 && ConfigValues.Plain(list[0]) is string ? [list]
                : [.. list.Select(p => Items(p, key))];
            return new Tensors(places.Select(p => Find(p) ?? throw new ValueError(
                $"config: argument {key}: layer '{ConfigValues.Plain(p[0])}' has no call {ConfigValues.Plain(p[1])}")));
        }

        private static IEnumerable<object?> List(IDictionary<string, object?> config, string key) =>
            Items(config.TryGetValue(key, out object? v) ? v : null, key);

        private static List<object?> Items(object? value, string key) => ConfigValues.Plain(value) switch
        {
            IEnumerable list and not string and not IDictionary => [.. list.Cast<object?>()],
            _ => throw Wrong(key, "lists"),
        };

        private static int Whole(object? value) => ConfigValues.Plain(value) switch
        {
            int i and >= 0 => i,
            long l and >= 0 and < int.MaxValue => (int)l,
            _ => throw Wrong("inbound_nodes", "whole numbers >= 0"),
        };

        private static ValueError Wrong(string key, string expected) => new($"config: argument {key}: expected {expected}");
    }
}
