using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the layers that join several tensors of one shape (up to broadcasting) element by element.</summary>
public abstract class MergeLayer : Layer
{
    private protected MergeLayer(LayerArgs? args)
        : base(args)
    {
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        if (inputs.Count < 2)
            throw new ValueError(
                $"A merge layer should be called on a list of at least 2 inputs. Received {inputs.Count} input(s): {Name} on shape "
                + $"{inputs.shape}");
        CheckShapes(inputs);
        return Merge([.. inputs]);
    }

    /// <summary>Extents agree from the right, or one of them is 1.</summary>
    private static void CheckShapes(Tensors inputs)
    {
        Shape shape = inputs[0].shape;
        foreach (Tensor next in inputs.Skip(1))
        {
            (Shape small, Shape large) = next.rank < shape.ndim ? (next.shape, shape) : (shape, next.shape);
            long[] merged = large.dims;
            for (int i = 1; i <= small.ndim; i++)
            {
                (long a, long b) = (small[^i], large[^i]);
                if (a >= 0 && b >= 0 && a != b && a != 1 && b != 1)
                    throw new ValueError($"Inputs have incompatible shapes. Received shapes {shape[1..]} and {next.shape[1..]}");
                merged[^i] = a < 0 || b < 0 ? Math.Max(a, b) > 1 ? Math.Max(a, b) : -1 : a == 1 ? b : a;
            }
            shape = new Shape(merged);
        }
    }

    private protected abstract Tensor Merge(Tensor[] inputs);
}
