using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// Picking by index. Two pairs carry every gradient: Pick and its adjoint AddAt (whole slices of one axis),
/// Along and its adjoint AddAlong (single elements of one axis); each is the gradient of the other.
/// </summary>
internal static class GatherOps
{
    /// <summary>Slices of one axis by a vector of indices that have been checked.</summary>
    internal static Tensor Pick(Tensor x, int axis, Tensor index)
    {
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("pick", x.shape.With(axis, index.size), x.dtype, [x, index], t => Pick(t[0], axis, t[1]));
        using var scope = new Scope("pick");
        Tensor y = Aten.index_select(x, axis, index);
        if (Tape.IsRecording(x))
        {
            long extent = x.shape[axis];
            Tape.Record("pick", [x], y, dy => [AddAt(dy, axis, index, extent)], index);
        }
        return scope.Return(y);
    }

    /// <summary>Zeros with an axis of the given extent, to which the slices of x are added at their indices.</summary>
    internal static Tensor AddAt(Tensor x, int axis, Tensor index, long extent)
    {
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("add_at", x.shape.With(axis, extent), x.dtype, [x, index], t => AddAt(t[0], axis, t[1], extent));
        using var scope = new Scope("add_at");
        Tensor zeros = Creation.Fill(x.shape.With(axis, extent), 0, x.dtype, x.Device);
        Span<long> column = stackalloc long[x.rank];
        column.Fill(1);
        column[axis] = index.size;
        Tensor everywhere = Aten.expand(Aten.reshape(Indices.AsInt64(index), column), x.shape.Span);
        Tensor y = x.size == 0 ? zeros : Aten.scatter_add(zeros, axis, everywhere, x);
        Tape.Record("add_at", [x], y, dy => [Pick(dy, axis, index)], index);
        return scope.Return(y);
    }

    /// <summary>One element of an axis for each index of a tensor of the same rank (int64, checked).</summary>
    internal static Tensor Along(Tensor x, int axis, Tensor index)
    {
        using var scope = new Scope("along");
        Tensor y = Aten.gather(x, axis, index);
        if (Tape.IsRecording(x))
        {
            Shape shape = x.shape;
            Tape.Record("along", [x], y, dy => [AddAlong(dy, axis, index, shape)], index);
        }
        return scope.Return(y);
    }

    internal static Tensor AddAlong(Tensor x, int axis, Tensor index, Shape shape)
    {
        using var scope = new Scope("add_along");
        Tensor zeros = Creation.Fill(shape, 0, x.dtype, x.Device);
        Tensor y = x.size == 0 ? zeros : Aten.scatter_add(zeros, axis, index, x);
        Tape.Record("add_along", [x], y, dy => [Along(dy, axis, index)], index);
        return scope.Return(y);
    }

    /// <summary>tf.gather: y[.., i, ..] = params[.., indices[i], ..]; the first batch_dims axes of both go together.</summary>
    internal static Tensor Gather(Tensor @params, Tensor indices, int axis = 0, int batchDims = 0)
    {
        Check.Integer("gather", indices);
        int b = batchDims < 0 ? batchDims + indices.rank : batchDims;
        Check.That(
            b >= 0 && b <= Math.Min(indices.rank, @params.rank), "gather", "batch_dims", $"0..{Math.Min(indices.rank, @params.rank)}",
            batchDims);
        int i = Check.AxisOf("gather", @params.shape, axis);
        Check.That(i >= b, "gather", "axis", $"an axis >= batch_dims {b}", axis);
        for (int d = 0; d < b; d++)
            Check.That(
                Check.Agree(@params.shape[d], indices.shape[d]), "gather", "indices", $"leading extents as params' {@params.shape}",
                indices.shape);
        Shape shape = @params.shape[..i].concatenate(indices.shape[b..]).concatenate(@params.shape[(i + 1)..]);
        if (@params.IsSymbolic || indices.IsSymbolic)
            return SymbolicOrigin.Result("gather", shape, @params.dtype, [@params, indices], t => Gather(t[0], t[1], axis, batchDims));
        Indices.InRange("gather", indices, @params.shape[i]);
        using var scope = new Scope("gather");
        if (b == 0)
            return scope.Return(ShapeOps.Reshape(Pick(@params, i, Aten.reshape(indices, indices.size)), shape));
        return scope.Return(ShapeOps.Reshape(Batched(@params, indices, i, b), shape));
    }

