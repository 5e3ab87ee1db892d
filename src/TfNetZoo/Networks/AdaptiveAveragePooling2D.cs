using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;

namespace TfNetZoo.Networks;

/// <summary>
/// PyTorch's adaptive average pooling to a square map: output i is the mean of the cells floor(i n / m) to ceil((i + 1) n / m)
/// of n. Windows may overlap and differ in size.
/// </summary>
public sealed class AdaptiveAveragePooling2D(int output_size, string? name = null) : Layer(new LayerArgs { Name = name })
{
    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Pool(Pool(inputs.Single, 1), 2);

    /// <summary>The mean over rows and columns is that over columns of that over rows.</summary>
    private Tensor Pool(Tensor x, int axis)
    {
        int extent = (int)x.shape[axis];
        var means = new Tensor[output_size];
        for (int i = 0; i < output_size; i++)
        {
            var window = new Slice(i * extent / output_size, ((i + 1) * extent + output_size - 1) / output_size);
            Tensor part = axis == 1 ? x[Slice.All, window] : x[Slice.All, Slice.All, window];
            means[i] = tf.reduce_mean(part, axis, keepdims: true);
        }
        return tf.concat(means, axis);
    }
}
