using System.Text.Json;
using Tensorflow;
using TfNet.Goldens;

namespace TfNet.Tests.Ops;

/// <summary>How the golden inputs are presented to the op.</summary>
public enum GoldenMode
{
    Float32,
    Float64,

    /// <summary>float64, every input lying in memory with its axes reversed.</summary>
    Strided,

    /// <summary>float64, called on symbolic tensors first, then replayed on the values.</summary>
    Symbolic,
}

/// <summary>One case of goldens/ops: the op's text, its arguments and its inputs as tensors.</summary>
internal sealed class GoldenCall
{
    private readonly JsonElement _case;

    internal GoldenCall(JsonElement json, Npz npz, GoldenMode mode, string group)
    {
        (_case, Arrays, Mode, Group) = (json, npz, mode, group);
        Name = json.GetProperty("case").GetString()!;
        Op = json.GetProperty("op").GetString()!;
        if (json.TryGetProperty("inputs", out JsonElement inputs))
            foreach (JsonElement input in inputs.EnumerateArray())
                Inputs.Add((input.GetProperty("name").GetString()!, Build(input)));
        if (json.TryGetProperty("weights", out JsonElement weights))
            foreach (JsonElement weight in weights.EnumerateArray())
                Inputs.Add(("w" + Inputs.Count(i => i.Name[0] == 'w'), Weight(weight)));
    }

    internal string Name { get; }

    internal string Op { get; }

    internal string Group { get; }

    internal GoldenMode Mode { get; }

    internal Npz Arrays { get; }

    internal JsonElement Case => _case;

    internal JsonElement Args => _case.GetProperty("args");

    internal List<(string Name, Tensor Value)> Inputs { get; } = [];

    internal TF_DataType DType => Mode == GoldenMode.Float32 ? TF_DataType.TF_FLOAT : TF_DataType.TF_DOUBLE;

    internal Tensor this[int i] => Inputs[i].Value;

    internal Tensor this[string name] => Inputs.First(p => p.Name == name).Value;

    internal bool Has(string key) =>
        Args.ValueKind == JsonValueKind.Object && Args.TryGetProperty(key, out JsonElement e) && e.ValueKind != JsonValueKind.Null;

    internal JsonElement Arg(string key) => Args.GetProperty(key);

    internal int Int(string key) => Arg(key).GetInt32();

    internal double Double(string key) => Arg(key).GetDouble();

    internal bool Bool(string key) => Arg(key).GetBoolean();

    internal string Text(string key) => Arg(key).GetString()!;

    /// <summary>One number or a list of them.</summary>
    internal int[] Ints(string key) =>
        Arg(key).ValueKind == JsonValueKind.Array ? [.. Arg(key).EnumerateArray().Select(e => e.GetInt32())] : [Int(key)];

    internal Axis? Axis(string key) => Has(key) ? new Axis(Ints(key)) : null;

    /// <summary>The upstream gradient of an output.</summary>
    internal Tensor Upstream(string output, Shape shape) => From(Recipe.U($"{Name}/d{output}", shape.size), shape);

    /// <summary>Values in the run's dtype.</summary>
    internal Tensor From(float[] values, Shape shape) =>
        DType == TF_DataType.TF_FLOAT ? new Tensor(values, shape) : new Tensor(Array.ConvertAll(values, v => (double)v), shape);

    private Tensor Build(JsonElement input)
    {
        long[] shape = [.. input.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];
        string dtype = input.TryGetProperty("dtype", out JsonElement d) ? d.GetString()! : "float32";
        Tensor t = dtype is "float32" or "float64"
            ? From(Floats(input, shape), new Shape(shape))
            : tf.cast(new Tensor(Array.ConvertAll(Values(input), v => (long)v), new Shape(shape)), dtype.as_tf_dtype());
        return Mode == GoldenMode.Strided && t.rank > 1 ? Twisted(t) : t;
    }

    private Tensor Weight(JsonElement weight)
    {
        long[] shape = [.. weight.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];
        return From(
            Recipe.Fill($"{Name}/{weight.GetProperty("index").GetInt32()}", weight.GetProperty("name").GetString()!, shape),
            new Shape(shape));
    }

    private float[] Floats(JsonElement input, long[] shape)
    {
        if (input.TryGetProperty("values", out _))
            return Array.ConvertAll(Values(input), v => (float)v);
        double scale = input.TryGetProperty("scale", out JsonElement s) ? s.GetDouble() : 1;
        double shift = input.TryGetProperty("shift", out JsonElement t) ? t.GetDouble() : 0;
        return Recipe.U($"{Name}/{input.GetProperty("name").GetString()}", shape.Aggregate(1L, (a, b) => a * b), scale, shift);
    }

    private static double[] Values(JsonElement input) => [.. Flat(input.GetProperty("values")).Select(Number)];

    private static IEnumerable<JsonElement> Flat(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? e.EnumerateArray().SelectMany(Flat) : [e];

    private static double Number(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when e.GetString() == "nan" => double.NaN,
        JsonValueKind.String => e.GetString() == "inf" ? double.PositiveInfinity : double.NegativeInfinity,
        _ => e.GetDouble(),
    };

    /// <summary>The same tensor, its memory in the order of the reversed axes.</summary>
    private static Tensor Twisted(Tensor x)
    {
        Tensor reversed = TfNet.LibTorch.Aten.contiguous(tf.transpose(x));
        return tf.transpose(reversed);
    }
}
