using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras.Engine;
using TfNetZoo.Networks;
using Attention = TfNetZoo.Networks.Attention;

namespace Throughput.Stock;

/// <summary>
/// The sequence of simple layers (and bare ops) that a model runs on one input, found by calling it on shapes: composite layers and
/// user's models are looked into, as far as the stock networks have no form for them.
/// </summary>
internal sealed class LayerTrace
{
    private readonly HashSet<Layer> _seen = new(ReferenceEqualityComparer.Instance);

    internal List<(Layer Layer, Tensor[] Inputs, Tensor Output)> Calls { get; } = [];

    internal Tensor Input { get; }

    internal Tensor[] Outputs { get; }

    internal LayerTrace(Model model, Shape input)
    {
        Input = new Tensor(input, TF_DataType.TF_FLOAT, null);
        List<Layer> leaves = [.. Leaves(model)];
        foreach (Layer leaf in leaves)
            Hook(leaf);
        using (CallContext.Enter(false, CallContext.Prefix))
        using (ResourceVariable.ReadSymbolically())
            Outputs = [.. model.RunCall(new Tensors(Input), null, false, null)];
        foreach (Layer leaf in leaves)
            leaf.ReplacedCall = null;
    }

    private static IEnumerable<Layer> Leaves(Layer layer)
    {
        List<Layer> inner = [.. layer.FlatLayers()];
        return inner.Count == 0 || layer is Attention ? [layer] : inner.SelectMany(Leaves);
    }

    private void Hook(Layer leaf)
    {
        Tensors Call(Tensors inputs)
        {
            leaf.ReplacedCall = null;
            Tensors outputs = leaf.RunCall(inputs, null, false, null);
            leaf.ReplacedCall = Call;
            if (inputs.Contains(outputs[0]))
                return outputs;
            if (!_seen.Add(leaf) && leaf.Weights.Count > 0)
                throw new NotSupportedException($"--stock: layer '{leaf.Name}' is used twice");
            Calls.Add((leaf, [.. inputs], outputs[0]));
            return outputs;
        }
        leaf.ReplacedCall = Call;
    }
}
