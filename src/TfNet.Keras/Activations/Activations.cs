using Ops = Tensorflow.Activations;

namespace Tensorflow.Keras;

/// <summary>Keras' activations by name (https://keras.io/api/layers/activations/).</summary>
internal static class Activations
{
    internal static readonly Activation Linear = new("linear", x => x);

    private static readonly Dictionary<string, Activation> s_all = new Activation[]
    {
        Linear,
        new("relu", x => Relu.Apply(x), FusedActivation.Relu),
        new("relu6", x => Relu.Relu6(x), FusedActivation.Relu6),
        new("leaky_relu", x => Relu.Leaky(x, 0.2)),
        new("sigmoid", Sigmoid),
        new("softmax", x => SoftmaxOver(x, -1)),
        new("log_softmax", x => Tensorflow.Softmax.Log(x)),
        new("tanh", x => Ops.Tanh(x)),
        new("elu", x => Ops.Elu(x)),
        new("selu", x => Ops.Selu(x)),
        new("gelu", x => Ops.Gelu(x)),
        new("swish", x => Ops.Swish(x)),
        new("softplus", x => Ops.Softplus(x)),
        new("softsign", x => Ops.Softsign(x)),
        new("exponential", x => UnaryOps.Exp(x)),
        new("hard_sigmoid", x => Ops.HardSigmoid(x)),
        new("hard_swish", x => Ops.HardSwish(x)),
        new("mish", x => Ops.Mish(x)),
    }.ToDictionary(a => a.Name);

    private static readonly Dictionary<string, string> s_aliases = new() { ["silu"] = "swish" };

    internal static IEnumerable<string> Names => s_all.Keys;

    /// <summary>The activation of a name; null is linear.</summary>
    internal static Activation get(string? name)
    {
        if (name is null)
            return Linear;
        return s_all.TryGetValue(s_aliases.GetValueOrDefault(name, name), out Activation? a) ? a
            : throw new ValueError($"Unknown activation function '{name}' cannot be deserialized. Known: {string.Join(", ", s_all.Keys)}");
    }

    /// <summary>Softmax that remembers its logits.</summary>
    internal static Tensor SoftmaxOver(Tensor x, int axis)
    {
        if (x.rank <= 1)
            throw new ValueError($"Cannot apply softmax to a tensor that is 1D. Received input: {x}");
        Tensor y = Tensorflow.Softmax.Apply(x, axis);
        y.Logits = x;
        return y;
    }

    /// <summary>Sigmoid that remembers its logits.</summary>
    internal static Tensor Sigmoid(Tensor x)
    {
        Tensor y = Ops.Sigmoid(x);
        y.Logits = x;
        return y;
    }
}
