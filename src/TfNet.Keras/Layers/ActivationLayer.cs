using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>An activation as a layer (https://keras.io/api/layers/core_layers/activation/).</summary>
public sealed class ActivationLayer(Activation activation, LayerArgs? args = null) : Layer(args)
{
    protected internal override string KerasClassName => "Activation";

    internal override FusedActivation AsFused => activation.Fused;

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        activation.IsLinear ? inputs.Single : activation.Apply(inputs.Single);

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["activation"] = activation.Name });

    internal static ActivationLayer FromConfig(LayerConfig c) => new(c.Activation("activation"), c.Args());
}

/// <remarks>TensorFlow.NET has these activations as layers; Keras knows them as Activation(name), and so do names and files here.</remarks>
public sealed partial class LayersApi
{
    public ILayer Activation(string activation, string? name = null) =>
        new ActivationLayer(Activations.get(activation), LayerOptions.Of(name));

    public ILayer Activation(Activation activation, string? name = null) => new ActivationLayer(activation, LayerOptions.Of(name));

    /// <summary>A dtype of its own: "float32" for the last layer of a mixed-precision model.</summary>
    public ILayer Activation(string activation, TF_DataType dtype, string? name = null) =>
        new ActivationLayer(Activations.get(activation), new LayerArgs { Name = name, DType = dtype });

    /// <summary>scale * elu(x, 1.6732..) with scale 1.0507.. (Klambauer et al. 2017).</summary>
    public ILayer SELU(string? name = null) => Activation("selu", name);

    /// <summary>log(1 + exp(x)).</summary>
    public ILayer Softplus(string? name = null) => Activation("softplus", name);

    /// <summary>clip(0.2 x + 0.5, 0, 1), Keras 2's; MobileNetV3's is relu6(x + 3) / 6.</summary>
    public ILayer HardSigmoid(string? name = null) => Activation("hard_sigmoid", name);

    /// <summary>x / (1 + |x|).</summary>
    public ILayer Softsign(string? name = null) => Activation("softsign", name);

    /// <summary>x sigmoid(x).</summary>
    public ILayer Swish(string? name = null) => Activation("swish", name);

    public ILayer Tanh(string? name = null) => Activation("tanh", name);

    /// <summary>exp(x).</summary>
    public ILayer Exponential(string? name = null) => Activation("exponential", name);
}
