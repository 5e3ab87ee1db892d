using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations.Initializers;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Layers;

/// <summary>
/// Layers computed together give what they give one by one. The reference calls each layer by itself under a tape, where nothing is
/// folded or packed.
/// </summary>
public class ChainTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Forms => ["conv", "conv bias", "conv uneven", "conv valid pad", "conv relu6", "conv own relu", "depthwise",
        "depthwise uneven", "grouped", "no gamma", "no beta", "norm relu", "dense", "dense relu6", "pad alone"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Prediction_is_the_layers_one_by_one(string form)
    {
        foreach (long batch in (long[])[3, 1, 1, 3])
        {
            ILayer[] layers = Layers(form);
            Functional model = Model(layers);
            Disturb(model);
            Tensor x = Input(batch);
            Close(OneByOne(layers, x, training: false), model.predict(x).Single);
            Close(OneByOne(layers, x, training: false), model.predict(x[Slice.All]).Single);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Training_gives_the_same_outputs_gradients_and_statistics(string form)
    {
        ILayer[] layers = Layers(form);
        Functional model = Model(layers);
        Disturb(model);
        Tensor x = Input(3);
        float[][] before = [.. model.Weights.Select(v => v.AsTensor().ToArray<float>())];
        (float[] y, float[][] g) = Step(() => OneByOneOf(layers, x, training: true), x, model);
        float[][] statistics = [.. model.NonTrainableWeights.Select(v => v.AsTensor().ToArray<float>())];
        for (int i = 0; i < before.Length; i++)
            model.Weights[i].assign(new Tensor(before[i], model.Weights[i].shape), read_value: false);
        (float[] y2, float[][] g2) = Step(() => model.Apply(x, training: true).Single, x, model);
        Close(y, y2);
        for (int i = 0; i < g.Length; i++)
            Close(g[i], g2[i], 1e-4);
        for (int i = 0; i < statistics.Length; i++)
            Close(statistics[i], model.NonTrainableWeights[i].AsTensor().ToArray<float>());
    }

    [Fact]
    public void A_written_weight_or_statistic_counts_at_the_next_prediction()
    {
        ILayer[] layers = Layers("conv bias");
        Functional model = Model(layers);
        Disturb(model);
        Tensor x = Input(2);
        _ = model.predict(x);
        foreach (IVariableV1 v in model.Weights)
        {
            v.assign(v.AsTensor() * 1.5 + 0.1, read_value: false);
            Close(OneByOne(layers, x, training: false), model.predict(x).Single);
        }
    }

    [Fact]
    public void A_training_step_counts_at_the_next_prediction()
    {
        ILayer[] layers = [.. Layers("conv"), keras.layers.Flatten(), keras.layers.Dense(3)];
        Functional model = Model(layers);
        model.compile(keras.optimizers.SGD(0.1f), keras.losses.MeanSquaredError());
        Tensor x = Input(4);
        float[] first = model.predict(x).Single.ToArray<float>();
        model.fit(x, tf.zeros((4, 3)), epochs: 1, verbose: 0);
        float[] second = model.predict(x).Single.ToArray<float>();
        Assert.NotEqual(first, second);
        Close(OneByOne(layers, x, training: false), second);
    }

    [Fact]
    public void A_result_that_is_read_elsewhere_keeps_its_value()
    {
        Tensors input = keras.Input((9, 8, 3));
        ILayer conv = keras.layers.Conv2D(4, 3, padding: "same"), norm = keras.layers.BatchNormalization(), relu = keras.layers.ReLU();
        Tensors a = conv.Apply(input), b = norm.Apply(a), c = relu.Apply(b);
        Functional model = keras.Model(input, new Tensors(a.Single, b.Single, c.Single));
        Disturb(model);
        Tensor x = Input(2);
        Tensors y = model.predict(x);
        Close(OneByOne([conv], x, false), y[0]);
        Close(OneByOne([conv, norm], x, false), y[1]);
        Close(OneByOne([conv, norm, relu], x, false), y[2]);
        Functional both = keras.Model(input, keras.layers.Add().Apply(new Tensors(b.Single, c.Single)));
        Close([.. y[1].ToArray<float>().Zip(y[2].ToArray<float>(), (p, q) => p + q)], both.predict(x).Single.ToArray<float>());
    }

    [Theory]
    [InlineData("relu", 9, 8, 2)]
    [InlineData("relu6", 9, 8, 2)]
    [InlineData(null, 9, 8, 2)]
    [InlineData("relu", 9, 8, 1)]
    [InlineData("relu", 2, 1, 2)]
    [InlineData("relu", 1, 2, 1)]
    [InlineData("relu6", 1, 1, 2)]
    [InlineData(null, 1, 1, 1)]
    public void A_shortcut_is_added_before_the_activation(string? activation, int height, int width, int batch)
    {
        Tensors input = keras.Input((height, width, 3));
        ILayer conv = keras.layers.Conv2D(3, 3, padding: "same", use_bias: false), norm = keras.layers.BatchNormalization();
        ILayer add = keras.layers.Add(), act = keras.layers.Activation(activation ?? "tanh");
        Functional model = keras.Model(input, act.Apply(add.Apply(new Tensors(norm.Apply(conv.Apply(input)).Single, input.Single))));
        Disturb(model);
        Tensor x = Input(batch, height, width) * 3;
        foreach (bool training in (bool[])[false, true])
        {
            float[][] start = [.. model.Weights.Select(v => v.AsTensor().ToArray<float>())];
            float[] expected;
            using (tf.GradientTape())
                expected = act.Apply(add.Apply(new Tensors(norm.Apply(conv.Apply(x), training: training).Single, x))).Single.ToArray<float>();
            for (int i = 0; i < start.Length; i++)
                model.Weights[i].assign(new Tensor(start[i], model.Weights[i].shape), read_value: false);
            Close(expected, model.Apply(x, training: training).Single.ToArray<float>());
        }
    }

    [Fact]
    public void A_map_smaller_than_the_window_counts_with_its_padding()
    {
        Tensors input = keras.Input((2, 2, 3));
        ILayer[] layers = [keras.layers.ZeroPadding2D(1), keras.layers.Conv2D(4, 3, 2), keras.layers.BatchNormalization()];
        Functional model = keras.Model(input, layers[2].Apply(layers[1].Apply(layers[0].Apply(input))));
        Tensor x = Input(2, 2, 2);
        Close(OneByOne(layers, x, training: false), model.predict(x).Single);
    }

    [Fact]
    public void A_shortcut_may_broadcast()
    {
        Tensors input = keras.Input((9, 8, 3));
        ILayer conv = keras.layers.Conv2D(3, 3, padding: "same"), norm = keras.layers.BatchNormalization();
        ILayer mean = keras.layers.GlobalAveragePooling2D(keepdims: true), add = keras.layers.Add(), relu = keras.layers.ReLU();
        Functional model = keras.Model(input, relu.Apply(add.Apply(new Tensors(mean.Apply(input).Single, norm.Apply(conv.Apply(input)).Single))));
        Disturb(model);
        Tensor x = Input(2);
        float[] expected;
        using (tf.GradientTape())
            expected = relu.Apply(add.Apply(new Tensors(mean.Apply(x).Single, norm.Apply(conv.Apply(x)).Single))).Single.ToArray<float>();
        Close(expected, model.predict(x).Single);
        _ = model.Apply(x, training: true);
    }

    [Fact]
    public void A_shortcut_has_the_gradient_it_has_one_by_one()
    {
        Tensors input = keras.Input((9, 8, 3));
        ILayer conv = keras.layers.Conv2D(3, 3, padding: "same", use_bias: false), norm = keras.layers.BatchNormalization();
        ILayer add = keras.layers.Add(), relu = keras.layers.ReLU();
        Functional model = keras.Model(input, relu.Apply(add.Apply(new Tensors(input.Single, norm.Apply(conv.Apply(input)).Single))));
        Disturb(model);
        Tensor x = Input(3);
        (float[] y, float[][] g) = Step(() => relu.Apply(add.Apply(new Tensors(x, norm.Apply(conv.Apply(x), training: true).Single))).Single, x, model);
        (float[] y2, float[][] g2) = Step(() => model.Apply(x, training: true).Single, x, model);
        Close(y, y2);
        for (int i = 0; i < g.Length; i++)
            Close(g[i], g2[i], 1e-4);
    }

    [Fact]
    public void A_layer_with_a_call_of_its_own_is_called()
    {
        ILayer[] layers = Layers("conv");
        Functional model = Model(layers);
        ((Layer)layers[1]).ReplacedCall = t => t.Single * 0;
        Assert.All(model.predict(Input(2)).Single.ToArray<float>(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void A_shortcut_needs_its_Add()
    {
        var layer = new Joined([keras.layers.Conv2D(3, 1)]);
        Assert.Contains("expected one Add", Assert.Throws<ValueError>(() => layer.Apply(Input(1))).Message);
    }

    private sealed class Joined(ILayer[] layers) : Layer
    {
        protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
            Chain(inputs, inputs.Single, layers);
    }

    private static ILayer[] Layers(string form)
    {
        ILayer norm = keras.layers.BatchNormalization(), relu = keras.layers.ReLU();
        return form switch
        {
            "conv" => [keras.layers.Conv2D(5, 3, padding: "same", use_bias: false), norm, relu],
            "conv bias" => [keras.layers.Conv2D(5, 3, bias_initializer: "ones"), norm, keras.layers.Activation("relu")],
            "conv uneven" => [keras.layers.Conv2D(5, 3, 2, padding: "same"), norm, relu],
            "conv valid pad" => [keras.layers.ZeroPadding2D(2), keras.layers.Conv2D(5, 5, 2), norm, relu],
            "conv relu6" => [keras.layers.Conv2D(16, 1), norm, keras.layers.ReLU6()],
            "conv own relu" => [keras.layers.ZeroPadding2D(1), keras.layers.Conv2D(5, 3, activation: "relu"), norm],
            "depthwise" => [keras.layers.DepthwiseConv2D(3, 1, "same", depth_multiplier: 1, use_bias: false), norm, keras.layers.ReLU6()],
            "depthwise uneven" => [keras.layers.DepthwiseConv2D(3, 2, "same", depth_multiplier: 2, use_bias: true), norm, relu],
            "grouped" => [keras.layers.Conv2D(6, 3, groups: 3), norm, relu],
            "no gamma" => [keras.layers.Conv2D(5, 3), keras.layers.BatchNormalization(scale: false), relu],
            "no beta" => [keras.layers.Conv2D(5, 3, use_bias: false), keras.layers.BatchNormalization(center: false), relu],
            "norm relu" => [norm, relu, keras.layers.Conv2D(4, 1)],
            "dense" => [keras.layers.Flatten(), keras.layers.Dense(7), relu, keras.layers.Dense(3)],
            "dense relu6" => [keras.layers.Dense(7), keras.layers.ReLU6()],
            "pad alone" => [keras.layers.ZeroPadding2D(1), keras.layers.MaxPooling2D(2), relu],
            _ => throw new ArgumentException(form),
        };
    }

    private static Functional Model(ILayer[] layers)
    {
        Tensors input = keras.Input((9, 8, 3)), x = input;
        foreach (ILayer layer in layers)
            x = layer.Apply(x);
        return keras.Model(input, x);
    }

    /// <summary>Weights and statistics that would show if one of them were left out.</summary>
    private static void Disturb(Functional model)
    {
        var random = new System.Random(3);
        foreach (IVariableV1 v in model.Weights)
            v.assign(Values(v.shape, () => v.shape.ndim == 1 ? 0.5f + random.NextSingle() : random.NextSingle() - 0.5f),
                read_value: false);
    }

    private static Tensor Input(long batch, int height = 9, int width = 8)
    {
        var random = new System.Random(5);
        var shape = new Shape(batch, height, width, 3);
        return Values(shape, () => random.NextSingle() * 4 - 2);
    }

    private static Tensor Values(Shape shape, Func<float> next) => new(Enumerable.Range(0, (int)shape.size).Select(_ => next()).ToArray(), shape);

    private static Tensor OneByOneOf(ILayer[] layers, Tensor x, bool training)
    {
        Tensors y = x;
        foreach (ILayer layer in layers)
            y = layer.Apply(y, training: training);
        return y.Single;
    }

    private static float[] OneByOne(ILayer[] layers, Tensor x, bool training)
    {
        using var tape = tf.GradientTape();
        return OneByOneOf(layers, x, training).ToArray<float>();
    }

    private static (float[] Y, float[][] Gradients) Step(Func<Tensor> forward, Tensor x, Functional model)
    {
        using var tape = tf.GradientTape();
        tape.watch(x);
        Tensor y = forward();
        int i = 0;
        Tensor weights = Values(y.shape, () => (float)Math.Sin(i++));
        Tensor[] g = tape.gradient(tf.reduce_sum(y * weights), [x, .. model.TrainableVariables.Select(v => v.AsTensor())]);
        return (y.ToArray<float>(), [.. g.Select(t => t.ToArray<float>())]);
    }

    private static void Close(float[] expected, Tensor actual) => Close(expected, actual.ToArray<float>());

    private static void Close(float[] expected, float[] actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(1e-3, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"at {i}: expected {expected[i]}; it is {actual[i]}");
    }
}
