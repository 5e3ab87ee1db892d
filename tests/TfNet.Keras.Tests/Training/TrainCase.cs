using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using TfNet.Goldens;
using TfNet.Keras.Tests.Text;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Training;

/// <summary>Data, models and comparisons of one case of the train_* golden files (their README says what is what).</summary>
internal sealed class TrainCase
{
    internal const int N = 20, BS = 8, EP = 3;
    internal const float LR = 0.1f;

    // Float32 against float64 differs by up to 7e-7 in these runs; the files ask for 2e-6 of max(1, |value|).
    private const double Tolerance = 2e-6;

    private readonly List<(long Batch, Dictionary<string, float> Logs)> _batches = [];

    internal TrainCase(string file, string name)
    {
        Name = $"{file}/{name}";
        Golden = GoldenJson.Fit(file).GetProperty("cases").GetProperty(name);
    }

    internal string Name { get; }

    internal JsonElement Golden { get; }

    internal static IEnumerable<string> NamesIn(string file) =>
        GoldenJson.Fit(file).GetProperty("cases").EnumerateObject().Select(c => c.Name);

    internal static NDArray Array(string key, params int[] shape) =>
        new NDArray(Recipe.U("fit/" + key, shape.Aggregate(1L, (a, b) => a * b))).reshape(shape);

    internal static NDArray X6(int n = N, string key = "x") => Array(key, n, 6);

    internal static NDArray Img(int n, string key = "img") => Array(key, n, 6, 6, 2);

    internal static NDArray Labels(int n = N, int classes = 3) => new(Enumerable.Range(0, n).Select(i => i % classes).ToArray());

    internal static NDArray OneHot(int n = N, int classes = 3)
    {
        var y = new float[n * classes];
        for (int i = 0; i < n; i++)
            y[i * classes + i % classes] = 1;
        return new NDArray(y).reshape(n, classes);
    }

    internal static NDArray Weights(int n = N) => new(Recipe.U("fit/sw", n, 0.5, 0.5));

    internal static Model Mlp(string? act = "softmax", int units = 3, Func<ILayer>? d1 = null)
    {
        Tensors x = keras.Input(6, name: "x");
        Tensors h = (d1?.Invoke() ?? keras.layers.Dense(8, "relu", name: "d1")).Apply(x);
        return keras.Model(x, keras.layers.Dense(units, act, name: "d2").Apply(h), "mlp");
    }

    internal static Model Cnn(bool pool = true)
    {
        Tensors x = keras.Input((6, 6, 2), name: "x");
        Tensors h = keras.layers.Conv2D(4, 3, activation: "relu", name: "c1").Apply(x);
        if (pool)
            h = keras.layers.MaxPooling2D(2).Apply(h);
        return keras.Model(x, keras.layers.Dense(3, "softmax", name: "d").Apply(keras.layers.Flatten().Apply(h)), "cnn");
    }

    internal static Model Bn(float momentum = 0.9f)
    {
        Tensors x = keras.Input((6, 6, 2), name: "x");
        Tensors h = keras.layers.Conv2D(4, 3, padding: "same", use_bias: false, name: "c1").Apply(x);
        h = keras.layers.BatchNormalization(momentum: momentum, name: "bn1").Apply(h);
        h = keras.layers.GlobalAveragePooling2D().Apply(keras.layers.ReLU().Apply(h));
        return keras.Model(x, keras.layers.Dense(3, "softmax", name: "d").Apply(h), "bn");
    }

    internal static Model Multi()
    {
        Tensors a = keras.Input(5, name: "a"), b = keras.Input(4, name: "b");
        Tensors h = keras.layers.Concatenate().Apply(new Tensors(
            keras.layers.Dense(6, "relu", name: "ha").Apply(a), keras.layers.Dense(6, "relu", name: "hb").Apply(b)));
        return keras.Model(
            new Tensors(a, b),
            new Tensors(keras.layers.Dense(3, "softmax", name: "cls").Apply(h),
                keras.layers.Dense(1, activation: (string?)null, name: "reg").Apply(h)),
            "multi");
    }

    /// <summary>Every weight gets its value from its place and name.</summary>
    internal static void Fill(Model model, string set)
    {
        int k = 0;
        foreach (IVariableV1 w in model.Weights)
            w.assign(new Tensor(Recipe.Fill($"{set}/{k++}", w.Name, w.shape.dims), w.shape), read_value: false);
    }

    internal Model Filled(Model model)
    {
        Fill(model, Golden.GetProperty("weights_key").Text());
        return model;
    }

    /// <summary>A callback that keeps the logs of every training batch.</summary>
    internal List<ICallback> Recorder(params ICallback[] more) => [new BatchRecorder(_batches), .. more];

