using Tensorflow;

namespace TfNet.Tests.Ops;

internal static partial class GoldenOps
{
    static partial void RegisterMath()
    {
        Dictionary<string, Func<Tensor, Tensor>> unary = new()
        {
            ["exp"] = x => tf.math.exp(x),
            ["expm1"] = x => tf.math.expm1(x),
            ["log"] = x => tf.math.log(x),
            ["log1p"] = x => tf.math.log1p(x),
            ["sqrt"] = x => tf.math.sqrt(x),
            ["rsqrt"] = x => tf.math.rsqrt(x),
            ["square"] = x => tf.math.square(x),
            ["abs"] = x => tf.math.abs(x),
            ["sign"] = x => tf.math.sign(x),
            ["negative"] = x => tf.math.negative(x),
            ["reciprocal"] = x => tf.math.reciprocal(x),
            ["sin"] = x => tf.math.sin(x),
            ["cos"] = x => tf.math.cos(x),
            ["tan"] = x => tf.math.tan(x),
            ["asin"] = x => tf.math.asin(x),
            ["acos"] = x => tf.math.acos(x),
            ["atan"] = x => tf.math.atan(x),
            ["sinh"] = x => tf.math.sinh(x),
            ["cosh"] = x => tf.math.cosh(x),
            ["asinh"] = x => tf.math.asinh(x),
            ["acosh"] = x => tf.math.acosh(x),
            ["atanh"] = x => tf.math.atanh(x),
            ["floor"] = x => tf.math.floor(x),
            ["ceil"] = x => tf.math.ceil(x),
            ["round"] = x => tf.math.round(x),
            ["lgamma"] = x => tf.math.lgamma(x),
            ["digamma"] = x => tf.math.digamma(x),
            ["erf"] = x => tf.math.erf(x),
            ["erfc"] = x => tf.math.erfc(x),
        };
        foreach ((string name, Func<Tensor, Tensor> f) in unary)
            Register("math." + name, c => f(c[0]));
        Dictionary<string, Func<Tensor, Tensor, Tensor>> binary = new()
        {
            ["add"] = (a, b) => a + b,
            ["subtract"] = (a, b) => a - b,
            ["multiply"] = (a, b) => a * b,
            ["divide"] = (a, b) => a / b,
            ["maximum"] = (a, b) => tf.maximum(a, b),
            ["minimum"] = (a, b) => tf.minimum(a, b),
            ["squared_difference"] = (a, b) => tf.squared_difference(a, b),
            ["pow"] = (a, b) => tf.pow(a, b),
            ["atan2"] = (a, b) => tf.atan2(a, b),
            ["floormod"] = (a, b) => a % b,
            ["floordiv"] = (a, b) => tf.floordiv(a, b),
            ["divide_no_nan"] = (a, b) => tf.math.divide_no_nan(a, b),
            ["xdivy"] = (a, b) => tf.math.xdivy(a, b),
            ["xlogy"] = (a, b) => tf.math.xlogy(a, b),
            ["equal"] = (a, b) => tf.equal(a, b),
            ["not_equal"] = (a, b) => tf.not_equal(a, b),
            ["less"] = (a, b) => a < b,
            ["less_equal"] = (a, b) => a <= b,
            ["greater"] = (a, b) => a > b,
            ["greater_equal"] = (a, b) => a >= b,
            ["truediv"] = (a, b) => tf.truediv(a, b),
        };
        foreach ((string name, Func<Tensor, Tensor, Tensor> f) in binary)
            Register("math." + name, c => f(c[0], c[1]));
        Register("truncatediv", c => tf.truncatediv(c[0], c[1]));
        Register("cast", c => tf.cast(c[0], c.Text("dtype").as_tf_dtype()));
    }

    static partial void RegisterActivation()
    {
        Dictionary<string, Func<Tensor, Tensor>> plain = new()
        {
            ["nn.relu"] = x => tf.nn.relu(x),
            ["nn.relu6"] = x => tf.nn.relu6(x),
            ["nn.elu"] = x => tf.nn.elu(x),
            ["nn.selu"] = x => tf.nn.selu(x),
            ["nn.sigmoid"] = x => tf.nn.sigmoid(x),
            ["nn.tanh"] = x => tf.nn.tanh(x),
            ["nn.softplus"] = x => tf.nn.softplus(x),
            ["nn.softsign"] = x => tf.nn.softsign(x),
            ["math.log_sigmoid"] = x => tf.math.log_sigmoid(x),
            ["nn.l2_loss"] = x => tf.nn.l2_loss(x),
            ["keras.activations.hard_sigmoid"] = Activations.HardSigmoid,
            ["keras.activations.mish"] = Activations.Mish,
            ["x * relu6(x + 3) / 6"] = Activations.HardSwish,
            ["relu6(x + 3) / 6"] = Activations.HardSigmoidV3,
        };
        foreach ((string name, Func<Tensor, Tensor> f) in plain)
            Register(name, c => f(c[0]));
        Register("nn.leaky_relu", c => tf.nn.leaky_relu(c[0], (float)c.Double("alpha")));
        Register("nn.crelu", c => tf.nn.crelu(c[0], c.Int("axis")));
        Register("nn.gelu", c => tf.nn.gelu(c[0], c.Bool("approximate")));
        Register("nn.swish", c => tf.nn.swish(c[0], (float)c.Double("beta")));
        Register("keras.activations.relu", c => Relu.Keras(c[0], c.Double("alpha"), c.Double("max_value"), c.Double("threshold")));
        Register("keras.activations.elu", c => Activations.Elu(c[0], c.Double("alpha")));
        Register("nn.softmax", c => tf.nn.softmax(c[0], c.Int("axis")));
        Register("nn.log_softmax", c => tf.nn.log_softmax(c[0], c.Int("axis")));
        Register("nn.softmax_cross_entropy_with_logits", c => tf.nn.softmax_cross_entropy_with_logits(c[0], c[1], c.Int("axis")));
        Register("nn.sparse_softmax_cross_entropy_with_logits", c => tf.nn.sparse_softmax_cross_entropy_with_logits(c[0], c[1]));
        Register("nn.sigmoid_cross_entropy_with_logits", c => tf.nn.sigmoid_cross_entropy_with_logits(c[0], c[1]));
        Register(
            "nn.weighted_cross_entropy_with_logits",
            c => tf.nn.weighted_cross_entropy_with_logits(c[0], c[1], (float)c.Double("pos_weight")));
    }
}
