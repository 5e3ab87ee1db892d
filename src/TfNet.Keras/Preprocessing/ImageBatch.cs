using NumSharp;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>One batch: <c>var (x, y) = iterator[0];</c></summary>
/// <param name="x">pictures, rank 4 in the generator's data format</param>
/// <param name="y">labels; null where the iterator has none</param>
/// <param name="sample_weight">a weight for each picture, or null</param>
/// <param name="x_misc">further inputs, one row for each picture</param>
public sealed record ImageBatch(NDArray x, NDArray? y, NDArray? sample_weight, IReadOnlyList<NDArray> x_misc)
{
    /// <summary>Pictures and labels (null where there are none).</summary>
    public void Deconstruct(out NDArray x, out NDArray y) => (x, y) = (this.x, this.y!);

    /// <summary>Pictures, labels and weights (null where there are none).</summary>
    public void Deconstruct(out NDArray x, out NDArray y, out NDArray sample_weight) =>
        (x, y, sample_weight) = (this.x, this.y!, this.sample_weight!);
}
