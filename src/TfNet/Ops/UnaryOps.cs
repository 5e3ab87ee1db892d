using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Element-wise functions of one tensor, each with its derivative.</summary>
internal static class UnaryOps
{
    internal static Tensor Exp(Tensor x) =>
        MathOps.Unary("exp", x, Aten.exp, static (dy, _, y) => dy * y, Keep.Output);

    /// <summary>exp(x) - 1, exact near 0.</summary>
    internal static Tensor Expm1(Tensor x) =>
        MathOps.Unary("expm1", x, Aten.expm1, static (dy, _, y) => dy * (y + 1), Keep.Output);

    internal static Tensor Log(Tensor x) =>
        MathOps.Unary("log", x, Aten.log, static (dy, x, _) => dy / x, Keep.Input);

    /// <summary>log(1 + x), exact near 0.</summary>
    internal static Tensor Log1p(Tensor x) =>
        MathOps.Unary("log1p", x, Aten.log1p, static (dy, x, _) => dy / (x + 1), Keep.Input);

    internal static Tensor Sqrt(Tensor x) =>
        MathOps.Unary("sqrt", x, Aten.sqrt, static (dy, _, y) => dy * 0.5 / y, Keep.Output);

    /// <summary>x^-1/2; d = -y^3 / 2.</summary>
    internal static Tensor Rsqrt(Tensor x) =>
        MathOps.Unary("rsqrt", x, Aten.rsqrt, static (dy, _, y) => dy * (y * y * y) * -0.5, Keep.Output);

    internal static Tensor Square(Tensor x) =>
        MathOps.Unary("square", x, static x => Aten.mul(x, x), static (dy, x, _) => dy * (x * 2), Keep.Input, needsFloat: false);

    /// <summary>|x|; the derivative at 0 is 0.</summary>
    internal static Tensor Abs(Tensor x) =>
        MathOps.Unary("abs", x, Aten.abs, static (dy, x, _) => dy * Sign(x), Keep.Input, needsFloat: false);

    /// <summary>-1, 0 or 1; a zero gradient, as TensorFlow's.</summary>
    internal static Tensor Sign(Tensor x) =>
        MathOps.Unary("sign", x, Aten.sign, static (dy, _, _) => Creation.ZerosLike(dy), Keep.Nothing, needsFloat: false);

    internal static Tensor Reciprocal(Tensor x) =>
        MathOps.Unary("reciprocal", x, Aten.reciprocal, static (dy, _, y) => -dy * (y * y), Keep.Output);

    internal static Tensor Sin(Tensor x) =>
        MathOps.Unary("sin", x, Aten.sin, static (dy, x, _) => dy * Cos(x), Keep.Input);

    internal static Tensor Cos(Tensor x) =>
        MathOps.Unary("cos", x, Aten.cos, static (dy, x, _) => -dy * Sin(x), Keep.Input);

    internal static Tensor Tan(Tensor x) =>
        MathOps.Unary("tan", x, Aten.tan, static (dy, _, y) => dy * (y * y + 1), Keep.Output);

    internal static Tensor Asin(Tensor x) =>
        MathOps.Unary("asin", x, Aten.asin, static (dy, x, _) => dy * Rsqrt(1 - x * x), Keep.Input);

    internal static Tensor Acos(Tensor x) =>
        MathOps.Unary("acos", x, Aten.acos, static (dy, x, _) => -dy * Rsqrt(1 - x * x), Keep.Input);

    internal static Tensor Atan(Tensor x) =>
        MathOps.Unary("atan", x, Aten.atan, static (dy, x, _) => dy / (x * x + 1), Keep.Input);

    internal static Tensor Sinh(Tensor x) =>
        MathOps.Unary("sinh", x, Aten.sinh, static (dy, x, _) => dy * Cosh(x), Keep.Input);

    internal static Tensor Cosh(Tensor x) =>
        MathOps.Unary("cosh", x, Aten.cosh, static (dy, x, _) => dy * Sinh(x), Keep.Input);

    internal static Tensor Asinh(Tensor x) =>
        MathOps.Unary("asinh", x, Aten.asinh, static (dy, x, _) => dy * Rsqrt(x * x + 1), Keep.Input);

