using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Layers;
using TfNet.Goldens;
using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Layers;

/// <summary>Batch normalisation over three steps, frozen, and at inference: outputs, gradients, moving statistics.</summary>
public class BatchNormalizationTests
{
    private static readonly Lazy<Npz> s_arrays = new(() => Npz.Load(GoldenFolder.Path("ops", "norm.npz")));

    public static TheoryData<string> Cases()
    {
        var data = new TheoryData<string>();
        foreach (JsonElement c in GoldenValues.Cases("ops", "norm"))
            if (c.GetProperty("op").GetString() == "BatchNormalization")
                data.Add(c.GetProperty("case").GetString()!);
        return data;
    }

    [Fact]
    public void AllCasesAreThere() => Assert.Equal(36, Cases().Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case(string name)
    {
        JsonElement c = GoldenValues.Case("ops", "norm", name);
        var layer = (BatchNormalization)LayerFromJson.Make("BatchNormalization", c.GetProperty("args"));
        layer.Trainable = c.GetProperty("trainable").GetBoolean();
        JsonElement[] inputs = [.. c.GetProperty("inputs").EnumerateArray()];
        layer.build(new Shape(GoldenValues.ShapeOf(inputs[0].GetProperty("shape"))));
        JsonElement[] weights = [.. c.GetProperty("weights").EnumerateArray()];
        for (int k = 0; k < weights.Length; k++)
        {
            long[] shape = GoldenValues.ShapeOf(weights[k].GetProperty("shape"));
            layer.Weights[k].assign(new Tensor(Recipe.Fill($"{name}/{k}", weights[k].GetProperty("name").GetString()!, shape),
                new Shape(shape)), read_value: false);
        }
        bool training = c.GetProperty("call_training").GetBoolean();
        for (int step = 0; step < inputs.Length; step++)
        {
            Tensor x = GoldenValues.Input(name, inputs[step]);
            using var tape = tf.GradientTape(persistent: true);
            tape.watch(x);
            Tensor y = layer.Apply(x, training: training).Single;
            Close(name, $"y{step}", y);
            Tensor dy = new(Recipe.U($"{name}/dy{step}", y.size), y.shape);
            Close(name, $"dx{step}", tape.gradient(y, x, [dy]));
            if (layer.Trainable)
            {
                Weight(name, $"dgamma{step}", layer.gamma, tape, y, dy);
                Weight(name, $"dbeta{step}", layer.beta, tape, y, dy);
            }
            Close(name, $"moving_mean_after{step + 1}", layer.moving_mean!.AsTensor());
            Close(name, $"moving_variance_after{step + 1}", layer.moving_variance!.AsTensor());
        }
    }

    private static void Weight(string name, string array, IVariableV1? weight, Tensorflow.Gradients.GradientTape tape, Tensor y, Tensor dy)
    {
        if (weight is not null)
            Close(name, array, tape.gradient(y, [weight], [dy])[0]);
    }

    private static void Close(string name, string array, Tensor actual)
    {
        string key = $"{name}/{array}";
        if (!s_arrays.Value.Contains(key))
            return;
        double[] expected = s_arrays.Value[key].ToDouble();
        GoldenValues.Close(key, expected, GoldenValues.Values(actual), 0, 2e-6 * Math.Max(1, expected.Max(Math.Abs)));
    }
}
