using System.Collections;
using System.Runtime.CompilerServices;
using Tensorflow.Framework.Models;
using TfNet.Data;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>The rows of tensors, one element each.</summary>
internal sealed class SliceDataset : DatasetV2
{
    private readonly Rows[] _rows;
    private readonly int _weights;

    internal SliceDataset(Tensor[] tensors, int weights = 0)
    {
        using HostSide host = HostSide.Enter();
        _rows = Array.ConvertAll(tensors, t => new Rows(t));
        _weights = weights;
        foreach (Rows r in _rows)
            if (r.Count != _rows[0].Count)
                throw new ValueError($"from_tensor_slices: Dimensions {_rows[0].Count} and {r.Count} are not compatible");
    }

    internal override long Size => _rows[0].Count;

    internal override int WeightCount => _weights;

    private protected override TensorSpec[] ComputeSpec() => Array.ConvertAll(_rows, r => new TensorSpec(r.Element, r.DType));

    internal override IEnumerator<Part[]> Open()
    {
        for (long i = 0; i < Size; i++)
        {
            long row = i;
            yield return Array.ConvertAll(_rows, r => new Part(r, row));
        }
    }
}

/// <summary>One element: the given tensors.</summary>
internal sealed class TensorsDataset(Tensor[] tensors) : DatasetV2
{
    internal override long Size => 1;

    private protected override TensorSpec[] ComputeSpec() => Array.ConvertAll(tensors, t => new TensorSpec(t.shape, t.dtype));

    internal override IEnumerator<Part[]> Open()
    {
        yield return Array.ConvertAll(tensors, t => new Part(t, owned: false));
    }
}

/// <summary>start, start + step, .. below stop.</summary>
internal sealed class RangeDataset : DatasetV2
{
    private readonly long _start, _step;
    private readonly TF_DataType _dtype;

    internal RangeDataset(long start, long stop, long step, TF_DataType dtype)
    {
        if (step == 0)
            throw new InvalidArgumentError("range: argument step: expected a value other than 0; received 0");
        if (!dtype.is_integer() && !dtype.is_floating())
            throw new TypeError($"range: argument output_type: expected a numeric dtype; received {dtype.as_numpy_name()}");
        (_start, _step, _dtype) = (start, step, dtype);
        Size = Math.Max(0, (stop - start + step - Math.Sign(step)) / step);
    }

    internal override long Size { get; }

    private protected override TensorSpec[] ComputeSpec() => [new TensorSpec(Shape.Scalar, _dtype)];

    internal override IEnumerator<Part[]> Open()
    {
        for (long i = 0; i < Size; i++)
            yield return [new Part(Scalar(_start + i * _step), owned: true)];
    }

    private Tensor Scalar(long value)
    {
        var t = new Tensor(value);
        if (_dtype == TF_DataType.TF_INT64)
            return t;
        using (t)
            return Aten._to_copy(t, _dtype);
    }
}

/// <summary>Elements of an enumerable: tensors, arrays, numbers or texts, or tuples of them.</summary>
internal sealed class GeneratorDataset<T>(IEnumerable<T> generator, TF_DataType[] types, Shape?[]? shapes) : DatasetV2
{
    internal override long Size => Unknown;

    private protected override TensorSpec[] ComputeSpec() =>
        [.. types.Select((t, i) => shapes?[i] is { } s ? new TensorSpec(s, t) : TensorSpec.Unranked(t))];

    internal override IEnumerator<Part[]> Open()
    {
        foreach (T item in generator)
            yield return Convert(item);
    }

    private Part[] Convert(T item)
    {
        object?[] values = item is ITuple tuple ? [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])] : [item];
        if (values.Length != types.Length)
            throw new TypeError(
                $"from_generator: argument output_types: expected {values.Length} types, one for each component; received {types.Length}");
        return [.. values.Select((v, i) => Convert(v, i))];
    }

    private Part Convert(object? value, int index)
    {
        (Tensor tensor, bool made) = value switch
        {
            Tensor t => (t, false),
            string text => (new Tensor(text), true),
            string[] texts => (new Tensor(texts), true),
            null => throw new TypeError($"from_generator: component {index}: expected a tensor, array, number or text; received null"),
            _ => (ops.convert_to_tensor(value), true),
        };
        if (made && tensor.dtype != types[index] && tensor.Strings is null && types[index] != TF_DataType.TF_STRING)
        {
            using Tensor before = tensor;
            tensor = Aten._to_copy(before, types[index]);
        }
        if (tensor.dtype != types[index])
            throw new TypeError(
                $"from_generator: component {index}: expected dtype {types[index].as_numpy_name()}; "
                + $"received {tensor.dtype.as_numpy_name()}");
        if (shapes?[index] is { } shape && !shape.is_compatible_with(tensor.shape))
            throw new TypeError($"from_generator: component {index}: expected shape {shape}; received {tensor.shape}");
        return new Part(tensor, made);
    }
}

/// <summary>A data set of another implementation.</summary>
internal sealed class ForeignDataset : DatasetV2
{
    private readonly IDatasetV2 _dataset;

    internal ForeignDataset(IDatasetV2 dataset)
    {
        _dataset = dataset;
        class_names = dataset.class_names;
        FirstInputTensorCount = dataset.FirstInputTensorCount;
    }

    internal override long Size => (long)_dataset.cardinality();

    private protected override TensorSpec[] ComputeSpec() => _dataset.element_spec;

    internal override IEnumerator<Part[]> Open()
    {
        foreach ((Tensors x, Tensors? y) in _dataset)
            yield return [.. x.Concat(y ?? (IEnumerable<Tensor>)[]).Select(t => new Part(t, owned: false))];
    }
}
