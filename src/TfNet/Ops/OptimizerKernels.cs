using TfNet.Kernels;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// The dense updates of optimizers, in place on variables and their slots: one pass over memory by an own kernel (float32 on the
/// processor), a composition of LibTorch operators elsewhere. Slots have their variable's strides; a gradient that has others is copied.
/// </summary>
internal static class OptimizerKernels
{
    /// <summary>
    /// Keras' Adam: w -= w*weightDecayTimesLr; m += (g-m)(1-b1); v += (g^2-v)(1-b2); [vhat = max(vhat, v)];
    /// w -= alpha*m/(sqrt(v or vhat) + epsilon), with the bias correction in alpha = lr*sqrt(1-b2^t)/(1-b1^t).
    /// </summary>
    internal static void Adam(
        IReadOnlyList<(ResourceVariable w, Tensor g, ResourceVariable m, ResourceVariable v, ResourceVariable? vhat)> items,
        double alpha, double beta1, double beta2, double epsilon, double weightDecayTimesLr)
    {
        if (items.Count > 0 && items[0].w.Handle.Device.IsCuda && AdamFused(items, alpha, beta1, beta2, epsilon, weightDecayTimesLr))
            return;
        foreach ((ResourceVariable w, Tensor g, ResourceVariable m, ResourceVariable v, ResourceVariable? vhat) in items)
        {
            CheckItem("Adam", w, g, m, v, vhat);
            using var scope = new Scope("Adam");
            (Tensor wt, Tensor mt, Tensor vt, Tensor? ht) = (w.MutableValue(), m.MutableValue(), v.MutableValue(), vhat?.MutableValue());
            Tensor gt = Like(g, wt);
            if (TakesKernel(wt, gt, mt, vt, ht))
                AdamKernel.Step(wt, gt, mt, vt, ht, (float)alpha, (float)(1 - beta1), (float)(1 - beta2), (float)epsilon,
                    (float)weightDecayTimesLr);
            else
                AdamByOps(wt, gt, mt, vt, ht, alpha, 1 - beta1, 1 - beta2, epsilon, weightDecayTimesLr);
        }
    }

    /// <summary>Keras' SGD: v = mu*v - lr*g; w += v, with Nesterov w += mu*v - lr*g; without a slot w -= lr*g.</summary>
    internal static void Sgd(
        IReadOnlyList<(ResourceVariable w, Tensor g, ResourceVariable? momentum)> items, double lr, double momentum, bool nesterov)
    {
        foreach ((ResourceVariable w, Tensor g, ResourceVariable? slot) in items)
        {
            CheckItem("SGD", w, g, slot);
            using var scope = new Scope("SGD");
            (Tensor wt, Tensor? st) = (w.MutableValue(), slot?.MutableValue());
            Tensor gt = Like(g, wt);
            if (TakesKernel(wt, gt, st))
                SgdKernel.Step(wt, gt, st, (float)lr, (float)momentum, nesterov);
            else
                SgdByOps(wt, gt, st, lr, momentum, nesterov);
        }
    }

    /// <summary>
    /// All variables in one call of LibTorch's fused operator: on a GPU the launches of separate operators cost more than the work.
    /// Its bias corrections are 1 at a step number so high that the powers of the betas vanish: alpha has them already. False, and
    /// nothing done, where the variables differ in dtype, device or memory order of their slots.
    /// </summary>
    internal static bool AdamFused(
        IReadOnlyList<(ResourceVariable w, Tensor g, ResourceVariable m, ResourceVariable v, ResourceVariable? vhat)> items,
        double alpha, double beta1, double beta2, double epsilon, double weightDecayTimesLr)
    {
        const double Late = 1e9;
        using var scope = new Scope("Adam");
        Tensor first = items[0].w.Handle;
        bool amsgrad = items[0].vhat is not null;
        if (alpha == 0 || first.dtype is not (TF_DataType.TF_FLOAT or TF_DataType.TF_DOUBLE))
            return false;
        foreach ((ResourceVariable w, Tensor g, ResourceVariable m, ResourceVariable v, ResourceVariable? vhat) in items)
        {
            CheckItem("Adam", w, g, m, v, vhat);
            if (w.dtype != first.dtype || (vhat is not null) != amsgrad || g.Device != first.Device)
                return false;
            foreach (Tensor t in new[] { w, m, v, vhat }.OfType<ResourceVariable>().Select(r => r.Handle))
                if (t.Device != first.Device || !Layout.SameStrides(t, w.Handle))
                    return false;
        }
        var filled = items.Where(i => i.w.shape.size > 0).ToArray();
        Tensor[] weights = Array.ConvertAll(filled, i => i.w.MutableValue());
        Tensor[] gradients = [.. filled.Select((item, i) => Like(item.g, weights[i]))];
        Tensor late = Aten.scalar(Late, TF_DataType.TF_FLOAT, first.Device);
        if (filled.Length > 0)
            Aten._fused_adamw_(
                weights, gradients, Array.ConvertAll(filled, i => i.m.MutableValue()), Array.ConvertAll(filled, i => i.v.MutableValue()),
                amsgrad ? Array.ConvertAll(filled, i => i.vhat!.MutableValue()) : [], Array.ConvertAll(filled, _ => late),
                alpha, beta1, beta2, weightDecayTimesLr / alpha, epsilon);
        return true;
    }

