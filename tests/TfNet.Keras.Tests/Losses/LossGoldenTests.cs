using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Losses;
using TfNet.Goldens;
using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Losses;

/// <summary>Value and gradient of every loss, float32 and float64, against TensorFlow's.</summary>
public class LossGoldenTests
{
    private static readonly Lazy<Npz> s_arrays = new(() => Npz.Load(GoldenFolder.Path("losses_metrics", "losses.npz")));
    private static readonly LossesApi s_losses = new();

    public static TheoryData<string> Names => GoldenValues.CaseNames("losses_metrics", "losses");

    [Fact]
    public void All_cases_are_there() => Assert.Equal(215, GoldenValues.Cases("losses_metrics", "losses").Count());

    // float32: 2e-6 relative + 1e-6, percentages 1e-5; float64: 1e-10. Logarithms of 1 - p + 1e-7 next to 1 are compared in float32 only
    // with the float32 arrays (the golden README's rule).
    [Theory]
    [MemberData(nameof(Names))]
    public void Follows_keras(string name)
    {
        JsonElement c = GoldenValues.Case("losses_metrics", "losses", name);
        double relative = c.GetProperty("loss").GetString()!.EndsWith("MeanAbsolutePercentageError", StringComparison.Ordinal) ? 1e-5
            : 2e-6;
        (double[] value, double[] gradient) = Run(c, as64: false);
        GoldenValues.Close($"{name} value", s_arrays.Value[$"{name}/value"].ToDouble(), value, relative, 1e-6);
        GoldenValues.Close($"{name} gradient", s_arrays.Value[$"{name}/dy_pred"].ToDouble(), gradient, relative, 1e-6);
        if (!s_arrays.Value.Contains($"{name}/value64"))
            return;
        (value, gradient) = Run(c, as64: true);
        GoldenValues.Close($"{name} value64", s_arrays.Value[$"{name}/value64"].ToDouble(), value, 1e-10, 1e-10);
        GoldenValues.Close($"{name} gradient64", s_arrays.Value[$"{name}/dy_pred64"].ToDouble(), gradient, 1e-10, 1e-10);
    }

    private static (double[] Value, double[] Gradient) Run(JsonElement c, bool as64)
    {
        string name = c.GetProperty("case").GetString()!;
        Tensor yTrue = GoldenValues.Input(name, c.GetProperty("y_true"), as64);
        Tensor yPred = GoldenValues.Input(name, c.GetProperty("y_pred"), as64);
        Tensor? weight = c.Has("sample_weight", out JsonElement w) ? GoldenValues.Input(name, w, as64) : null;
        using var tape = tf.GradientTape();
        tape.watch(yPred);
        Tensor value = Value(c, yTrue, yPred, weight);
        return (GoldenValues.Values(value), GoldenValues.Values(tape.gradient(value, yPred)));
    }

    private static Tensor Value(JsonElement c, Tensor yTrue, Tensor yPred, Tensor? weight)
    {
        string loss = c.GetProperty("loss").GetString()!.Split('.')[^1];
        if (!char.IsLower(loss[0]))
        {
            var serialized = new Dictionary<string, object?>
            {
                ["class_name"] = loss,
                ["config"] = GoldenValues.Config(c.GetProperty("args"))
            };
            return s_losses.get((object)serialized).Call(yTrue, yPred, weight);
        }
        return ((Loss)s_losses.get(loss)).Apply(yTrue, yPred);
    }
}
