using System.Text.Json;
using Tensorflow;

namespace TfNet.Tests.Ops;

internal static partial class GoldenOps
{
    static partial void RegisterArray()
    {
        Register("transpose", c => tf.transpose(c[0], c.Axis("perm")));
        Register("pad", c => Pad.Apply(c[0], Paddings(c), c.Text("mode"), c.Double("constant_values")));
        Register("concat", c => tf.concat(c.Inputs.Select(p => p.Value), c.Int("axis")));
        Register("stack", c => tf.stack(c.Inputs.Select(p => p.Value).ToArray(), c.Int("axis")));
        RegisterMany("unstack", c => tf.unstack(c[0], axis: c.Int("axis")));
        RegisterMany("split", Split);
        Register("split then element 1 only", c => Split(c)[1]);
        Register("slice", c => tf.slice(c[0], c.Ints("begin"), c.Ints("size")));
        Register("strided_slice", c => c[0][c.Text("python")[2..^1]]);
        Register("tile", c => tf.tile(c[0], new Shape(c.Ints("multiples"))));
        Register("repeat", c => tf.repeat(c[0], c.Ints("repeats"), c.Int("axis")));
        Register("broadcast_to", c => tf.broadcast_to(c[0], c.Ints("shape")));
        Register("reshape", c => tf.reshape(c[0], c.Ints("shape")));
        Register("squeeze", c => tf.squeeze(c[0], c.Has("axis") ? c.Ints("axis") : null));
        Register("expand_dims", c => tf.expand_dims(c[0], c.Int("axis")));
        Register("reverse", c => tf.reverse(c[0], c.Ints("axis")));
        Register("roll", c => tf.roll(c[0], c.Ints("shift"), c.Ints("axis")));
        Register("gather", c => tf.gather(c[0], c[1], axis: c.Int("axis"), batch_dims: c.Int("batch_dims")));
        Register("gather_nd", c => tf.gather_nd(c[0], c[1]));
        Register("scatter_nd", c => tf.scatter_nd(c[0], c[1], c.Ints("shape")));
        Register("tensor_scatter_nd_update", c => tf.tensor_scatter_nd_update(c[0], c[1], c[2]));
        Register("tensor_scatter_nd_add", c => tf.tensor_scatter_nd_add(c[0], c[1], c[2]));
        Register("where", c => tf.where(c[0], c[1], c[2]));
        Register("where(c)", c => tf.where(c[0]));
        Register("boolean_mask", c => tf.boolean_mask(c[0], c[1]));
        Register("clip_by_value", c => tf.clip_by_value(c[0], c.Double("clip_value_min"), c.Double("clip_value_max")));
        Register("one_hot", OneHot);
        Register("range", c => tf.range(c.Double("start"), c.Double("limit"), c.Double("delta")));
        Register("linspace", c => tf.linspace(c.Double("start"), c.Double("stop"), c.Int("num")));
        RegisterMany("meshgrid", c => tf.meshgrid([c[0], c[1]], c.Text("indexing")));
        Register("sequence_mask", c => tf.sequence_mask(c[0], c.Int("maxlen")));
        RegisterMany("unique", c => { (Tensor y, Tensor i) = tf.unique(c[0]); return [y, i]; });
        RegisterMany("unique_with_counts", c => { (Tensor y, Tensor i, Tensor n) = tf.unique_with_counts(c[0]); return [y, i, n]; });
        Register("bincount", c => tf.math.bincount(c[0], minlength: c.Int("minlength")));
    }

    private static Tensor[] Split(GoldenCall c) => c.Arg("num_or_size_splits").ValueKind == JsonValueKind.Array
        ? tf.split(c[0], c.Ints("num_or_size_splits"), c.Int("axis"))
        : tf.split(c[0], c.Int("num_or_size_splits"), c.Int("axis"));

    private static (long, long)[] Paddings(GoldenCall c) =>
        [.. c.Arg("paddings").EnumerateArray().Select(p => (p[0].GetInt64(), p[1].GetInt64()))];

    private static Tensor OneHot(GoldenCall c) => c.Has("on_value")
        ? tf.one_hot(c[0], c.Int("depth"), tf.constant(c.Double("on_value")), tf.constant(c.Double("off_value")), axis: c.Int("axis"))
        : tf.one_hot(c[0], c.Int("depth"));

