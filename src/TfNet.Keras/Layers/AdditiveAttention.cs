using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Attention with the scores sum of scale * tanh(q + k) (https://keras.io/api/layers/attention_layers/additive_attention/; Bahdanau et
/// al. 2015).
/// </summary>
public sealed class AdditiveAttention : DotAttentionLayer
{
    private readonly bool _useScale;
    private ResourceVariable? _scale;

    public AdditiveAttention(bool use_scale = true, bool causal = false, double dropout = 0, LayerArgs? args = null)
        : base(dropout, causal, args)
    {
        _useScale = use_scale;
    }

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape[] shapes = input_shape.ToShapeArray();
        if (_useScale && shapes.Length > 1)
        {
            long dim = shapes[1][-1];
            if (dim < 0)
                throw new ValueError($"AdditiveAttention '{Name}': expected a known last extent of value; received shape {shapes[1]}");
            _scale = AddWeight("scale", dim, initializer: Initializers.get("glorot_uniform"));
        }
        base.build(input_shape);
    }

    private protected override Tensor Scores(Tensor query, Tensor key)
    {
        Tensor inner = Tensorflow.Activations.Tanh(ShapeOps.ExpandDims(query, -2) + ShapeOps.ExpandDims(key, -3));
        return Reductions.Sum(_scale is null ? inner : inner * Weight(_scale), -1);
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["use_scale"] = _useScale });

    internal static AdditiveAttention FromConfig(LayerConfig c) =>
        new(c.Bool("use_scale", true), c.Bool("causal", false), c.Double("dropout", 0), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer AdditiveAttention(bool use_scale = true, bool causal = false, double dropout = 0, string? name = null) =>
        new AdditiveAttention(use_scale, causal, dropout, LayerOptions.Of(name));
}
