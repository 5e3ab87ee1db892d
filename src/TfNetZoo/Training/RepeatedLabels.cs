using Tensorflow;
using Tensorflow.Keras.Preprocessing;
using Tensorflow.Keras.Utils;

namespace TfNetZoo.Training;

/// <summary>An image folder's batches for a network with side heads: each output gets the labels.</summary>
internal sealed class RepeatedLabels(DirectoryIterator images, int outputs) : Sequence
{
    public override int Length => images.Length;

    public override (Tensors x, Tensors? y, Tensors? sample_weight) this[int index]
    {
        get
        {
            ImageBatch batch = images[index];
            return (new Tensor(batch.x), new Tensors(Enumerable.Range(0, outputs).Select(_ => new Tensor(batch.y!))), null);
        }
    }

    public override void on_epoch_end() => images.on_epoch_end();

    public override long[] get_state() => images.get_state();

    public override void set_state(long[] state) => images.set_state(state);
}
