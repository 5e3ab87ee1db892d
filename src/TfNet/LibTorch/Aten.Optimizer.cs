using Tensorflow;

namespace TfNet.LibTorch;

internal static partial class Aten
{
    /// <summary>
    /// _fused_adamw_(Tensor(a!)[] self, Tensor(b!)[] grads, Tensor(c!)[] exp_avgs, Tensor(d!)[] exp_avg_sqs, Tensor(e!)[] max_exp_avg_sqs,
    /// Tensor[] state_steps, *, float lr, float beta1, float beta2, float weight_decay, float eps, bool amsgrad, bool maximize,
    /// Tensor? grad_scale=None, Tensor? found_inf=None) -> (). Walks raw memory: lists of one length, dense tensors of the same strides,
    /// dtype and device; the steps are float32 on the same device.
    /// </summary>
    internal static void _fused_adamw_(
        Tensor[] self, Tensor[] grads, Tensor[] exp_avgs, Tensor[] exp_avg_sqs, Tensor[] max_exp_avg_sqs, Tensor[] state_steps,
        double lr, double beta1, double beta2, double weight_decay, double eps) =>
        new DispatcherCall("aten::_fused_adamw_"u8).AddTensors(self).AddTensors(grads).AddTensors(exp_avgs).AddTensors(exp_avg_sqs)
            .AddTensors(max_exp_avg_sqs).AddTensors(state_steps).Add(lr).Add(beta1).Add(beta2).Add(weight_decay).Add(eps)
            .Add(max_exp_avg_sqs.Length > 0).Add(false).AddNone().AddNone().InvokeVoid();
}
