using System.Text.Json;
using Tensorflow;
using TfNet.Goldens;

namespace TfNet.Tests.Ops;

/// <summary>Compares an op's results and gradients with a golden case.</summary>
internal static class GoldenCheck
{
    /// <summary>Null when all agrees, else what does not.</summary>
    internal static string? Run(GoldenCall call)
    {
        if (GoldenOps.FindCheck(call.Op) is { } check)
        {
            check(call);
            return null;
        }
        if (GoldenOps.Find(call.Op) is not { } op)
            return GoldenOps.Absent.ContainsKey(call.Op) ? null : $"no mapping for op '{call.Op}'";
        string[] grads = Names(call.Case, "grads");
        string[] none = Names(call.Case, "none_grads");
        using var tape = tf.GradientTape();
        foreach ((string name, Tensor value) in call.Inputs)
            if (value.dtype.is_floating())
                tape.watch(value);
        Tensor[] outputs = call.Mode == GoldenMode.Symbolic && !GoldenOps.NeedValues.Contains(call.Op) ? Replayed(call, op) : op(call);
        string? failure = CheckOutputs(call, outputs);
        if (failure != null || grads.Length + none.Length == 0)
            return failure;
        Tensor? total = Total(call, outputs);
        string[] wanted = [.. grads, .. none];
        Tensor[] results = tape.gradient(total!, wanted.Select(n => call[n]).ToArray());
        for (int i = 0; i < wanted.Length && failure is null; i++)
            failure = i < grads.Length
                ? results[i] is null ? $"gradient of {wanted[i]} is null" : Compare(call, "d" + wanted[i], results[i])
                : results[i] is null ? null : $"gradient of {wanted[i]} should be null";
        return failure;
    }

    private static string? CheckOutputs(GoldenCall call, Tensor[] outputs)
    {
        string? failure = null;
        string[] names = OutputNames(call);
        if (names.Length != outputs.Length)
            return $"{outputs.Length} outputs, expected {names.Length}";
        for (int i = 0; i < names.Length; i++)
            failure ??= Compare(call, names[i], outputs[i]);
        return failure;
    }

    private static string[] OutputNames(GoldenCall call) => call.Case.TryGetProperty("outputs", out JsonElement o)
        ? [.. o.EnumerateArray().Select(e => e.GetProperty("name").GetString()!)]
        : ["y"];

    /// <summary>sum over outputs of sum(y * upstream), whose gradients the goldens hold.</summary>
    private static Tensor? Total(GoldenCall call, Tensor[] outputs)
    {
        string[] names = OutputNames(call);
        Tensor? total = null;
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!outputs[i].dtype.is_floating())
                continue;
            Tensor part = tf.reduce_sum(outputs[i] * tf.cast(call.Upstream(names[i], outputs[i].shape), outputs[i].dtype));
            total = total is null ? part : total + part;
        }
        return total;
    }

    /// <summary>Calls the op on symbolic tensors, checks their shape and dtype, then computes them from the values.</summary>
    private static Tensor[] Replayed(GoldenCall call, Func<GoldenCall, Tensor[]> op)
    {
        var values = new Dictionary<Tensor, Tensor>();
        Tensor[] real = [.. call.Inputs.Select(p => p.Value)];
        for (int i = 0; i < real.Length; i++)
        {
            if (!real[i].dtype.is_floating())
                continue;
            var symbol = new Tensor(real[i].shape, real[i].dtype, null);
            values[symbol] = real[i];
            call.Inputs[i] = (call.Inputs[i].Name, symbol);
        }
        Tensor[] symbolic = op(call);
        for (int i = 0; i < real.Length; i++)
            call.Inputs[i] = (call.Inputs[i].Name, real[i]);
        Tensor[] outputs = Array.ConvertAll(symbolic, s => Evaluate(s, values));
        for (int i = 0; i < outputs.Length; i++)
        {
            Assert.Equal(outputs[i].shape, symbolic[i].shape);
            Assert.Equal(outputs[i].dtype, symbolic[i].dtype);
        }
        return outputs;
    }

    private static Tensor Evaluate(Tensor t, Dictionary<Tensor, Tensor> values)
    {
        if (!t.IsSymbolic)
            return t;
        if (values.TryGetValue(t, out Tensor? known))
            return known;
        SymbolicOrigin origin = t.Origin!;
        Tensor[] results = origin.Call(Array.ConvertAll(origin.Inputs, i => Evaluate(i, values)));
        for (int i = 0; i < results.Length; i++)
            values[origin.Outputs[i]] = results[i];
        return values[t];
    }

    /// <summary>Against the stored array, or the 64 stored samples of a large one.</summary>
    internal static string? Compare(GoldenCall call, string name, Tensor actual)
    {
        GoldenArray expected = call.Arrays[$"{call.Name}/{name}"];
        double[] e = expected.ToDouble();
        double[] a = tf.cast(actual, TF_DataType.TF_DOUBLE).ToArray<double>();
        bool sampled = call.Case.TryGetProperty("arrays", out JsonElement arrays) && call.Group == "large";
        double scale = 1;
        if (sampled)
        {
            JsonElement info = arrays.EnumerateArray().First(x => x.GetProperty("name").GetString() == name);
            scale = Math.Max(1, info.GetProperty("max_abs").GetDouble());
            a = Samples(call, name, a);
        }
        else if (!expected.Shape.AsSpan().SequenceEqual(actual.shape.dims))
        {
            return $"{name}: shape {actual.shape}, expected ({string.Join(", ", expected.Shape)})";
        }
        if (!SameKind(expected.DType, actual.dtype))
            return $"{name}: dtype {actual.dtype.as_numpy_name()}, expected {expected.DType}";
        if (!sampled)
            scale = e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Append(1).Max();
        double tolerance = actual.dtype.is_floating() ? GoldenTolerance.Of(call) * scale : 0;
        for (int i = 0; i < e.Length; i++)
            if (!(a[i].Equals(e[i]) || Math.Abs(a[i] - e[i]) <= tolerance))
                return FormattableString.Invariant(
                    $"{name}[{i}]: {a[i]:R}, expected {e[i]:R} (difference {Math.Abs(a[i] - e[i]):E2}, allowed {tolerance:E2})");
        return null;
    }

    private static double[] Samples(GoldenCall call, string name, double[] all)
    {
        float[] u = Recipe.U($"{call.Name}/{name}/idx", 64);
        return Array.ConvertAll(u, v => all[(long)Math.Min(Math.Floor(((double)v + 1) / 2 * all.Length), all.Length - 1)]);
    }

    private static bool SameKind(string golden, TF_DataType actual) => golden switch
    {
        "f8" or "f4" or "f2" => actual.is_floating(),
        "i8" => actual == TF_DataType.TF_INT64,
        "i4" => actual == TF_DataType.TF_INT32,
        "u1" => actual == TF_DataType.TF_UINT8,
        _ => actual == TF_DataType.TF_BOOL,
    };

    private static string[] Names(JsonElement e, string key) =>
        e.TryGetProperty(key, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(n => n.GetString()!)]
            : [];
}
