using System.Collections;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// A layer's config as its class reads it. Every error names the class and the key. A constraint is refused, not dropped:
/// this library has none.
/// </summary>
internal sealed class LayerConfig
{
    private readonly IDictionary<string, object?> _values;

    internal LayerConfig(string className, IDictionary<string, object?> values)
    {
        ClassName = className;
        _values = values;
        foreach ((string key, object? value) in values)
            if (key.EndsWith("_constraint", StringComparison.Ordinal) && ConfigValues.Plain(value) is not null)
                throw new ValueError(
                    $"{className}: argument {key}: expected null (constraints are not supported); received "
                    + $"{PythonJson.Dump(ConfigValues.Plain(value))}");
    }

    internal string ClassName { get; }

    internal IDictionary<string, object?> Values => _values;

    private object? this[string key] => _values.TryGetValue(key, out object? v) ? ConfigValues.Plain(v) : null;

    internal bool Has(string key) => this[key] is not null;

    internal int Int(string key, int? otherwise = null) => Ask(() => _values.IntOrNull(key)) ?? otherwise ?? throw Missing(key);

    internal int? IntOrNull(string key) => Ask(() => _values.IntOrNull(key));

    internal double Double(string key, double? otherwise = null) => Ask(() => _values.DoubleOrNull(key)) ?? otherwise ?? throw Missing(key);

    internal double? DoubleOrNull(string key) => Ask(() => _values.DoubleOrNull(key));

    internal double[]? Doubles(string key) => Ask(() => _values.Doubles(key));

    internal bool Bool(string key, bool otherwise) => Ask(() => _values.Bool(key, otherwise));

    internal string Text(string key, string? otherwise = null) => Ask(() => _values.Text(key)) ?? otherwise ?? throw Missing(key);

    internal string? TextOrNull(string key) => Ask(() => _values.Text(key));

    /// <summary>A number or a list of whole numbers; null in a list stands for unknown.</summary>
    internal Shape? Shape(string key)
    {
        object? value = this[key];
        if (value is null)
            return null;
        if (value is string || value is not IEnumerable list)
            return new Shape(Whole(key, value));
        return new Shape(list.Cast<object?>().Select(v => ConfigValues.Plain(v) is { } d ? Whole(key, d) : -1).ToArray());
    }

    internal int[]? Ints(string key) => Shape(key)?.as_int_list();

    /// <summary>Whole numbers of any sign.</summary>
    internal int[]? Axes(string key)
    {
        double[]? values = Doubles(key);
        return values is null ? null : Array.ConvertAll(values, v => v == Math.Floor(v) && Math.Abs(v) < 1 << 30 ? (int)v
            : throw Wrong(key, "whole numbers", v));
    }

    /// <summary>Pairs of numbers, one for each axis: [[a, b], [c, d]].</summary>
    internal (int, int)[]? Pairs(string key)
    {
        if (this[key] is not { } value)
            return null;
        if (value is string || value is not IEnumerable list)
            throw Wrong(key, "a list of pairs", value);
        return [.. list.Cast<object?>().Select(item => ConfigValues.Plain(item) is IEnumerable pair and not string
            && pair.Cast<object?>().Select(p => checked((int)Whole(key, ConfigValues.Plain(p) ?? "null"))).ToArray() is { Length: 2 } two
                ? (two[0], two[1])
                : throw Wrong(key, "a list of pairs", PythonJson.Dump(value)))];
    }

    internal Activation Activation(string key) => this[key] switch
    {
        null => Activations.Linear,
        string name => Activations.get(name),
        object other => throw Wrong(key, "the name of an activation", PythonJson.Dump(other)),
    };

    internal IInitializer? Initializer(string key) => Initializers.get(this[key]);

    internal IRegularizer? Regularizer(string key) => Regularizers.Find(this[key]);

    internal object? Raw(string key) => this[key];

    /// <summary>Name, trainable, dtype or policy, batch input shape.</summary>
    internal LayerArgs Args()
    {
        var args = new LayerArgs
        {
            Name = TextOrNull("name"),
            Trainable = Bool("trainable", true),
            BatchInputShape = Shape("batch_input_shape") ?? Shape("batch_shape")
        };
        switch (this["dtype"])
        {
            case null:
                break;
            case string name:
                args.Policy = DTypePolicy.Of(name);
                break;
            case object other:
                (string ClassName, IDictionary<string, object?> Config) policy = ConfigValues.Serialized(other)
                    ?? throw Wrong("dtype", "a dtype or a policy", PythonJson.Dump(other));
                args.Policy = DTypePolicy.Of(policy.Config.Text("name")
                    ?? throw Wrong("dtype", "a policy with a name", PythonJson.Dump(other)));
                break;
        }
        return args;
    }

    /// <summary>Refuses a value other than the only one that is supported.</summary>
    internal void Only(string key, object? supported)
    {
        object? value = this[key];
        if (value is not null && !Equals(value, supported))
            throw Wrong(key, PythonJson.Dump(supported), PythonJson.Dump(value));
    }

    internal ValueError Wrong(string key, string expected, object received) =>
        new($"{ClassName}: argument {key}: expected {expected}; received {received}");

    private ValueError Missing(string key) => new($"{ClassName}: argument {key}: the config has no value for it");

    private long Whole(string key, object value)
    {
        double d = value switch
        {
            long l => l,
            int i => i,
            double x => x,
            _ => throw Wrong(key, "whole numbers", value),
        };
        return d == Math.Floor(d) && Math.Abs(d) < 1L << 53 ? (long)d : throw Wrong(key, "whole numbers", d);
    }

    private T Ask<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ValueError e)
        {
            throw new ValueError($"{ClassName}: {e.Message}");
        }
    }
}
