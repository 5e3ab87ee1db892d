using System.Text.Json;
using Tensorflow;
using TfNet.Goldens;

namespace TfNet.Tests.Ops;

internal static partial class GoldenOps
{
    static partial void RegisterNN()
    {
        RegisterConvolutions();
        RegisterPooling();
        RegisterNorms();
        RegisterImages();
    }

    private static void RegisterConvolutions()
    {
        Register("conv2d", c => Conv2D.Apply(c[0], c[1], null, Two(c, "strides"), PaddingOf(c), Two(c, "dilations"), c.Int("groups")));
        Register("depthwise_conv2d", c => DepthwiseConv2D.Apply(c[0], c[1], null, Two(c, "strides"), PaddingOf(c), Two(c, "dilations")));
        Register("separable_conv2d", c => SeparableConv2D.Apply(c[0], c[1], c[2], null, Two(c, "strides"), PaddingOf(c), (1, 1)));
        Register("conv1d", c => Conv1D.Apply(c[0], c[1], null, c.Int("stride"), PaddingOf(c), c.Int("dilations")));
        Register("conv3d", c => Conv3D.Apply(c[0], c[1], null, Three(c, "strides"), PaddingOf(c), (1, 1, 1)));
        Register("conv2d_transpose", c =>
            Conv2DTranspose.ToShape(c[0], c[1], null, (c.Ints("output_shape")[1], c.Ints("output_shape")[2]), Two(c, "strides"),
                PaddingOf(c), (1, 1)));
        Register("bias_add", c => BiasAdd.Apply(c[0], c[1]));
    }

    private static void RegisterPooling()
    {
        Register("max_pool2d", c => Pooling.MaxPool2D.Apply(c[0], Two(c, "ksize"), Two(c, "strides"), PaddingOf(c)));
        Register("avg_pool2d", c => Pooling.AvgPool2D.Apply(c[0], Two(c, "ksize"), Two(c, "strides"), PaddingOf(c)));
        Register("max_pool1d", c => Pooling.MaxPool1D.Apply(c[0], c.Int("ksize"), c.Int("strides"), PaddingOf(c)));
        Register("avg_pool1d", c => Pooling.AvgPool1D.Apply(c[0], c.Int("ksize"), c.Int("strides"), PaddingOf(c)));
        Register("max_pool3d", c => Pooling.MaxPool3D.Apply(c[0], Three(c, "ksize"), Three(c, "strides"), PaddingOf(c)));
        Register("avg_pool3d", c => Pooling.AvgPool3D.Apply(c[0], Three(c, "ksize"), Three(c, "strides"), PaddingOf(c)));
        Register("reduce_mean", c => Reductions.Mean(c[0], c.Axis("axis"), c.Bool("keepdims")));
        Register("reduce_max", c => Reductions.Max(c[0], c.Axis("axis"), c.Bool("keepdims")));
    }

    private static void RegisterNorms()
    {
        Register("layers.LayerNormalization", c =>
        {
            (bool center, bool scale) = (!c.Has("center") || c.Bool("center"), !c.Has("scale") || c.Bool("scale"));
            return LayerNorm.Apply(c[0], scale ? c["w0"] : null, center ? c[scale ? "w1" : "w0"] : null,
                c.Has("axis") ? c.Ints("axis") : [-1], Epsilon(c));
        });
        Register("layers.GroupNormalization", c =>
        {
            int groups = c.Has("groups") ? c.Int("groups") : 32;
            return GroupNorm.Apply(c[0], c["w0"], c["w1"], groups < 0 ? (int)c[0].shape[^1] : groups, Epsilon(c));
        });
        Register("local_response_normalization", c => LocalResponseNormalization.Apply(
            c[0], c.Has("depth_radius") ? c.Int("depth_radius") : 5, Number(c, "bias", 1), Number(c, "alpha", 1), Number(c, "beta", 0.5)));
        Register("batch_normalization", c => BatchNorm.Formula(c["x"], c["mean"], c["variance"], c["offset"], c["scale"],
            c.Double("variance_epsilon")));
        RegisterMany("moments", c =>
        {
            (Tensor mean, Tensor variance) = Reductions.Moments(c[0], c.Axis("axes")!, c.Bool("keepdims"));
            return [mean, variance];
        });
        Register("l2_normalize", c => Norms.L2Normalize(c[0], c.Axis("axis"), c.Double("epsilon")));
        Register("(x - mean)/sqrt(var + 1e-6) over the last axis, biased variance", c => LayerNorm.Apply(c[0], null, null, [-1], 1e-6));
        Register("(x - mean)/sqrt(var + 1e-3) over axes 0,1,2, biased variance", c => BatchNorm.Train(c[0], null, null, 1e-3).Y);
        Register("x + b", c => c[0] + c[1]);
        Register("math.tanh", c => Activations.Tanh(c[0]));
        RegisterCheck("BatchNormalization", BatchNormCheck);
    }

