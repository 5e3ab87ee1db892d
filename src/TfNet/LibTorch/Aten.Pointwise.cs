using Tensorflow;

namespace TfNet.LibTorch;

internal static unsafe partial class Aten
{
    /// <summary>
    /// self + other by the direct call self - (-1) * other (add's schema has a Scalar that the dispatcher call cannot carry).
    /// </summary>
    internal static Tensor add(Tensor self, Tensor other) => Subtract(self, other, -1);

    internal static Tensor sub(Tensor self, Tensor other) => Subtract(self, other, 1);

    private static Tensor Subtract(Tensor self, Tensor other, double alpha)
    {
        Engine.Ensure();
        if (self.dtype.is_integer())
            return AddIntegers(self, alpha < 0 ? other : neg(other));
        nint result;
        (nint a, nint b) = (self.NativeTensor, other.NativeTensor);
        Denormals.Flush();
        int code = Native.aoti_torch_aten_subtract_Tensor(a, b, alpha, &result);
        Denormals.Restore();
        if (code != 0 && self.Device != other.Device)
            throw DispatcherCall.SeveralDevices("aten::sub");
        Engine.Check(code, "aten::sub");
        return new Tensor(result);
    }

    /// <summary>The direct call's alpha is a double, which LibTorch refuses for integers: these are summed over a new axis.</summary>
    private static Tensor AddIntegers(Tensor a, Tensor b)
    {
        Shape shape = Broadcast.Shapes("add", a.shape, b.shape);
        (a, b) = (Beside(a, b), Beside(b, a));
        return sum(cat([unsqueeze(expand(a, shape.Span), 0), unsqueeze(expand(b, shape.Span), 0)], 0), [0], false);
    }

    /// <summary>A scalar of the processor where the other is: cat does not take it as it stands.</summary>
    private static Tensor Beside(Tensor a, Tensor b) => a.rank == 0 && a.Device != b.Device && !a.Device.IsCuda ? _to_copy(a, a.dtype, b.Device) : a;

    /// <summary>name(Tensor self) -> Tensor, for any operator of that form.</summary>
    internal static Tensor Unary(ReadOnlySpan<byte> name, Tensor self) => new DispatcherCall(name).Add(self).Invoke();

    /// <summary>name.Tensor(Tensor self, Tensor other) -> Tensor, for any operator of that form.</summary>
    internal static Tensor Binary(ReadOnlySpan<byte> name, Tensor self, Tensor other, ReadOnlySpan<byte> overload = default) =>
        new DispatcherCall(name, overload.Length == 0 ? "Tensor"u8 : overload).Add(self).Add(other).Invoke();

    internal static Tensor mul(Tensor self, Tensor other) => Binary("aten::mul"u8, self, other);

    internal static Tensor div(Tensor self, Tensor other) => Binary("aten::div"u8, self, other);

    internal static Tensor neg(Tensor self) => Unary("aten::neg"u8, self);

    internal static Tensor sign(Tensor self) => Unary("aten::sign"u8, self);

    internal static Tensor relu(Tensor self) => Unary("aten::relu"u8, self);

    /// <summary>mul_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)</summary>
    internal static void mul_(Tensor self, Tensor other) =>
        new DispatcherCall("aten::mul_"u8, "Tensor"u8).Add(self).Add(other).InvokeInPlace();

    /// <summary>where.self(Tensor condition, Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor where(Tensor condition, Tensor self, Tensor other) =>
        new DispatcherCall("aten::where"u8, "self"u8).Add(condition).Add(self).Add(other).Invoke();

    internal static Tensor exp(Tensor self) => Unary("aten::exp"u8, self);

    internal static Tensor expm1(Tensor self) => Unary("aten::expm1"u8, self);

    internal static Tensor log(Tensor self) => Unary("aten::log"u8, self);

    internal static Tensor log1p(Tensor self) => Unary("aten::log1p"u8, self);

    internal static Tensor sqrt(Tensor self) => Unary("aten::sqrt"u8, self);

    internal static Tensor rsqrt(Tensor self) => Unary("aten::rsqrt"u8, self);

    internal static Tensor square(Tensor self) => Unary("aten::square"u8, self);

    internal static Tensor abs(Tensor self) => Unary("aten::abs"u8, self);

    internal static Tensor reciprocal(Tensor self) => Unary("aten::reciprocal"u8, self);

    internal static Tensor sin(Tensor self) => Unary("aten::sin"u8, self);

    internal static Tensor cos(Tensor self) => Unary("aten::cos"u8, self);

