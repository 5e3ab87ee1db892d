using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Functions whose gradient the caller writes.</summary>
internal static class CustomGradient
{
    /// <summary>
    /// Calls f unrecorded and records its gradient in place of its ops' ones. What f made may be read by the gradient,
    /// so all of it stays until then.
    /// </summary>
    internal static Tensor Call(Tensor[] inputs, Func<Tensor[], (Tensor Y, Func<Tensor, Tensor[]> Gradient)> f)
    {
        if (inputs.Any(t => t.IsSymbolic))
            return Symbolic(inputs, f);
        using var scope = new Scope("custom_gradient");
        (Tensor y, Func<Tensor, Tensor[]> gradient) = Unrecorded(inputs, f);
        // A result that is an input would be its own source on the tape.
        if (Array.IndexOf(inputs, y) >= 0)
            y = Identity.StopGradient(y);
        if (Tape.IsRecording(inputs))
            Tape.Record("custom_gradient", inputs, y, (Tensor dy, bool[] _) => Checked(gradient(dy), inputs), [.. inputs, .. scope.Made()]);
        return scope.Return(y);
    }

    private static (Tensor, Func<Tensor, Tensor[]>) Unrecorded(Tensor[] inputs, Func<Tensor[], (Tensor, Func<Tensor, Tensor[]>)> f)
    {
        using (Tape.Suspend())
            return f(inputs);
    }

    private static Tensor Symbolic(Tensor[] inputs, Func<Tensor[], (Tensor, Func<Tensor, Tensor[]>)> f)
    {
        (Tensor y, _) = f(inputs);
        return SymbolicOrigin.Result("custom_gradient", y.shape, y.dtype, inputs, t => Call(t, f));
    }

    private static Tensor?[] Checked(Tensor?[] gradients, Tensor[] inputs)
    {
        Check.That(gradients.Length == inputs.Length, "custom_gradient", "grad", $"{inputs.Length} gradients, one for each input", gradients.Length);
        for (int i = 0; i < inputs.Length; i++)
            if (gradients[i] is { } g)
                Check.SameAs("custom_gradient", g, inputs[i], "grad");
        return gradients;
    }
}

public sealed partial class tensorflow
{
    /// <summary>
    /// A function with a gradient of its own: f gives the value and the function from the upstream gradient to the input's.
    /// <code>var clipped = tf.custom_gradient(x => (x, dy => tf.clip_by_value(dy, -1f, 1f)));</code>
    /// </summary>
    public Func<Tensor, Tensor> custom_gradient(Func<Tensor, (Tensor, Func<Tensor, Tensor>)> f) => x => CustomGradient.Call([x], t =>
    {
        (Tensor y, Func<Tensor, Tensor> gradient) = f(t[0]);
        return (y, dy => [gradient(dy)]);
    });

    /// <summary>As above for several inputs; the gradient function gives one tensor for each.</summary>
    public Func<Tensor[], Tensor> custom_gradient(Func<Tensor[], (Tensor, Func<Tensor, Tensor[]>)> f) => inputs => CustomGradient.Call(inputs, f);
}
