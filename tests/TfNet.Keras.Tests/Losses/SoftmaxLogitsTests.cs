using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Losses;
using TfNet.LibTorch;
using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Losses;

/// <summary>Which predictions are taken by their logits, and what follows for value and gradient.</summary>
public class SoftmaxLogitsTests
{
    private static readonly LossesApi s_losses = new();
    private static readonly Lazy<JsonElement> s_rules = new(() => GoldenValues.Json("losses_metrics", "softmax_logits_rule").RootElement);

    public static TheoryData<int> TapeRows => [.. Enumerable.Range(0, s_rules.Value.GetProperty("tape").GetArrayLength())];

    [Fact]
    public void All_rows_are_there()
    {
        Assert.Equal(132, s_rules.Value.GetProperty("tape").GetArrayLength());
        Assert.Equal(4, s_rules.Value.GetProperty("sigmoid_bce").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(TapeRows))]
    public void Eager_row(int index)
    {
        JsonElement row = s_rules.Value.GetProperty("tape")[index];
        var logits = new Tensor([.. Numbers(row.GetProperty("logits")).Select(v => (float)v)], (2, 3));
        long[] labels = [.. row.GetProperty("labels").EnumerateArray().Select(l => l.GetInt64())];
        string head = row.GetProperty("head").GetString()!;
        bool sparse = row.GetProperty("loss").GetString() == "sparse";
        using var tape = tf.GradientTape();
        tape.watch(logits);
        Tensor p = Head(head, logits);
        bool fromLogits = head == "from_logits=True, no softmax";
        Tensor value = sparse
            ? s_losses.sparse_categorical_crossentropy(new Tensor(labels), p, fromLogits)
            : s_losses.categorical_crossentropy(OneHot(labels), p, fromLogits);
        Tensor gradient = tape.gradient(value, logits);
        JsonElement eager = row.GetProperty("eager");
        string what = $"{row.GetProperty("set").GetString()}, {head}, {(sparse ? "sparse" : "categorical")}";
        GoldenValues.Close(what + " value", Numbers(eager.GetProperty("value")), GoldenValues.Values(value), 2e-6, 1e-6);
        GoldenValues.Close(what + " gradient", Numbers(eager.GetProperty("gradient")), GoldenValues.Values(gradient), 2e-6, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sigmoid_row(int index)
    {
        JsonElement row = s_rules.Value.GetProperty("sigmoid_bce")[index];
        var logits = new Tensor([.. Numbers(row.GetProperty("logits")).Select(v => (float)v)], (4, 1));
        var labels = new Tensor([.. Numbers(row.GetProperty("labels")).Select(v => (float)v)], (4, 1));
        string head = row.GetProperty("head").GetString()!;
        using var tape = tf.GradientTape();
        tape.watch(logits);
        Tensor p = head == "from_logits=True" ? logits : tf.nn.sigmoid(logits);
        if (head is "keras.activations.sigmoid" or "Activation('sigmoid') layer")
            p.Logits = logits;
        Tensor value = s_losses.binary_crossentropy(labels, p, head == "from_logits=True");
        Tensor gradient = tape.gradient(value, logits);
        JsonElement eager = row.GetProperty("eager");
        GoldenValues.Close(head + " value", Numbers(eager.GetProperty("value")), GoldenValues.Values(value), 2e-6, 1e-6);
        GoldenValues.Close(head + " gradient", Numbers(eager.GetProperty("gradient")), GoldenValues.Values(gradient), 2e-6, 1e-6);
    }

    [Fact]
    public void From_logits_on_a_softmax_activation_warns()
    {
        Tensor logits = new([1f, 2, 3], (1, 3));
        Tensor p = tf.nn.softmax(logits);
        p.Logits = logits;
        using Tensorflow.Keras.Warnings.Capture warnings = Tensorflow.Keras.Warnings.Listen();
        s_losses.sparse_categorical_crossentropy(new Tensor([1L]), p, from_logits: true);
        Assert.Contains("received `from_logits=True`, but the `output` argument was produced by a Softmax activation",
            Assert.Single(warnings.Messages));
    }

    /// <summary>
    /// What the row's words mean: the activation and the layers set Logits, tf.nn.softmax and what follows an activation do not.
    /// </summary>
    private static Tensor Head(string head, Tensor logits)
    {
        switch (head)
        {
            case "from_logits=True, no softmax":
                return logits;
            case "exp(x)/sum(exp(x)) by hand":
                Tensor e = tf.exp(logits);
                return e / tf.reduce_sum(e, -1, keepdims: true);
        }
        Tensor p = tf.nn.softmax(logits);
        if (head == "tf.nn.softmax")
            return p;
        if (head == "softmax then tf.cast float32")
            return tf.cast(p, tf.float32);
        p.Logits = logits;
        return head switch
        {
            "keras.activations.softmax" or "Softmax layer" or "Activation('softmax') layer" => p,
            "softmax then * 1.0" => p * 1.0,
            "softmax then reshape" => tf.reshape(p, (2, 3)),
            "softmax then squeeze of a size-1 axis" => tf.squeeze(tf.expand_dims(p, 0), 0),
            "softmax then tf.identity" => tf.identity(p),
            _ => throw new NotSupportedException(head),
        };
    }

    private static Tensor OneHot(long[] labels)
    {
        var values = new float[labels.Length * 3];
        for (int i = 0; i < labels.Length; i++)
            values[i * 3 + labels[i]] = 1;
        return new Tensor(values, (labels.Length, 3));
    }

    private static double[] Numbers(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Array => [.. e.EnumerateArray().SelectMany(Numbers)],
        JsonValueKind.String =>
            [e.GetString() switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, _ => double.NegativeInfinity }],
        _ => [e.GetDouble()],
    };
}
