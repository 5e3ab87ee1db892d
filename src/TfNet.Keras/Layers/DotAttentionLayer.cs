using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of attention without projections: softmax(score(q, k)) v for q [B, T, D], v [B, S, D], k [B, S, D] (default v).</summary>
public abstract class DotAttentionLayer : Layer
{
    private readonly double _dropout;
    private readonly bool _causal;

    private protected DotAttentionLayer(double dropout, bool causal, LayerArgs? args)
        : base(args)
    {
        if (dropout is not (>= 0 and < 1))
            throw new ValueError($"{KerasClassName} '{Name}': argument dropout: expected 0 <= dropout < 1; received {dropout}");
        (_dropout, _causal) = (dropout, causal);
    }

    private protected abstract Tensor Scores(Tensor query, Tensor key);

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        if (inputs.Count < 2)
            throw new ValueError(
                $"{KerasClassName} layer must be called on a list of inputs, namely [query, value] or [query, value, key]. Received: "
                + $"{inputs}.");
        if (inputs.Count > 3)
            throw new ValueError(
                $"{KerasClassName} layer accepts inputs list of length 2 or 3, namely [query, value] or [query, value, key]. Received "
                + $"length: {inputs.Count}");
        (Tensor query, Tensor value) = (inputs[0], inputs[1]);
        Tensor key = inputs.Count > 2 ? inputs[2] : value;
        AttentionArgs args = AttentionMath.Args($"{KerasClassName} '{Name}'", optional_args);
        if (args.attention_mask is not null)
            throw new ValueError($"{KerasClassName} '{Name}': argument attention_mask: expected query_mask and value_mask instead");
        Tensor scores = Scores(query, key);
        if (args.value_mask is { } seen)
            scores += AttentionMath.Adder(ShapeOps.ExpandDims(seen, 1), scores.dtype);
        if (_causal || args.use_causal_mask)
            scores += AttentionMath.Adder(AttentionMath.Causal(query, value), scores.dtype);
        Tensor weights = Tensorflow.Softmax.Apply(scores);
        if (training == true && _dropout > 0)
            weights = DropoutOp.Apply(weights, _dropout);
        Tensor y = MatMul.Apply(weights, value);
        if (args.query_mask is { } asked)
            y *= MathOps.Cast(ShapeOps.ExpandDims(asked, -1), y.dtype);
        return args.return_attention_scores ? new Tensors(y, weights) : y;
    }

    public override IDictionary<string, object?> get_config()
    {
        IDictionary<string, object?> config = base.get_config();
        if (_causal)
            config["causal"] = true;
        config["dropout"] = _dropout;
        return config;
    }
}
