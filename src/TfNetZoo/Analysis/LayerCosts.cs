using Tensorflow;
using Tensorflow.Keras.Engine;

namespace TfNetZoo.Analysis;

/// <summary>The work of one convolution or matrix product.</summary>
/// <param name="Layer">Path of the layer that does it, the model left out.</param>
/// <param name="Op">Name of the op.</param>
/// <param name="Output">Shape of its result.</param>
/// <param name="Macs">Multiply-accumulates; the bias is not counted.</param>
public sealed record LayerCost(string Layer, string Op, Shape Output, long Macs);

/// <summary>
/// What a model costs for one image, counted from shapes alone: convolutions, dense layers and the products of attention. Everything
/// else (norms, activations, pooling) multiplies little and is left out, as in the tables of papers. A floating-point operation count is
/// twice the multiply-accumulates.
/// </summary>
public sealed class LayerCosts
{
    private LayerCosts(IReadOnlyList<LayerCost> rows) => Rows = rows;

    /// <summary>All convolutions and products in the order of the computation.</summary>
    public IReadOnlyList<LayerCost> Rows { get; }

    /// <summary>Multiply-accumulates of all rows.</summary>
    public long Macs => Rows.Sum(r => r.Macs);

    /// <summary>Numbers that the rows' results hold, which is what training keeps.</summary>
    public long Activations => Rows.Sum(r => r.Output.size);

    /// <summary>Counts a model's costs for one image; neither weights nor data are made.</summary>
    /// <param name="model">Built or not.</param>
    /// <param name="image">Shape of an image without the batch: [H, W, C].</param>
    public static LayerCosts Of(Model model, Shape image)
    {
        using var trace = new ShapeTrace();
        model.ComputeOutputShape(new Shape(1L).concatenate(image));
        return new LayerCosts([.. trace.Calls.Select(c => new LayerCost(c.Path, c.Op, c.Output, Count(c))).Where(r => r.Macs > 0)]);
    }

    /// <summary>Multiply-accumulates of an op; 0 where it is no convolution or product.</summary>
    public static long Count(OpCall call) => call.Op switch
    {
        // Each result is a sum over the kernel's window and the input channels of its group: kernel [k.., C/g, O].
        "conv1d" or "conv2d" or "conv3d" or "depthwise_conv2d" => call.Output.size * (call.Inputs[1].size / call.Inputs[1][-1]),
        // Each input is spread over the window and the output channels: kernel [kh, kw, O, I].
        "conv2d_transpose" => call.Inputs[0].size * (call.Inputs[1].size / call.Inputs[1][-1]),
        "dense" => call.Output.size * call.Inputs[1][0],
        // [.., m, k] times [.., k, n], either transposed or not: m k / m.
        "matmul" => call.Output.size * (call.Inputs[0][-1] * call.Inputs[0][-2] / call.Output[-2]),
        // [B, heads, queries, d]: scores by the keys, then their mean of the values.
        "attention" => call.Output.size / call.Output[-1] * call.Inputs[1][2] * (call.Inputs[0][3] + call.Inputs[2][3]),
        "einsum" => Einsum(call),
        _ => 0,
    };

    /// <summary>One term for each combination of all letters' values, a product of as many factors as there are inputs.</summary>
    private static long Einsum(OpCall call)
    {
        string[] labels = call.Equation!.Split("->")[0].Split(',');
        var extents = new Dictionary<char, long>();
        for (int i = 0; i < labels.Length; i++)
        {
            for (int axis = 0; axis < labels[i].Length; axis++)
                extents[labels[i][axis]] = Math.Max(extents.GetValueOrDefault(labels[i][axis]), call.Inputs[i][axis]);
        }
        return extents.Values.Aggregate(1L, (product, n) => product * n) * (labels.Length - 1);
    }
}