    internal static Tensor tan(Tensor self) => Unary("aten::tan"u8, self);

    internal static Tensor asin(Tensor self) => Unary("aten::asin"u8, self);

    internal static Tensor acos(Tensor self) => Unary("aten::acos"u8, self);

    internal static Tensor atan(Tensor self) => Unary("aten::atan"u8, self);

    internal static Tensor sinh(Tensor self) => Unary("aten::sinh"u8, self);

    internal static Tensor cosh(Tensor self) => Unary("aten::cosh"u8, self);

    internal static Tensor tanh(Tensor self) => Unary("aten::tanh"u8, self);

    internal static Tensor asinh(Tensor self) => Unary("aten::asinh"u8, self);

    internal static Tensor acosh(Tensor self) => Unary("aten::acosh"u8, self);

    internal static Tensor atanh(Tensor self) => Unary("aten::atanh"u8, self);

    internal static Tensor floor(Tensor self) => Unary("aten::floor"u8, self);

    internal static Tensor ceil(Tensor self) => Unary("aten::ceil"u8, self);

    internal static Tensor round(Tensor self) => Unary("aten::round"u8, self);

    internal static Tensor erf(Tensor self) => Unary("aten::erf"u8, self);

    internal static Tensor erfc(Tensor self) => Unary("aten::erfc"u8, self);

    internal static Tensor lgamma(Tensor self) => Unary("aten::lgamma"u8, self);

    internal static Tensor digamma(Tensor self) => Unary("aten::digamma"u8, self);

    internal static Tensor sigmoid(Tensor self) => Unary("aten::sigmoid"u8, self);

    internal static Tensor isnan(Tensor self) => Unary("aten::isnan"u8, self);

    internal static Tensor isfinite(Tensor self) => Unary("aten::isfinite"u8, self);

    internal static Tensor isinf(Tensor self) => Unary("aten::isinf"u8, self);

    internal static Tensor logical_not(Tensor self) => Unary("aten::logical_not"u8, self);

    internal static Tensor relu6(Tensor self) => Unary("aten::relu6"u8, self);

    internal static Tensor silu(Tensor self) => Unary("aten::silu"u8, self);

    internal static Tensor mish(Tensor self) => Unary("aten::mish"u8, self);

    internal static Tensor hardswish(Tensor self) => Unary("aten::hardswish"u8, self);

    internal static Tensor hardsigmoid(Tensor self) => Unary("aten::hardsigmoid"u8, self);

    internal static Tensor eq(Tensor self, Tensor other) => Binary("aten::eq"u8, self, other);

    internal static Tensor ne(Tensor self, Tensor other) => Binary("aten::ne"u8, self, other);

    internal static Tensor lt(Tensor self, Tensor other) => Binary("aten::lt"u8, self, other);

    internal static Tensor le(Tensor self, Tensor other) => Binary("aten::le"u8, self, other);

    internal static Tensor gt(Tensor self, Tensor other) => Binary("aten::gt"u8, self, other);

    internal static Tensor ge(Tensor self, Tensor other) => Binary("aten::ge"u8, self, other);

    internal static Tensor remainder(Tensor self, Tensor other) => Binary("aten::remainder"u8, self, other);

    /// <summary>maximum(Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor maximum(Tensor self, Tensor other) => new DispatcherCall("aten::maximum"u8).Add(self).Add(other).Invoke();

    /// <summary>minimum(Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor minimum(Tensor self, Tensor other) => new DispatcherCall("aten::minimum"u8).Add(self).Add(other).Invoke();

    /// <summary>atan2(Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor atan2(Tensor self, Tensor other) => new DispatcherCall("aten::atan2"u8).Add(self).Add(other).Invoke();

    /// <summary>floor_divide(Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor floor_divide(Tensor self, Tensor other) =>
        new DispatcherCall("aten::floor_divide"u8).Add(self).Add(other).Invoke();

    /// <summary>logical_and(Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor logical_and(Tensor self, Tensor other) =>
        new DispatcherCall("aten::logical_and"u8).Add(self).Add(other).Invoke();

    /// <summary>logical_or(Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor logical_or(Tensor self, Tensor other) => new DispatcherCall("aten::logical_or"u8).Add(self).Add(other).Invoke();

    /// <summary>logical_xor(Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor logical_xor(Tensor self, Tensor other) =>
        new DispatcherCall("aten::logical_xor"u8).Add(self).Add(other).Invoke();

