using System.Text.Json;
using Tensorflow;
using TfNet.Goldens;
using TfNet.LibTorch;

namespace TfNet.Tests.Ops;

/// <summary>Second and third derivatives and the tape's facts against TensorFlow's.</summary>
public class AutodiffTests
{
    private static readonly Dictionary<string, Func<GoldenCall, Tensor>> s_programs = new()
    {
        ["reduce_mean(softmax_cross_entropy_with_logits(labels, x))"] = c => tf.reduce_mean(
            tf.nn.softmax_cross_entropy_with_logits(c["labels"], c["x"])),
        ["reduce_mean(sparse_softmax_cross_entropy_with_logits(labels, x))"] = c => tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(c["labels"], c["x"])),
        ["reduce_sum(tanh(x @ w + b)^2)"] = c => Squares(tf.tanh(tf.matmul(c["x"], c["w"]) + c["b"])),
        ["reduce_sum(conv2d(x, w, stride 2, SAME)^2)"] = c => Squares(Conv2D.Apply(c["x"], c["w"], null, (2, 2), Padding.Same, (1, 1), 1)),
        ["reduce_sum(depthwise_conv2d(x, w, stride 1, SAME)^2)"] = c => Squares(
            DepthwiseConv2D.Apply(c["x"], c["w"], null, (1, 1), Padding.Same, (1, 1))),
        ["reduce_sum(max_pool2d(x, 2, 2, VALID)^3)"] = c => Cubes(Pooling.MaxPool2D.Apply(c["x"], (2, 2), (2, 2), Padding.Valid)),
        ["reduce_sum(avg_pool2d(x, 3, 2, SAME)^3)"] = c => Cubes(Pooling.AvgPool2D.Apply(c["x"], (3, 3), (2, 2), Padding.Same)),
        ["reduce_sum(relu(x)^2)"] = c => Squares(tf.nn.relu(c["x"])),
        ["reduce_sum(sigmoid(x)^2)"] = c => Squares(tf.sigmoid(c["x"])),
        ["reduce_sum(gelu(x)^2)"] = c => Squares(c.Mode == GoldenMode.Float32 ? tf.nn.gelu(c["x"]) : RoundedGelu(c["x"])),
        ["reduce_sum(swish(x)^2)"] = c => Squares(tf.nn.swish(c["x"])),
        ["reduce_sum(softplus(x)^2)"] = c => Squares(tf.nn.softplus(c["x"])),
        ["reduce_sum(elu(x)^2)"] = c => Squares(tf.nn.elu(c["x"])),
        ["reduce_sum(selu(x)^2)"] = c => Squares(tf.nn.selu(c["x"])),
        ["reduce_sum(leaky_relu(x)^2)"] = c => Squares(tf.nn.leaky_relu(c["x"])),
        ["reduce_sum(softmax(x)^2)"] = c => Squares(tf.nn.softmax(c["x"])),
        ["reduce_sum(log_softmax(x)^2)"] = c => Squares(tf.nn.log_softmax(c["x"])),
        ["reduce_sum(a / sqrt(b))"] = c => tf.reduce_sum(c["a"] / tf.sqrt(c["b"])),
    };

    /// <summary>
    /// This case's float64 reference has TensorFlow's sqrt(2) rounded to float32 (with it all digits agree, with the exact
    /// constant the first derivative differs by 1.5e-8); the op's own is exact, and its derivatives are checked in OpCases.
    /// </summary>
    private static Tensor RoundedGelu(Tensor x) => x * (tf.math.erf(x / (double)MathF.Sqrt(2)) + 1) * 0.5;

    private static Tensor Squares(Tensor x) => tf.reduce_sum(tf.square(x));

    private static Tensor Cubes(Tensor x) => tf.reduce_sum(x * x * x);

    [Theory]
    [InlineData(GoldenMode.Float32)]
    [InlineData(GoldenMode.Float64)]
    public void Second_derivatives_are_TensorFlows(GoldenMode mode)
    {
        Npz npz = Npz.Load(GoldenFolder.Path("ops", "autodiff.npz"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.Path("ops", "autodiff.json")));
        var failures = new List<string>();
        foreach (JsonElement c in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            using var scope = new Scope("golden case");
            var call = new GoldenCall(c, npz, mode, "autodiff");
            string? failure = call.Op == "nested tapes" ? Cube(call) : Second(call);
            if (failure != null)
                failures.Add($"{call.Name}: {failure}");
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static string? Cube(GoldenCall call)
    {
        Tensor x = call["x"];
        using var third = tf.GradientTape();
        third.watch(x);
        using var second = tf.GradientTape();
        second.watch(x);
        using var first = tf.GradientTape();
        first.watch(x);
        Tensor y = x * x * x;
        Tensor d1 = first.gradient(y, x);
        Tensor d2 = second.gradient(d1, x);
        Tensor d3 = third.gradient(d2, x);
        return GoldenCheck.Compare(call, "y", y)
            ?? GoldenCheck.Compare(call, "d1", d1) ?? GoldenCheck.Compare(call, "d2", d2) ?? GoldenCheck.Compare(call, "d3", d3);
    }

    private static string? Second(GoldenCall call)
    {
        string program = call.Case.GetProperty("program").GetString()!.Split(';')[0][4..];
        if (!s_programs.TryGetValue(program, out Func<GoldenCall, Tensor>? f))
            return $"no program for '{program}'";
        string[] wrt = [.. call.Case.GetProperty("wrt").EnumerateArray().Select(e => e.GetString()!)];
        string[] none = [.. call.Case.GetProperty("none_second").EnumerateArray().Select(e => e.GetString()!)];
        Tensor[] sources = Array.ConvertAll(wrt, w => call[w]);
        using var outer = tf.GradientTape();
        using var inner = tf.GradientTape();
        foreach (Tensor t in sources)
        {
            outer.watch(t);
            inner.watch(t);
        }
        Tensor[] first = inner.gradient(f(call), sources);
        Tensor z = wrt
            .Select((w, i) => tf.reduce_sum(first[i] * call.From(Recipe.U($"{call.Name}/r_{w}", first[i].size), first[i].shape)))
            .Aggregate((a, b) => a + b);
        Tensor[] second = outer.gradient(z, sources);
        string? failure = null;
        for (int i = 0; i < wrt.Length; i++)
        {
            failure ??= GoldenCheck.Compare(call, "d_" + wrt[i], first[i]);
            failure ??= none.Contains(wrt[i]) ? second[i] is null ? null : $"second gradient of {wrt[i]} should be null"
                : GoldenCheck.Compare(call, "dd_" + wrt[i], second[i]);
        }
        return failure;
    }

    [Fact]
    public void Derivatives_at_kinks_are_TensorFlows()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.Path("ops", "autodiff.json")));
        JsonElement facts = json.RootElement.GetProperty("tape_facts");
        (string Fact, double At, Func<Tensor, Tensor> F)[] rows =
        [
            ("derivative of relu at 0", 0, x => tf.nn.relu(x)), ("derivative of relu6 at 0", 0, x => tf.nn.relu6(x)),
            ("derivative of relu6 at 6", 6, x => tf.nn.relu6(x)), ("derivative of abs at 0", 0, x => tf.abs(x)),
            ("derivative of leaky_relu at 0", 0, x => tf.nn.leaky_relu(x)), ("derivative of elu at 0", 0, x => tf.nn.elu(x)),
            ("derivative of selu at 0", 0, x => tf.nn.selu(x)), ("derivative of keras hard_sigmoid at 2.5", 2.5, Activations.HardSigmoid),
            ("derivative of keras hard_sigmoid at -2.5", -2.5, Activations.HardSigmoid),
        ];
        foreach ((string fact, double at, Func<Tensor, Tensor> f) in rows)
        {
            var x = new Tensor((float)at);
            using var tape = tf.GradientTape();
            tape.watch(x);
            Assert.Equal(facts.GetProperty(fact).GetDouble(), (double)tape.gradient(f(x), x), 1e-7);
        }
        var three = new Tensor(3f);
        using var infinite = tf.GradientTape();
        infinite.watch(three);
        Assert.Equal(float.PositiveInfinity, (float)infinite.gradient(tf.sqrt(three - 3), three));
    }

    [Fact]
    public void Stopped_and_custom_gradients_are_TensorFlows()
    {
        var x = new Tensor(3f);
        using (var tape = tf.GradientTape())
        {
            tape.watch(x);
            Assert.Equal(3f, (float)tape.gradient(x * tf.stop_gradient(x) + tf.stop_gradient(x * x), x));
        }
        using (var tape = tf.GradientTape())
        {
            tape.watch(x);
            Assert.Null(tape.gradient(tf.cast(tf.cast(x, tf.int32), tf.float32) * 2, x));
        }
        Func<Tensor, Tensor> clipped = tf.custom_gradient((Tensor a) => (a * 10, dy => tf.clip_by_value(dy, -0.5, 0.5)));
        using (var tape = tf.GradientTape())
        {
            tape.watch(x);
            Tensor y = clipped(x) * 3;
            Assert.Equal(90f, (float)y);
            Assert.Equal(0.5f, (float)tape.gradient(y, x));
        }
    }

    /// <summary>What a custom function computes inside a scope stays until its gradient is taken.</summary>
    [Fact]
    public void A_custom_gradient_keeps_what_it_reads()
    {
        long live = LiveTensors.Settled();
        using (new Scope("step"))
        {
            Func<Tensor, Tensor> square = tf.custom_gradient((Tensor a) =>
            {
                Tensor twice = a * 2;
                return (a * a, dy => dy * twice);
            });
            var x = new Tensor([3f, 4f]);
            using var tape = tf.GradientTape();
            tape.watch(x);
            Tensor y;
            using (var inner = new Scope("layer"))
                y = inner.Return(square(x));
            Assert.Equal([6f, 8f], tape.gradient(y, x).ToArray<float>());
        }
        Assert.Equal(live, TensorHandle.Live);
    }
}
