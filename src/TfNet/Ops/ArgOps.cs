using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Positions of extremes and sorted orders. Of equal elements the one with the lowest index comes first.</summary>
internal static class ArgOps
{
    internal static Tensor ArgMax(Tensor x, int axis = 0, TF_DataType dtype = TF_DataType.TF_INT64) =>
        Extreme("argmax", x, axis, dtype, max: true);

    internal static Tensor ArgMin(Tensor x, int axis = 0, TF_DataType dtype = TF_DataType.TF_INT64) =>
        Extreme("argmin", x, axis, dtype, max: false);

    /// <summary>NaN never wins, as in TensorFlow; in LibTorch it always would.</summary>
    private static Tensor Extreme(string op, Tensor x, int axis, TF_DataType dtype, bool max)
    {
        Check.That(dtype is TF_DataType.TF_INT32 or TF_DataType.TF_INT64, op, "output_type", "int32 or int64", dtype.as_numpy_name());
        Check.MinRank(op, x, 1);
        int i = Check.AxisOf(op, x.shape, axis);
        Check.That(x.shape[i] != 0, op, "axis", $"an axis with elements in shape {x.shape}", axis);
        Shape shape = Reductions.ShapeOf(x.shape, [i], keepdims: false);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(op, shape, dtype, [x], a => Extreme(op, a[0], axis, dtype, max));
        using var scope = new Scope(op);
        double loser = max ? double.NegativeInfinity : double.PositiveInfinity;
        Tensor source = x.dtype.is_bool() ? Aten._to_copy(x, TF_DataType.TF_UINT8)
            : x.dtype.is_floating() ? Aten.nan_to_num(x, loser, double.PositiveInfinity, double.NegativeInfinity) : x;
        Tensor y = x.size == 0 ? Creation.Zeros(shape, TF_DataType.TF_INT64) : max ? Aten.argmax(source, i) : Aten.argmin(source, i);
        return scope.Return(MathOps.Cast(y, dtype));
    }

    /// <summary>The k largest of the last axis, descending, and their indices (int32).</summary>
    internal static (Tensor Values, Tensor Indices) TopK(Tensor x, int k)
    {
        Check.Numeric("top_k", x);
        Check.MinRank("top_k", x, 1);
        Check.That(k >= 0 && (x.shape[-1] < 0 || k <= x.shape[-1]), "top_k", "k", $"0..{x.shape[-1]}, the last extent of {x.shape}", k);
        Shape shape = x.shape.With(-1, k);
        if (x.IsSymbolic)
        {
            Tensor[] r = SymbolicOrigin.Results("top_k", [(shape, x.dtype), (shape, TF_DataType.TF_INT32)], [x], a => Pair(TopK(a[0], k)));
            return (r[0], r[1]);
        }
        using var scope = new Scope("top_k");
        Tensor order = Aten.slice(Order(x, x.rank - 1, descending: true), x.rank - 1, 0, k);
        Tensor values = GatherOps.Along(x, x.rank - 1, order);
        Tensor indices = MathOps.Cast(order, TF_DataType.TF_INT32);
        scope.Return(values);
        scope.Return(indices);
        return (values, indices);
    }

