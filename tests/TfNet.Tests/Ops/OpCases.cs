using Tensorflow;
using TfNet.Goldens;

namespace TfNet.Tests.Ops;

/// <summary>One differentiable op with float64 inputs at which it is smooth.</summary>
internal sealed record OpCase(string Name, Func<Tensor[], Tensor> Call, Tensor[] Inputs, bool Second = true);

/// <summary>The table of the differentiable ops: a row drives the gradient check of first and (where named) second order.</summary>
internal static partial class OpCases
{
    internal static List<OpCase> All { get; } = Build();

    private static List<OpCase> Build()
    {
        var rows = new List<OpCase>();
        AddUnary(rows);
        AddBinary(rows);
        AddActivations(rows);
        AddReductions(rows);
        AddArray(rows);
        AddMatrix(rows);
        return rows;
    }

    /// <summary>Values in shift +- scale, away from the kinks that a row names by its shift.</summary>
    internal static Tensor R(string key, double scale, double shift, params long[] dims) =>
        new(Array.ConvertAll(Recipe.U("opcase/" + key, new Shape(dims).size), v => v * scale + shift), new Shape(dims));

    private static Tensor R(string key, params long[] dims) => R(key, 1, 0, dims);

    private static void Add(List<OpCase> rows, string name, Func<Tensor[], Tensor> call, params Tensor[] inputs) =>
        rows.Add(new OpCase(name, call, inputs));

    private static void AddUnary(List<OpCase> rows)
    {
        (string Name, Func<Tensor, Tensor> F, double Scale, double Shift)[] table =
        [
            ("exp", UnaryOps.Exp, 1, 0), ("expm1", UnaryOps.Expm1, 1, 0), ("log", UnaryOps.Log, 0.5, 1),
            ("log1p", UnaryOps.Log1p, 0.5, 0.5),
            ("sqrt", UnaryOps.Sqrt, 0.5, 1), ("rsqrt", UnaryOps.Rsqrt, 0.5, 1), ("square", UnaryOps.Square, 1, 0),
            ("abs+", UnaryOps.Abs, 0.5, 1),
            ("abs-", UnaryOps.Abs, 0.5, -1), ("reciprocal", UnaryOps.Reciprocal, 0.5, 1), ("sin", UnaryOps.Sin, 3, 0),
            ("cos", UnaryOps.Cos, 3, 0),
            ("tan", UnaryOps.Tan, 1, 0), ("asin", UnaryOps.Asin, 0.7, 0), ("acos", UnaryOps.Acos, 0.7, 0), ("atan", UnaryOps.Atan, 2, 0),
            ("sinh", UnaryOps.Sinh, 1, 0), ("cosh", UnaryOps.Cosh, 1, 0), ("asinh", UnaryOps.Asinh, 2, 0),
            ("acosh", UnaryOps.Acosh, 0.5, 2),
            ("atanh", UnaryOps.Atanh, 0.7, 0), ("erf", UnaryOps.Erf, 1.5, 0), ("erfc", UnaryOps.Erfc, 1.5, 0),
            ("lgamma", UnaryOps.Lgamma, 0.5, 2),
            ("digamma", UnaryOps.Digamma, 0.5, 2), ("negative", MathOps.Negative, 1, 0), ("identity", Identity.Copy, 1, 0),
            ("cast", x => MathOps.Cast(MathOps.Cast(x, TF_DataType.TF_DOUBLE), TF_DataType.TF_DOUBLE), 1, 0),
            ("sign", x => UnaryOps.Sign(x) + x, 0.5, 1),
        ];
        foreach ((string name, Func<Tensor, Tensor> f, double scale, double shift) in table)
            Add(rows, name, t => f(t[0]), R(name, scale, shift, 7));
        Add(rows, "exp of a scalar", t => UnaryOps.Exp(t[0]), R("scalar"));
    }