    internal void CheckRun(Model model, History history)
    {
        CheckHistory(Golden, history);
        if (Golden.Find("batch_logs") is { } logs)
            CheckBatches(logs);
        if (Golden.Find("weights") is { } weights)
            CheckWeights("weights", weights, model);
        // Where data run dry in the middle of an epoch, TensorFlow's graph counts the step that found no batch; no weight changes by it.
        if (Golden.Find("iterations") is { } iterations && !Name.EndsWith("dry", StringComparison.Ordinal))
            Assert.Equal(iterations.GetInt64(), (long)((OptimizerV2)model.Optimizer).iterations.AsTensor());
    }

    internal void CheckHistory(JsonElement golden, History history)
    {
        if (golden.Find("epochs") is { } epochs)
            Assert.Equal(epochs.EnumerateArray().Select(e => e.GetInt32()), history.epoch);
        JsonElement expected = golden.GetProperty("history");
        string[] order = golden.Find("history_order") is { } o ? [.. o.EnumerateArray().Select(e => e.Text())]
            : [.. expected.EnumerateObject().Select(p => p.Name)];
        Assert.Equal(order, history.history.Keys);
        foreach (JsonProperty p in expected.EnumerateObject())
            CheckNumbers("history " + p.Name, p.Value, history.history[p.Name].Select(v => (double)v));
    }

    internal void CheckWeights(string what, JsonElement expected, Model model)
    {
        List<IVariableV1> weights = model.Weights;
        // Keras counts the accumulators of metrics in a model's attributes as its weights, behind the layers'.
        JsonElement[] layers = [.. expected.EnumerateArray().Where(e => !e.GetProperty("name").Text().Contains(
            "total", StringComparison.Ordinal) && !e.GetProperty("name").Text().Contains("count", StringComparison.Ordinal))];
        Assert.Equal(layers.Length, weights.Count);
        int k = 0;
        foreach (JsonElement e in layers)
        {
            IVariableV1 w = weights[k++];
            string name = $"{what} {w.Name}";
            Assert.Equal(e.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()), w.shape.dims);
            double[] values = GoldenValues.Values(w.AsTensor());
            CheckNumber(name + " l2", e.GetProperty("l2").Number(), Math.Sqrt(values.Sum(v => v * v)));
            CheckNumber(name + " sum", e.GetProperty("sum").Number(), values.Sum());
            CheckNumbers(name + " first", e.GetProperty("first"), values.Take(e.GetProperty("first").GetArrayLength()));
            CheckNumber(name + " last", e.GetProperty("last").Number(), values[^1]);
        }
    }

    internal void CheckEvaluation(Func<MetricValues> evaluate)
    {
        if (Golden.Find("evaluate") is not { } expected)
            return;
        MetricValues got = evaluate();
        if (expected.ValueKind == JsonValueKind.Array)
            CheckNumbers("evaluate", expected, got.ToArray().Select(v => (double)v));
        else
            CheckNumber("evaluate", expected.Number(), got);
        if (Golden.Find("evaluate_dict") is { } byName)
            CheckDictionary("evaluate_dict", byName, got);
    }

    internal void CheckDictionary(string what, JsonElement expected, IDictionary<string, float> got)
    {
        Assert.Equal(expected.EnumerateObject().Select(p => p.Name), got.Keys);
        foreach (JsonProperty p in expected.EnumerateObject())
            CheckNumber($"{what} {p.Name}", p.Value.Number(), got[p.Name]);
    }

    internal void CheckNumbers(string what, JsonElement expected, IEnumerable<double> got)
    {
        double[] values = [.. got];
        Assert.Equal(expected.GetArrayLength(), values.Length);
        for (int i = 0; i < values.Length; i++)
            CheckNumber($"{what}[{i}]", expected[i].Number(), values[i]);
    }

    internal void CheckNumber(string what, double expected, double got)
    {
        bool same = double.IsNaN(expected) ? double.IsNaN(got) : Math.Abs(expected - got) <= Tolerance * Math.Max(1, Math.Abs(expected));
        Assert.True(same, $"{Name}: {what}: expected {expected:R}, received {got:R}");
    }

    internal void CheckMatrix(string what, JsonElement expected, Tensor got)
    {
        double[] flat = GoldenValues.Values(got);
        int i = 0;
        foreach (JsonElement row in expected.EnumerateArray())
            foreach (JsonElement e in row.EnumerateArray())
                CheckNumber($"{what}[{i}]", e.Number(), flat[i++]);
        Assert.Equal(flat.Length, i);
    }

    private void CheckBatches(JsonElement expected)
    {
        Assert.Equal(expected.GetArrayLength(), _batches.Count);
        for (int i = 0; i < _batches.Count; i++)
        {
            Assert.Equal(expected[i][0].GetInt64(), _batches[i].Batch);
            CheckDictionary($"batch {i}", expected[i][1], _batches[i].Logs);
        }
    }

    private sealed class BatchRecorder(List<(long, Dictionary<string, float>)> batches) : Callback
    {
        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs) =>
            batches.Add((end_step, new Dictionary<string, float>(logs)));
    }
}