    private static Tensor[] Pair((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    /// <summary>Whether each target's prediction is among the k largest: fewer than k others are larger (and it is finite).</summary>
    internal static Tensor InTopK(Tensor targets, Tensor predictions, int k)
    {
        Check.Integer("in_top_k", targets);
        Check.Floating("in_top_k", predictions);
        Check.Rank("in_top_k", targets, 1);
        Check.Rank("in_top_k", predictions, 2);
        Check.That(
            Check.Agree(targets.shape[0], predictions.shape[0]), "in_top_k", "targets",
            $"one for each row of predictions {predictions.shape}", targets.shape);
        if (targets.IsSymbolic || predictions.IsSymbolic)
            return SymbolicOrigin.Result(
                "in_top_k", targets.shape, TF_DataType.TF_BOOL, [targets, predictions], t => InTopK(t[0], t[1], k));
        using var scope = new Scope("in_top_k");
        long classes = predictions.shape[1];
        Tensor t64 = Indices.AsInt64(targets);
        Tensor zero = Aten.scalar(0, TF_DataType.TF_INT64, t64.Device);
        Tensor last = Aten.scalar(Math.Max(classes - 1, 0), TF_DataType.TF_INT64, t64.Device);
        if (classes == 0 || targets.size == 0)
            return scope.Return(Creation.Zeros(targets.shape, TF_DataType.TF_BOOL));
        Tensor valid = Aten.logical_and(Aten.ge(t64, zero), Aten.le(t64, last));
        Tensor mine = Aten.gather(predictions, 1, Aten.unsqueeze(Aten.clamp(t64, zero, last), 1));
        Tensor larger = Aten.sum(Aten._to_copy(Aten.gt(predictions, mine), TF_DataType.TF_INT64), [1], false);
        Tensor among = Aten.lt(larger, Aten.scalar(k, TF_DataType.TF_INT64));
        Tensor finite = Aten.isfinite(Aten.reshape(mine, targets.size));
        return scope.Return(Aten.logical_and(Aten.logical_and(among, finite), valid));
    }

    internal static Tensor Sort(Tensor x, int axis = -1, bool descending = false)
    {
        Check.Numeric("sort", x);
        int i = Check.AxisOf("sort", x.shape, axis);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("sort", x.shape, x.dtype, [x], a => Sort(a[0], axis, descending));
        using var scope = new Scope("sort");
        return scope.Return(GatherOps.Along(x, i, Order(x, i, descending)));
    }

    internal static Tensor ArgSort(Tensor x, int axis = -1, bool descending = false)
    {
        Check.Numeric("argsort", x);
        int i = Check.AxisOf("argsort", x.shape, axis);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("argsort", x.shape, TF_DataType.TF_INT32, [x], a => ArgSort(a[0], axis, descending));
        using var scope = new Scope("argsort");
        return scope.Return(MathOps.Cast(Order(x, i, descending), TF_DataType.TF_INT32));
    }

    private static Tensor Order(Tensor x, int axis, bool descending) => Aten.sort(x, axis, descending).Indices;

    internal static bool Descending(string direction) => direction switch
    {
        "ASCENDING" => false,
        "DESCENDING" => true,
        _ => throw new ValueError($"sort: argument direction: expected 'ASCENDING' or 'DESCENDING'; received '{direction}'"),
    };
}

public sealed partial class tensorflow
{
    /// <summary>The index of the largest element of an axis; of equal ones the first.</summary>
    public Tensor argmax(Tensor input, int axis = 0, TF_DataType output_type = TF_DataType.TF_INT64, string? name = null) =>
        ArgOps.ArgMax(input, axis, output_type);

    public Tensor argmin(Tensor input, int axis = 0, TF_DataType output_type = TF_DataType.TF_INT64, string? name = null) =>
        ArgOps.ArgMin(input, axis, output_type);

    public Tensor arg_max(Tensor input, int dimension, TF_DataType output_type = TF_DataType.TF_INT64, string? name = null) =>
        ArgOps.ArgMax(input, dimension, output_type);

    public Tensor arg_min(Tensor input, int dimension, TF_DataType output_type = TF_DataType.TF_INT64, string? name = null) =>
        ArgOps.ArgMin(input, dimension, output_type);

    public Tensor sort(Tensor values, int axis = -1, string direction = "ASCENDING", string? name = null) =>
        ArgOps.Sort(values, axis, ArgOps.Descending(direction));

    /// <summary>The indices (int32) that would sort an axis; stable.</summary>
    public Tensor argsort(Tensor values, int axis = -1, string direction = "ASCENDING", string? name = null) =>
        ArgOps.ArgSort(values, axis, ArgOps.Descending(direction));
}

public sealed partial class math_api
{
    public Tensor argmax(
        Tensor input, Axis? axis = null, string? name = null, int? dimension = null, TF_DataType output_type = TF_DataType.TF_INT64) =>
        ArgOps.ArgMax(input, axis is null ? dimension ?? 0 : axis[0], output_type);

    public Tensor argmin(
        Tensor input, Axis? axis = null, string? name = null, int? dimension = null, TF_DataType output_type = TF_DataType.TF_INT64) =>
        ArgOps.ArgMin(input, axis is null ? dimension ?? 0 : axis[0], output_type);

    /// <summary>The k largest of the last axis, descending (whatever <paramref name="sorted"/> says), and their indices (int32).</summary>
    public Tensors top_k(Tensor input, int k, bool sorted = true, string? name = null)
    {
        (Tensor values, Tensor indices) = ArgOps.TopK(input, k);
        return new Tensors(values, indices);
    }

    public Tensor in_top_k(Tensor predictions, Tensor targets, int k, string name = "InTopK") => ArgOps.InTopK(targets, predictions, k);
}

public sealed partial class nn_api
{
    /// <summary>The k largest of the last axis, descending, and their indices (int32).</summary>
    public Tensor[] top_k(Tensor input, int k = 1, bool sorted = true, string? name = null)
    {
        (Tensor values, Tensor indices) = ArgOps.TopK(input, k);
        return [values, indices];
    }

    public Tensor in_top_k(Tensor predictions, Tensor targets, int k, string name = "InTopK") => ArgOps.InTopK(targets, predictions, k);
}
