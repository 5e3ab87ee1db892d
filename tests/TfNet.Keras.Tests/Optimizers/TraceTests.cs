using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using TfNet.Goldens;

namespace TfNet.Keras.Tests.Optimizers;

/// <summary>Twelve steps of every optimizer, against TensorFlow's.</summary>
public class TraceTests
{
    private static readonly Dictionary<string, Npz> s_loaded = [];

    public static TheoryData<string, string> Names
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string file in new[] { "traces", "traces_legacy" })
                foreach (JsonElement c in GoldenValues.Cases("optimizers", file))
                    data.Add(file, c.GetProperty("case").GetString()!);
            return data;
        }
    }

    [Fact]
    public void All_cases_are_there()
    {
        Assert.Equal(52, GoldenValues.Cases("optimizers", "traces").Count());
        Assert.Equal(31, GoldenValues.Cases("optimizers", "traces_legacy").Count());
    }

    private static Npz Arrays(string file) =>
        s_loaded.TryGetValue(file, out Npz? npz) ? npz : s_loaded[file] = Npz.Load(GoldenFolder.Path("optimizers", file + ".npz"));

    // p32: float32 rounding of 12 steps; p64: the same formulas in double; Ftrl's initial accumulator .1 is a float32 constant there.
    [Theory]
    [MemberData(nameof(Names))]
    public void Follows_keras(string file, string name)
    {
        JsonElement c = GoldenValues.Case("optimizers", file, name);
        Run(Arrays(file), c, TF_DataType.TF_FLOAT, "32", 2e-6);
        Run(Arrays(file), c, TF_DataType.TF_DOUBLE, "64", name.Contains("ftrl", StringComparison.Ordinal) ? 1e-8 : 1e-12);
    }

    private static void Run(Npz arrays, JsonElement c, TF_DataType dtype, string bits, double tolerance)
    {
        string name = c.GetProperty("case").GetString()!;
        OptimizerV2 optimizer = Make(c);
        ResourceVariable[] variables = TraceRun.Variables(c, dtype);
        TraceRun.Exclude(c, optimizer, variables);
        double[][] rows = TraceRun.Steps(c, optimizer, variables, dtype);
        double[] expected = arrays[$"{name}/p{bits}"].ToDouble();
        GoldenValues.Close($"{name} p{bits}", expected, [.. rows.SelectMany(r => r)], 0, tolerance);
        CompareState(arrays, c, optimizer, bits, tolerance);
        if (dtype == TF_DataType.TF_FLOAT && arrays.Contains($"{name}/p32_finalized"))
        {
            optimizer.finalize_variable_values(variables);
            GoldenValues.Close($"{name} finalized", arrays[$"{name}/p32_finalized"].ToDouble(), TraceRun.Flat(variables), 0, tolerance);
        }
    }

    private static void CompareState(Npz arrays, JsonElement c, OptimizerV2 optimizer, string bits, double tolerance)
    {
        string name = c.GetProperty("case").GetString()!;
        JsonElement[] listed = [.. c.GetProperty("optimizer_variables").EnumerateArray()];
        Assert.Equal(listed.Select(v => v.GetProperty("name").GetString()), optimizer.variables.Select(v => v.Name));
        Assert.Equal(c.GetProperty("iterations_value").GetInt64(), (long)optimizer.iterations.AsTensor());
        for (int i = 0; i < listed.Length; i++)
        {
            Assert.Equal(GoldenValues.ShapeOf(listed[i].GetProperty("shape")), optimizer.variables[i].shape.dims);
            string key = $"{name}/state{bits}_{i}";
            if (arrays.Contains(key))
                GoldenValues.Close(key, arrays[key].ToDouble(), GoldenValues.Values(optimizer.variables[i].AsTensor()), 2e-6, tolerance);
        }
        Assert.Equal(GoldenValues.Normal(c.GetProperty("get_config")), GoldenValues.Text(optimizer.get_config()));
    }

    private static OptimizerV2 Make(JsonElement c)
    {
        IDictionary<string, object?> args = GoldenValues.Config(c.GetProperty("args"));
        if (c.Has("learning_rate_schedule", out JsonElement s))
            args["learning_rate"] = new Dictionary<string, object?>
            {
                ["class_name"] = s.GetProperty("class").GetString(),
                ["config"] = GoldenValues.Config(s.GetProperty("args")),
            };
        string type = c.GetProperty("optimizer").GetString()!.Split('.')[^1];
        if (type == "AdamW" && !args.ContainsKey("weight_decay"))
            args["weight_decay"] = 0.004;
        return (OptimizerV2)new OptimizerApi().get((object)new Dictionary<string, object?>
        {
            ["module"] = c.GetProperty("optimizer").GetString()!.Contains(".legacy.", StringComparison.Ordinal) ? "keras.optimizers.legacy"
                : "keras.optimizers",
            ["class_name"] = type,
            ["config"] = args,
        });
    }
}
