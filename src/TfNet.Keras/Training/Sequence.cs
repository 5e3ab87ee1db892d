using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Preprocessing;

namespace Tensorflow.Keras.Utils;

/// <summary>
/// Batches by number (https://www.tensorflow.org/versions/r2.15/api_docs/python/tf/keras/utils/Sequence): fit walks through them
/// once in each epoch, in another order each time unless told not to shuffle.
/// </summary>
public abstract class Sequence
{
    /// <summary>Number of batches in an epoch.</summary>
    public abstract int Length { get; }

    /// <summary>A batch: inputs, targets (null: none), sample weights (null: none).</summary>
    public abstract (Tensors x, Tensors? y, Tensors? sample_weight) this[int index] { get; }

    /// <summary>Called after each epoch of fit.</summary>
    public virtual void on_epoch_end()
    {
    }

    /// <summary>
    /// What the next batches depend on besides the global random generators, for <c>keras.callbacks.BackupAndRestore</c>. Not in Keras.
    /// </summary>
    public virtual long[] get_state() => [];

    /// <summary>Takes over what <see cref="get_state"/> told.</summary>
    public virtual void set_state(long[] state)
    {
    }

    /// <summary>Tells which batches will be asked for, so that they can be prepared ahead.</summary>
    internal virtual void Announce(IReadOnlyList<int> order)
    {
    }

    internal virtual TrainBatch Batch(int index)
    {
        (Tensors x, Tensors? y, Tensors? weights) = this[index];
        return TrainBatch.Of(x, y, weights);
    }

    /// <summary>The batches of an image folder or of augmented arrays.</summary>
    public static implicit operator Sequence(ImageIterator iterator) => new ImageSequence(iterator);
}

/// <summary>The batches of an image iterator by number.</summary>
internal sealed class ImageSequence(ImageIterator iterator) : Sequence
{
    public override int Length => iterator.Length;

    public override (Tensors x, Tensors? y, Tensors? sample_weight) this[int index]
    {
        get
        {
            ImageBatch b = iterator[index];
            Tensors? y = b.y is { } labels ? (Tensors)labels : null, weights = b.sample_weight is { } w ? (Tensors)w : null;
            return (new Tensors([new Tensor(b.x), .. b.x_misc.Select(m => new Tensor(m))]), y, weights);
        }
    }

    public override void on_epoch_end() => iterator.on_epoch_end();

    public override long[] get_state() => iterator.get_state();

    public override void set_state(long[] state) => iterator.set_state(state);

    internal override void Announce(IReadOnlyList<int> order) => iterator.announce(order);

    internal override TrainBatch Batch(int index)
    {
        ImageBatch b = iterator[index];
        return TrainBatch.OfArrays([b.x, .. b.x_misc], [b.y], [b.sample_weight]);
    }
}
