using Tensorflow;
using static Tensorflow.Binding;

namespace TfNet.Tests.Ops;

/// <summary>What a wrong argument of an op says: the whole text.</summary>
public class OpErrorTests
{
    private static readonly Tensor s_x = new([1f, 2, 3, 4, 5, 6], (2, 3));
    private static readonly Tensor s_i = new([1, 2, 3]);

    private static readonly (string Text, Action Call)[] s_rows =
    [
        ("add: arguments must have one dtype: received float32 of shape (2, 3) and int32 of shape (3,); use tf.cast", () => _ = s_x + s_i),
        ("add: shapes (2, 3) and (2, 2) do not broadcast: 3 and 2 at axis -1", () => _ = s_x + tf.ones((2, 2))),
        ("exp: argument x: expected a floating dtype; received int32 of shape (3,)", () => tf.exp(s_i)),
        ("constant: expected an integer, as the tensor is int32 of shape (3,); received 0.5; use tf.cast", () => _ = s_i * 0.5),
        (
            "floordiv: argument y: expected integers other than 0; received a zero in shape (3,)",
            () => tf.floordiv(s_i, new Tensor([1, 0, 1]))),
        ("floormod: argument y: expected integers other than 0; received a zero in shape (3,)", () => _ = s_i % new Tensor([1, 0, 1])),
        ("pow: argument y: expected exponents >= 0 for integers; received a negative exponent", () => tf.pow(s_i, -1)),
        ("logical_not: argument x: expected dtype bool; received float32 of shape (2, 3)", () => tf.logical_not(s_x)),
        ("where: argument condition: expected dtype bool; received float32 of shape (2, 3)", () => tf.where(s_x, s_x, s_x)),
        ("clip_by_value: argument clip_value_min: expected a value <= clip_value_max, 1; received 2", () => tf.clip_by_value(s_x, 2f, 1f)),
        ("reduce_max: argument axis: expected an axis in -2..1 for shape (2, 3); received 2", () => tf.reduce_max(s_x, 2)),
        ("reduce_sum: argument axis: expected distinct axes; received (0, -2)", () => tf.reduce_sum(s_x, (0, -2))),
        ("reduce_all: argument x: expected dtype bool; received float32 of shape (2, 3)", () => tf.reduce_all(s_x)),
        ("argmax: argument axis: expected an axis with elements in shape (0, 3); received 0", () => tf.argmax(tf.zeros((0, 3)))),
        ("argmax: argument output_type: expected int32 or int64; received float32", () => tf.argmax(s_x, output_type: tf.float32)),
        ("top_k: argument k: expected 0..3, the last extent of (2, 3); received 4", () => tf.math.top_k(s_x, 4)),
        ("sort: argument direction: expected 'ASCENDING' or 'DESCENDING'; received 'up'", () => tf.sort(s_x, direction: "up")),
        ("concat: argument values: expected at least one tensor; received none", () => tf.concat(Array.Empty<Tensor>(), 0)),
        (
            "concat: argument values: expected shapes that agree except at axis 1; received (2, 3) (3, 2)",
            () => tf.concat([s_x, tf.ones((3, 2))], 1)),
        ("stack: argument values: expected tensors of one shape, (2, 3); received (3,)", () => tf.stack([s_x, tf.ones(3)])),
        ("split: argument num_split: expected a divisor of extent 3 at axis 1; received 2", () => tf.split(s_x, 2, 1)),
        ("split: argument num_split: expected sizes that add up to 3; received [1, 1]", () => tf.split(s_x, [1, 1], 1)),
        ("slice: argument size: expected -1..2 at axis 1 of shape (2, 3); received 3", () => tf.slice(s_x, [0, 1], [1, 3])),
        ("strided_slice: argument slices: expected an index in -2..1 at axis 0 of shape (2, 3); received 2", () => _ = s_x[2]),
        ("strided_slice: argument slices: expected at most 2 for shape (2, 3); received 3", () => _ = s_x["0,0,0"]),
        ("slice: expected start:stop:step, an index, '...' or 'None'; received '1:b'", () => _ = s_x["1:b"]),
        ("tile: argument multiples: expected 2 numbers for shape (2, 3); received [2]", () => tf.tile(s_x, new Shape(2))),
        ("pad: argument paddings: expected numbers >= 0; received (-1, 0)", () => tf.pad(s_x, new[,] { { -1, 0 }, { 0, 0 } })),
        (
            "pad: argument paddings: expected at most 1 at axis 0 of shape (2, 3); received (2, 0)",
            () => tf.pad(s_x, new[,] { { 2, 0 }, { 0, 0 } }, "REFLECT")),
        (
            "pad: argument mode: expected 'CONSTANT', 'REFLECT' or 'SYMMETRIC'; received 'edge'",
            () => tf.pad(s_x, new[,] { { 0, 0 }, { 0, 0 } }, "edge")),
        ("gather: argument indices: expected values in 0..1; received 2", () => tf.gather(s_x, new Tensor([0, 2]))),
        ("gather: argument indices: expected values in 0..1; received -1", () => tf.gather(s_x, new Tensor([-1]))),
        (
            "gather_nd: argument indices: expected a last extent of at most 2 for shape (2, 3); received (1, 3)",
            () => tf.gather_nd(s_x, new Tensor([0, 0, 0], (1, 3)))),
        (
            "scatter_nd: argument updates: expected shape (1, 3) for indices (1, 1) and shape (2, 3); received (2, 3)",
            () => tf.scatter_nd(new Tensor([0], (1, 1)), s_x, (2, 3))),
        (
            "boolean_mask: argument mask: expected the extents of (2, 3) from axis 0 on; received (3,)",
            () => tf.boolean_mask(s_x, new[] { true, false, true })),
        ("one_hot: argument axis: expected an axis in -1..1; received 2", () => tf.one_hot(s_i, 3, axis: 2)),
        ("range: argument delta: expected a finite number other than 0; received 0", () => tf.range(0, 3, 0)),
        ("softmax: argument x: expected rank >= 1; received shape ()", () => tf.nn.softmax(new Tensor(1f))),
        (
            "sparse_softmax_cross_entropy_with_logits: argument labels: expected values in 0..2; received 3",
            () => tf.nn.sparse_softmax_cross_entropy_with_logits(new Tensor([0, 3]), s_x)),
        (
            "sparse_softmax_cross_entropy_with_logits: argument labels: expected shape (2,) for logits (2, 3); received (3,)",
            () => tf.nn.sparse_softmax_cross_entropy_with_logits(s_i, s_x)),
        (
            "softmax_cross_entropy_with_logits: argument labels: expected the shape of logits, (2, 3); received (3,)",
            () => tf.nn.softmax_cross_entropy_with_logits(tf.ones(3), s_x)),
        (
            "sigmoid_cross_entropy_with_logits: argument labels: expected the shape of logits, (2, 3); received (3,)",
            () => tf.nn.sigmoid_cross_entropy_with_logits(tf.ones(3), s_x)),
        ("norm: argument ord: expected 'euclidean', 'fro', '1', '2' or 'inf'; received '3'", () => tf.norm(s_x, "3")),
        ("einsum: argument equation: expected an equation for 1 inputs; received \"ij,jk->ik\"", () => tf.einsum("ij,jk->ik", s_x)),
        (
            "einsum: argument equation: expected 3 labels for shape (2, 3, 4); received \"ij->ji\"",
            () => tf.einsum("ij->ji", tf.ones((2, 3, 4)))),
        (
            "einsum: argument inputs: expected one extent for label 'j' of \"ij,jk->ik\"; received shapes (2, 3) (2, 3)",
            () => tf.einsum("ij,jk->ik", s_x, s_x)),
        (
            "einsum: argument equation: expected an output of distinct labels that occur in the inputs; received \"ij->ik\"",
            () => tf.einsum("ij->ik", s_x)),
        ("tensordot: argument axes: expected equal extents of (2, 3) and (2, 3); received axes 1 and 0", () => tf.tensordot(s_x, s_x, 1)),
        ("inv: argument input: expected square matrices; received (2, 3)", () => tf.linalg.inv(s_x)),
        (
            "inv: argument input: expected invertible matrices; received a singular one in shape (2, 2)",
            () => tf.linalg.inv(tf.zeros((2, 2)))),
        (
            "segment_sum: argument segment_ids: expected numbers >= 0 that do not decrease; received 0 after 1",
            () => tf.math.segment_sum(s_x, new Tensor([1, 0]))),
        ("bincount: argument arr: expected numbers >= 0; received -2", () => tf.math.bincount(new Tensor([1, -2]))),
        ("ensure_shape: argument x: expected shape (2, 4); received (2, 3)", () => tf.ensure_shape(s_x, (2, 4))),
        ("dropout: argument rate: expected one of rate and keep_prob; received neither", () => tf.nn.dropout(s_x)),
        (
            "list_physical_devices: argument device_type: expected 'CPU', 'GPU' or null; received 'TPU'",
            () => tf.config.list_physical_devices("TPU")),
    ];

    [Fact]
    public void A_wrong_argument_is_named_with_what_was_expected_and_received()
    {
        using IDisposable processor = tf.device("/CPU:0"); // A GPU does not wait to look at values.
        var failures = new List<string>();
        foreach ((string text, Action call) in s_rows)
        {
            string got = "no error";
            try
            {
                call();
            }
            catch (TensorflowException e)
            {
                got = e.Message;
            }
            catch (Exception e)
            {
                got = e.GetType().Name + ": " + e.Message;
            }
            if (got != text)
                failures.Add($"expected: {text}\nreceived: {got}");
        }
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }
}
