using System.Runtime.CompilerServices;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// Slices with start, stop and step, indices, new axes and an ellipsis. A plan says for each axis of the input which
/// elements are taken; forward reads through views, the gradient writes into zeros through the same views.
/// </summary>
internal static class Slicing
{
    /// <summary>Elements start, start + step, ..; count of them; backwards when reversed.</summary>
    internal readonly record struct Cut(long Start, long Count, long Step, bool Reversed);

    internal static Tensor Apply(Tensor x, ReadOnlySpan<Slice> slices)
    {
        (Cut[] cuts, Shape shape) = Plan(x.shape, slices);
        return Take(x, cuts, shape);
    }

    /// <summary>A range of one axis.</summary>
    internal static Tensor Part(Tensor x, int axis, long start, long count)
    {
        Cut[] cuts = [.. x.shape.Select(d => new Cut(0, d, 1, false))];
        cuts[axis] = new Cut(start, count, 1, false);
        return Take(x, cuts, x.shape.With(axis, count));
    }

    /// <summary>size elements from begin on along every axis; size -1: to the end.</summary>
    internal static Tensor BeginSize(Tensor x, long[] begin, long[] size)
    {
        Check.That(begin.Length == x.rank, "slice", "begin", $"{x.rank} numbers for shape {x.shape}", begin.Length);
        Check.That(size.Length == x.rank, "slice", "size", $"{x.rank} numbers for shape {x.shape}", size.Length);
        var cuts = new Cut[x.rank];
        for (int i = 0; i < cuts.Length; i++)
        {
            long n = x.shape[i];
            bool all = begin[i] == 0 && size[i] == -1;
            Check.That(all || (begin[i] >= 0 && begin[i] <= n), "slice", "begin", $"0..{n} at axis {i} of shape {x.shape}", begin[i]);
            long count = size[i] == -1 ? (n < 0 ? -1 : n - begin[i]) : size[i];
            Check.That(
                all || (count >= 0 && begin[i] + count <= n), "slice", "size", $"-1..{n - begin[i]} at axis {i} of shape {x.shape}",
                size[i]);
            cuts[i] = new Cut(begin[i], count, 1, false);
        }
        return Take(x, cuts, new Shape(Array.ConvertAll(cuts, c => c.Count)));
    }

    private static Tensor Take(Tensor x, Cut[] cuts, Shape shape)
    {
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("strided_slice", shape, x.dtype, [x], a => Again(a[0], cuts, shape));
        using var scope = new Scope("strided_slice");
        Tensor view = View(x, cuts);
        long[] reversed = ReversedAxes(cuts);
        if (reversed.Length > 0)
            view = Aten.flip(view, reversed);
        Tensor y = Aten.reshape(view, shape.Span);
        if (Tape.IsRecording(x))
        {
            Shape before = x.shape;
            Tape.Record("strided_slice", [x], y, dy => [Put(dy, cuts, before)]);
        }
        return scope.Return(y);
    }

    /// <summary>The plan of a symbolic call on a tensor whose unknown extents are known now.</summary>
    private static Tensor Again(Tensor x, Cut[] cuts, Shape shape)
    {
        var now = new Cut[cuts.Length];
        for (int i = 0; i < cuts.Length; i++)
            now[i] = cuts[i].Count < 0 ? cuts[i] with { Count = x.shape[i] } : cuts[i];
        int unknown = shape.dims.Count(d => d < 0);
        Shape target = unknown <= 1 && !x.IsSymbolic && unknown == 1
            ? shape.With(Array.IndexOf(shape.dims, -1L), now[Array.FindIndex(cuts, c => c.Count < 0)].Count)
            : shape;
        return Take(x, now, target);
    }

    /// <summary>The gradient of a slice: zeros of the input's shape with dy at the slice's places. Its own gradient is the slice.</summary>
    private static Tensor Put(Tensor dy, Cut[] cuts, Shape before)
    {
        using var scope = new Scope("strided_slice_gradient");
        Tensor dx = Creation.Fill(before, 0, dy.dtype, dy.Device);
        var counts = new Shape(Array.ConvertAll(cuts, c => c.Count));
        Tensor source = Aten.reshape(dy, counts.Span);
        long[] reversed = ReversedAxes(cuts);
        if (dy.size > 0)
            Aten.copy_(View(dx, cuts), reversed.Length > 0 ? Aten.flip(source, reversed) : source);
        Shape shape = dy.shape;
        Tape.Record("strided_slice_gradient", [dy], dx, ddx => [Take(ddx, cuts, shape)]);
        return scope.Return(dx);
    }

