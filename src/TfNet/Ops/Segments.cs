using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Reductions of rows that have the same number, counting distinct values, grids and masks.</summary>
internal static class Segments
{
    /// <summary>Row i of the result is the sum of the rows numbered i; negative numbers are left out.</summary>
    internal static Tensor UnsortedSum(Tensor x, Tensor ids, int count)
    {
        const string Op = "unsorted_segment_sum";
        CheckIds(Op, x, ids);
        Check.That(count >= 0, Op, "num_segments", "a number >= 0", count);
        using var scope = new Scope(Op);
        long[] numbers = Indices.Numbers(ids);
        foreach (long n in numbers)
            Check.That(n < count, Op, "segment_ids", $"numbers below num_segments {count}", n);
        // Dropped rows go to one row more, which is cut off.
        Tensor index = Indices.Constant(numbers.Select(n => n < 0 ? count : n), x.Device);
        Tensor rows = ShapeOps.Reshape(x, new Shape([numbers.LongLength, .. x.shape[ids.rank..]]));
        return scope.Return(Slicing.Part(GatherOps.AddAt(rows, 0, index, count + 1), 0, 0, count));
    }

    internal static Tensor Sum(Tensor x, Tensor ids)
    {
        (_, int count) = Runs("segment_sum", x, ids);
        return UnsortedSum(x, ids, count);
    }

    /// <summary>The mean of each segment; 0 for a number that does not occur.</summary>
    internal static Tensor Mean(Tensor x, Tensor ids)
    {
        Check.Floating("segment_mean", x);
        (long[] starts, int count) = Runs("segment_mean", x, ids);
        using var scope = new Scope("segment_mean");
        var sizes = new double[count];
        for (int i = 0; i < count; i++)
            sizes[i] = Math.Max(1, starts[i + 1] - starts[i]);
        Tensor divisor = MathOps.Cast(new Tensor(sizes, new Shape([count, .. Enumerable.Repeat(1L, x.rank - 1)])), x.dtype);
        return scope.Return(UnsortedSum(x, ids, count) / divisor);
    }

    /// <summary>
    /// Each segment reduced by an op over its rows; the neutral value for a number that does not occur is 0 (product: 1).
    /// </summary>
    internal static Tensor Each(string op, Tensor x, Tensor ids, Func<Tensor, Tensor> reduce, double empty)
    {
        (long[] starts, int count) = Runs(op, x, ids);
        using var scope = new Scope(op);
        var rows = new Tensor[count];
        for (int i = 0; i < count; i++)
            rows[i] = starts[i + 1] > starts[i]
                ? reduce(Slicing.Part(x, 0, starts[i], starts[i + 1] - starts[i]))
                : Creation.Fill(x.shape.With(0, 1), empty, x.dtype, x.Device);
        return scope.Return(count == 0 ? Slicing.Part(x, 0, 0, 0) : JoinOps.Concat(rows, 0));
    }

    private static void CheckIds(string op, Tensor x, Tensor ids)
    {
        Check.Numeric(op, x);
        Check.Integer(op, ids);
        Check.MinRank(op, ids, 1);
        Check.That(
            ids.rank <= x.rank && x.shape[..ids.rank] == ids.shape, op, "segment_ids", $"the leading extents of data's shape {x.shape}",
            ids.shape);
    }

    /// <summary>Where each segment starts (and the last one ends); the numbers must not decrease.</summary>
    private static (long[] Starts, int Count) Runs(string op, Tensor x, Tensor ids)
    {
        CheckIds(op, x, ids);
        Check.Rank(op, ids, 1);
        long[] numbers = Indices.Numbers(ids);
        long previous = 0;
        foreach (long n in numbers)
        {
            Check.That(n >= previous && n < int.MaxValue, op, "segment_ids", "numbers >= 0 that do not decrease", $"{n} after {previous}");
            previous = n;
        }
        int count = numbers.Length == 0 ? 0 : (int)numbers[^1] + 1;
        HostMemory.Limit([count], TF_DataType.TF_INT64);
        var starts = new long[count + 1];
        foreach (long n in numbers)
            starts[n + 1]++;
        for (int i = 0; i < count; i++)
            starts[i + 1] += starts[i];
        return (starts, count);
    }

    /// <summary>
    /// Distinct values in the order of their first occurrence, each element's position among them, and how often each occurs.
    /// </summary>
    internal static (Tensor Values, Tensor Index, Tensor Counts) Unique(Tensor x)
    {
        Check.Rank("unique", x, 1);
        Check.Numeric("unique", x);
        using var scope = new Scope("unique");
        double[] keys = x.dtype == TF_DataType.TF_INT64 ? [] : MathOps.Cast(x, TF_DataType.TF_DOUBLE).ToArray<double>();
        long[] bits = x.dtype == TF_DataType.TF_INT64
            ? x.ToArray<long>()
            : Array.ConvertAll(keys, k => BitConverter.DoubleToInt64Bits(k == 0 ? 0 : k));
        var seen = new Dictionary<long, int>();
        var first = new List<long>();
        var counts = new List<int>();
        var index = new int[bits.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            if (!seen.TryGetValue(bits[i], out int at))
            {
                seen[bits[i]] = at = first.Count;
                first.Add(i);
                counts.Add(0);
            }
            index[i] = at;
            counts[at]++;
        }
        Tensor values = Aten.index_select(x, 0, Indices.Constant(first, x.Device));
        Tensor[] all = [values, new Tensor(index), new Tensor(counts.ToArray())];
        scope.Return(all);
        return (all[0], all[1], all[2]);
    }