    internal static Tensor Acosh(Tensor x) =>
        MathOps.Unary("acosh", x, Aten.acosh, static (dy, x, _) => dy * Rsqrt(x * x - 1), Keep.Input);

    internal static Tensor Atanh(Tensor x) =>
        MathOps.Unary("atanh", x, Aten.atanh, static (dy, x, _) => dy / (1 - x * x), Keep.Input);

    internal static Tensor Erf(Tensor x) =>
        MathOps.Unary("erf", x, Aten.erf, static (dy, x, _) => dy * (Exp(-(x * x)) * s_twoOverRootPi), Keep.Input);

    internal static Tensor Erfc(Tensor x) =>
        MathOps.Unary("erfc", x, Aten.erfc, static (dy, x, _) => dy * (Exp(-(x * x)) * -s_twoOverRootPi), Keep.Input);

    internal static Tensor Lgamma(Tensor x) =>
        MathOps.Unary("lgamma", x, Aten.lgamma, static (dy, x, _) => dy * Digamma(x), Keep.Input);

    internal static Tensor Digamma(Tensor x) => Polygamma(0, x);

    /// <summary>The n-th derivative of digamma, (-1)^(n+1) n! zeta(n+1, x). LibTorch's own for n = 1 is good to 2e-10 only.</summary>
    private static Tensor Polygamma(int n, Tensor x) =>
        MathOps.Unary("polygamma", x, x => PolygammaOf(n, x), (dy, x, _) => dy * Polygamma(n + 1, x), Keep.Input);

    private static Tensor PolygammaOf(int n, Tensor x)
    {
        if (n == 0)
            return Aten.digamma(x);
        double factor = n % 2 == 0 ? -1 : 1;
        for (int k = 2; k <= n; k++)
            factor *= k;
        return Aten.mul(Aten.special_zeta(Aten.scalar(n + 1, x.dtype), x), Aten.scalar(factor, x.dtype));
    }

    internal static Tensor Floor(Tensor x) => Step("floor", x, Aten.floor);

    internal static Tensor Ceil(Tensor x) => Step("ceil", x, Aten.ceil);

    /// <summary>To the nearest integer, halves to the even one.</summary>
    internal static Tensor Round(Tensor x) => Step("round", x, Aten.round);

    internal static Tensor IsNan(Tensor x) => Compare.Test("is_nan", x, Aten.isnan);

    internal static Tensor IsFinite(Tensor x) => Compare.Test("is_finite", x, Aten.isfinite);

    internal static Tensor IsInf(Tensor x) => Compare.Test("is_inf", x, Aten.isinf);

    /// <summary>Step functions have no gradient (None, as in TensorFlow).</summary>
    private static Tensor Step(string op, Tensor x, Func<Tensor, Tensor> forward)
    {
        Check.Numeric(op, x);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(op, x.shape, x.dtype, [x], a => Step(op, a[0], forward));
        if (x.dtype.is_integer())
            return x;
        using var scope = new Scope(op);
        return scope.Return(forward(x));
    }

    private static readonly double s_twoOverRootPi = 2 / Math.Sqrt(Math.PI);
}

public sealed partial class tensorflow
{
    public Tensor abs(Tensor x, string? name = null) => UnaryOps.Abs(x);

    public Tensor acos(Tensor x, string? name = null) => UnaryOps.Acos(x);

    public Tensor asin(Tensor x, string? name = null) => UnaryOps.Asin(x);

    public Tensor atan(Tensor x, string? name = null) => UnaryOps.Atan(x);

    public Tensor ceil(Tensor x, string? name = null) => UnaryOps.Ceil(x);

    public Tensor cos(Tensor x, string? name = null) => UnaryOps.Cos(x);

    public Tensor cosh(Tensor x, string? name = null) => UnaryOps.Cosh(x);

    public Tensor exp(Tensor x, string? name = null) => UnaryOps.Exp(x);

    public Tensor floor(Tensor x, string? name = null) => UnaryOps.Floor(x);

    public Tensor is_finite(Tensor x, string? name = null) => UnaryOps.IsFinite(x);

    public Tensor is_nan(Tensor x, string? name = null) => UnaryOps.IsNan(x);

    public Tensor lgamma(Tensor x, string? name = null) => UnaryOps.Lgamma(x);

    public Tensor log(Tensor x, string? name = null) => UnaryOps.Log(x);