    static partial void RegisterReductions()
    {
        Dictionary<string, Func<Tensor, Axis?, bool, Tensor>> reductions = new()
        {
            ["sum"] = (x, a, k) => tf.reduce_sum(x, a, keepdims: k),
            ["mean"] = (x, a, k) => tf.reduce_mean(x, a, k),
            ["max"] = (x, a, k) => tf.reduce_max(x, a, k),
            ["min"] = (x, a, k) => tf.reduce_min(x, a, k),
            ["prod"] = (x, a, k) => tf.reduce_prod(x, a, k),
            ["logsumexp"] = (x, a, k) => tf.reduce_logsumexp(x, a, k),
            ["variance"] = (x, a, k) => tf.reduce_variance(x, a, k),
            ["std"] = (x, a, k) => tf.reduce_std(x, a, k),
            ["euclidean_norm"] = (x, a, k) => tf.math.reduce_euclidean_norm(x, a, k),
            ["any"] = (x, a, k) => tf.reduce_any(x, a, k),
            ["all"] = (x, a, k) => tf.reduce_all(x, a, k),
        };
        foreach ((string name, Func<Tensor, Axis?, bool, Tensor> f) in reductions)
            Register("math.reduce_" + name, c => f(c[0], c.Axis("axis"), c.Has("keepdims") && c.Bool("keepdims")));
        Register("argmax", c => tf.argmax(c.Has("input") ? c.From([0, float.NaN, 2, float.NaN, 1, 3], (2, 3)) : c[0], c.Int("axis")));
        Register("argmin", c => tf.argmin(c[0], c.Int("axis")));
        RegisterMany("math.top_k", c => tf.math.top_k(c[0], c.Int("k")));
        Register("math.in_top_k", c => tf.math.in_top_k(c["x"], c["t"], c.Int("k")));
        Register("sort", c => tf.sort(c[0], c.Int("axis"), c.Text("direction")));
        Register("argsort", c => tf.argsort(c[0], c.Int("axis"), c.Text("direction")));
        Register("cumsum", c => tf.cumsum(c[0], c.Int("axis"), c.Bool("exclusive"), c.Bool("reverse")));
        Register("math.cumprod", c => tf.math.cumprod(c[0], c.Int("axis")));
        Register("clip_by_norm", c => tf.clip_by_norm(c[0], c.Double("clip_norm"), c.Axis("axes")));
        RegisterMany("clip_by_global_norm", c =>
        {
            (Tensors clipped, Tensor norm) = tf.clip_by_global_norm([c[0], c[1]], c.Double("clip_norm"));
            return [clipped[0], clipped[1], norm];
        });
        Register("linalg.global_norm", c => tf.linalg.global_norm([c[0], c[1]]));
        Register("norm", c => tf.norm(c[0], c.Text("ord"), c.Axis("axis")));
        Dictionary<string, Func<Tensor, Tensor, Tensor>> segments = new()
        {
            ["sum"] = (x, i) => tf.math.segment_sum(x, i),
            ["mean"] = (x, i) => tf.math.segment_mean(x, i),
            ["max"] = (x, i) => tf.math.segment_max(x, i),
            ["min"] = (x, i) => tf.math.segment_min(x, i),
            ["prod"] = (x, i) => tf.math.segment_prod(x, i),
        };
        foreach ((string name, Func<Tensor, Tensor, Tensor> f) in segments)
            Register("math.segment_" + name, c => f(c[0], c[1]));
        Register("math.unsorted_segment_sum", c => tf.math.unsorted_segment_sum(c[0], c[1], c.Int("num_segments")));
    }

    static partial void RegisterMatrix()
    {
        Register("matmul", c => tf.matmul(c[0], c[1], c.Bool("transpose_a"), c.Bool("transpose_b")));
        Register("einsum", c => tf.einsum(c.Text("equation"), c.Inputs.Select(p => p.Value).ToArray()));
        Register("tensordot", c => c.Arg("axes").ValueKind == JsonValueKind.Number
            ? tf.tensordot(c[0], c[1], c.Int("axes"))
            : tf.tensordot(
                c[0], c[1], [.. c.Arg("axes")[0].EnumerateArray().Select(e => e.GetInt32())],
                [.. c.Arg("axes")[1].EnumerateArray().Select(e => e.GetInt32())]));
        Register(
            "softmax(q k^T * scale) v", c => tf.matmul(tf.nn.softmax(tf.matmul(c[0], c[1], transpose_b: true) * c.Double("scale")), c[2]));
        Register("linalg.diag", c => tf.linalg.diag(c[0]));
        Register("linalg.band_part", c => tf.linalg.band_part(c[0], c.Int("num_lower"), c.Int("num_upper")));
    }
}