    /// <summary>The batch axes and the picked axis become one, indices count through it.</summary>
    private static Tensor Batched(Tensor x, Tensor indices, int axis, int b)
    {
        int[] order = [.. Enumerable.Range(0, b), axis, .. Enumerable.Range(b, x.rank - b).Where(d => d != axis)];
        Tensor t = ShapeOps.Transpose(x, order);
        long batch = x.shape[..b].size;
        long n = x.shape[axis];
        long each = batch == 0 ? 0 : indices.size / batch;
        Tensor rows = ShapeOps.Reshape(t, new Shape([batch * n, .. t.shape[(b + 1)..]]));
        Tensor offsets = Indices.Constant(Enumerable.Range(0, (int)batch).Select(k => k * n), x.Device);
        Tensor flat = Aten.add(Aten.reshape(Indices.AsInt64(indices), batch, each), Aten.reshape(offsets, batch, 1));
        Tensor picked = Pick(rows, 0, Aten.reshape(flat, batch * each));
        Tensor y = ShapeOps.Reshape(picked, new Shape([.. x.shape[..b], each, .. t.shape[(b + 1)..]]));
        int[] back = [.. Enumerable.Range(0, b), .. Enumerable.Range(b + 1, axis - b), b, .. Enumerable.Range(axis + 1, y.rank - axis - 1)];
        return ShapeOps.Transpose(y, back);
    }

    /// <summary>tf.gather_nd: the last axis of indices names positions in the first axes of params.</summary>
    internal static Tensor GatherNd(Tensor @params, Tensor indices)
    {
        int k = CheckNd("gather_nd", indices, @params.shape);
        Shape shape = indices.shape[..^1].concatenate(@params.shape[k..]);
        if (@params.IsSymbolic || indices.IsSymbolic)
            return SymbolicOrigin.Result("gather_nd", shape, @params.dtype, [@params, indices], t => GatherNd(t[0], t[1]));
        using var scope = new Scope("gather_nd");
        Tensor flat = FlatIndex("gather_nd", indices, @params.shape, k);
        Tensor rows = ShapeOps.Reshape(@params, Rows(@params.shape, k));
        return scope.Return(ShapeOps.Reshape(Pick(rows, 0, flat), shape));
    }

    /// <summary>tf.scatter_nd: zeros of a shape with the updates added at their positions.</summary>
    internal static Tensor ScatterNd(Tensor indices, Tensor updates, Shape shape)
    {
        int k = CheckNd("scatter_nd", indices, shape);
        CheckUpdates("scatter_nd", indices, updates, shape, k);
        using var scope = new Scope("scatter_nd");
        Tensor flat = FlatIndex("scatter_nd", indices, shape, k);
        Shape rows = Rows(shape, k);
        Tensor u = ShapeOps.Reshape(updates, new Shape(flat.size, rows[1]));
        return scope.Return(ShapeOps.Reshape(AddAt(u, 0, flat, rows[0]), shape));
    }

    /// <summary>The tensor with updates in place of (of equal positions one wins) or added to what is at their positions.</summary>
    internal static Tensor ScatterInto(Tensor x, Tensor indices, Tensor updates, bool add)
    {
        string op = add ? "tensor_scatter_nd_add" : "tensor_scatter_nd_update";
        int k = CheckNd(op, indices, x.shape);
        CheckUpdates(op, indices, updates, x.shape, k);
        Check.SameDType(op, x, updates);
        if (add)
            return MathOps.Add(x, ScatterNd(indices, updates, x.shape));
        if (x.IsSymbolic || updates.IsSymbolic)
            return SymbolicOrigin.Result(op, x.shape, x.dtype, [x, indices, updates], t => ScatterInto(t[0], t[1], t[2], add));
        using var scope = new Scope(op);
        Tensor flat = FlatIndex(op, indices, x.shape, k);
        Shape rows = Rows(x.shape, k);
        Tensor at = Aten.expand(Aten.reshape(flat, flat.size, 1), new Shape(flat.size, rows[1]).Span);
        Tensor y = Aten.reshape(Aten.scatter(Aten.reshape(x, rows.Span), 0, at, Aten.reshape(updates, flat.size, rows[1])), x.shape.Span);
        Shape su = updates.shape;
        Tape.Record(op, [x, updates], y, (Tensor dy, bool[] needs) =>
        [
            needs[0] ? ScatterInto(dy, indices, Creation.Fill(su, 0, dy.dtype, dy.Device), add: false) : null,
            needs[1] ? GatherNd(dy, indices) : null,
        ], indices);
        return scope.Return(y);
    }

