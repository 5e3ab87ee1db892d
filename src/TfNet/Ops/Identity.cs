using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Ops that return their input's values: identity, and the end of gradients.</summary>
internal static class Identity
{
    internal static Tensor Copy(Tensor x)
    {
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("identity", x.shape, x.dtype, [x], a => Copy(a[0]));
        using var scope = new Scope("identity");
        Tensor y = Alias(x);
        Tape.Record("identity", [x], y, dy => [dy]);
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
    public Tensor identity(Tensor input, string? name = null) => Identity.Copy(input);

    /// <summary>The same values, through which no gradient flows.</summary>
    public Tensor stop_gradient(Tensor x, string? name = null) => Identity.StopGradient(x);

    /// <summary>The tensor, or an error if its shape is not the given one (-1: any extent).</summary>
    public Tensor ensure_shape(Tensor x, Shape shape, string? name = null) => Identity.EnsureShape(x, shape);
}
