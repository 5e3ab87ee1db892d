using Tensorflow;

namespace TfNet.LibTorch;

internal static partial class Aten
{
    /// <summary>
    /// _scaled_dot_product_flash_attention_for_cpu(Tensor query, Tensor key, Tensor value, float dropout_p=0.0, bool is_causal=False, *,
    /// Tensor? attn_mask=None, float? scale=None) -> (Tensor output, Tensor logsumexp)
    /// </summary>
    internal static (Tensor Output, Tensor LogSumExp) _scaled_dot_product_flash_attention_for_cpu(Tensor query, Tensor key, Tensor value,
        double scale) =>
        new DispatcherCall("aten::_scaled_dot_product_flash_attention_for_cpu"u8).Add(query).Add(key).Add(value).Add(0.0).Add(false)
            .AddNone().AddOptional(scale).Invoke2();

    /// <summary>
    /// _scaled_dot_product_flash_attention_for_cpu_backward(Tensor grad_out, Tensor query, Tensor key, Tensor value, Tensor out,
    /// Tensor logsumexp, float dropout_p, bool is_causal, *, Tensor? attn_mask=None, float? scale=None) -> (Tensor, Tensor, Tensor)
    /// </summary>
    internal static Tensor[] _scaled_dot_product_flash_attention_for_cpu_backward(
        Tensor grad_out, Tensor query, Tensor key, Tensor value, Tensor output, Tensor logsumexp, double scale)
    {
        (Tensor q, Tensor k, Tensor v) = new DispatcherCall("aten::_scaled_dot_product_flash_attention_for_cpu_backward"u8)
            .Add(grad_out).Add(query)
            .Add(key).Add(value).Add(output).Add(logsumexp).Add(0.0).Add(false).AddNone().AddOptional(scale).Invoke3();
        return [q, k, v];
    }

    /// <summary>
    /// _scaled_dot_product_efficient_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_bias, bool compute_log_sumexp,
    /// float dropout_p=0.0, bool is_causal=False, *, float? scale=None) -> (Tensor output, Tensor log_sumexp, Tensor philox_seed,
    /// Tensor philox_offset); CUDA only.
    /// </summary>
    internal static (Tensor Output, Tensor LogSumExp, Tensor Seed, Tensor Offset) _scaled_dot_product_efficient_attention(
        Tensor query, Tensor key, Tensor value, bool compute_log_sumexp, double scale) =>
        new DispatcherCall("aten::_scaled_dot_product_efficient_attention"u8).Add(query).Add(key).Add(value).AddNone()
            .Add(compute_log_sumexp).Add(0.0).Add(false).AddOptional(scale).Invoke4();

    /// <summary>
    /// _scaled_dot_product_efficient_attention_backward(Tensor grad_out_, Tensor query, Tensor key, Tensor value, Tensor attn_bias, Tensor out,
    /// Tensor logsumexp, Tensor philox_seed, Tensor philox_offset, float dropout_p, bool[4] grad_input_mask, bool is_causal=False, *,
    /// float? scale=None) -> (Tensor, Tensor, Tensor, Tensor)
    /// </summary>
    internal static Tensor?[] _scaled_dot_product_efficient_attention_backward(
        Tensor grad_out, Tensor query, Tensor key, Tensor value, Tensor output, Tensor logsumexp, Tensor seed, Tensor offset, double scale)
    {
        bool[] mask = [true, true, true, false];
        return new DispatcherCall("aten::_scaled_dot_product_efficient_attention_backward"u8).Add(grad_out).Add(query).Add(key).Add(value)
            .AddUndefined().Add(output).Add(logsumexp).Add(seed).Add(offset).Add(0.0).AddList(Mask(mask)).Add(false).AddOptional(scale)
            .InvokeMasked(mask)[..3];
    }
}
