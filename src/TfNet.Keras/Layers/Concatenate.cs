using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Joins tensors along an axis (https://keras.io/api/layers/merging_layers/concatenate/).</summary>
public sealed class Concatenate(int axis = -1, LayerArgs? args = null) : Layer(args)
{
    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        int rank = inputs[0].rank;
        int along = axis < 0 ? axis + rank : axis;
        foreach (Tensor t in inputs)
            for (int i = 0; i < rank; i++)
                if (t.rank != rank || (i != along && t.shape[i] != inputs[0].shape[i] && t.shape[i] >= 0 && inputs[0].shape[i] >= 0))
                    throw new ValueError(
                        "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. "
                        + $"Received: input_shape=[{string.Join(", ", inputs.Select(x => x.shape))}]");
        return Binding.tf.concat(inputs, axis);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new() { ["axis"] = axis });

    internal static Concatenate FromConfig(LayerConfig c) => new(c.Int("axis", -1), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Concatenate(int axis = -1) => new Concatenate(axis);

    public ILayer Concatenate(int axis, string? name) => new Concatenate(axis, LayerOptions.Of(name));
}