    private static void AdamByOps(Tensor w, Tensor g, Tensor m, Tensor v, Tensor? vhat, double alpha, double b1, double b2,
        double epsilon, double decay)
    {
        Tensor Number(double value) => Aten.scalar(value, w.dtype);
        if (decay != 0)
            Aten.copy_(w, Aten.sub(w, Aten.mul(w, Number(decay))));
        Aten.copy_(m, Aten.add(m, Aten.mul(Aten.sub(g, m), Number(b1))));
        Aten.copy_(v, Aten.add(v, Aten.mul(Aten.sub(Aten.mul(g, g), v), Number(b2))));
        if (vhat is not null)
            Aten.copy_(vhat, Aten.maximum(vhat, v));
        Tensor root = Aten.add(Aten.sqrt(vhat ?? v), Number(epsilon));
        Aten.copy_(w, Aten.sub(w, Aten.div(Aten.mul(m, Number(alpha)), root)));
    }

    private static void SgdByOps(Tensor w, Tensor g, Tensor? slot, double lr, double momentum, bool nesterov)
    {
        Tensor step = Aten.mul(g, Aten.scalar(lr, w.dtype));
        if (slot is null)
        {
            Aten.copy_(w, Aten.sub(w, step));
            return;
        }
        Tensor mu = Aten.scalar(momentum, w.dtype);
        Aten.copy_(slot, Aten.sub(Aten.mul(slot, mu), step));
        Aten.copy_(w, Aten.add(w, nesterov ? Aten.sub(Aten.mul(slot, mu), step) : slot));
    }

    /// <summary>The gradient in the variable's strides: raw memory is walked.</summary>
    private static Tensor Like(Tensor g, Tensor w)
    {
        if (Layout.SameStrides(g, w))
            return g;
        Tensor copy = Aten.empty_strided(w.shape.Span, Layout.Strides(w), w.dtype, w.Device);
        Aten.copy_(copy, g);
        return copy;
    }

    private static bool TakesKernel(Tensor w, params ReadOnlySpan<Tensor?> others)
    {
        if (!Kernel.Enabled || w.dtype != TF_DataType.TF_FLOAT || w.Device.IsCuda || w.size == 0)
            return false;
        foreach (Tensor? t in others)
            if (t is not null && (t.Device.IsCuda || !Layout.SameStrides(t, w)))
                return false;
        return true;
    }

    private static void CheckItem(string op, ResourceVariable w, Tensor g, params ReadOnlySpan<ResourceVariable?> slots)
    {
        Check.That(w.dtype.is_floating(), op, "variable", "a floating dtype", $"'{w.Name}' of {w.dtype.as_numpy_name()}");
        if (g.shape != w.shape || g.dtype != w.dtype)
            throw new InvalidArgumentError(
                $"{op}: argument gradient: expected shape {w.shape} {w.dtype.as_numpy_name()}, as variable '{w.Name}'; "
                + $"received {g.shape} {g.dtype.as_numpy_name()}");
        foreach (ResourceVariable? s in slots)
            if (s is not null && (s.shape != w.shape || s.dtype != w.dtype))
                throw new InvalidArgumentError(
                    $"{op}: argument slot '{s.Name}': expected shape {w.shape} {w.dtype.as_numpy_name()}, as variable '{w.Name}'; "
                    + $"received {s.shape} {s.dtype.as_numpy_name()}");
    }
}
