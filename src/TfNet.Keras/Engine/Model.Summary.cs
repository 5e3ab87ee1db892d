using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Text;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    /// <summary>Prints the table of layers, as Keras does.</summary>
    /// <param name="line_length">Characters in a line; -1: Keras' own.</param>
    /// <param name="positions">Where columns end, in shares of the line or in characters; null: Keras' own.</param>
    public void summary(int line_length = -1, float[]? positions = null) => summary(new SummaryOptions
    {
        LineLength = line_length < 0 ? null : line_length,
        Positions = positions is null ? null : Array.ConvertAll(positions, p => (double)p),
    });

    /// <summary>Prints the table of layers with every option of Keras; <paramref name="print_fn"/> receives it line by line.</summary>
    public void summary(SummaryOptions options, Action<string>? print_fn = null)
    {
        Action<string> print = print_fn ?? Binding.Output.WriteLine;
        foreach (string line in SummaryTable.Lines(Describe(), options))
            print(line);
    }

    internal SummaryModel Describe()
    {
        if (!Built)
            throw new ValueError("This model has not yet been built. Build the model first by calling `build()` or by calling the model on a batch of data.");
        ModelGraph? graph = (this as Functional)?.Graph;
        bool connected = SummaryForm.IsConnected(this is Sequential, graph is not null, graph is null ? [] : [.. graph.NodesByDepth.SelectMany(
            p => p.Value.Select(n => new SummaryNode(p.Key, n.Inputs.Count, n.Layer)))]);
        List<IVariableV1> trainable = TrainableWeights, frozen = NonTrainableWeights;
        return new SummaryModel(
            Name,
            [.. Layers.Select(l => Row((Layer)l, connected ? graph : null))],
            connected,
            new SummaryTotals(Count(trainable), Count(frozen), Bytes(trainable), Bytes(frozen)));
    }

    private static SummaryRow Row(Layer layer, ModelGraph? graph) => new(layer.Name, layer.KerasClassName, ShapeText(layer), Count(layer.Weights))
    {
        Unused = !layer.Built && layer is not Functional { IsGraphNetwork: true },
        Trainable = layer.Trainable,
        Connections = graph is null ? [] : [.. Connections(layer, graph)],
        Nested = layer is Model model ? [.. model.Layers.Select(l => Row((Layer)l, null))] : [],
    };

    private static IEnumerable<SummaryConnection> Connections(Layer layer, ModelGraph graph)
    {
        foreach (Node node in layer.InboundNodes.Cast<Node>().Where(graph.Contains))
            foreach (Tensor t in node.Inputs)
                if (KerasHistory.Of(t) is { } h)
                    yield return new SummaryConnection(h.Node.Layer.Name, h.Node.Index, h.TensorIndex);
    }

    private static string ShapeText(Layer layer)
    {
        if (layer is InputLayer)
            return SummaryShape.List([Text(layer.InboundNodes[0].Outputs[0].shape)]);
        if (layer is Functional { Graph: { } own })
            return Texts(own.Outputs);
        List<string> shapes = [.. layer.InboundNodes.Select(n => Texts(n.Outputs)).Distinct()];
        return shapes.Count == 1 ? shapes[0] : SummaryShape.Multiple;
    }

    private static string Texts(Tensors outputs) => outputs.Count == 1 ? Text(outputs[0].shape) : SummaryShape.Tuple(outputs.Select(t => Text(t.shape)));

    private static string Text(Shape shape) => SummaryShape.Of([.. shape.Select(d => d < 0 ? (long?)null : d)]);

    private static long Count(IEnumerable<IVariableV1> variables) => variables.Sum(v => v.shape.size);

    private static long Bytes(IEnumerable<IVariableV1> variables) => variables.Sum(v => v.shape.size * v.dtype.get_datatype_size());
}
