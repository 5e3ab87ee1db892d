using Tensorflow;

namespace TfNet.LibTorch;

internal static partial class Aten
{
    /// <summary>
    /// native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training,
    /// float momentum, float eps) -> (Tensor, Tensor, Tensor): y, mean, 1/sqrt(var + eps); channels are axis 1.
    /// </summary>
    internal static (Tensor Y, Tensor Mean, Tensor Inverse) native_batch_norm(
        Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, double momentum,
            double eps) =>
        new DispatcherCall("aten::native_batch_norm"u8).Add(input).AddOptional(weight).AddOptional(bias).AddOptional(running_mean)
            .AddOptional(running_var).Add(training).Add(momentum).Add(eps).Invoke3();

    /// <summary>
    /// native_batch_norm_backward(Tensor grad_out, Tensor input, Tensor? weight, Tensor? running_mean, Tensor? running_var,
    /// Tensor? save_mean, Tensor? save_invstd, bool train, float eps, bool[3] output_mask) -> (Tensor, Tensor, Tensor)
    /// </summary>
    internal static Tensor?[] native_batch_norm_backward(
        Tensor grad_out, Tensor input, Tensor? weight, Tensor save_mean, Tensor save_invstd, double eps, bool[] output_mask) =>
        new DispatcherCall("aten::native_batch_norm_backward"u8).Add(grad_out).Add(input).AddOptional(weight).AddNone().AddNone()
            .AddOptional(save_mean).AddOptional(save_invstd).Add(true).Add(eps).AddList(Mask(output_mask)).InvokeMasked(output_mask);

    /// <summary>
    /// _batch_norm_with_update(Tensor input, Tensor? weight, Tensor? bias, Tensor(a!) running_mean, Tensor(b!) running_var, float momentum,
    /// float eps) -> (Tensor, Tensor, Tensor, Tensor): y, mean, 1/sqrt(var + eps), the backend's notes; cuDNN's kernel where it fits. The
    /// running variance takes the unbiased one.
    /// </summary>
    internal static (Tensor Y, Tensor Mean, Tensor Inverse, Tensor Reserve) _batch_norm_with_update(
        Tensor input, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_var, double momentum, double eps) =>
        new DispatcherCall("aten::_batch_norm_with_update"u8).Add(input).AddOptional(weight).AddOptional(bias).Add(running_mean)
            .Add(running_var).Add(momentum).Add(eps).Invoke4();

    /// <summary>
    /// batch_norm_backward(Tensor grad_out, Tensor input, Tensor weight, Tensor? running_mean, Tensor? running_var, Tensor? save_mean,
    /// Tensor? save_var, bool update, float eps, bool[3] output_mask, Tensor reserve) -> (Tensor, Tensor, Tensor)
    /// </summary>
    internal static (Tensor Input, Tensor Weight, Tensor Bias) batch_norm_backward(
        Tensor grad_out, Tensor input, Tensor weight, Tensor save_mean, Tensor save_var, double eps, Tensor reserve) =>
        new DispatcherCall("aten::batch_norm_backward"u8).Add(grad_out).Add(input).Add(weight).AddNone().AddNone()
            .AddOptional(save_mean).AddOptional(save_var).Add(true).Add(eps).AddList([1, 1, 1]).Add(reserve).Invoke3();

    /// <summary>native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor, Tensor,
    /// Tensor): y, mean, rstd.</summary>
    internal static (Tensor Y, Tensor Mean, Tensor Rstd) native_layer_norm(
        Tensor input, ReadOnlySpan<long> normalized_shape, Tensor? weight, Tensor? bias, double eps) =>
        new DispatcherCall("aten::native_layer_norm"u8).Add(input).AddList(normalized_shape).AddOptional(weight).AddOptional(bias)
            .Add(eps).Invoke3();

    /// <summary>
    /// native_layer_norm_backward(Tensor grad_out, Tensor input, SymInt[] normalized_shape, Tensor mean, Tensor rstd, Tensor? weight,
    /// Tensor? bias, bool[3] output_mask) -> (Tensor, Tensor, Tensor)
    /// </summary>
    internal static Tensor?[] native_layer_norm_backward(
        Tensor grad_out, Tensor input, ReadOnlySpan<long> normalized_shape, Tensor mean, Tensor rstd, Tensor? weight, Tensor? bias,
            bool[] output_mask) =>
        new DispatcherCall("aten::native_layer_norm_backward"u8).Add(grad_out).Add(input).AddList(normalized_shape).Add(mean).Add(rstd)
            .AddOptional(weight).AddOptional(bias).AddList(Mask(output_mask)).InvokeMasked(output_mask);

    /// <summary>bool[3]: a list of 0 and 1.</summary>
    private static long[] Mask(bool[] mask) => Array.ConvertAll(mask, m => m ? 1L : 0L);
}
