using Tensorflow.Operations.Initializers;

namespace Tensorflow.Keras;

/// <summary>Initializers by name or config.</summary>
internal static class Initializers
{
    private static readonly Dictionary<string, Func<IDictionary<string, object?>, IInitializer>> s_classes = new()
    {
        ["Zeros"] = _ => new Zeros(),
        ["Ones"] = _ => new Ones(),
        ["Constant"] = MakeConstant,
        ["Identity"] = c => new Operations.Initializers.Identity((float)c.Double("gain", 1)),
        ["RandomNormal"] = c => new RandomNormal((float)c.Double("mean", 0), (float)c.Double("stddev", 0.05), c.IntOrNull("seed")),
        ["TruncatedNormal"] = c => new TruncatedNormal((float)c.Double("mean", 0), (float)c.Double("stddev", 0.05), c.IntOrNull("seed")),
        ["RandomUniform"] = c =>
            new RandomUniform(minval: (float)c.Double("minval", -0.05), maxval: (float)c.Double("maxval", 0.05), seed: c.IntOrNull("seed")),
        ["VarianceScaling"] = c => new VarianceScaling(
            (float)c.Double("scale", 1), c.Text("mode", "fan_in")!, c.Text("distribution", "truncated_normal")!, c.IntOrNull("seed")),
        ["GlorotUniform"] = c => new GlorotUniform(seed: c.IntOrNull("seed")),
        ["GlorotNormal"] = c => new GlorotNormal(c.IntOrNull("seed")),
        ["HeNormal"] = c => new HeNormal(c.IntOrNull("seed")),
        ["HeUniform"] = c => new HeUniform(c.IntOrNull("seed")),
        ["LecunNormal"] = c => new LecunNormal(c.IntOrNull("seed")),
        ["LecunUniform"] = c => new LecunUniform(c.IntOrNull("seed")),
        ["Orthogonal"] = c => new Orthogonal((float)c.Double("gain", 1), c.IntOrNull("seed")),
    };

    /// <summary>Keras' other spellings; the snake-case form of each class name is one too.</summary>
    private static readonly Dictionary<string, string> s_aliases = new()
    {
        ["zero"] = "Zeros",
        ["one"] = "Ones",
        ["normal"] = "RandomNormal",
        ["uniform"] = "RandomUniform",
        ["IdentityInitializer"] = "Identity",
        ["ConstantV2"] = "Constant",
    };

    private static readonly Dictionary<string, string> s_snake = s_classes.Keys.ToDictionary(Snake);

    /// <summary>The initializer of a name, a {class_name, config} dictionary or itself; null of null.</summary>
    /// <exception cref="ValueError">An unknown name; the text lists the known ones.</exception>
    internal static IInitializer? get(object? identifier)
    {
        switch (identifier)
        {
            case null:
                return null;
            case IInitializer initializer:
                return initializer;
            case string name:
                return Make(name, new Dictionary<string, object?>());
        }
        return ConfigValues.Serialized(identifier) is { } s
            ? Make(s.ClassName, s.Config)
            : throw new ValueError($"Could not interpret initializer identifier: {identifier}");
    }

    /// <summary>{module, class_name, config, registered_name}; null of null.</summary>
    internal static object? serialize(IInitializer? initializer) =>
        initializer is null ? null : ConfigValues.Serialize("keras.initializers", initializer.ClassName, initializer.Config);

    /// <summary>The value that the initializer would give now, made when it is asked for.</summary>
    internal static Func<Tensor> Deferred(IInitializer initializer, InitializerArgs args) =>
        initializer is Initializer own ? own.Defer(args) : () => initializer.Apply(args);

    private static IInitializer Make(string name, IDictionary<string, object?> config)
    {
        string className = s_aliases.GetValueOrDefault(name) ?? s_snake.GetValueOrDefault(name) ?? name;
        return s_classes.TryGetValue(className, out Func<IDictionary<string, object?>, IInitializer>? make)
            ? make(config)
            : throw new ValueError($"Unknown initializer: '{name}'. Known: {string.Join(", ", s_snake.Keys)}, "
                + $"{string.Join(", ", s_aliases.Keys.Take(4))} and the class names.");
    }

    private static IInitializer MakeConstant(IDictionary<string, object?> config)
    {
        double[] values = config.Doubles("value") ?? [0];
        object? given = config.TryGetValue("value", out object? v) ? ConfigValues.Plain(v) : 0;
        return given is System.Collections.IEnumerable and not string ? new Constant<Tensor>(new Tensor(values)) : Number(given, values[0]);
    }

    private static IInitializer Number(object? given, double value) =>
        given is int or long ? new Constant<int>((int)value) : new Constant<double>(value);

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
