using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// A tf op that was called on a model's symbolic tensors outside any layer: it becomes a layer of its own, which repeats
/// the op (Keras' TFOpLambda). It has no weights and cannot be saved as a config.
/// </summary>
internal sealed class OpLambda : Layer
{
    private readonly SymbolicOrigin _origin;

    private OpLambda(SymbolicOrigin origin)
        : base(new LayerArgs { Name = BackendImpl.UniqueName("tf." + TensorFlowName(origin.Op)), Autocast = false })
    {
        _origin = origin;
        Built = true;
    }

    protected internal override string KerasClassName => "TFOpLambda";

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        // Members that are no part of the model (constants, variables) are taken as they are now.
        int next = 0;
        Tensor[] full = Array.ConvertAll(_origin.Inputs, t => KerasHistory.Of(t) is not null ? inputs[next++] : t.Source?.AsTensor() ?? t);
        return _origin.Call(full);
    }

    /// <summary>Makes every tensor an output of some layer: results of bare ops get a layer each.</summary>
    internal static Tensors WithHistory(Tensors tensors)
    {
        foreach (Tensor t in tensors)
            Adopt(t);
        return tensors;
    }

    private static void Adopt(Tensor tensor)
    {
        if (!tensor.IsSymbolic || tensor.KerasHistory is not null || tensor.Origin is not { } origin)
            return;
        foreach (Tensor t in origin.Inputs)
            Adopt(t);
        var layer = new OpLambda(origin);
        _ = new Node(layer, new Tensors(origin.Inputs.Where(t => KerasHistory.Of(t) is not null)), new Tensors(origin.Outputs), null);
    }

    private static string TensorFlowName(string op) => op switch
    {
        "add" => "__operators__.add",
        "subtract" or "multiply" or "divide" or "negative" or "square" or "sqrt" or "exp" or "log" or "abs" or "maximum" or "minimum"
            or "sigmoid" or "tanh" or "pow" or "reduce_sum" or "reduce_mean" or "reduce_max" or "reduce_min" or "argmax" or "truediv" => "math." + op,
        "matmul" => "linalg.matmul",
        "relu" or "relu6" or "softmax" or "log_softmax" or "gelu" or "conv2d" or "max_pool2d" or "avg_pool2d" or "leaky_relu" or "elu" => "nn." + op,
        "transpose" => "compat.v1.transpose",
        _ => op,
    };
}