    private static void AddBinary(List<OpCase> rows)
    {
        (string Name, Func<Tensor, Tensor, Tensor> F)[] table =
        [
            ("add", MathOps.Add), ("subtract", MathOps.Subtract), ("multiply", MathOps.Multiply), ("divide", MathOps.Divide),
            ("maximum", BinaryOps.Maximum), ("minimum", BinaryOps.Minimum), ("squared_difference", BinaryOps.SquaredDifference),
            ("pow", BinaryOps.Pow),
            ("atan2", BinaryOps.Atan2), ("divide_no_nan", BinaryOps.DivideNoNan), ("xdivy", BinaryOps.Xdivy), ("xlogy", BinaryOps.Xlogy),
        ];
        foreach ((string name, Func<Tensor, Tensor, Tensor> f) in table)
        {
            Add(rows, name, t => f(t[0], t[1]), R(name + "a", 0.4, 1.5, 2, 3), R(name + "b", 0.4, 1.2, 2, 3));
            Add(rows, name + " broadcast", t => f(t[0], t[1]), R(name + "c", 0.4, 1.5, 2, 1, 3), R(name + "d", 0.4, 1.2, 4, 1));
        }
        Add(rows, "floormod", t => BinaryOps.FloorMod(t[0], t[1]), R("fa", 0.1, 2.5, 5), R("fb", 0.1, 1, 5));
        Add(rows, "where", t => Select.Where(new Tensor([true, false, true]), t[0], t[1]), R("wa", 2, 3), R("wb", 3));
        Add(rows, "clip_by_value", t => Select.Clip(t[0], -0.55, 0.45), R("clip", 11));
        Add(
            rows, "clip by tensors", t => Select.Clip(t[0], t[1], t[2]), R("clipt", 2, 0, 5), R("low", 0.1, -0.6, 1),
            R("high", 0.1, 0.7, 5));
        Add(rows, "add_n", t => BinaryOps.AddN(t), R("n1", 3), R("n2", 3), R("n3", 3));
        Add(rows, "custom_gradient", t => tf.custom_gradient((Tensor a) => (a * a, dy => dy * a * 2))(t[0]), R("custom", 4));
        rows[^1] = rows[^1] with { Second = false };
    }

    private static void AddActivations(List<OpCase> rows)
    {
        (string Name, Func<Tensor, Tensor> F)[] table =
        [
            ("relu", Relu.Apply), ("relu6", x => Relu.Relu6(x * 6)), ("leaky_relu", x => Relu.Leaky(x, 0.25)),
            ("leaky_relu 1.5", x => Relu.Leaky(x, 1.5)),
            ("keras relu", x => Relu.Keras(x, 0.1, 1.5, 0.3)), ("crelu", x => Relu.Crelu(x, -1)), ("sigmoid", Activations.Sigmoid),
            ("tanh", Activations.Tanh),
            ("softplus", Activations.Softplus), ("softsign", Activations.Softsign), ("elu", x => Activations.Elu(x)),
            ("elu 0.5", x => Activations.Elu(x, 0.5)),
            ("selu", Activations.Selu), ("gelu", x => Activations.Gelu(x)), ("gelu tanh", x => Activations.Gelu(x, true)),
            ("swish", x => Activations.Swish(x)),
            ("swish 1.5", x => Activations.Swish(x, 1.5)), ("mish", Activations.Mish), ("hard_sigmoid", Activations.HardSigmoid),
            ("hard_sigmoid_v3", Activations.HardSigmoidV3), ("hard_swish", Activations.HardSwish), ("log_sigmoid", Activations.LogSigmoid),
            ("softmax", x => Softmax.Apply(x, 1)), ("softmax 0", x => Softmax.Apply(x, 0)), ("log_softmax", x => Softmax.Log(x, 0)),
            ("l2_loss", Norms.L2Loss), ("l2_normalize", x => Norms.L2Normalize(x, 1)), ("clip_by_norm", x => Norms.ClipByNorm(x, 0.5)),
            ("clip_by_norm axes", x => Norms.ClipByNorm(x, 0.5, 1)), ("norm", x => Norms.Norm(x)), ("norm 1", x => Norms.Norm(x, "1", 1)),
        ];
        foreach ((string name, Func<Tensor, Tensor> f) in table)
            Add(rows, name, t => f(t[0]), R(name, 2, 0.01, 3, 5));
        Tensor labels = tf.nn.softmax(R("labels", 4, 5));
        var classes = new Tensor([0, 4, 2, 2]);
        Add(rows, "softmax cross-entropy", t => CrossEntropy.Softmax(labels, t[0]), R("ce", 3.0, 0, 4, 5));
        Add(
            rows, "softmax cross-entropy axis 0", t => CrossEntropy.Softmax(tf.nn.softmax(R("lab0", 4, 5), 0), t[0], 0),
            R("ce0", 3.0, 0, 4, 5));
        Add(rows, "softmax cross-entropy labels", t => CrossEntropy.Softmax(t[0], R("cel", 3.0, 0, 4, 5)), R("lab", 4, 5));
        Add(rows, "sparse cross-entropy", t => CrossEntropy.SparseSoftmax(classes, t[0]), R("sce", 3.0, 0, 4, 5));
        Add(rows, "sigmoid cross-entropy", t => CrossEntropy.Sigmoid(t[0], t[1]), R("sl", 0.5, 0.5, 7), R("sx", 4.0, 0, 7));
        Add(rows, "weighted cross-entropy", t => CrossEntropy.WeightedSigmoid(t[0], t[1], 2.5), R("wl", 0.5, 0.5, 7), R("wx", 4.0, 0, 7));
        Add(rows, "global_norm", t => Norms.GlobalNorm(t), R("g1", 3), R("g2", 2, 2));
        Add(rows, "clip_by_global_norm", t => Norms.ClipByGlobalNorm(t, 0.5).Clipped[1]!, R("h1", 3), R("h2", 2, 2));
    }

