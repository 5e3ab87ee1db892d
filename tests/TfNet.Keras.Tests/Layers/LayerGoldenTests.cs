using System.Text.Json;
using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras.Engine;
using TfNet.Goldens;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Layers;

/// <summary>
/// Every layer case of the goldens, in float32 and float64: automatic name, weights' names and shapes, outputs, gradients of
/// inputs and weights.
/// </summary>
public sealed class LayerGoldenTests : IDisposable
{
    private const int KnownCases = 138 + 13;

    // Relative to max(1, largest value): the README's bounds.
    private const double Float32 = 2e-6;
    private const double Float64 = 1e-12;

    private static readonly Lazy<Npz> s_layers = new(() => Npz.Load(GoldenFolder.Path("ops", "layers.npz")));
    private static readonly Lazy<Npz> s_norm = new(() => Npz.Load(GoldenFolder.Path("ops", "norm.npz")));

    public LayerGoldenTests() => keras.backend.clear_session();

    public void Dispose() => DTypePolicy.SetGlobal("float32");

    public static TheoryData<string, string, bool> Cases()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (string file in (string[])["layers", "norm"])
            foreach (JsonElement c in GoldenValues.Cases("ops", file))
                if (c.GetProperty("op").GetString()!.StartsWith("layers.", StringComparison.Ordinal))
                {
                    data.Add(file, c.GetProperty("case").GetString()!, false);
                    data.Add(file, c.GetProperty("case").GetString()!, true);
                }
        return data;
    }

    [Fact]
    public void AllCasesAreThere() => Assert.Equal(2 * KnownCases, Cases().Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case(string file, string name, bool as64)
    {
        JsonElement c = GoldenValues.Case("ops", file, name);
        Npz arrays = (file == "norm" ? s_norm : s_layers).Value;
        if (as64)
            DTypePolicy.SetGlobal("float64");
        Layer layer = LayerFromJson.Make(c.GetProperty("op").GetString()!["layers.".Length..], c.GetProperty("args"));
        Assert.Equal(c.GetProperty("default_name").GetString(), layer.Name);
        Tensor[] inputs = [.. c.GetProperty("inputs").EnumerateArray().Select(i => GoldenValues.Input(name, i, as64))];
        bool? training = c.Has("call_training", out JsonElement t) ? t.GetBoolean() : null;
        // The first call makes the weights; then they get the recipe's values.
        layer.Apply(inputs, training: training);
        SetWeights(c, name, layer, as64);
        using var tape = tf.GradientTape(persistent: true);
        foreach (Tensor x in inputs)
            if (x.dtype.is_floating())
                tape.watch(x);
        Tensors y = layer.Apply(inputs, training: training);
        // tf.image.resize computes in float32 whatever it gets.
        bool resized = layer is Tensorflow.Keras.Layers.Resizing or Tensorflow.Keras.Layers.CenterCrop;
        double bound = as64 && !resized && c.GetProperty("reference").GetString() == "float64" ? Float64 : Float32;
        if (name == "normalization_zero_var")
            Relatively(arrays, name + "/y", y.Single, as64 ? Float64 : 1e-6);
        else
            Close(arrays, name + "/y", y.Single, bound);
        Gradients(c, arrays, name, layer, inputs, y.Single, tape, bound);
    }

    private static void SetWeights(JsonElement c, string name, Layer layer, bool as64)
    {
        JsonElement[] expected = c.Has("weights", out JsonElement w) ? [.. w.EnumerateArray()] : [];
        List<IVariableV1> weights = layer.Weights;
        Assert.Equal(expected.Length, weights.Count);
        for (int k = 0; k < expected.Length; k++)
        {
            string weight = expected[k].GetProperty("name").GetString()!;
            long[] shape = GoldenValues.ShapeOf(expected[k].GetProperty("shape"));
            Assert.Equal(weight, weights[k].Name);
            Assert.Equal(new Shape(shape), weights[k].shape);
            Assert.Equal(expected[k].GetProperty("trainable").GetBoolean(), weights[k].Trainable);
            if (!weights[k].dtype.is_floating())
                continue;
            Assert.Equal(as64 ? TF_DataType.TF_DOUBLE : TF_DataType.TF_FLOAT, weights[k].dtype);
            float[] values = Recipe.Fill($"{name}/{k}", weight, shape);
            weights[k].assign(as64 ? new Tensor(Array.ConvertAll(values, v => (double)v), new Shape(shape))
                : new Tensor(values, new Shape(shape)), read_value: false);
        }
    }

    private static void Gradients(JsonElement c, Npz arrays, string name, Layer layer, Tensor[] inputs, Tensor y,
        Tensorflow.Gradients.GradientTape tape, double bound)
    {
        if (!c.Has("grads", out JsonElement grads) || grads.GetArrayLength() == 0)
            return;
        float[] upstream = Recipe.U($"{name}/dy", y.size);
        Tensor dy = y.dtype == TF_DataType.TF_DOUBLE ? new Tensor(Array.ConvertAll(upstream, v => (double)v), y.shape)
            : new Tensor(upstream, y.shape);
        string[] names = [.. c.GetProperty("inputs").EnumerateArray().Select(i => i.GetProperty("name").GetString()!)];
        foreach (string grad in grads.EnumerateArray().Select(g => g.GetString()!))
        {
            int input = Array.IndexOf(names, grad);
            Tensor? d = input >= 0
                ? tape.gradient(y, inputs[input], [dy])
                : tape.gradient(y, [layer.Weights[int.Parse(grad[1..], System.Globalization.CultureInfo.InvariantCulture)]], [dy])[0];
            Assert.True(d is not null, $"no gradient for {grad}");
            Close(arrays, $"{name}/d{grad}", d, bound);
        }
    }

    private static void Close(Npz arrays, string key, Tensor actual, double bound)
    {
        GoldenArray expected = arrays[key];
        Assert.Equal(new Shape(expected.Shape), actual.shape);
        double[] e = expected.ToDouble(), a = GoldenValues.Values(actual);
        GoldenValues.Close(key, e, a, 0, bound * Math.Max(1, e.Length == 0 ? 1 : e.Max(Math.Abs)));
    }

    private static void Relatively(Npz arrays, string key, Tensor actual, double bound) =>
        GoldenValues.Close(key, arrays[key].ToDouble(), GoldenValues.Values(actual), bound, 0);
}
