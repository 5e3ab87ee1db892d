using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;

namespace Tensorflow.Keras.Layers;

/// <summary>What the attention layers share.</summary>
internal static class AttentionMath
{
    internal static AttentionArgs Args(string layer, IOptionalArgs? given) => given switch
    {
        null => new AttentionArgs(),
        AttentionArgs a when new[] { a.attention_mask, a.query_mask, a.value_mask }.Any(m => m is { IsSymbolic: true }) =>
            throw new ValueError(
                $"{layer}: argument optional_args: expected masks with values; received a symbolic one, which has to be an input"),
        AttentionArgs a => a,
        _ => throw new ValueError($"{layer}: argument optional_args: expected AttentionArgs; received {given.GetType().Name}"),
    };

    /// <summary>[1, T, S], true where the key is not after the query.</summary>
    internal static Tensor Causal(Tensor query, Tensor value)
    {
        (long t, long s) = (query.shape[1], value.shape[1]);
        if (query.IsSymbolic || value.IsSymbolic)
            return SymbolicOrigin.Result("causal_mask", new Shape(1, t, s), TF_DataType.TF_BOOL, [query, value], a => Causal(a[0], a[1]));
        var mask = new bool[checked((int)(t * s))];
        for (int i = 0; i < mask.Length; i++)
            mask[i] = i % s <= i / s;
        return new Tensor(mask, new Shape(1, t, s));
    }

    /// <summary>-1e9 (the least float16 there) where a mask is false, else 0, in a dtype.</summary>
    internal static Tensor Adder(Tensor mask, TF_DataType dtype) =>
        (1 - MathOps.Cast(mask, dtype)) * (dtype == TF_DataType.TF_HALF ? -65504 : -1e9);
}
