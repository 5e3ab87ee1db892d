using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Ops that return their input's values: identity, and the end of gradients.</summary>
internal static class Identity
{
    internal static Tensor Copy(Tensor x)
    {
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("identity", x.shape, x.dtype, [x], a => Copy(a[0]));
        return OnDevice(x, Device.Chosen ?? x.Device);
    }

    /// <summary>A copy where x lies elsewhere; its gradient travels back.</summary>
    private static Tensor OnDevice(Tensor x, Device device)
    {
        using var scope = new Scope("identity");
        Device source = x.Device;
        Tensor y = device == source ? Alias(x) : Aten._to_copy(x, x.dtype, device);
        Tape.Record("identity", [x], y, dy => [device == source ? dy : OnDevice(dy, source)]);
        return scope.Return(y);
    }

    /// <summary>The same values, through which no gradient flows.</summary>
    internal static Tensor StopGradient(Tensor x)
    {
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("stop_gradient", x.shape, x.dtype, [x], a => StopGradient(a[0]));
        using var scope = new Scope("stop_gradient");
        return scope.Return(Alias(x));
    }

    private static Tensor Alias(Tensor x) => new(x.NewNativeOwner(), x.Share);

    internal static Tensor EnsureShape(Tensor x, Shape shape)
    {
        if (!x.shape.is_compatible_with(shape))
            throw new InvalidArgumentError($"ensure_shape: argument x: expected shape {shape}; received {x.shape}");
        return Copy(x);
    }
}

public sealed partial class tensorflow
{
    /// <summary>The same values; within <c>tf.device</c>, on that device.</summary>
    public Tensor identity(Tensor input, string? name = null) => Identity.Copy(input);

    /// <summary>The same values, through which no gradient flows.</summary>
    public Tensor stop_gradient(Tensor x, string? name = null) => Identity.StopGradient(x);

    /// <summary>The tensor, or an error if its shape is not the given one (-1: any extent).</summary>
    public Tensor ensure_shape(Tensor x, Shape shape, string? name = null) => Identity.EnsureShape(x, shape);
}