    /// <summary>The slices whose mask is true, along the mask's axes, which become one.</summary>
    internal static Tensor BooleanMask(Tensor x, Tensor mask, int axis = 0)
    {
        Check.Bool("boolean_mask", mask);
        Check.MinRank("boolean_mask", mask, 1);
        int i = Check.AxisOf("boolean_mask", x.shape, axis);
        bool fits = i + mask.rank <= x.rank && x.shape[i..(i + mask.rank)].is_compatible_with(mask.shape);
        Check.That(fits, "boolean_mask", "mask", $"the extents of {x.shape} from axis {i} on", mask.shape);
        using var scope = new Scope("boolean_mask");
        Tensor places = Aten.nonzero(Aten.reshape(mask, mask.size));
        Tensor flat = ShapeOps.Reshape(x, x.shape[..i].concatenate(new Shape(mask.size)).concatenate(x.shape[(i + mask.rank)..]));
        return scope.Return(Pick(flat, i, Aten.reshape(places, places.shape[0])));
    }

    private static int CheckNd(string op, Tensor indices, Shape shape)
    {
        Check.Integer(op, indices);
        Check.MinRank(op, indices, 1);
        long k = indices.shape[-1];
        Check.That(k >= 0 && k <= shape.ndim, op, "indices", $"a last extent of at most {shape.ndim} for shape {shape}", indices.shape);
        return (int)k;
    }

    private static void CheckUpdates(string op, Tensor indices, Tensor updates, Shape shape, int k)
    {
        Shape expected = indices.shape[..^1].concatenate(shape[k..]);
        Check.That(
            updates.shape == expected, op, "updates", $"shape {expected} for indices {indices.shape} and shape {shape}", updates.shape);
    }

    /// <summary>The first k axes as one, the others as one.</summary>
    private static Shape Rows(Shape shape, int k) => new(shape[..k].size, shape[k..].size);

    private static Tensor FlatIndex(string op, Tensor indices, Shape shape, int k)
    {
        Tensor all = Aten.reshape(Indices.AsInt64(indices), indices.shape[..^1].size, k);
        Tensor flat = Creation.Fill(all.shape[0], 0, TF_DataType.TF_INT64, indices.Device);
        for (int d = 0; d < k; d++)
        {
            Tensor part = Aten.select(all, 1, d);
            Indices.InRange(op, part, shape[d]);
            flat = Aten.add(Aten.mul(flat, Aten.scalar(shape[d], TF_DataType.TF_INT64)), part);
        }
        return flat;
    }
}

public sealed partial class tensorflow
{
    /// <summary>Slices of an axis by index.</summary>
    public Tensor gather(Tensor @params, Tensor indices, string? name = null, int axis = 0, int batch_dims = 0) =>
        GatherOps.Gather(@params, indices, axis, batch_dims);

    /// <summary>Slices or elements by positions in the first axes.</summary>
    public Tensor gather_nd(Tensor @params, Tensor indices, string? name = null) => GatherOps.GatherNd(@params, indices);

    /// <summary>Zeros of a shape with updates added at their positions.</summary>
    public Tensor scatter_nd(Tensor indices, Tensor updates, Shape shape, string? name = null) =>
        GatherOps.ScatterNd(indices, updates, shape);

    public Tensor tensor_scatter_nd_add(Tensor tensor, Tensor indices, Tensor updates, string? name = null) =>
        GatherOps.ScatterInto(tensor, indices, updates, add: true);

    public Tensor tensor_scatter_nd_update(Tensor tensor, Tensor indices, Tensor updates, string? name = null) =>
        GatherOps.ScatterInto(tensor, indices, updates, add: false);

    /// <summary>The slices whose mask is true.</summary>
    public Tensor boolean_mask<T1, T2>(T1 tensor, T2 mask, string name = "boolean_mask", int axis = 0) =>
        GatherOps.BooleanMask(ops.convert_to_tensor(tensor!), ops.convert_to_tensor(mask!), axis);
}
