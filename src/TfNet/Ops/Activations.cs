using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Smooth and piecewise activations. Gradients use LibTorch's fused ones where no outer tape records.</summary>
internal static class Activations
{
    private const double SeluScale = 1.0507009873554804934193349852946;
    private const double SeluAlpha = 1.6732632423543772848170429916717;
    private const double SeluScaleAlpha = SeluScale * SeluAlpha;
    private static readonly double s_rootHalf = Math.Sqrt(0.5);
    private static readonly double s_rootTwoOverPi = Math.Sqrt(2 / Math.PI);

    internal static Tensor Sigmoid(Tensor x) =>
        MathOps.Unary(
            "sigmoid", x, Aten.sigmoid, static (dy, _, y) => Tape.AnyActive ? dy * (y * (1 - y)) : Aten.sigmoid_backward(dy, y),
            Keep.Output);

    internal static Tensor Tanh(Tensor x) =>
        MathOps.Unary(
            "tanh", x, Aten.tanh, static (dy, _, y) => Tape.AnyActive ? dy * (1 - y * y) : Aten.tanh_backward(dy, y), Keep.Output);

    /// <summary>log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)).</summary>
    internal static Tensor Softplus(Tensor x) =>
        MathOps.Unary("softplus", x, SoftplusOf, static (dy, x, _) => dy * Sigmoid(x), Keep.Input);

    private static Tensor SoftplusOf(Tensor x) => Aten.add(Aten.relu(x), Aten.log1p(Aten.exp(Aten.neg(Aten.abs(x)))));

    /// <summary>x / (1 + |x|).</summary>
    internal static Tensor Softsign(Tensor x) =>
        MathOps.Unary("softsign", x, static x => Aten.div(x, Aten.add(Aten.abs(x), Aten.scalar(1, x.dtype))),
            static (dy, x, _) => dy / UnaryOps.Square(UnaryOps.Abs(x) + 1), Keep.Input);

    /// <summary>x for x > 0, else alpha (exp(x) - 1).</summary>
    internal static Tensor Elu(Tensor x, double alpha = 1) =>
        MathOps.Unary("elu", x, x => Exponential(x, 1, alpha), (dy, x, y) =>
        {
            Tensor positive = Aten.gt(x, Aten.scalar(0, x.dtype));
            return Select.Where(positive, dy, dy * (y + alpha));
        }, Keep.Both);

    /// <summary>
    /// scale x for x > 0, else scale alpha (exp(x) - 1), with the constants of self-normalizing networks (Klambauer et al. 2017).
    /// </summary>
    internal static Tensor Selu(Tensor x) =>
        MathOps.Unary("selu", x, static x => Exponential(x, SeluScale, SeluScaleAlpha), static (dy, _, y) =>
        {
            Tensor negative = Aten.lt(y, Aten.scalar(0, y.dtype));
            return Select.Where(negative, dy * (y + SeluScaleAlpha), dy * SeluScale);
        }, Keep.Output);

    private static Tensor Exponential(Tensor x, double scale, double alpha)
    {
        Tensor positive = Aten.relu(x);
        Tensor negative = Aten.expm1(Aten.minimum(x, Aten.scalar(0, x.dtype)));
        if (scale != 1)
            positive = Aten.mul(positive, Aten.scalar(scale, x.dtype));
        if (alpha != 1)
            negative = Aten.mul(negative, Aten.scalar(alpha, x.dtype));
        return Aten.add(positive, negative);
    }

    /// <summary>x Phi(x): exact by erf, or 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) (Hendrycks and Gimpel 2016).</summary>
    internal static Tensor Gelu(Tensor x, bool approximate = false) => approximate
        ? MathOps.Unary("gelu", x, static x => Aten.gelu(x, "tanh"u8),
            static (dy, x, _) => Tape.AnyActive ? GeluTanhGradient(dy, x) : Aten.gelu_backward(dy, x, "tanh"u8), Keep.Input)
        : MathOps.Unary("gelu", x, static x => Aten.gelu(x, "none"u8),
            static (dy, x, _) => Tape.AnyActive ? GeluGradient(dy, x) : Aten.gelu_backward(dy, x, "none"u8), Keep.Input);

    private static Tensor GeluGradient(Tensor dy, Tensor x)
    {
        Tensor cdf = (UnaryOps.Erf(x * s_rootHalf) + 1) * 0.5;
        Tensor pdf = UnaryOps.Exp(x * x * -0.5) * (s_rootTwoOverPi / 2);
        return dy * (cdf + x * pdf);
    }

    private static Tensor GeluTanhGradient(Tensor dy, Tensor x)
    {
        Tensor squared = x * x;
        Tensor t = Tanh((x + x * squared * 0.044715) * s_rootTwoOverPi);
        Tensor inner = (squared * (3 * 0.044715) + 1) * s_rootTwoOverPi;
        return dy * ((t + 1) * 0.5 + x * (1 - t * t) * inner * 0.5);
    }

    /// <summary>x sigmoid(beta x).</summary>
    internal static Tensor Swish(Tensor x, double beta = 1)
    {
        if (beta == 1)
            return MathOps.Unary(
                "swish", x, Aten.silu, static (dy, x, _) => Tape.AnyActive ? SwishGradient(dy, x, 1) : Aten.silu_backward(dy, x),
                Keep.Input);
        return MathOps.Unary("swish", x, x => Aten.mul(x, Aten.sigmoid(Aten.mul(x, Aten.scalar(beta, x.dtype)))),
            (dy, x, _) => SwishGradient(dy, x, beta), Keep.Input);
    }