    private static void AddReductions(List<OpCase> rows)
    {
        (string Name, Func<Tensor, Axis?, bool, Tensor> F)[] table =
        [
            ("reduce_sum", Reductions.Sum), ("reduce_mean", Reductions.Mean), ("reduce_max", Reductions.Max),
            ("reduce_min", Reductions.Min),
            ("reduce_prod", Reductions.Prod), ("reduce_logsumexp", Reductions.LogSumExp), ("reduce_variance", Reductions.Variance),
            ("reduce_std", Reductions.Std), ("reduce_euclidean_norm", Reductions.EuclideanNorm),
        ];
        foreach ((string name, Func<Tensor, Axis?, bool, Tensor> f) in table)
        {
            Add(rows, name, t => f(t[0], null, false), R(name, 0.5, 1, 2, 3));
            Add(rows, name + " axes", t => f(t[0], new Axis(-1, 0), true), R(name + "x", 0.5, 1, 2, 3, 4));
        }
        Add(rows, "moments mean", t => Reductions.Moments(t[0], new Axis(0, 1)).Mean, R("mm", 3, 2, 4));
        Add(rows, "moments variance", t => Reductions.Moments(t[0], new Axis(0, 1)).Variance, R("mv", 3, 2, 4));
        foreach (bool exclusive in new[] { false, true })
            foreach (bool reverse in new[] { false, true })
            {
                Add(rows, $"cumsum {exclusive} {reverse}", t => Scan.Cumsum(t[0], 1, exclusive, reverse), R("cs", 2, 5));
                Add(rows, $"cumprod {exclusive} {reverse}", t => Scan.Cumprod(t[0], 1, exclusive, reverse), R("cp", 0.4, 1, 2, 4));
            }
        Add(rows, "top_k", t => ArgOps.TopK(t[0], 3).Values, R("topk", 2, 7));
        Add(rows, "sort", t => ArgOps.Sort(t[0], 0, true), R("sort", 5, 2));
    }

