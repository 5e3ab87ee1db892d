using Tensorflow;
using TfNet.LibTorch;
using NDArray = NumSharp.NDArray;

namespace TfNet.Data;

/// <summary>
/// The rows (first axis) of an array or tensor in host memory, as data sets and fit hand them out: nothing is copied until a
/// batch is made, and then once.
/// </summary>
internal sealed class Rows
{
    private readonly Tensor? _tensor;
    private readonly NDArray? _array;
    private readonly long _start;

    /// <summary>Rows of a tensor; it is copied to host memory when it lies on a device.</summary>
    internal Rows(Tensor tensor)
    {
        if (tensor.rank == 0)
            throw new ValueError(
                $"data: expected at least one axis, that of the samples; received a scalar {tensor.dtype.as_numpy_name()}");
        if (tensor.IsSymbolic)
            throw new ValueError($"data: expected a tensor with values; received the symbolic tensor {tensor}");
        _tensor = tensor.Device.IsCuda ? Aten._to_copy(tensor, tensor.dtype, Device.Cpu) : tensor;
        (Shape, DType) = (tensor.shape, tensor.dtype);
    }

    /// <summary>Rows of a NumSharp array, which must not be changed meanwhile.</summary>
    internal Rows(NDArray array)
    {
        if (array.ndim == 0)
            throw new ValueError("data: expected at least one axis, that of the samples; received a scalar array");
        _array = HostMemory.RowMajor(array);
        Shape = new Shape(Array.ConvertAll(array.shape, d => (long)d));
        DType = dtypes.FromNumSharp(array.typecode);
    }

    private Rows(Rows whole, long start, long stop)
    {
        (_tensor, _array, DType, _start) = (whole._tensor, whole._array, whole.DType, whole._start + start);
        Shape = new Shape(stop - start).concatenate(whole.Element);
    }

    internal Shape Shape { get; }

    internal bool IsArray => _array is not null;

    internal TF_DataType DType { get; }

    internal long Count => Shape[0];

    internal Shape Element => Shape[1..];

    /// <summary>Rows start to stop - 1.</summary>
    internal Rows Slice(long start, long stop) => new(this, start, stop);

    /// <summary>One row without the first axis, on the host.</summary>
    internal Tensor Row(long index)
    {
        index += _start;
        if (_tensor is { Strings: { } strings })
        {
            int n = (int)Element.size;
            return new Tensor(strings[((int)index * n)..(((int)index + 1) * n)], Element);
        }
        if (_tensor is not null)
            return Aten.select(_tensor, 0, index);
        using var batch = new Tensor(HostMemory.NewFromRows(_array!, [index], Element, DType));
        return Aten.select(batch, 0, 0);
    }

    /// <summary>A batch of rows in the order given, on the host: a view where they are neighbours in a tensor, else one copy.</summary>
    internal Tensor Gather(ReadOnlySpan<long> rows)
    {
        if (_start != 0)
        {
            long[] moved = rows.ToArray();
            for (int i = 0; i < moved.Length; i++)
                moved[i] += _start;
            rows = moved;
        }
        if (_array is not null)
            return new Tensor(HostMemory.NewFromRows(_array, rows, Element, DType));
        if (_tensor!.Strings is { } strings)
            return GatherStrings(strings, rows);
        bool neighbours = true;
        for (int i = 1; i < rows.Length && neighbours; i++)
            neighbours = rows[i] == rows[i - 1] + 1;
        if (neighbours)
            return Aten.slice(_tensor, 0, rows.Length == 0 ? 0 : rows[0], rows.Length == 0 ? 0 : rows[^1] + 1);
        using var index = new Tensor(HostMemory.NewFrom(rows, (long)rows.Length, TF_DataType.TF_INT64));
        return Aten.index_select(_tensor, 0, index);
    }

    private Tensor GatherStrings(byte[][] strings, ReadOnlySpan<long> rows)
    {
        int n = (int)Element.size;
        var picked = new byte[rows.Length * n][];
        for (int i = 0; i < rows.Length; i++)
            Array.Copy(strings, rows[i] * n, picked, i * n, n);
        return new Tensor(picked, new Shape((long)rows.Length).concatenate(Element));
    }
}
