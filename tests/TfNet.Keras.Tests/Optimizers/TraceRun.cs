using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Optimizers;
using TfNet.Goldens;
using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Optimizers;

/// <summary>Repeats a golden trace: its variables, gradients and steps.</summary>
internal static class TraceRun
{
    internal static ResourceVariable[] Variables(JsonElement c, TF_DataType dtype)
    {
        string name = c.GetProperty("case").GetString()!;
        return [.. c.GetProperty("variables").EnumerateArray().Select(v =>
        {
            Tensor start = Values($"{name}/init/{v.GetProperty("name").GetString()}", GoldenValues.ShapeOf(v.GetProperty("shape")), dtype,
                1);
            return new ResourceVariable(start, true, v.GetProperty("tf_name").GetString()!);
        })];
    }

    internal static void Exclude(JsonElement c, OptimizerV2 optimizer, ResourceVariable[] variables)
    {
        if (!c.Has("exclude_from_weight_decay", out JsonElement e))
            return;
        string[] names = [.. c.GetProperty("variables").EnumerateArray().Select(v => v.GetProperty("name").GetString()!)];
        optimizer.exclude_from_weight_decay(
            e.Has("var_list", out JsonElement list) ? list.EnumerateArray().Select(n =>
            (IVariableV1)variables[Array.IndexOf(names, n.GetString())]) : null,
            e.Has("var_names", out JsonElement patterns) ? patterns.EnumerateArray().Select(p => p.GetString()!) : null);
    }

    /// <summary>All variables' values after each step.</summary>
    internal static double[][] Steps(JsonElement c, OptimizerV2 optimizer, ResourceVariable[] variables, TF_DataType dtype)
    {
        var rows = new List<double[]>();
        for (int step = 0; step < c.GetProperty("steps").GetInt32(); step++)
        {
            if (c.Has("learning_rate_set", out JsonElement set) && set.GetProperty("before_step").GetInt32() == step)
                optimizer.lr.assign(set.GetProperty("value").GetDouble());
            var pairs = new List<(Tensor, IVariableV1)>();
            for (int i = 0; i < variables.Length; i++)
                pairs.Add((Gradient(c, i, step, variables[i].shape, dtype)!, variables[i]));
            optimizer.apply_gradients(pairs);
            rows.Add(Flat(variables));
        }
        return [.. rows];
    }

    internal static double[] Flat(ResourceVariable[] variables) => [.. variables.SelectMany(v => GoldenValues.Values(v.AsTensor()))];

    private static Tensor? Gradient(JsonElement c, int variable, int step, Shape shape, TF_DataType dtype)
    {
        string name = c.GetProperty("variables")[variable].GetProperty("name").GetString()!;
        if (c.Has("gradient_none", out JsonElement none)
            && none.EnumerateArray().Any(n => n[0].GetInt32() == step && n[1].GetString() == name))
            return null;
        double scale = c.Has("grad_scale", out JsonElement s) ? s.GetDouble() : 1;
        return Values($"{c.GetProperty("case").GetString()}/{step}/{name}", shape.dims, dtype, scale);
    }

    private static Tensor Values(string key, long[] shape, TF_DataType dtype, double scale)
    {
        float[] values = Recipe.U(key, shape.Aggregate(1L, (a, b) => a * b), scale, 0);
        return dtype == TF_DataType.TF_FLOAT ? new Tensor(values, new Shape(shape))
            : new Tensor(Array.ConvertAll(values, v => (double)v), new Shape(shape));
    }
}