    private static void AddArray(List<OpCase> rows)
    {
        var index = new Tensor([2, 0, 2, 1], (2, 2));
        var batch = new Tensor([1, 1, 0, 3], (2, 2));
        (string Name, Func<Tensor, Tensor> F)[] table =
        [
            ("reshape", x => ShapeOps.Reshape(x, new Shape(4, -1))), ("transpose", x => ShapeOps.Transpose(x, new Axis(2, 0, 1))),
            ("expand_dims", x => ShapeOps.ExpandDims(x, 1)), ("squeeze", x => ShapeOps.Squeeze(ShapeOps.ExpandDims(x, 0))),
            ("broadcast_to", x => Broadcast.To(x, (5, 2, 4, 3))), ("slices", x => x["1:, ::-2, None, 0"]), (
                "slice begin size", x => Slicing.BeginSize(x, [0, 1, 1], [2, -1, 1])),
            ("empty slice", x => tf.reduce_sum(x[":, 1:1"]) + tf.reduce_sum(x)), ("tile", x => Repetition.Tile(x, [1, 2, 3])),
            ("repeat", x => Repetition.Repeat(x, [1, 0, 2, 1], 1)),
            ("reverse", x => Repetition.Reverse(x, new Axis(0, 2))), ("roll", x => Repetition.Roll(x, [1, -2], new Axis(1, 2))),
            ("pad", x => Pad.Apply(x, [(1, 0), (0, 2), (1, 1)], "CONSTANT", 2)), (
                "pad reflect", x => Pad.Apply(x, [(0, 1), (2, 1), (1, 0)], "REFLECT")),
            (
                "pad symmetric",
                x => Pad.Apply(x, [(2, 1), (0, 3), (1, 0)], "SYMMETRIC")), ("gather 0", x => GatherOps.Gather(x, new Tensor([1, 1, 0]))),
            ("gather -1", x => GatherOps.Gather(x, index, -1)), ("gather batch", x => GatherOps.Gather(x, batch, 1, 1)),
            (
                "gather batch behind",
                x => GatherOps.Gather(x, index, 2, 1)), ("gather_nd", x => GatherOps.GatherNd(x, new Tensor([1, 3, 0, 2, 1, 3], (3, 2)))),
            ("boolean_mask", x => GatherOps.BooleanMask(x, new Tensor([true, false, true, true]), 1)),
            ("split", x => JoinOps.Split(x, [1, -1, 1], 1)[1]),
            ("unstack", x => JoinOps.Unstack(x, -1)[2]), ("stack", x => JoinOps.Stack([x, x * x], 1)), (
                "segment_mean", x => tf.math.segment_mean(x, new Tensor([0, 0]))),
            ("unsorted_segment_sum", x => tf.math.unsorted_segment_sum(x, new Tensor([1, 1]), 3)), (
                "add_along", x => GatherOps.AddAlong(x, 1, new Tensor([.. Enumerable.Repeat(1L, 24)], (2, 4, 3)), (2, 5, 3))),
        ];
        foreach ((string name, Func<Tensor, Tensor> f) in table)
            Add(rows, name, t => f(t[0]), R(name, 2, 4, 3));
        var at = new Tensor([3, 0], (2, 1));
        Add(rows, "concat", t => JoinOps.Concat([t[0], t[1], t[0]], 1), R("ca", 2, 1), R("cb", 2, 3));
        Add(rows, "scatter_nd", t => GatherOps.ScatterNd(at, t[0], (5, 2)), R("sn", 2, 2));
        Add(rows, "tensor_scatter_nd_update", t => GatherOps.ScatterInto(t[0], at, t[1], add: false), R("su", 5, 2), R("sv", 2, 2));
        Add(rows, "tensor_scatter_nd_add", t => GatherOps.ScatterInto(t[0], at, t[1], add: true), R("sa", 5, 2), R("sb", 2, 2));
        Add(rows, "meshgrid", t => tf.meshgrid([t[0], t[1]])[0] * tf.meshgrid([t[0], t[1]])[1], R("ma", 2), R("mb", 3));
    }

    private static void AddMatrix(List<OpCase> rows)
    {
        foreach (bool ta in new[] { false, true })
            foreach (bool tb in new[] { false, true })
                Add(
                    rows, $"matmul {ta} {tb}", t => MatMul.Apply(t[0], t[1], ta, tb), ta ? R("a", 2, 4, 3) : R("a", 2, 3, 4),
                    tb ? R("b", 1, 5, 4) : R("b", 1, 4, 5));
        Add(rows, "einsum", t => Einsum.Apply("bij,kbj->ik", t), R("e1", 2, 3, 4), R("e2", 5, 2, 4));
        Add(rows, "einsum three", t => Einsum.Apply("ij,jk,kl->il", t), R("e3", 2, 3), R("e4", 3, 2), R("e5", 2, 3));
        Add(rows, "einsum ellipsis", t => Einsum.Apply("...ij,...j->...i", t), R("e6", 2, 1, 3, 4), R("e7", 5, 4));
        Add(rows, "einsum diagonal", t => Einsum.Apply("iji->j", t), R("e8", 3, 2, 3));
        Add(rows, "tensordot", t => tf.tensordot(t[0], t[1], [0, 2], [1, 0]), R("t1", 2, 3, 4), R("t2", 4, 2, 5));
        Add(rows, "diag", t => MatrixOps.Diag(t[0]), R("d", 2, 3));
        Add(rows, "diag_part", t => tf.linalg.diag_part(t[0]), R("dp", 2, 3, 3));
        Add(rows, "band_part", t => MatrixOps.BandPart(t[0], 1, 0), R("bp", 3, 4));
        Add(rows, "inv", t => MatrixOps.Inverse(t[0] + tf.linalg.eye(3) * 3, false), R("inv", 3, 3));
        Add(rows, "inv adjoint", t => MatrixOps.Inverse(t[0] + tf.linalg.eye(3) * 3, true), R("inva", 3, 3));
        Add(rows, "batch_matmul", t => tf.batch_matmul(t[0], t[1], adj_y: true), R("bm1", 2, 2, 3), R("bm2", 2, 4, 3));
    }
}
