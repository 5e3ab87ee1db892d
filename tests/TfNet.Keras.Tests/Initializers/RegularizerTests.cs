using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using TfNet.Goldens;
using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Initializers;

/// <summary>Regularizers (value and gradient) and constraints, against TensorFlow's in float64.</summary>
public class RegularizerTests
{
    private static readonly Lazy<Npz> s_arrays = new(() => Npz.Load(GoldenFolder.Path("ops", "regularizers.npz")));

    public static TheoryData<string> Names => GoldenValues.CaseNames("ops", "regularizers");

    [Fact]
    public void All_cases_are_there() => Assert.Equal(27, GoldenValues.Cases("ops", "regularizers").Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Follows_keras(string name)
    {
        JsonElement c = GoldenValues.Case("ops", "regularizers", name);
        string[] op = c.GetProperty("op").GetString()!.Split('.');
        var serialized = new Dictionary<string, object?>
        {
            ["class_name"] = op[^1],
            ["config"] = GoldenValues.Config(c.GetProperty("args"))
        };
        bool in64 = c.GetProperty("reference").GetString() == "float64";
        foreach (bool as64 in new[] { true, false })
        {
            Tensor x = GoldenValues.Input(name, c.GetProperty("inputs")[0], as64);
            double tolerance = as64 && in64 ? 1e-9 : 2e-6;
            using var tape = tf.GradientTape();
            tape.watch(x);
            Tensor y = op[^2] == "regularizers"
                ? Regularizers.Find(serialized)!.Apply(new RegularizerArgs(x))
                : Constraints.Find(serialized)!.Apply(x);
            GoldenValues.Close(name, s_arrays.Value[$"{name}/y"].ToDouble(), GoldenValues.Values(y), tolerance, tolerance);
            if (s_arrays.Value.Contains($"{name}/dx"))
                GoldenValues.Close(name + " gradient", s_arrays.Value[$"{name}/dx"].ToDouble(), Gradient(tape, y, x, name), tolerance,
                    tolerance);
        }
    }

    /// <summary>The stored gradient belongs to a recipe's upstream gradient.</summary>
    private static double[] Gradient(Tensorflow.Gradients.GradientTape tape, Tensor y, Tensor x, string name)
    {
        Tensor upstream = tf.cast(new Tensor(Recipe.U($"{name}/dy", 1), Tensorflow.Shape.Scalar), y.dtype);
        return GoldenValues.Values(tape.gradient(y, x, [upstream]));
    }

    [Fact]
    public void Strings_and_configs_are_keras()
    {
        foreach (JsonProperty p in GoldenValues.Json("ops",
            "regularizers").RootElement.GetProperty("facts").GetProperty("strings").EnumerateObject())
        {
            IRegularizer found = new Regularizers().GetRegularizerFromName(p.Name);
            Assert.Equal(p.Value.GetProperty("class").GetString(), found.ClassName);
            Assert.Equal(GoldenValues.Normal(p.Value.GetProperty("config")), GoldenValues.Text(found.Config));
            IRegularizer again = Regularizers.Find(Regularizers.serialize(found))!;
            Assert.Equal(GoldenValues.Text(found.Config), GoldenValues.Text(again.Config));
        }
        Assert.Null(Regularizers.Find(null));
        Assert.Contains("Unknown regularizer: 'l3'. Known: l1, l2", Assert.Throws<ValueError>(() => Regularizers.Find("l3")).Message);
        Assert.Equal("MaxNorm", Constraints.Find(Constraints.serialize(new MaxNorm(3, (0, 1))))!.ClassName);
        Assert.Contains("Unknown constraint: 'x'", Assert.Throws<ValueError>(() => Constraints.Find("x")).Message);
    }

    [Fact]
    public void L2_is_not_half_the_sum_of_squares()
    {
        Tensor w = new([1f, -2f, 3f]);
        Assert.Equal(1.4f, (float)new Regularizers().l2(0.1f).Apply(new RegularizerArgs(w)), 6);
        Assert.Equal(0.6f, (float)new Regularizers().l1(0.1f).Apply(new RegularizerArgs(w)), 6);
        Assert.Equal(2f, (float)new Regularizers().l1_l2(0.1f, 0.1f).Apply(new RegularizerArgs(w)), 6);
        Assert.Equal(0f, (float)new Regularizers().l1l2().Apply(new RegularizerArgs(w)));
    }
}