    /// <summary>pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor</summary>
    internal static Tensor pow(Tensor self, Tensor exponent) => Binary("aten::pow"u8, self, exponent, "Tensor_Tensor"u8);

    /// <summary>xlogy.Tensor(Tensor self, Tensor other) -> Tensor</summary>
    internal static Tensor xlogy(Tensor self, Tensor other) => Binary("aten::xlogy"u8, self, other);

    /// <summary>special_zeta(Tensor self, Tensor other) -> Tensor: sum over k >= 0 of (other + k)^-self.</summary>
    internal static Tensor special_zeta(Tensor self, Tensor other) =>
        new DispatcherCall("aten::special_zeta"u8).Add(self).Add(other).Invoke();

    /// <summary>div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor; rounding_mode is "trunc" or "floor".</summary>
    internal static Tensor div(Tensor self, Tensor other, ReadOnlySpan<byte> rounding_mode) =>
        new DispatcherCall("aten::div"u8, "Tensor_mode"u8).Add(self).Add(other).AddOptionalString(rounding_mode).Invoke();

    /// <summary>clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor</summary>
    internal static Tensor clamp(Tensor self, Tensor? min, Tensor? max) =>
        new DispatcherCall("aten::clamp"u8, "Tensor"u8).Add(self).AddOptional(min).AddOptional(max).Invoke();

    /// <summary>nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor</summary>
    internal static Tensor nan_to_num(Tensor self, double nan, double posinf, double neginf) =>
        new DispatcherCall("aten::nan_to_num"u8).Add(self).AddOptional((double?)nan).AddOptional((double?)posinf)
            .AddOptional((double?)neginf).Invoke();

    /// <summary>gelu(Tensor self, *, str approximate='none') -> Tensor; approximate is "none" or "tanh".</summary>
    internal static Tensor gelu(Tensor self, ReadOnlySpan<byte> approximate) =>
        new DispatcherCall("aten::gelu"u8).Add(self).AddString(approximate).Invoke();

    /// <summary>gelu_backward(Tensor grad_output, Tensor self, *, str approximate='none') -> Tensor</summary>
    internal static Tensor gelu_backward(Tensor grad_output, Tensor self, ReadOnlySpan<byte> approximate) =>
        new DispatcherCall("aten::gelu_backward"u8).Add(grad_output).Add(self).AddString(approximate).Invoke();

    /// <summary>sigmoid_backward(Tensor grad_output, Tensor output) -> Tensor</summary>
    internal static Tensor sigmoid_backward(Tensor grad_output, Tensor output) =>
        new DispatcherCall("aten::sigmoid_backward"u8).Add(grad_output).Add(output).Invoke();

    /// <summary>tanh_backward(Tensor grad_output, Tensor output) -> Tensor</summary>
    internal static Tensor tanh_backward(Tensor grad_output, Tensor output) =>
        new DispatcherCall("aten::tanh_backward"u8).Add(grad_output).Add(output).Invoke();

    /// <summary>silu_backward(Tensor grad_output, Tensor self) -> Tensor</summary>
    internal static Tensor silu_backward(Tensor grad_output, Tensor self) =>
        new DispatcherCall("aten::silu_backward"u8).Add(grad_output).Add(self).Invoke();

    /// <summary>mish_backward(Tensor grad_output, Tensor self) -> Tensor</summary>
    internal static Tensor mish_backward(Tensor grad_output, Tensor self) =>
        new DispatcherCall("aten::mish_backward"u8).Add(grad_output).Add(self).Invoke();

    /// <summary>hardsigmoid_backward(Tensor grad_output, Tensor self) -> Tensor</summary>
    internal static Tensor hardsigmoid_backward(Tensor grad_output, Tensor self) =>
        new DispatcherCall("aten::hardsigmoid_backward"u8).Add(grad_output).Add(self).Invoke();

    /// <summary>native_dropout(Tensor input, float p, bool? train) -> (Tensor, Tensor): y, and where values were kept.</summary>
    internal static (Tensor Y, Tensor Mask) native_dropout(Tensor input, double p) =>
        new DispatcherCall("aten::native_dropout"u8).Add(input).Add(p).AddOptional(1L).Invoke2();

    /// <summary>native_dropout_backward(Tensor grad_output, Tensor mask, float scale) -> Tensor</summary>
    internal static Tensor native_dropout_backward(Tensor grad_output, Tensor mask, double scale) =>
        new DispatcherCall("aten::native_dropout_backward"u8).Add(grad_output).Add(mask).Add(scale).Invoke();
}