    private static Tensor View(Tensor x, Cut[] cuts)
    {
        Tensor view = x;
        for (int i = 0; i < cuts.Length; i++)
        {
            Cut c = cuts[i];
            if (c.Count != x.shape[i] || c.Step != 1)
                view = Aten.slice(view, i, c.Start, c.Count == 0 ? c.Start : c.Start + (c.Count - 1) * c.Step + 1, c.Step);
        }
        return view;
    }

    private static long[] ReversedAxes(Cut[] cuts)
    {
        var axes = new List<long>();
        for (int i = 0; i < cuts.Length; i++)
            if (cuts[i].Reversed)
                axes.Add(i);
        return [.. axes];
    }

    private static (Cut[] Cuts, Shape Shape) Plan(Shape shape, ReadOnlySpan<Slice> slices)
    {
        int named = 0;
        int ellipses = 0;
        foreach (Slice s in slices)
        {
            ellipses += s.IsEllipsis ? 1 : 0;
            named += s.IsEllipsis || s.IsNewAxis ? 0 : 1;
        }
        Check.That(ellipses <= 1, "strided_slice", "slices", "at most one ellipsis", ellipses);
        Check.That(named <= shape.ndim, "strided_slice", "slices", $"at most {shape.ndim} for shape {shape}", named);
        var cuts = new List<Cut>();
        var result = new List<long>();
        foreach (Slice s in slices)
        {
            if (s.IsEllipsis)
                Whole(shape, shape.ndim - named, cuts, result);
            else if (s.IsNewAxis)
                result.Add(1);
            else
                AddAxis(shape, s, cuts, result);
        }
        Whole(shape, shape.ndim - cuts.Count, cuts, result);
        return ([.. cuts], new Shape(result));
    }

    private static void Whole(Shape shape, int count, List<Cut> cuts, List<long> result)
    {
        for (int i = 0; i < count; i++)
        {
            long n = shape[cuts.Count];
            cuts.Add(new Cut(0, n, 1, false));
            result.Add(n);
        }
    }

    private static void AddAxis(Shape shape, Slice s, List<Cut> cuts, List<long> result)
    {
        int axis = cuts.Count;
        long n = shape[axis];
        if (s.IsIndex)
        {
            long i = s.Start!.Value < 0 ? s.Start.Value + n : s.Start.Value;
            if (n >= 0 && (ulong)i >= (ulong)n)
                throw new OutOfRangeError(
                    $"strided_slice: argument slices: expected an index in {-n}..{n - 1} at axis {axis} of shape {shape}; received {s}");
            Check.That(n >= 0 || i >= 0, "strided_slice", "slices", $"an index >= 0 at axis {axis} of unknown extent", s);
            cuts.Add(new Cut(i, 1, 1, false));
            return;
        }
        Cut cut = CutOf(n, s, axis);
        cuts.Add(cut);
        result.Add(cut.Count);
    }

    /// <summary>Python's rules: bounds count from the end when negative, and are clamped.</summary>
    private static Cut CutOf(long n, Slice s, int axis)
    {
        if (s is { Start: null or 0, Stop: null, Step: 1 })
            return new Cut(0, n, 1, false);
        Check.That(n >= 0, "strided_slice", "slices", $"the whole axis {axis}, whose extent is unknown", s);
        long step = s.Step;
        (long low, long high) = step > 0 ? (0, n) : (-1, n - 1);
        long start = s.Start is { } a ? Math.Clamp(a < 0 ? a + n : a, low, high) : step > 0 ? low : high;
        long stop = s.Stop is { } b ? Math.Clamp(b < 0 ? b + n : b, low, high) : step > 0 ? high : low;
        long count = step > 0 ? Math.Max(0, (stop - start + step - 1) / step) : Math.Max(0, (start - stop - step - 1) / -step);
        if (step > 0 || count == 0)
            return new Cut(count == 0 ? 0 : start, count, Math.Max(step, 1), false);
        return new Cut(start + (count - 1) * step, count, -step, true);
    }
}

public sealed partial class Tensor
{
    /// <summary>The slice at an index of the first axis.</summary>
    [IndexerName("Element")]
    public Tensor this[int index] => Slicing.Apply(this, [Slice.Index(index)]);

