using Tensorflow.Common.Types;

namespace Tensorflow.Keras.ArgsDefinition;

/// <summary>
/// The further arguments of a call of an attention layer. Masks are tensors with values; in a model give a mask as an input.
/// </summary>
public sealed class AttentionArgs : IOptionalArgs
{
    public string Identifier => "Attention";

    /// <summary>MultiHeadAttention: [B, T, S], true (or not 0) where a query may see a key; broadcast over the heads.</summary>
    public Tensor? attention_mask { get; init; }

    /// <summary>Attention, AdditiveAttention: [B, T], false where a query's result becomes 0.</summary>
    public Tensor? query_mask { get; init; }

    /// <summary>Attention, AdditiveAttention: [B, S], false where a key is not seen.</summary>
    public Tensor? value_mask { get; init; }

    /// <summary>No query sees keys after itself.</summary>
    public bool use_causal_mask { get; init; }

    /// <summary>The scores (after softmax and dropout) as a second result.</summary>
    public bool return_attention_scores { get; init; }
}
