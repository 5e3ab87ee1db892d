using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Tensorflow.Keras;

/// <summary>
/// Reads values out of config dictionaries, whether they were made in code or parsed from JSON. Every error names the key.
/// </summary>
internal static class ConfigValues
{
    internal static bool Has(this IDictionary<string, object?> config, string key) =>
        config.TryGetValue(key, out object? v) && Plain(v) is not null;

    internal static double Double(this IDictionary<string, object?> config, string key, double otherwise) =>
        config.DoubleOrNull(key) ?? otherwise;

    internal static double? DoubleOrNull(this IDictionary<string, object?> config, string key)
    {
        if (!config.TryGetValue(key, out object? v) || Plain(v) is not { } value)
            return null;
        return Number(value) ?? throw Wrong(key, "a number", value);
    }

    internal static int Int(this IDictionary<string, object?> config, string key, int otherwise) => config.IntOrNull(key) ?? otherwise;

    internal static int? IntOrNull(this IDictionary<string, object?> config, string key)
    {
        double? d = config.DoubleOrNull(key);
        if (d is null)
            return null;
        return d == Math.Floor(d.Value) && Math.Abs(d.Value) <= int.MaxValue ? (int)d.Value : throw Wrong(key, "an integer", d.Value);
    }

    internal static bool Bool(this IDictionary<string, object?> config, string key, bool otherwise)
    {
        if (!config.TryGetValue(key, out object? v) || Plain(v) is not { } value)
            return otherwise;
        return value is bool b ? b : throw Wrong(key, "true or false", value);
    }

    internal static string? Text(this IDictionary<string, object?> config, string key, string? otherwise = null)
    {
        if (!config.TryGetValue(key, out object? v) || Plain(v) is not { } value)
            return otherwise;
        return value as string ?? throw Wrong(key, "a string", value);
    }

    /// <summary>A list of numbers; null where the key is absent or null.</summary>
    internal static double[]? Doubles(this IDictionary<string, object?> config, string key)
    {
        if (!config.TryGetValue(key, out object? v) || Plain(v) is not { } value)
            return null;
        if (value is string || value is not IEnumerable list)
            return [Number(value) ?? throw Wrong(key, "a number or a list of numbers", value)];
        var result = new List<double>();
        foreach (object? item in list)
            result.Add(Number(Plain(item)) ?? throw Wrong(key, "a list of numbers", item ?? "null"));
        return [.. result];
    }

    /// <summary>{class_name, config}, as serialized objects are written; null for anything else.</summary>
    internal static (string ClassName, IDictionary<string, object?> Config)? Serialized(object? value)
    {
        if (AsDictionary(Plain(value)) is not { } d || d.Text("class_name") is not { } name)
            return null;
        IDictionary<string, object?> inner = d.TryGetValue("config", out object? c) && AsDictionary(Plain(c)) is { } given
            ? given
            : new Dictionary<string, object?>();
        return (name, inner);
    }

    internal static Dictionary<string, object?> Serialize(string module, string className, IDictionary<string, object?> config) => new()
    {
        ["module"] = module,
        ["class_name"] = className,
        ["config"] = config,
        ["registered_name"] = null,
    };

    internal static IDictionary<string, object?>? AsDictionary(object? value)
    {
        if (value is IDictionary<string, object?> d)
            return d;
        if (value is not IDictionary other)
            return null;
        var copy = new Dictionary<string, object?>();
        foreach (DictionaryEntry e in other)
            copy[e.Key.ToString()!] = e.Value;
        return copy;
    }

    /// <summary>A JSON element as the plain value it stands for.</summary>
    internal static object? Plain(object? value) => value is not JsonElement e ? value : e.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => e.GetString(),
        JsonValueKind.Number => e.TryGetInt64(out long n) ? (object)n : e.GetDouble(),
        JsonValueKind.Array => e.EnumerateArray().Select(i => Plain(i)).ToList(),
        _ => e.EnumerateObject().ToDictionary(p => p.Name, p => Plain(p.Value)),
    };

    /// <summary>
    /// The number that a float was written as: 0.1f stands for 0.1, not for 0.10000000149. Hyperparameters arrive as float
    /// (TensorFlow.NET's signatures) but Keras computes with Python's doubles.
    /// </summary>
    internal static double AsWritten(float value) => float.IsFinite(value)
        ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : value;

    private static double? Number(object? value) => value switch
    {
        double d => d,
        float f => AsWritten(f),
        int i => i,
        long l => l,
        short s => s,
        byte b => b,
        decimal m => (double)m,
        _ => null,
    };

    private static ValueError Wrong(string key, string expected, object received) =>
        new($"config: argument {key}: expected {expected}; received {received}");
}