    /// <summary>The layer's formula with its weights: three steps in training, one frozen or in inference.</summary>
    private static void BatchNormCheck(GoldenCall c)
    {
        bool train = c.Case.GetProperty("mode").GetString() == "train";
        (bool center, bool scale) = (!c.Has("center") || c.Bool("center"), !c.Has("scale") || c.Bool("scale"));
        Tensor? gamma = scale ? c["w0"] : null;
        Tensor? beta = center ? c[scale ? "w1" : "w0"] : null;
        int weights = c.Case.GetProperty("weights").GetArrayLength();
        var mean = new ResourceVariable(c["w" + (weights - 2)], false, "moving_mean:0");
        var variance = new ResourceVariable(c["w" + (weights - 1)], false, "moving_variance:0");
        double momentum = Number(c, "momentum", 0.99);
        int axis = c.Has("axis") ? c.Ints("axis")[0] : -1;
        for (int step = 0; step < c.Case.GetProperty("steps").GetInt32(); step++)
        {
            Tensor x = c["x" + step];
            using var tape = tf.GradientTape();
            Tensor[] sources = [.. new[] { x, gamma, beta }.OfType<Tensor>()];
            foreach (Tensor t in sources)
                tape.watch(t);
            Tensor y;
            if (train)
            {
                y = BatchNorm.TrainMoving(x, gamma, beta, new MovingStatistics(mean, variance, momentum), Epsilon(c), axis,
                    FusedActivation.None, null);
            }
            else
            {
                y = BatchNorm.Inference(x, gamma, beta, mean, variance, Epsilon(c), axis);
            }
            Tensor[] g = tape.gradient(y, sources, [c.Upstream("y" + step, y.shape)]);
            BatchNormStep(c, step, [("y", y), ("dx", g[0]), ("dgamma", scale ? g[1] : null), ("dbeta", center ? g[^1] : null)]);
            BatchNormStep(c, step + 1, [("moving_mean_after", mean), ("moving_variance_after", variance)]);
        }
    }

    private static void BatchNormStep(GoldenCall c, int step, (string Name, Tensor? Value)[] arrays)
    {
        foreach ((string name, Tensor? value) in arrays)
            if (value is not null && c.Arrays.Contains($"{c.Name}/{name}{step}"))
                Assert.Null(GoldenCheck.Compare(c, name + step, value));
    }

    private static double Epsilon(GoldenCall c) => Number(c, "epsilon", 1e-3);

    private static double Number(GoldenCall c, string key, double otherwise) => c.Has(key) ? c.Double(key) : otherwise;

    private static (int, int) Two(GoldenCall c, string key) => (c.Ints(key)[0], c.Ints(key)[1]);

    private static (int, int, int) Three(GoldenCall c, string key) => (c.Ints(key)[0], c.Ints(key)[1], c.Ints(key)[2]);

    /// <summary>"SAME", "VALID" or [[0,0],[top,bottom],..,[0,0]].</summary>
    private static Padding PaddingOf(GoldenCall c)
    {
        JsonElement p = c.Arg("padding");
        if (p.ValueKind == JsonValueKind.String)
            return Padding.Parse("golden", p.GetString()!);
        (long, long)[] cells = [.. p.EnumerateArray().Select(e => (e[0].GetInt64(), e[1].GetInt64()))];
        return Padding.Explicit(cells[1..^1]);
    }
}
