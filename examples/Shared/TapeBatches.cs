using Tensorflow;
using Tensorflow.Keras.Preprocessing;

namespace TfNetZoo.Examples;

/// <summary>The batches of one pass over the images, for <see cref="TapePass"/>.</summary>
/// <param name="Steps">How many batches a pass takes.</param>
/// <param name="Source">Starts a pass: images and labels, at least <paramref name="Steps"/> times.</param>
public sealed record TapeBatches(int Steps, Func<IEnumerable<(Tensor Images, Tensor Labels)>> Source)
{
    /// <summary>
    /// n // batch_size times <c>next(generator)</c>, at least once. The last images of an epoch that fill no batch are the first batch of
    /// the following one.
    /// </summary>
    public static implicit operator TapeBatches(ImageIterator generator) => Of(generator);

    /// <inheritdoc cref="op_Implicit(ImageIterator)"/>
    public static TapeBatches Of(ImageIterator generator) => new(Math.Max(1, generator.n / generator.batch_size), () => Endless(generator));

    /// <summary>All batches of a data set of known size.</summary>
    public static TapeBatches Of(IDatasetV2 dataset)
    {
        long count = (long)dataset.cardinality();
        return count > 0 ? new TapeBatches(checked((int)count), () => dataset.Select(b => (b.Item1.Single, b.Item2.Single)))
            : throw new ValueError($"argument dataset: expected one of known size that is not empty; its cardinality is {count}");
    }

    /// <summary>Each batch is released when the next one is asked for.</summary>
    private static IEnumerable<(Tensor Images, Tensor Labels)> Endless(ImageIterator generator)
    {
        foreach (ImageBatch batch in generator)
        {
            using var images = new Tensor(batch.x);
            using var labels = new Tensor(batch.y
                ?? throw new ValueError("argument class_mode: expected a generator with labels; received one without"));
            yield return (images, labels);
        }
    }
}
