namespace Tensorflow.Keras;

/// <summary>A penalty on a weight or an output, added to the loss.</summary>
public interface IRegularizer
{
    /// <summary>Keras' class name, e.g. "L2".</summary>
    string ClassName { get; }

    /// <summary>The arguments, by Keras' names.</summary>
    IDictionary<string, object?> Config { get; }

    /// <summary>The penalty, a scalar.</summary>
    Tensor Apply(RegularizerArgs args);
}

/// <summary>What a regularizer is applied to.</summary>
public sealed class RegularizerArgs(Tensor x)
{
    public Tensor X { get; } = x;
}
