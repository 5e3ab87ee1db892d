namespace Tensorflow.Keras;

/// <summary><c>keras.activations</c>: the functions, to be called or given to layers.</summary>
public sealed class ActivationsApi
{
    internal ActivationsApi()
    {
    }

    public Activation Linear => Activations.Linear;

    public Activation Relu => Activations.get("relu");

    public Activation Relu6 => Activations.get("relu6");

    public Activation Sigmoid => Activations.get("sigmoid");

    public Activation Softmax => Activations.get("softmax");

    public Activation Tanh => Activations.get("tanh");

    public Activation Elu => Activations.get("elu");

    public Activation Selu => Activations.get("selu");

    public Activation Gelu => Activations.get("gelu");

    public Activation Swish => Activations.get("swish");

    public Activation Mish => Activations.get("mish");

    public Activation HardSigmoid => Activations.get("hard_sigmoid");

    public Activation HardSwish => Activations.get("hard_swish");

    public Activation Softplus => Activations.get("softplus");

    public Activation Softsign => Activations.get("softsign");

    public Activation Exponential => Activations.get("exponential");

    /// <summary>The activation of a name; null gives linear, an unknown name is an error that lists the known ones.</summary>
    public Activation GetActivationFromName(string? name) => Activations.get(name);

    /// <summary>As <see cref="GetActivationFromName"/>, by Keras' name.</summary>
    public Activation get(string? identifier) => Activations.get(identifier);

    /// <summary>Keras' relu with its three arguments.</summary>
    public Tensor relu(Tensor x, double alpha = 0, double? max_value = null, double threshold = 0) => Tensorflow.Relu.Keras(x, alpha, max_value, threshold);
}

public sealed partial class KerasInterface
{
    public ActivationsApi activations { get; } = new();
}
