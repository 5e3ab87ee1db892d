using TfNet.Data;
using TfNet.LibTorch;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras.Engine;

/// <summary>A batch on the host: inputs, targets and sample weights, each null where an output has none.</summary>
internal sealed class TrainBatch
{
    private readonly Part?[] _x, _y, _weights;

    internal TrainBatch(Part?[] x, Part?[] y, Part?[] weights)
    {
        (_x, _y, _weights) = (x, y, weights);
    }

    internal static TrainBatch Of(Part[] parts, ElementLayout layout) => new(
        [.. parts.Take(layout.Inputs)], [.. parts.Skip(layout.Inputs).Take(layout.Targets)],
        [.. parts.Skip(layout.Inputs + layout.Targets)]);

    internal static TrainBatch Of(Tensors x, Tensors? y, Tensors? weights) => new(Shared(x), Shared(y), Shared(weights));

    /// <summary>Arrays of one batch; floating ones get Keras' float type.</summary>
    internal static TrainBatch OfArrays(NDArray?[] x, NDArray?[] y, NDArray?[] weights)
    {
        using HostSide host = HostSide.Enter();
        return new TrainBatch(Made(x), Made(y), Made(weights));
    }

    private static Part?[] Made(NDArray?[] arrays) =>
        Array.ConvertAll(arrays, a => a is null ? (Part?)null : new Part(ArraySource.FloatX(new Tensor(a), true), owned: true));

    private static Part?[] Shared(Tensors? tensors) =>
        tensors is null ? [] : [.. tensors.Select(t => t is null ? (Part?)null : new Part(t, owned: false))];

    /// <summary>The same batch whose samples are weighted by their class (and their own weight, where there is one).</summary>
    internal TrainBatch WithClassWeights(ClassWeights classes)
    {
        if (_y.Length != 1 || _y[0] is not { } target)
            throw new ValueError("`class_weight` is only supported for Models with a single output.");
        Part? own = _weights.Length > 0 ? _weights[0] : null;
        using Scope.ManualBlock manual = Scope.Manual();
        Tensor weights = classes.Of(target.Value, own?.Value);
        own?.Release();
        return new TrainBatch(_x, _y, [new Part(weights, owned: true)]);
    }

    /// <summary>Inputs, targets and weights as tensors on the device of this thread; call it inside the step's scope.</summary>
    internal (Tensors X, Tensors? Y, Tensors? Weights) Take(bool needsTargets = true) =>
        (Take(_x)!, needsTargets ? Take(_y) : null, needsTargets ? Take(_weights) : null);

    private static Tensors? Take(Part?[] parts)
    {
        if (Array.TrueForAll(parts, p => p is null))
            return null;
        Device device = Device.Current;
        return new Tensors(Array.ConvertAll(parts, p => p is { } part ? OnDevice(part, device) : null!));
    }

    private static Tensor OnDevice(Part part, Device device)
    {
        Tensor value = part.Value;
        return value.Strings is not null || value.Device == device ? value : Aten._to_copy(value, value.dtype, device);
    }

    /// <summary>The step is over: what was made for this batch is freed.</summary>
    internal void Release()
    {
        foreach (Part?[] group in (Part?[][])[_x, _y, _weights])
            foreach (Part? p in group)
                p?.Release();
    }
}
