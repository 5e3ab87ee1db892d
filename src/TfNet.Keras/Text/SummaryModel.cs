namespace Tensorflow.Keras.Text;

/// <summary>What <c>model.summary()</c> prints of a model, without the model.</summary>
/// <param name="Name">the model's name</param>
/// <param name="Rows">its direct layers, in the order of <c>model.layers</c></param>
/// <param name="Connected">whether the column <c>Connected to</c> is shown: <see cref="SummaryForm.IsConnected"/></param>
/// <param name="Totals">numbers and bytes of all weights</param>
public sealed record SummaryModel(string Name, IReadOnlyList<SummaryRow> Rows, bool Connected, SummaryTotals Totals);

/// <summary>A layer's row.</summary>
/// <param name="Name">the layer's name</param>
/// <param name="ClassName">its class</param>
/// <param name="OutputShape">its shape as text: <see cref="SummaryShape"/></param>
/// <param name="Params">how many numbers its weights hold</param>
public sealed record SummaryRow(string Name, string ClassName, string OutputShape, long Params)
{
    /// <summary>Neither built nor a graph model: the simple form shows <c>0 (unused)</c>.</summary>
    public bool Unused { get; init; }

    /// <summary>The layer's own <c>trainable</c>.</summary>
    public bool Trainable { get; init; } = true;

    /// <summary>The tensors it is called on in the outermost graph, call after call; none for the layers of a nested model.</summary>
    public IReadOnlyList<SummaryConnection> Connections { get; init; } = [];

    /// <summary>The layers of a Sequential or Model; a Layer subclass has none, whatever it holds.</summary>
    public IReadOnlyList<SummaryRow> Nested { get; init; } = [];
}

/// <summary>Output <paramref name="Tensor"/> of call <paramref name="Node"/> of a layer, printed as <c>name[0][0]</c>.</summary>
public readonly record struct SummaryConnection(string Layer, int Node, int Tensor)
{
    public override string ToString() => PythonFormat.Percent("%s[%d][%d]", Layer, Node, Tensor);
}

/// <summary>Numbers and bytes (by dtype) of a model's weights, each weight once.</summary>
public sealed record SummaryTotals(long Trainable, long NonTrainable, long TrainableBytes, long NonTrainableBytes);

/// <summary>Which Keras' text is printed.</summary>
public enum SummaryDialect
{
    /// <summary>TensorFlow 2.0 to 2.6: cells are cut, totals have thousands separators.</summary>
    A,

    /// <summary>TensorFlow 2.7 to 2.12: cells wrap.</summary>
    B,

    /// <summary>TensorFlow 2.13 to 2.15: as B, a cell narrower, totals with memory.</summary>
    C,
}

/// <summary>The arguments of <c>summary()</c>.</summary>
public sealed record SummaryOptions
{
    public SummaryDialect Dialect { get; init; } = SummaryDialect.C;

    /// <summary>Characters in a line; null: 65, or 98 with connections.</summary>
    public int? LineLength { get; init; }

    /// <summary>Where the columns end: shares of the line when the last is at most 1, otherwise characters.</summary>
    public IReadOnlyList<double>? Positions { get; init; }

    /// <summary>Whether the layers of nested models are shown. Not in dialect A.</summary>
    public bool ExpandNested { get; init; }

    /// <summary>A column <c>Trainable</c>. Not in dialect A.</summary>
    public bool ShowTrainable { get; init; }

    /// <summary>Regular expressions for the first and the last row's name; the totals stay the whole model's. Not in dialect A.</summary>
    public (string First, string Last)? LayerRange { get; init; }
}

/// <summary>A call of a layer in a model's graph, as the choice of form sees it.</summary>
/// <param name="Depth">the node's depth in the graph</param>
/// <param name="Inputs">how many tensors the call takes</param>
/// <param name="Layer">the layer, compared by reference</param>
public readonly record struct SummaryNode(int Depth, int Inputs, object Layer);

/// <summary>Which form a summary has.</summary>
public static class SummaryForm
{
    /// <summary>
    /// Whether the column <c>Connected to</c> is shown. A Sequential and a model without a graph never show it; a graph does unless it is
    /// a plain chain: one call at each depth, each with one tensor, and no layer called twice.
    /// </summary>
    public static bool IsConnected(bool isSequential, bool isGraph, IReadOnlyCollection<SummaryNode> nodes)
    {
        if (isSequential || !isGraph)
            return false;
        return nodes.Any(n => n.Inputs > 1)
            || nodes.GroupBy(n => n.Depth).Any(depth => depth.Count() > 1)
            || nodes.Select(n => n.Layer).Distinct(ReferenceEqualityComparer.Instance).Count() < nodes.Count;
    }
}

/// <summary>The texts of output shapes.</summary>
public static class SummaryShape
{
    /// <summary>A layer that was called on several shapes, or outside any graph.</summary>
    public const string Multiple = "multiple";

    /// <summary>A layer whose shape cannot be told.</summary>
    public const string Unknown = "?";

    /// <summary><c>(None, 28, 28, 1)</c>; an unknown length is null.</summary>
    public static string Of(IReadOnlyList<long?> shape) => Tuple(shape.Select(d => d is { } n ? PythonFormat.Format(n, "") : "None"));

    /// <summary><c>[(None, 28, 28, 1)]</c>: an input layer.</summary>
    public static string List(IEnumerable<string> shapes) => "[" + string.Join(", ", shapes) + "]";

    /// <summary><c>((None, 4), (None, 4))</c>: several outputs.</summary>
    public static string Tuple(IEnumerable<string> shapes)
    {
        string[] all = [.. shapes];
        return "(" + string.Join(", ", all) + (all.Length == 1 ? ",)" : ")");
    }

    /// <summary><c>{'a': (None, 4)}</c>: named outputs.</summary>
    public static string Dictionary(IEnumerable<KeyValuePair<string, string>> shapes) =>
        "{" + string.Join(", ", shapes.Select(s => PythonText.Repr(s.Key) + ": " + s.Value)) + "}";
}