    private static Tensor SwishGradient(Tensor dy, Tensor x, double beta)
    {
        Tensor s = Sigmoid(beta == 1 ? x : x * beta);
        return dy * (s + x * (s * (1 - s)) * beta);
    }

    /// <summary>x tanh(softplus(x)) (Misra 2019).</summary>
    internal static Tensor Mish(Tensor x) =>
        MathOps.Unary(
            "mish", x, Aten.mish, static (dy, x, _) => Tape.AnyActive ? MishGradient(dy, x) : Aten.mish_backward(dy, x), Keep.Input);

    private static Tensor MishGradient(Tensor dy, Tensor x)
    {
        Tensor t = Tanh(Softplus(x));
        return dy * (t + x * Sigmoid(x) * (1 - t * t));
    }

    /// <summary>Keras 2's hard_sigmoid: 0.2 x + 0.5 clipped to 0..1; the derivative is 0.2 at the bounds too.</summary>
    internal static Tensor HardSigmoid(Tensor x)
    {
        using var scope = new Scope("hard_sigmoid");
        return scope.Return(Select.Clip(x * 0.2 + 0.5, 0, 1));
    }

    /// <summary>relu6(x + 3) / 6, the gate of MobileNetV3.</summary>
    internal static Tensor HardSigmoidV3(Tensor x) =>
        MathOps.Unary("hard_sigmoid_v3", x, static x => IsWideOnGpu(x) ? Gate(x) : Aten.hardsigmoid(x), static (dy, x, _) => dy * (Within(x) * (1.0 / 6)), Keep.Input);

    /// <summary>x relu6(x + 3) / 6 (MobileNetV3): the derivative is 0 below -3, 1 above 3, x/3 + 1/2 between.</summary>
    internal static Tensor HardSwish(Tensor x) =>
        MathOps.Unary("hard_swish", x, static x => IsWideOnGpu(x) ? Aten.mul(x, Gate(x)) : Aten.hardswish(x), static (dy, x, _) =>
        {
            Tensor three = Aten.scalar(3, x.dtype);
            Tensor above = Aten._to_copy(Aten.ge(x, three), x.dtype);
            return dy * (Within(x) * (x * (1.0 / 3) + 0.5) + above);
        }, Keep.Input);

    /// <summary>CUDA's operators multiply by float32's 1/6.</summary>
    private static bool IsWideOnGpu(Tensor x) => x.dtype == TF_DataType.TF_DOUBLE && x.Device.IsCuda;

    private static Tensor Gate(Tensor x) => Aten.div(Aten.relu6(Aten.add(x, Aten.scalar(3, x.dtype))), Aten.scalar(6, x.dtype));

    /// <summary>1 where -3 &lt; x &lt; 3, else 0; a constant.</summary>
    private static Tensor Within(Tensor x)
    {
        Tensor three = Aten.scalar(3, x.dtype);
        return Aten._to_copy(Aten.lt(Aten.abs(x), three), x.dtype);
    }

    /// <summary>log(sigmoid(x)) = -softplus(-x).</summary>
    internal static Tensor LogSigmoid(Tensor x)
    {
        using var scope = new Scope("log_sigmoid");
        return scope.Return(-Softplus(-x));
    }
}

public sealed partial class nn_api
{
    public Tensor elu(Tensor features, string? name = null) => Activations.Elu(features);

    /// <summary>x Phi(x), exact or by tanh.</summary>
    public Tensor gelu(Tensor features, bool approximate = false, string? name = null) => Activations.Gelu(features, approximate);

    public Tensor selu(Tensor features, string? name = null) => Activations.Selu(features);

    public Tensor sigmoid<T>(T x, string? name = null) => Activations.Sigmoid(ops.convert_to_tensor(x!));

    /// <summary>x sigmoid(beta x).</summary>
    public Tensor silu(Tensor features, float beta = 1, string? name = null) => Activations.Swish(features, beta);

    /// <summary>x sigmoid(beta x).</summary>
    public Tensor swish(Tensor features, float beta = 1, string? name = null) => Activations.Swish(features, beta);

    public Tensor softplus(Tensor features, string? name = null) => Activations.Softplus(features);

    public Tensor softsign(Tensor features, string? name = null) => Activations.Softsign(features);

    public Tensor tanh(Tensor x, string? name = null) => Activations.Tanh(x);
}

public sealed partial class math_api
{
    public Tensor log_sigmoid(Tensor x, string? name = null) => Activations.LogSigmoid(x);

    public Tensor sigmoid(Tensor x, string? name = null) => Activations.Sigmoid(x);

    public Tensor softplus(Tensor features, string? name = null) => Activations.Softplus(features);

    public Tensor softsign(Tensor features, string? name = null) => Activations.Softsign(features);

    public Tensor tanh(Tensor x, string? name = null) => Activations.Tanh(x);
}

public sealed partial class tensorflow
{
    public Tensor sigmoid<T>(T x, string? name = null) => Activations.Sigmoid(ops.convert_to_tensor(x!));

    public Tensor tanh(Tensor x, string? name = null) => Activations.Tanh(x);
}
