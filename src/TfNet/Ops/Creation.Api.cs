using System.Globalization;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Sequences and codes made on the host.</summary>
internal static class Sequences
{
    /// <summary>start, start + delta, .. before limit.</summary>
    internal static Tensor Range(double start, double limit, double delta, TF_DataType dtype)
    {
        Check.That(delta != 0 && double.IsFinite(delta), "range", "delta", "a finite number other than 0", delta);
        Check.That(double.IsFinite(start) && double.IsFinite(limit), "range", "limit", "finite bounds", $"{start}..{limit}");
        double n = Math.Max(0, Math.Ceiling((limit - start) / delta));
        HostMemory.Limit([n > long.MaxValue ? long.MaxValue : (long)n], dtype);
        if (dtype is TF_DataType.TF_FLOAT)
        {
            var floats = new float[(int)n];
            for (int i = 0; i < floats.Length; i++)
                floats[i] = (float)(start + i * delta);
            return new Tensor(floats);
        }
        var values = new double[(int)n];
        for (int i = 0; i < values.Length; i++)
            values[i] = start + i * delta;
        return dtype == TF_DataType.TF_DOUBLE ? new Tensor(values) : CastOf(new Tensor(values), dtype);
    }

    /// <summary>num values from start to stop, both included; in float32 start + delta i as TensorFlow computes it.</summary>
    internal static Tensor Linspace(double start, double stop, int num, TF_DataType dtype)
    {
        Check.Positive("linspace", num);
        if (dtype == TF_DataType.TF_DOUBLE)
        {
            var d = new double[num];
            for (int i = 0; i < num; i++)
                d[i] = i == 0 ? start : i == num - 1 ? stop : start + (stop - start) / (num - 1) * i;
            return new Tensor(d);
        }
        var f = new float[num];
        float delta = num > 1 ? ((float)stop - (float)start) / (num - 1) : 0;
        for (int i = 0; i < num; i++)
            f[i] = i == 0 ? (float)start : i == num - 1 ? (float)stop : (float)start + delta * i;
        return CastOf(new Tensor(f), dtype);
    }

    /// <summary>on_value at the index, off_value elsewhere; an index outside 0..depth-1 gives off values only.</summary>
    internal static Tensor OneHot(Tensor indices, int depth, double on, double off, TF_DataType dtype, int axis)
    {
        Check.Integer("one_hot", indices);
        Check.That(depth >= 0, "one_hot", "depth", "a number >= 0", depth);
        int rank = indices.rank + 1;
        Check.That(axis >= -1 && axis < rank, "one_hot", "axis", $"an axis in -1..{rank - 1}", axis);
        int i = axis < 0 ? rank - 1 : axis;
        var shape = new Shape([.. indices.shape[..i], depth, .. indices.shape[i..]]);
        if (indices.IsSymbolic)
            return SymbolicOrigin.Result("one_hot", shape, dtype, [indices], a => OneHot(a[0], depth, on, off, dtype, axis));
        HostMemory.Limit(shape.Span, dtype);
        using var scope = new Scope("one_hot");
        Span<long> column = stackalloc long[rank];
        column.Fill(1);
        column[i] = depth;
        Tensor classes = Aten.reshape(Indices.Constant(Enumerable.Range(0, depth).Select(c => (long)c), indices.Device), column);
        Tensor hit = Aten.eq(Aten.unsqueeze(Indices.AsInt64(indices), i), classes);
        if (on == 1 && off == 0)
            return scope.Return(Aten._to_copy(hit, dtype));
        return scope.Return(Aten.where(hit, Aten.scalar(on, dtype, hit.Device), Aten.scalar(off, dtype, hit.Device)));
    }

    private static Tensor CastOf(Tensor x, TF_DataType dtype) => MathOps.Cast(x, dtype);

    internal static double Number(object value) => value switch
    {
        Tensor t => (double)t,
        IConvertible c and not string => c.ToDouble(CultureInfo.InvariantCulture),
        _ => throw new TypeError($"range: expected a number; received {value.GetType().Name}"),
    };

    internal static TF_DataType TypeOf(params object?[] values)
    {
        TF_DataType result = TF_DataType.TF_INT32;
        foreach (object? v in values)
        {
            TF_DataType t = v switch
            {
                Tensor x => x.dtype,
                float or double => TF_DataType.TF_FLOAT,
                long => TF_DataType.TF_INT64,
                _ => TF_DataType.TF_INT32,
            };
            if (t.is_floating() || (result == TF_DataType.TF_INT32 && t == TF_DataType.TF_INT64))
                result = t;
        }
        return result;
    }
}