    /// <summary>Python's indexing, e.g. <c>x[Slice.Ellipsis, new Slice(1, 3)]</c>.</summary>
    [IndexerName("Element")]
    public Tensor this[params Slice[] slices] => Slicing.Apply(this, slices);

    /// <summary>Python's indexing as texts, one for each axis or all in one: <c>x["1:3, ..., ::2"]</c>.</summary>
    [IndexerName("Element")]
    public Tensor this[params string[] slices] => Slicing.Apply(this, [.. slices.SelectMany(Slice.ParseSlices)]);

    /// <summary>Elements from start to stop along the leading axes; stop null: one index for each axis.</summary>
    [IndexerName("Element")]
    public Tensor this[Tensor start, Tensor? stop = null, Tensor? step = null] =>
        stop is null
            ? Slicing.Apply(this, [.. Indices.Numbers(start).Select(i => Slice.Index(checked((int)i)))])
            : tensorflow.StridedSlice(
                this, Indices.Numbers(start), Indices.Numbers(stop), step is null ? null : Indices.Numbers(step), default);

    /// <summary>A slice of the first axes.</summary>
    public Tensor slice(params Slice[] slices) => Slicing.Apply(this, slices);
}

public sealed partial class ResourceVariable
{
    public Tensor this[params Slice[] slices] => Slicing.Apply(AsTensor(), slices);

    public Tensor this[params string[] slices] => AsTensor()[slices];
}

public sealed partial class tensorflow
{
    /// <summary>A new axis of extent 1 in an index.</summary>
    public Slice newaxis => Slice.NewAxis;

    /// <summary>All axes not named in an index.</summary>
    public Slice ellipsis => Slice.Ellipsis;

    /// <summary>size elements from begin on along every axis; size -1: to the end.</summary>
    public Tensor slice<Tb, Ts>(Tensor input, Tb[] begin, Ts[] size, string? name = null) =>
        Slicing.BeginSize(input, Indices.Numbers(begin), Indices.Numbers(size));

    public Tensor strided_slice<T>(
        Tensor input, T[] begin, T[] end, T[]? strides = null, int begin_mask = 0, int end_mask = 0, int ellipsis_mask = 0,
        int new_axis_mask = 0,
        int shrink_axis_mask = 0, string? name = null) =>
        StridedSlice(
            input, Indices.Numbers(begin), Indices.Numbers(end), strides is null ? null : Indices.Numbers(strides),
            new SliceMasks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask));

    public Tensor strided_slice(
        Tensor input, Tensor begin, Tensor end, Tensor? strides = null, int begin_mask = 0, int end_mask = 0, int ellipsis_mask = 0,
        int new_axis_mask = 0,
        int shrink_axis_mask = 0, string? name = null) =>
        StridedSlice(
            input, Indices.Numbers(begin), Indices.Numbers(end), strides is null ? null : Indices.Numbers(strides),
            new SliceMasks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask));

    internal static Tensor StridedSlice(Tensor x, long[] begin, long[] end, long[]? strides, SliceMasks masks)
    {
        Check.That(end.Length == begin.Length, "strided_slice", "end", $"{begin.Length} numbers, as begin", end.Length);
        Check.That(
            strides is null || strides.Length == begin.Length, "strided_slice", "strides", $"{begin.Length} numbers, as begin",
            strides?.Length ?? 0);
        var slices = new Slice[begin.Length];
        for (int i = 0; i < slices.Length; i++)
        {
            int bit = 1 << i;
            slices[i] = (masks.Ellipsis & bit) != 0 ? Slice.Ellipsis
                : (masks.NewAxis & bit) != 0 ? Slice.NewAxis
                : (masks.Shrink & bit) != 0 ? Slice.Index(checked((int)begin[i]))
                : new Slice(
                    (masks.Begin & bit) != 0 ? null : checked((int)begin[i]), (masks.End & bit) != 0 ? null : checked((int)end[i]),
                    checked((int)(strides?[i] ?? 1)));
        }
        return Slicing.Apply(x, slices);
    }
}

/// <summary>strided_slice's bit masks: bit i speaks of the i-th number.</summary>
internal readonly record struct SliceMasks(int Begin, int End, int Ellipsis, int NewAxis, int Shrink);
