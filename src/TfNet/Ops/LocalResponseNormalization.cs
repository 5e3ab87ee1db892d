using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// AlexNet's normalisation over neighbouring channels (Krizhevsky et al. 2012, section 3.3):
/// y[c] = x[c] / (bias + alpha * sum over |i - c| &lt;= radius of x[i]^2)^beta.
/// </summary>
internal static class LocalResponseNormalization
{
    private const string Op = "local_response_normalization";

    /// <summary>x [N,H,W,C].</summary>
    internal static Tensor Apply(Tensor x, int depthRadius = 5, double bias = 1, double alpha = 1, double beta = 0.5)
    {
        Check.Floating(Op, x);
        Check.Rank(Op, x, 4);
        Check.That(depthRadius >= 0, Op, "depth_radius", "a number >= 0", depthRadius);
        Check.That(double.IsFinite(bias) && double.IsFinite(alpha) && double.IsFinite(beta), Op, "bias", "finite bias, alpha and beta",
            $"{bias}, {alpha}, {beta}");
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(Op, x.shape, x.dtype, [x], a => Apply(a[0], depthRadius, bias, alpha, beta));
        if (x.size == 0)
            return x;
        using var scope = new Scope(Op);
        Tensor scale = ChannelWindow(Aten.mul(x, x), (int)Math.Min(depthRadius, x.shape[^1])) * alpha + bias;
        Tensor power = Power(scale, -beta);
        Tensor y = Aten.mul(x, power);
        if (Tape.IsRecording(x))
            Tape.Record(Op, [x], y, dy => [Gradient(dy, x, depthRadius, bias, alpha, beta)], x);
        return scope.Return(y);
    }

    /// <summary>dx = dy*scale^-beta - 2 alpha beta x * (window sum of dy*x*scale^(-beta-1)).</summary>
    private static Tensor Gradient(Tensor dy, Tensor x, int depthRadius, double bias, double alpha, double beta)
    {
        Check.SameAs("gradient of " + Op, dy, x);
        int radius = (int)Math.Min(depthRadius, x.shape[^1]);
        Tensor scale = ChannelWindow(x * x, radius) * alpha + bias;
        Tensor power = Power(scale, -beta);
        return dy * power - x * ChannelWindow(dy * x * power / scale, radius) * (2 * alpha * beta);
    }

    /// <summary>The sum over the window around each channel: symmetric, so it is its own gradient.</summary>
    private static Tensor ChannelWindow(Tensor x, int radius)
    {
        using var scope = new Scope("channel_window");
        Tensor rows = Aten.reshape(x, x.size / x.shape[^1], 1, 1, x.shape[^1]);
        Tensor y = Aten.reshape(Aten.avg_pool(rows, [1, 2 * radius + 1], [1, 1], [0, radius], true, 1), x.shape.Span);
        if (Tape.IsRecording(x))
            Tape.Record("channel_window", [x], y, dy => [ChannelWindow(dy, radius)]);
        return scope.Return(y);
    }

    private static Tensor Power(Tensor x, double exponent)
    {
        using var scope = new Scope("power");
        Tensor y = Aten.Binary("aten::pow"u8, x, Aten.scalar(exponent, x.dtype), "Tensor_Tensor"u8);
        if (Tape.IsRecording(x))
            Tape.Record("power", [x], y, dy => [dy * Power(x, exponent) / x * exponent], x);
        return scope.Return(y);
    }
}
