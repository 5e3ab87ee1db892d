using Tensorflow.Framework.Models;
using TfNet.Data;
using TfNet.Random;

namespace Tensorflow;

/// <summary>
/// Draws each element from a buffer that is refilled from the input. Order number i of a data set is a function of its key
/// and i alone, so a run can be repeated and resumed.
/// </summary>
internal sealed class ShuffleDataset : DatasetV2
{
    private readonly int _buffer;
    private readonly bool _reshuffle;
    private readonly WalkRandom _random;

    internal ShuffleDataset(DatasetV2 input, int buffer, int? seed, bool reshuffle)
        : base(input)
    {
        if (buffer <= 0)
            throw new InvalidArgumentError($"shuffle: argument buffer_size: buffer_size must be greater than zero; received {buffer}");
        (_buffer, _reshuffle) = (buffer, reshuffle);
        // Two data sets of one seed give the same orders, as in TensorFlow.
        _random = new WalkRandom(seed is { } own ? new RandomKey(0x5348_5546_464C_45, unchecked((uint)own)) : RandomState.NextKey());
    }

    internal override long Size => Input.Size;

    internal override WalkRandom? Random => _random;

    private protected override TensorSpec[] ComputeSpec() => Input.element_spec;

    internal override IEnumerator<Part[]> Open()
    {
        long walkNumber = _random.Begin();
        var draw = new IndexStream(_random.Key, _reshuffle ? walkNumber : 0);
        using IEnumerator<Part[]> walk = Input.Open();
        var buffer = new List<Part[]>();
        bool more = true;
        while (true)
        {
            while (more && buffer.Count < _buffer)
                if (more = walk.MoveNext())
                    buffer.Add(walk.Current);
            if (buffer.Count == 0)
                yield break;
            int picked = draw.Next(buffer.Count);
            Part[] element = buffer[picked];
            buffer[picked] = buffer[^1];
            buffer.RemoveAt(buffer.Count - 1);
            yield return element;
        }
    }
}
