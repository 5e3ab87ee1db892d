namespace Tensorflow.Keras.Engine;

/// <summary>What a layer demands of its input: rank, bounds of the rank, extents of axes.</summary>
public sealed class InputSpec(
    TF_DataType dtype = TF_DataType.DtInvalid, int? ndim = null, int? min_ndim = null, int? max_ndim = null, Dictionary<int, int>? axes = null, Shape? shape = null)
{
    public int? ndim { get; } = ndim ?? shape?.ndim;

    public int? min_ndim { get; } = min_ndim;

    public int? max_ndim { get; } = max_ndim;

    public TF_DataType dtype { get; } = dtype;

    public IReadOnlyDictionary<int, int> axes { get; } = axes ?? [];

    public Shape? shape { get; } = shape;

    internal void Verify(string layer, Tensors inputs)
    {
        foreach (Tensor x in inputs)
            Verify(layer, x);
    }

    private void Verify(string layer, Tensor x)
    {
        string start = $"Input 0 of layer \"{layer}\" is incompatible with the layer: ";
        if (ndim is { } n && x.rank != n)
            throw new ValueError($"{start}expected ndim={n}, found ndim={x.rank}. Full shape received: {x.shape}");
        if (min_ndim is { } low && x.rank < low)
            throw new ValueError($"{start}expected min_ndim={low}, found ndim={x.rank}. Full shape received: {x.shape}");
        if (max_ndim is { } high && x.rank > high)
            throw new ValueError($"{start}expected max_ndim={high}, found ndim={x.rank}");
        if (dtype != TF_DataType.DtInvalid && x.dtype != dtype)
            throw new ValueError($"{start}expected dtype={dtype.as_numpy_name()}, found dtype={x.dtype.as_numpy_name()}");
        foreach ((int axis, int extent) in axes)
            if (x.shape[axis] >= 0 && x.shape[axis] != extent)
                throw new ValueError($"{start}expected axis {axis} of input shape to have value {extent}, but received input with shape {x.shape}");
        if (shape is { } s && !s.is_compatible_with(x.shape))
            throw new ValueError($"{start}expected shape={s}, found shape={x.shape}");
    }
}
