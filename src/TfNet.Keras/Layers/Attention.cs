using System.Runtime.CompilerServices;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Dot-product attention (https://keras.io/api/layers/attention_layers/attention/; Luong et al. 2015): scores q.k, not divided by
/// sqrt(D), or
/// "concat": sum of tanh(q + k).
/// </summary>
public sealed class Attention : DotAttentionLayer
{
    private readonly bool _useScale;
    private readonly string _scoreMode;
    private ResourceVariable? _scale;
    private ResourceVariable? _concatWeight;

    /// <param name="use_scale">Multiply the scores (dot) or the sum inside tanh (concat) by a learned number.</param>
    /// <param name="score_mode">"dot" or "concat".</param>
    /// <param name="causal">No query sees keys after itself.</param>
    /// <param name="dropout">Share of the attention weights to drop in training.</param>
    /// <param name="args">Name, dtype.</param>
    public Attention(bool use_scale = false, string score_mode = "dot", bool causal = false, double dropout = 0, LayerArgs? args = null)
        : base(dropout, causal, args)
    {
        if (score_mode is not ("dot" or "concat"))
            throw new ValueError($"Invalid value for argument score_mode. Expected one of {{\"dot\", \"concat\"}}. Received: {score_mode}");
        (_useScale, _scoreMode) = (use_scale, score_mode);
    }

    public override void build(KerasShapesWrapper input_shape)
    {
        if (_useScale)
            _scale = AddWeight("scale", Shape.Scalar, initializer: Initializers.get("ones"));
        if (_scoreMode == "concat")
            _concatWeight = AddWeight("concat_score_weight", Shape.Scalar, initializer: Initializers.get("ones"));
        base.build(input_shape);
    }

    private protected override Tensor Scores(Tensor query, Tensor key)
    {
        if (_scoreMode == "dot")
        {
            Tensor scores = MatMul.Apply(query, key, transposeB: true);
            return _scale is null ? scores : scores * Weight(_scale);
        }
        Tensor sum = ShapeOps.ExpandDims(query, -2) + ShapeOps.ExpandDims(key, -3);
        Tensor inner = Tensorflow.Activations.Tanh(_scale is null ? sum : sum * Weight(_scale));
        return Reductions.Sum(inner, -1) * Weight(_concatWeight!);
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["use_scale"] = _useScale, ["score_mode"] = _scoreMode });

    internal static Attention FromConfig(LayerConfig c) =>
        new(c.Bool("use_scale", false), c.Text("score_mode", "dot"), c.Bool("causal", false), c.Double("dropout", 0), c.Args());
}

public sealed partial class LayersApi
{
    [OverloadResolutionPriority(1)]
    public ILayer Attention(bool use_scale = false, string score_mode = "dot", bool causal = false, float dropout = 0f) =>
        new Attention(use_scale, score_mode, causal, DecimalOf(dropout));

    public ILayer Attention(bool use_scale = false, string score_mode = "dot", bool causal = false, double dropout = 0,
        string? name = null) =>
        new Attention(use_scale, score_mode, causal, dropout, LayerOptions.Of(name));
}
