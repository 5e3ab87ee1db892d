namespace Tensorflow.Keras;

/// <summary>An element-wise function with a name, as layers take it: a string, a function, or a member of keras.activations.</summary>
public sealed class Activation
{
    internal Activation(string name, Func<Tensor, Tensor> function, FusedActivation fused = FusedActivation.None)
    {
        Name = name;
        Function = function;
        Fused = fused;
    }

    /// <summary>Keras' name; "linear" for none. A function of the user has the name "custom".</summary>
    public string Name { get; }

    public Func<Tensor, Tensor> Function { get; }

    /// <summary>The form of it that convolutions and products can do on their way.</summary>
    internal FusedActivation Fused { get; }

    internal bool IsLinear => Name == "linear";

    public Tensor Apply(Tensor input) => Function(input);

    public static implicit operator Activation(Func<Tensor, Tensor> function) => new("custom", function);

    public static implicit operator Activation(string name) => Activations.get(name);
}