    public Tensor log1p(Tensor x, string? name = null) => UnaryOps.Log1p(x);

    public Tensor negative(Tensor x, string? name = null) => MathOps.Negative(x);

    /// <summary>To the nearest integer, halves to the even one.</summary>
    public Tensor round(Tensor x, string? name = null) => UnaryOps.Round(x);

    public Tensor rsqrt(Tensor x, string? name = null) => UnaryOps.Rsqrt(x);

    public Tensor sign(Tensor x, string? name = null) => UnaryOps.Sign(x);

    public Tensor sin(Tensor x, string? name = null) => UnaryOps.Sin(x);

    public Tensor sinh(Tensor x, string? name = null) => UnaryOps.Sinh(x);

    public Tensor sqrt(Tensor x, string? name = null) => UnaryOps.Sqrt(x);

    public Tensor square(Tensor x, string? name = null) => UnaryOps.Square(x);

    public Tensor tan(Tensor x, string? name = null) => UnaryOps.Tan(x);
}

public sealed partial class math_api
{
    public Tensor abs(Tensor x, string? name = null) => UnaryOps.Abs(x);

    public Tensor acos(Tensor x, string? name = null) => UnaryOps.Acos(x);

    public Tensor acosh(Tensor x, string? name = null) => UnaryOps.Acosh(x);

    public Tensor asin(Tensor x, string? name = null) => UnaryOps.Asin(x);

    public Tensor asinh(Tensor x, string? name = null) => UnaryOps.Asinh(x);

    public Tensor atan(Tensor x, string? name = null) => UnaryOps.Atan(x);

    public Tensor atanh(Tensor x, string? name = null) => UnaryOps.Atanh(x);

    public Tensor ceil(Tensor x, string? name = null) => UnaryOps.Ceil(x);

    public Tensor cos(Tensor x, string? name = null) => UnaryOps.Cos(x);

    public Tensor cosh(Tensor x, string? name = null) => UnaryOps.Cosh(x);

    public Tensor digamma(Tensor x, string? name = null) => UnaryOps.Digamma(x);

    /// <summary>The error function 2/sqrt(pi) * integral of exp(-t^2) from 0 to x.</summary>
    public Tensor erf(Tensor x, string? name = null) => UnaryOps.Erf(x);

    public Tensor erfc(Tensor x, string? name = null) => UnaryOps.Erfc(x);

    public Tensor exp(Tensor x, string? name = null) => UnaryOps.Exp(x);

    public Tensor expm1(Tensor x, string? name = null) => UnaryOps.Expm1(x);

    public Tensor floor(Tensor x, string? name = null) => UnaryOps.Floor(x);

    public Tensor is_finite(Tensor x, string? name = null) => UnaryOps.IsFinite(x);

    public Tensor is_inf(Tensor x, string? name = null) => UnaryOps.IsInf(x);

    public Tensor is_nan(Tensor x, string? name = null) => UnaryOps.IsNan(x);

    public Tensor lgamma(Tensor x, string? name = null) => UnaryOps.Lgamma(x);

    public Tensor log(Tensor x, string? name = null) => UnaryOps.Log(x);

    public Tensor log1p(Tensor x, string? name = null) => UnaryOps.Log1p(x);

    public Tensor negative(Tensor x, string? name = null) => MathOps.Negative(x);

    public Tensor reciprocal(Tensor x, string? name = null) => UnaryOps.Reciprocal(x);

    /// <summary>To the nearest integer, halves to the even one.</summary>
    public Tensor round(Tensor x, string? name = null) => UnaryOps.Round(x);

    public Tensor rsqrt(Tensor x, string? name = null) => UnaryOps.Rsqrt(x);

    public Tensor sign(Tensor x, string? name = null) => UnaryOps.Sign(x);

    public Tensor sin(Tensor x, string? name = null) => UnaryOps.Sin(x);

    public Tensor sinh(Tensor x, string? name = null) => UnaryOps.Sinh(x);

    public Tensor sqrt(Tensor x, string? name = null) => UnaryOps.Sqrt(x);

    public Tensor square(Tensor x, string? name = null) => UnaryOps.Square(x);

    public Tensor tan(Tensor x, string? name = null) => UnaryOps.Tan(x);
}
