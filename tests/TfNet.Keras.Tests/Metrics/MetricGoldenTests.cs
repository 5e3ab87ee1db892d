using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Metrics;
using TfNet.Goldens;

namespace TfNet.Keras.Tests.Metrics;

/// <summary>Three updates of every metric, results and state, against TensorFlow's.</summary>
public class MetricGoldenTests
{
    private static readonly Lazy<Npz> s_arrays = new(() => Npz.Load(GoldenFolder.Path("losses_metrics", "metrics.npz")));
    private static readonly MetricsApi s_metrics = new();

    public static TheoryData<string> Names => GoldenValues.CaseNames("losses_metrics", "metrics");

    [Fact]
    public void All_cases_are_there() => Assert.Equal(176, GoldenValues.Cases("losses_metrics", "metrics").Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Follows_keras(string name)
    {
        JsonElement c = GoldenValues.Case("losses_metrics", "metrics", name);
        Metric metric = Make(c);
        int i = 0;
        foreach (JsonElement update in c.GetProperty("updates").EnumerateArray())
        {
            Tensor[] inputs = [.. update.EnumerateArray().Select(u => GoldenValues.Input(name, u))];
            if (metric is ValueMetric values)
                values.update_state(inputs[0], inputs.Length > 1 ? inputs[1] : null);
            else
                metric.update_state(inputs[0], inputs[1], inputs.Length > 2 ? inputs[2] : null);
            Tensor result = metric.result();
            GoldenArray expected = s_arrays.Value[$"{name}/r{i}"];
            Assert.Equal(expected.Shape, result.shape.dims);
            GoldenValues.Close($"{name} result {i++}", expected.ToDouble(), GoldenValues.Values(result), 1e-6, 1e-7);
        }
        CompareState(c, metric);
        metric.reset_states();
        Assert.All(metric.weights, w => Assert.All(GoldenValues.Values(w.AsTensor()), v => Assert.Equal(0, v)));
        if (c.GetProperty("result_after_reset") is { ValueKind: JsonValueKind.Number } after)
            Assert.Equal(after.GetDouble(), (double)metric.result());
    }

    private static void CompareState(JsonElement c, Metric metric)
    {
        string name = c.GetProperty("case").GetString()!;
        JsonElement[] state = [.. c.GetProperty("state_after_last_update").EnumerateArray()];
        Assert.Equal(state.Select(s => s.GetProperty("name").GetString()), metric.weights.Select(w => w.Name));
        for (int i = 0; i < state.Length; i++)
        {
            Assert.Equal(GoldenValues.ShapeOf(state[i].GetProperty("shape")), metric.weights[i].shape.dims);
            Assert.Equal(state[i].GetProperty("dtype").GetString(), metric.weights[i].dtype.as_numpy_name());
            // TensorFlow gets some counts as differences of float32 sums, so 1e-6 holds for the array's size, not for each element.
            double[] expected = s_arrays.Value[$"{name}/state_{i}"].ToDouble();
            double size = expected.Length == 0 ? 0 : expected.Max(Math.Abs);
            GoldenValues.Close($"{name} state {i}", expected, GoldenValues.Values(metric.weights[i].AsTensor()), 1e-6,
                Math.Max(1e-7, 1e-6 * size));
        }
    }

    private static Metric Make(JsonElement c)
    {
        string type = c.GetProperty("metric").GetString()!.Split('.')[^1];
        return (Metric)s_metrics.get(new Dictionary<string, object?>
        {
            ["class_name"] = type,
            ["config"] = GoldenValues.Config(c.GetProperty("args"))
        });
    }
}
