using Tensorflow.Common.Types;

namespace Tensorflow.Keras.Engine;

public abstract partial class Layer
{
    /// <summary>
    /// Applies layers one after another; for use in <see cref="Call"/>. As nothing else sees what is between them, a convolution, its batch
    /// norm and relu are computed together where that is faster. The numbers are the layers' own, to rounding.
    /// </summary>
    /// <param name="inputs">Input of the first layer.</param>
    /// <param name="layers">In order.</param>
    protected static Tensors Chain(Tensors inputs, params ILayer[] layers) => Chain(inputs, null, layers);

    /// <inheritdoc cref="Chain(Tensors, ILayer[])"/>
    /// <param name="inputs">Input of the first layer.</param>
    /// <param name="shortcut">The first input of an Add among the layers.</param>
    /// <param name="layers">In order; with a shortcut, one of them is an Add.</param>
    protected static Tensors Chain(Tensors inputs, Tensor? shortcut, params ILayer[] layers)
    {
        if (shortcut is not null && layers.Count(l => l is Layers.Add) != 1)
            throw new ValueError($"Chain: argument layers: expected one Add for the shortcut; received {string.Join(", ", layers.Select(l => l.Name))}");
        Tensors x = inputs;
        for (int i = 0; i < layers.Length;)
        {
            var first = (Layer)layers[i++];
            LayerChain? chain = LayerChain.StartingWith(first);
            while (chain is not null && i < layers.Length && chain.TryAppend((Layer)layers[i]))
                i++;
            x = chain is { IsJoined: true } ? chain.Run(x.Single, chain.Adds ? shortcut : null)
                : first.Apply(first is Layers.Add && shortcut is not null ? new Tensors(shortcut, x.Single) : x);
        }
        return x;
    }
}
