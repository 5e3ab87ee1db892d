using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The dot product of two inputs along one axis of each, sample by sample, optionally of unit vectors: cosine similarity
/// (https://keras.io/api/layers/merging_layers/dot/).
/// </summary>
public sealed class Dot : Layer
{
    private readonly int[] _axes;
    private readonly bool _normalize;

    public Dot(Axis axes, bool normalize = false, LayerArgs? args = null)
        : base(args)
    {
        if (axes.size is not (1 or 2))
            throw new ValueError($"Invalid format for argument `axes`: it should contain two elements. Received: axes={axes}");
        (_axes, _normalize) = (axes.Span.ToArray(), normalize);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        if (inputs.Count != 2)
            throw new ValueError($"A `Dot` layer should be called on a list of 2 inputs. Received: inputs={inputs}");
        (Tensor a, Tensor b) = (inputs[0], inputs[1]);
        (int i, int j) = (AxisOf(a, _axes[0]), AxisOf(b, _axes[^1]));
        if (!Check.Agree(a.shape[i], b.shape[j]))
            throw new ValueError(
                $"Incompatible input shapes: axis values {a.shape[i]} (at axis {i}) != {b.shape[j]} (at axis {j}). Full input shapes: "
                    + $"{a.shape}, {b.shape}");
        if (_normalize)
            (a, b) = (Norms.L2Normalize(a, i), Norms.L2Normalize(b, j));
        Tensor y = Einsum.Apply(Equation(a.rank, b.rank, i, j), [a, b]);
        return y.rank == 1 ? ShapeOps.ExpandDims(y, 1) : y;
    }

    private int AxisOf(Tensor x, int axis)
    {
        int i = axis < 0 ? axis + x.rank : axis;
        return i > 0 && i < x.rank ? i
            : throw new ValueError($"Dot '{Name}': argument axes: expected an axis 1..{x.rank - 1} of shape {x.shape}; received {axis}");
    }

    /// <summary>Batch 'a', contracted 'z', the others by letters of their own.</summary>
    private static string Equation(int rankA, int rankB, int i, int j)
    {
        char next = 'b';
        string Labels(int rank, int axis) => "a" + string.Concat(Enumerable.Range(1, rank - 1).Select(k => k == axis ? 'z' : next++));
        (string left, string right) = (Labels(rankA, i), Labels(rankB, j));
        return $"{left},{right}->{left.Replace("z", "", StringComparison.Ordinal)}{right[1..].Replace("z", "", StringComparison.Ordinal)}";
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["axes"] = _axes.Length == 1 ? _axes[0] : _axes,
        ["normalize"] = _normalize,
    });

    internal static Dot FromConfig(LayerConfig c) =>
        new(c.Axes("axes") ?? throw c.Wrong("axes", "a number or a pair", "null"), c.Bool("normalize", false), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Dot(Axis axes, bool normalize = false, string? name = null) => new Dot(axes, normalize, LayerOptions.Of(name));
}