    /// <summary>How often each of 0, 1, .. occurs, at least minlength numbers.</summary>
    internal static Tensor Bincount(Tensor x, int minlength)
    {
        long[] values = Indices.Numbers(x, "bincount");
        long top = values.Length == 0 ? -1 : values.Max();
        Check.That(values.All(v => v >= 0), "bincount", "arr", "numbers >= 0", values.DefaultIfEmpty(0).Min());
        long length = Math.Max(top + 1, minlength);
        HostMemory.Limit([length], TF_DataType.TF_INT32);
        var counts = new int[length];
        foreach (long v in values)
            counts[v]++;
        return new Tensor(counts);
    }

    /// <summary>true before each length.</summary>
    internal static Tensor SequenceMask(Tensor lengths, int? maxlen, TF_DataType dtype)
    {
        Check.Integer("sequence_mask", lengths);
        using var scope = new Scope("sequence_mask");
        int n = maxlen ?? (lengths.size == 0 ? 0 : (int)Reductions.Max(lengths));
        Check.That(n >= 0, "sequence_mask", "maxlen", "a number >= 0", n);
        Tensor places = Indices.Constant(Enumerable.Range(0, n).Select(i => (long)i), lengths.Device);
        Tensor mask = Compare.Less(places, ShapeOps.ExpandDims(MathOps.Cast(lengths, TF_DataType.TF_INT64), -1));
        return scope.Return(MathOps.Cast(mask, dtype));
    }

    /// <summary>Coordinates of a grid: each vector along its axis, repeated along the others; "xy" exchanges the first two axes.</summary>
    internal static Tensor[] Meshgrid(Tensor[] vectors, string indexing)
    {
        Check.That(indexing is "xy" or "ij", "meshgrid", "indexing", "'xy' or 'ij'", indexing);
        foreach (Tensor v in vectors)
            Check.That(v.rank <= 1, "meshgrid", "args", "vectors", v.shape);
        using var scope = new Scope("meshgrid");
        long[] extents = Array.ConvertAll(vectors, v => v.size);
        bool swap = indexing == "xy" && vectors.Length >= 2;
        if (swap)
            (extents[0], extents[1]) = (extents[1], extents[0]);
        var grids = new Tensor[vectors.Length];
        for (int i = 0; i < grids.Length; i++)
        {
            int axis = swap && i < 2 ? 1 - i : i;
            long[] column = [.. Enumerable.Repeat(1L, grids.Length)];
            column[axis] = vectors[i].size;
            grids[i] = Broadcast.To(ShapeOps.Reshape(vectors[i], new Shape(column)), new Shape(extents));
        }
        return scope.Return(grids);
    }
}

public sealed partial class tensorflow
{
    /// <summary>
    /// Distinct values of a vector in the order of their first occurrence, and each element's position (int32) among them.
    /// </summary>
    public (Tensor, Tensor) unique(Tensor x, string? name = null)
    {
        (Tensor values, Tensor index, _) = Segments.Unique(x);
        return (values, index);
    }

    /// <summary>As unique, and how often each value occurs.</summary>
    public (Tensor, Tensor, Tensor) unique_with_counts(Tensor x, string? name = null) => Segments.Unique(x);

    /// <summary>true before each length, [.., maxlen].</summary>
    public Tensor sequence_mask(Tensor lengths, int? maxlen = null, TF_DataType dtype = TF_DataType.TF_BOOL, string? name = null) =>
        Segments.SequenceMask(lengths, maxlen, dtype);

    /// <summary>Coordinates of a grid; indexing "xy" (image order) or "ij" (matrix order).</summary>
    public Tensor[] meshgrid(Tensor[] args, string indexing = "xy", string? name = null) => Segments.Meshgrid(args, indexing);
}

public sealed partial class math_api
{
    /// <summary>The sum of the rows with each number.</summary>
    public Tensor segment_sum(Tensor data, Tensor segment_ids, string? name = null) => Segments.Sum(data, segment_ids);

    public Tensor segment_mean(Tensor data, Tensor segment_ids, string? name = null) => Segments.Mean(data, segment_ids);

    public Tensor segment_max(Tensor data, Tensor segment_ids, string? name = null) =>
        Segments.Each("segment_max", data, segment_ids, static rows => Reductions.Max(rows, 0, keepdims: true), 0);

    public Tensor segment_min(Tensor data, Tensor segment_ids, string? name = null) =>
        Segments.Each("segment_min", data, segment_ids, static rows => Reductions.Min(rows, 0, keepdims: true), 0);

    public Tensor segment_prod(Tensor data, Tensor segment_ids, string? name = null) =>
        Segments.Each("segment_prod", data, segment_ids, static rows => Reductions.Prod(rows, 0, keepdims: true), 1);

    /// <summary>The sum of the rows with each number below num_segments; negative numbers are left out.</summary>
    public Tensor unsorted_segment_sum(Tensor data, Tensor segment_ids, int num_segments, string? name = null) =>
        Segments.UnsortedSum(data, segment_ids, num_segments);

    /// <summary>How often each of 0, 1, .. occurs.</summary>
    public Tensor bincount(Tensor arr, int minlength = 0, string? name = null) => Segments.Bincount(arr, minlength);
}
