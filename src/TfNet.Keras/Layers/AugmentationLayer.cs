using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Base of the random image layers for [N, H, W, C] or [H, W, C], any numbers, to the layer's dtype. Without a training flag they are
/// active, as in
/// Keras 2.15; with training false (evaluate, predict) they give the input.
/// </summary>
public abstract class AugmentationLayer : Layer
{
    private protected AugmentationLayer(int? seed, LayerArgs? args)
        : base(args)
    {
        Seed = seed;
    }

    private protected int? Seed { get; }

    /// <summary>The change of a batch [N, H, W, C].</summary>
    private protected abstract Tensor Augment(Tensor images);

    /// <summary>What a batch becomes where nothing is random.</summary>
    private protected virtual Tensor AtInference(Tensor images) => images;

    /// <summary>The shape of one result.</summary>
    private protected virtual Shape OutputOf(Shape input) => input;

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = MathOps.Cast(ImageOps.Image($"{KerasClassName} '{Name}'", inputs.Single), ComputeDType);
        bool active = training ?? true;
        return Apply(x, active);
    }

    private Tensor Apply(Tensor x, bool active)
    {
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(KerasClassName, OutputOf(x.shape), x.dtype, [x], a => Apply(a[0], active));
        if (x.size == 0)
            return Creation.Fill(OutputOf(x.shape), 0, x.dtype, x.Device);
        Tensor batch = x.rank == 3 ? ShapeOps.ExpandDims(x, 0) : x;
        Tensor y = active ? Augment(batch) : AtInference(batch);
        return x.rank == 3 ? ShapeOps.Squeeze(y, 0) : y;
    }

    /// <summary>One number for each image, shaped [N, 1, 1, 1].</summary>
    private protected static Tensor PerImage(double[] values, Tensor like)
    {
        using IDisposable device = Device.Use(like.device);
        return MathOps.Cast(new Tensor(values, new Shape(values.Length, 1, 1, 1)), like.dtype);
    }
}
