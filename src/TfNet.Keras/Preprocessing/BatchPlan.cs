using TfNet.Random;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Which batch is asked for: the next one, or one by its index.</summary>
internal readonly record struct BatchRequest(bool IsNext, int Index)
{
    public static BatchRequest Next { get; } = new(true, 0);
}

/// <summary>What an iterator remembers from batch to batch.</summary>
/// <param name="BatchIndex">of the batch that next() gives, within the epoch</param>
/// <param name="Seen">batches made so far, over all epochs</param>
/// <param name="Order">the pictures' order in this epoch; null before the first batch</param>
internal readonly record struct IteratorState(int BatchIndex, long Seen, int[]? Order);

/// <summary>
/// A batch whose random numbers are drawn, while its pictures may still be in the making. A plan made ahead is valid only if, when its
/// batch
/// is asked for, iterator and random state are those it was made from; it then leaves the random state as if it were drawn only now.
/// </summary>
/// <param name="Request">the batch it answers</param>
/// <param name="Before">the iterator's state it starts from</param>
/// <param name="After">the state it leaves</param>
/// <param name="Start">the random state it starts from</param>
/// <param name="End">the random state it leaves; NumPy's global one where it was drawn directly</param>
/// <param name="Indices">the pictures</param>
/// <param name="Parameters">the changes of each</param>
/// <param name="SaveNumbers">the random number in the file name of each saved picture; empty where none is saved</param>
internal sealed record BatchPlan(
    BatchRequest Request,
    IteratorState Before,
    IteratorState After,
    (ulong Lineage, ulong Position) Start,
    NumpyRandom End,
    int[] Indices,
    TransformParameters[] Parameters,
    long[] SaveNumbers)
{
    /// <summary>float[] or double[] [count, ...picture].</summary>
    public Array Pixels { get; private set; } = Array.Empty<float>();

    private Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Starts the making of all pictures.</summary>
    public void Begin(Array pixels, Action<BatchPlan, int> fill, TaskFactory factory)
    {
        Pixels = pixels;
        Work = Task.WhenAll(Enumerable.Range(0, Indices.Length).Select(i => factory.StartNew(() => fill(this, i))));
    }

    /// <summary>Waits for all pictures; throws what the first failed one threw.</summary>
    public void Wait() => Work.GetAwaiter().GetResult();
}