public sealed partial class tensorflow
{
    /// <summary>A tensor of a number, array or NDArray; one number fills a given shape.</summary>
    public Tensor constant(object value, TF_DataType dtype = TF_DataType.DtInvalid, Shape? shape = null, string name = "Const")
    {
        Tensor t = ops.convert_to_tensor(value, dtype);
        if (shape is null)
            return t;
        return t.size == 1 ? Creation.Fill(shape, (double)t, t.dtype) : ShapeOps.Reshape(t, shape);
    }

    public Tensor zeros(Shape shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null) => Creation.Zeros(shape, dtype);

    public Tensor zeros(Tensor shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null) =>
        Creation.Zeros(new Shape(Indices.Numbers(shape, "zeros")), dtype);

    public Tensor ones(Shape shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null) => Creation.Ones(shape, dtype);

    public Tensor ones(Tensor shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null) =>
        Creation.Ones(new Shape(Indices.Numbers(shape, "ones")), dtype);

    public Tensor zeros_like(Tensor tensor, TF_DataType dtype = TF_DataType.DtInvalid, string? name = null, bool optimize = true) =>
        Creation.FillLike(tensor, 0, dtype);

    public Tensor ones_like(Tensor tensor, TF_DataType dtype = TF_DataType.DtInvalid, string? name = null, bool optimize = true) =>
        Creation.FillLike(tensor, 1, dtype);

    /// <summary>A tensor of one value.</summary>
    public Tensor fill<T>(Shape dims, T value, string? name = null)
    {
        Tensor t = ops.convert_to_tensor(value!);
        Check.That(t.rank == 0, "fill", "value", "one number", t.shape);
        return Creation.Fill(dims, (double)t, t.dtype);
    }

    public Tensor fill<T>(Tensor dims, T value, string? name = null) => fill(new Shape(Indices.Numbers(dims, "fill")), value);

    /// <summary>start, start + delta, .. before limit; with one number from 0 to before it.</summary>
    public Tensor range(object start, object? limit = null, object? delta = null, TF_DataType? dtype = null, string name = "range")
    {
        TF_DataType type = dtype ?? Sequences.TypeOf(start, limit, delta);
        (double first, double last) = limit is null ? (0, Sequences.Number(start)) : (Sequences.Number(start), Sequences.Number(limit));
        return Sequences.Range(first, last, delta is null ? 1 : Sequences.Number(delta), type);
    }

    /// <summary>num values from start to stop, both included.</summary>
    public Tensor linspace(double start, double stop, int num, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null) =>
        Sequences.Linspace(start, stop, num, dtype);

    public Tensor convert_to_tensor(
        object value, TF_DataType dtype = TF_DataType.DtInvalid, string? name = null,
        TF_DataType preferred_dtype = TF_DataType.DtInvalid) =>
        ops.convert_to_tensor(value, dtype == TF_DataType.DtInvalid && value is not (Tensor or IVariableV1) ? preferred_dtype : dtype);

    /// <summary>on_value (1) at the index, off_value (0) elsewhere, along a new axis.</summary>
    public Tensor one_hot(
        Tensor indices, int depth, Tensor? on_value = null, Tensor? off_value = null, TF_DataType dtype = TF_DataType.DtInvalid,
        int axis = -1, string? name = null)
    {
        TF_DataType type = dtype != TF_DataType.DtInvalid ? dtype : on_value?.dtype ?? off_value?.dtype ?? TF_DataType.TF_FLOAT;
        return Sequences.OneHot(
            indices, depth, on_value is null ? 1 : (double)on_value, off_value is null ? 0 : (double)off_value, type, axis);
    }

    public Tensor cast(Tensor x, TF_DataType dtype, string? name = null) => MathOps.Cast(x, dtype);

    /// <summary>The shape as a vector; an unknown extent is an error.</summary>
    public Tensor shape(Tensor input, string? name = null, TF_DataType out_type = TF_DataType.TF_INT32)
    {
        Check.That(input.shape.IsFullyDefined, "shape", "input", "a known shape; use the property shape", input.shape);
        return MathOps.Cast(new Tensor(input.shape.dims), out_type);
    }

    /// <summary>The number of elements.</summary>
    public Tensor size(Tensor input, string? name = null, TF_DataType out_type = TF_DataType.TF_INT32)
    {
        Check.That(input.shape.IsFullyDefined, "size", "input", "a known shape; use the property size", input.shape);
        return MathOps.Cast(new Tensor(input.size), out_type);
    }

    public Tensor rank(Tensor input, string? name = null) => new(input.rank);
}
